"""ID tokens: each header, key and claim broken one at a time."""

from collections.abc import Callable
from typing import Any

import pytest

from chalicelib.domain.oidc import id_token, keys, signatures
from chalicelib.domain.oidc.id_token import Expected
from chalicelib.domain.oidc.refusals import SsoRefused
from world.provider import ABSENT, Key, b64, changed, ec_key, ed_key, hmac_with, number, rsa_key, token

NOW = 1_800_000_000
EXPECTED = Expected(issuer="https://id.example.com", client_id="postern", nonce="n-1", now=NOW)
CLAIMS: dict[str, Any] = {"iss": "https://id.example.com", "aud": "postern", "sub": "ann", "nonce": "n-1"}
CLAIMS |= {"iat": NOW, "exp": NOW + 300}
HEADER = b64(b'{"alg": "RS256"}')
KEYS: dict[str, Callable[[], Key]] = {
    "RS256": rsa_key,
    "PS256": lambda: rsa_key("ps-1", alg="PS256"),
    "ES256": ec_key,
    "EdDSA": ed_key,
}


def signed(
    key: Key,
    header: dict[str, Any] | None = None,
    claims: dict[str, Any] | None = None,
    **how: Callable[[bytes], bytes],
) -> str:
    usual = {"alg": key.alg, "kid": key.jwk["kid"], "typ": "JWT"}
    return token(changed(usual, header or {}), changed(CLAIMS, claims or {}), how.get("sign", key.sign))


def subject(given: str, jwks: list[dict[str, Any]]) -> str:
    """Whom a token names, by the whole way."""
    parts = id_token.take_apart(given)
    key = keys.choose(keys.signing_keys({"keys": jwks}), alg=parts.alg, kid=parts.kid)
    if key is None:
        return "no such key"
    signatures.verify(parts, key)
    return id_token.judge(parts.claims, EXPECTED)


def reason(given: str, jwks: list[dict[str, Any]]) -> str:
    with pytest.raises(SsoRefused) as caught:
        subject(given, jwks)
    assert caught.value.problem == "sso_failed"
    return caught.value.reason


@pytest.mark.parametrize("alg", KEYS)
def test_each_algorithm_of_the_list_verifies(alg: str) -> None:
    key = KEYS[alg]()
    others = [made().jwk for made in KEYS.values()]
    assert subject(signed(key), others) == "ann"
    assert reason(signed(key, sign=lambda _: b"x" * 64), others) == "id_token_signature"


@pytest.mark.parametrize("header", [{"typ": ABSENT}, {"typ": "jwt"}, {"kid": ABSENT}, {"x5c": ["x" * 3000]}, {"x": 1}])
def test_headers_that_say_nothing_forbidden_are_taken(header: dict[str, Any]) -> None:
    assert subject(signed(rsa_key(), header), [rsa_key().jwk, ec_key().jwk]) == "ann"


@pytest.mark.parametrize(
    ("header", "why"),
    [
        ({"alg": "none"}, "id_token_alg"),
        ({"alg": "NONE"}, "id_token_alg"),
        ({"alg": "HS256"}, "id_token_alg"),
        ({"alg": "RS512"}, "id_token_alg"),
        ({"alg": ["RS256"]}, "id_token_alg"),
        ({"alg": ABSENT}, "id_token_alg"),
        ({"typ": "at+jwt"}, "id_token_typ"),
        ({"typ": "logout+jwt"}, "id_token_typ"),
        ({"typ": None}, "id_token_typ"),
        ({"crit": ["exp"]}, "id_token_crit"),
        ({"jku": "https://evil.example/keys"}, "id_token_jku"),
        ({"jwk": {"kty": "oct"}}, "id_token_jwk"),
        ({"x5u": "https://evil.example/cert"}, "id_token_x5u"),
        ({"kid": 5}, "id_token_kid"),
    ],
)
def test_headers_that_would_choose_how_the_token_is_checked_are_refused(header: dict[str, Any], why: str) -> None:
    assert reason(signed(rsa_key(), header), [rsa_key().jwk]) == why


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ("", "malformed"),
        ("a.b", "malformed"),
        ("....", "encrypted"),
        ("e30.e30.e30.e30.e30", "encrypted"),
        ("e30=.e30.eA", "malformed"),
        ("e30 .e30.eA", "malformed"),
        ("e30.e30.x", "malformed"),
        ("\u00e9.e30.eA", "malformed"),
        ("e30.e30.eA", "alg"),
        (f"{b64(b'[]')}.e30.eA", "not_json"),
        (f"{b64(bytes([255]))}.e30.eA", "not_json"),
        (f"{HEADER}.{b64(b'nonsense')}.eA", "not_json"),
        (b64(b'{"alg": "none", "alg": "RS256"}') + ".e30.eA", "not_json"),
        (f"{b64(b'[' * 100000)}.e30.eA", "not_json"),
        (".".join((HEADER, b64(b'{"exp": NaN}'), "eA")), "not_json"),
        (".".join((HEADER, b64(b'{"exp": ' + b"9" * 5000 + b"}"), "eA")), "not_json"),
    ],
)
def test_what_is_no_token_is_refused(given: str, why: str) -> None:
    assert reason(given, [rsa_key().jwk]) == f"id_token_{why}"


