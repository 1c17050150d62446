"""Which providers can be set up, and what the metadata may say."""

from typing import Any

import pytest

from chalicelib.domain.oidc import issuers, keys, metadata
from chalicelib.domain.oidc.refusals import Unfit

ISSUER = "https://id.example.com/realms/acme"


def document(**changes: Any) -> dict[str, Any]:
    """What a well-behaved provider says of itself; `None` leaves a member out."""
    whole = {
        "issuer": ISSUER,
        "authorization_endpoint": f"{ISSUER}/auth",
        "token_endpoint": f"{ISSUER}/token",
        "jwks_uri": f"{ISSUER}/keys",
        "userinfo_endpoint": f"{ISSUER}/userinfo",
        "response_types_supported": ["code", "id_token"],
        "grant_types_supported": ["authorization_code"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
    }
    return {name: value for name, value in {**whole, **changes}.items() if value is not None}


def refusal(**changes: Any) -> str:
    with pytest.raises(Unfit) as caught:
        metadata.read(document(**changes), issuer=ISSUER, is_local=False)
    return caught.value.code


@pytest.mark.parametrize(
    "issuer",
    [
        ISSUER,
        "https://accounts.google.com",
        "https://login.microsoftonline.com/72f988bf-86f1-41af-91ab-2d7cd011db47/v2.0",
        "https://dev-1.okta.com",
        "https://id.example.com:8443/",
    ],
)
def test_an_issuer_of_one_organisation_can_be_set_up(issuer: str) -> None:
    assert issuers.judged(issuer, is_local=False) == issuer


@pytest.mark.parametrize(
    ("issuer", "code"),
    [
        ("http://id.example.com", "not_https"),
        ("http://localhost:9000", "not_https"),
        ("id.example.com", "not_https"),
        ("https://", "not_https"),
        ("https://ann:secret@id.example.com", "not_https"),
        ("https://id.example.com/#x", "not_https"),
        ("https://id.example.com/\nx", "not_https"),
        ("https://id.example.com\\@evil.example", "not_https"),
        ("https://id.example.com:0", "not_https"),
        ("https://id.example.com:99999", "not_https"),
        ("https://[id", "not_https"),
        ("https://id.exämple.com", "not_https"),
        ("javascript:alert(1)//https://x", "not_https"),
        ("https://id.example.com/?tenant=1", "not_a_provider"),
        ("https://id.example.com/" + "x" * 255, "not_a_provider"),
        ("https://login.microsoftonline.com/common/v2.0", "issuer_shared"),
        ("https://login.microsoftonline.com/Organizations/v2.0", "issuer_shared"),
        ("https://login.microsoftonline.com/consumers/v2.0", "issuer_shared"),
        ("https://login.microsoftonline.com/9188040d-6c67-4c5b-b112-36a304b66dad/v2.0", "issuer_shared"),
        ("https://login.microsoftonline.us/common", "issuer_shared"),
        ("https://sts.windows.net/", "issuer_shared"),
        ("https://login.microsoftonline.com/{tenantid}/v2.0", "issuer_shared"),
        ("https://id.example.com/%7Btenant%7D", "issuer_shared"),
    ],
)
def test_an_issuer_that_cannot_be_trusted_with_one_tenant_is_refused(issuer: str, code: str) -> None:
    with pytest.raises(Unfit) as caught:
        issuers.judged(issuer, is_local=False)
    assert caught.value.code == code


def test_http_on_loopback_is_for_the_local_service_alone() -> None:
    assert issuers.judged("http://localhost:9000", is_local=True)
    with pytest.raises(Unfit):
        issuers.judged("http://id.example.com", is_local=True)


@pytest.mark.parametrize("issuer", ["https://id.example.com", "https://id.example.com/"])
def test_the_metadata_is_at_the_issuer_less_a_final_slash(issuer: str) -> None:
    assert issuers.metadata_address(issuer) == "https://id.example.com/.well-known/openid-configuration"


def test_good_metadata_say_where_everything_is() -> None:
    found = metadata.read(document(), issuer=ISSUER, is_local=False)
    assert found.token_endpoint == f"{ISSUER}/token"
    assert found.takes_secret_in_body
    assert not found.says_issuer


def test_metadata_need_not_name_what_has_a_default() -> None:
    found = metadata.read(
        document(
            grant_types_supported=None,
            userinfo_endpoint=None,
            token_endpoint_auth_methods_supported=None,
            authorization_response_iss_parameter_supported=True,
        ),
        issuer=ISSUER,
        is_local=False,
    )
    assert found.userinfo_endpoint is None
    assert not found.takes_secret_in_body
    assert found.says_issuer


def test_a_slash_alone_is_taken_over_from_the_metadata() -> None:
    assert metadata.read(document(issuer=f"{ISSUER}/"), issuer=ISSUER, is_local=False).issuer == f"{ISSUER}/"
    assert metadata.read(document(), issuer=f"{ISSUER}/", is_local=False).issuer == ISSUER


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"issuer": None}, "not_a_provider"),
        ({"issuer": 1}, "not_a_provider"),
        ({"issuer": "https://id.example.com/realms/other"}, "issuer_mismatch"),
        ({"issuer": ISSUER.upper()}, "issuer_mismatch"),
        ({"issuer": f"{ISSUER}//"}, "issuer_mismatch"),
        ({"issuer": "https://login.microsoftonline.com/{tenantid}/v2.0"}, "issuer_shared"),
        ({"authorization_endpoint": None}, "not_a_provider"),
        ({"authorization_endpoint": "javascript:alert(1)"}, "not_a_provider"),
        ({"token_endpoint": "http://id.example.com/token"}, "not_a_provider"),
        ({"jwks_uri": ["https://id.example.com/keys"]}, "not_a_provider"),
        ({"userinfo_endpoint": "file:///etc/passwd"}, "not_a_provider"),
        ({"userinfo_endpoint": 5}, "not_a_provider"),
        ({"response_types_supported": ["id_token"]}, "no_code_flow"),
        ({"grant_types_supported": ["implicit"]}, "no_code_flow"),
        ({"id_token_signing_alg_values_supported": ["HS256", "none"]}, "no_signing_keys"),
    ],
)
def test_metadata_that_do_not_fit_are_refused(changes: dict[str, Any], code: str) -> None:
    assert refusal(**changes) == code