def test_hmac_with_the_public_key_as_its_secret_is_refused() -> None:
    key = rsa_key()
    forged = signed(key, {"alg": "HS256"}, sign=hmac_with(key.jwk["n"].encode()))
    assert reason(forged, [key.jwk]) == "id_token_alg"


@pytest.mark.parametrize(
    "jwk",
    [
        {"kid": "other"},
        {"use": "enc"},
        {"alg": "RS512"},
        {"alg": "PS256"},
        {"key_ops": ["sign"]},
        {"kty": "EC"},
        {"kty": "oct", "k": "c2VjcmV0"},
        {"n": number((1 << 2046) + 1)},
        {"n": number((1 << 8192) + 1)},
        {"e": ABSENT},
    ],
)
def test_a_key_that_does_not_fit_is_no_key(jwk: dict[str, Any]) -> None:
    assert subject(signed(rsa_key()), [changed(rsa_key().jwk, jwk), ec_key().jwk]) == "no such key"


def test_a_token_without_a_key_id_needs_one_key_that_fits() -> None:
    one, two = rsa_key(), rsa_key("rsa-2")
    assert subject(signed(one, {"kid": ABSENT}), [one.jwk, two.jwk]) == "no such key"
    assert subject(signed(one, {"kid": ABSENT}), [one.jwk, {**two.jwk, "use": "enc"}]) == "ann"


def test_another_key_of_the_same_name_does_not_verify() -> None:
    other = rsa_key("rsa-2")
    assert reason(signed(rsa_key()), [{**other.jwk, "kid": "rsa-1"}]) == "id_token_signature"


def test_a_key_of_another_curve_does_not_sign() -> None:
    assert subject(signed(ec_key()), [{**ec_key().jwk, "crv": "P-384"}]) == "no such key"
    assert reason(signed(ec_key()), [{**ec_key().jwk, "x": b64(b"1" * 32)}]) == "id_token_signature"


def test_changed_claims_do_not_verify() -> None:
    header, _, signature = signed(rsa_key()).split(".")
    other = signed(rsa_key(), claims={"sub": "eve"}).split(".")[1]
    assert reason(f"{header}.{other}.{signature}", [rsa_key().jwk]) == "id_token_signature"


@pytest.mark.parametrize(
    "claims",
    [
        {"aud": ["postern"]},
        {"aud": ["other", "postern"], "azp": "postern"},
        {"azp": "postern"},
        {"exp": NOW - 59},
        {"iat": NOW + 60},
        {"nbf": NOW + 60},
        {"exp": NOW + 0.5},
        {"sub": "x" * 255},
    ],
)
def test_claims_within_the_rules_hold(claims: dict[str, Any]) -> None:
    assert subject(signed(rsa_key(), claims=claims), [rsa_key().jwk]) == claims.get("sub", "ann")


@pytest.mark.parametrize(
    ("claims", "why"),
    [
        ({"iss": ABSENT}, "id_token_iss"),
        ({"iss": "https://id.example.com/"}, "id_token_iss"),
        ({"iss": "https://evil.example"}, "id_token_iss"),
        ({"iss": ["https://id.example.com"]}, "id_token_iss"),
        ({"aud": ABSENT}, "id_token_aud"),
        ({"aud": "other"}, "id_token_aud"),
        ({"aud": []}, "id_token_aud"),
        ({"aud": {"postern": 1}}, "id_token_aud"),
        ({"aud": "postern-2"}, "id_token_aud"),
        ({"aud": ["postern", "other"]}, "id_token_azp"),
        ({"aud": ["postern", 5]}, "id_token_azp"),
        ({"aud": ["postern", "other"], "azp": "other"}, "id_token_azp"),
        ({"azp": "other"}, "id_token_azp"),
        ({"azp": None}, "id_token_azp"),
        ({"exp": ABSENT}, "id_token_exp"),
        ({"exp": NOW - 60}, "id_token_exp"),
        ({"exp": str(NOW + 300)}, "id_token_exp"),
        ({"exp": True}, "id_token_exp"),
        ({"iat": ABSENT}, "id_token_iat"),
        ({"iat": NOW + 61}, "id_token_iat"),
        ({"nbf": NOW + 61}, "id_token_nbf"),
        ({"nbf": "now"}, "id_token_nbf"),
        ({"nonce": ABSENT}, "id_token_nonce"),
        ({"nonce": "n-2"}, "id_token_nonce"),
        ({"nonce": "\u00e9"}, "id_token_nonce"),
        ({"nonce": ["n-1"]}, "id_token_nonce"),
        ({"sub": ABSENT}, "id_token_sub"),
        ({"sub": ""}, "id_token_sub"),
        ({"sub": 5}, "id_token_sub"),
        ({"sub": "x" * 256}, "id_token_sub"),
    ],
)
def test_claims_outside_the_rules_are_refused(claims: dict[str, Any], why: str) -> None:
    assert reason(signed(rsa_key(), claims=claims), [rsa_key().jwk]) == why