@pytest.mark.parametrize(
    "jwks",
    [
        {},
        {"keys": {}},
        {"keys": []},
        {"keys": ["text"]},
        {"keys": [{"kty": "oct", "k": "c2VjcmV0"}]},
        {"keys": [{"kty": "EC", "crv": "P-384", "x": "x", "y": "y"}]},
        {"keys": [{"kty": "OKP", "crv": "X25519", "x": "x"}]},
        {"keys": [{"kty": "OKP", "crv": "Ed25519", "x": "x", "use": "enc"}]},
        {"keys": [{"kty": "OKP", "crv": "Ed25519", "x": "x", "key_ops": ["sign"]}]},
        {"keys": [{"kty": "RSA", "n": "Aw", "e": "AQAB"}]},
        {"keys": [{"kty": "RSA", "n": "", "e": "AQAB"}]},
        {"keys": [{"kty": "RSA", "n": "A", "e": "AQAB"}]},
        {"keys": [{"kty": "RSA", "n": "_" * 1400, "e": "AQAB"}]},
    ],
)
def test_a_provider_needs_a_key_that_could_sign(jwks: dict[str, Any]) -> None:
    with pytest.raises(Unfit) as caught:
        metadata.require_keys(jwks)
    assert caught.value.code == "no_signing_keys"


def test_a_provider_with_a_key_that_can_sign_is_fit() -> None:
    key = {"kty": "OKP", "crv": "Ed25519", "x": "x"}
    metadata.require_keys({"keys": ["text", key]})
    assert keys.signing_keys({"keys": ["text", {**key, "d": "private"}]}) == [key]
