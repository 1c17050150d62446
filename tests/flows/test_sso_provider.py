"""The conversation with a provider: what each of its answers leads to."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

import pytest

from chalicelib.domain.oidc import pkce
from chalicelib.domain.oidc.records import ClientAuth, SsoConfig
from chalicelib.domain.oidc.refusals import SsoRefused
from chalicelib.flows.sso.provider import Conversation, Tokens
from chalicelib.store.web import Web
from world import World
from world.provider import ABSENT, Provider, ec_key, lying, rsa_key

VERIFIER = "v" * 43
REDIRECT = "https://app.example.com/v1/sso/acme/callback"


@pytest.fixture
def provider(world: World) -> Iterator[Provider]:
    with lying(now=world.clock) as running:
        yield running


@pytest.fixture
def conversation(world: World, provider: Provider) -> Conversation:
    world.reinstall(web=Web(own_origin="https://app.example.com", is_local=True, request_seconds=0.5))
    config = SsoConfig(id="cfg", issuer=provider.issuer, client_id=provider.client_id, secret=b"sealed")
    return Conversation(world.deps, config, world.deps.web.visit())


def tokens(conversation: Conversation, provider: Provider, *, secret: str = "", how: ClientAuth = "basic") -> Tokens:
    asked = {"state": "s", "nonce": "n", "redirect_uri": REDIRECT, "code_challenge": pkce.challenge(VERIFIER)}
    code = provider.authorize(f"{provider.issuer}/authorize?{urlencode(asked)}")["code"]
    secret = secret or provider.client_secret
    return conversation.exchange(code=code, verifier=VERIFIER, redirect_uri=REDIRECT, client_auth=how, secret=secret)


def refusal(conversation: Conversation, provider: Provider, **how: Any) -> tuple[str, str]:
    with pytest.raises(SsoRefused) as caught:
        conversation.claims(tokens(conversation, provider, **how), nonce="n")
    return caught.value.problem, caught.value.reason


@pytest.mark.parametrize("how", ["basic", "post"])
def test_a_code_becomes_verified_claims(conversation: Conversation, provider: Provider, how: ClientAuth) -> None:
    assert conversation.claims(tokens(conversation, provider, how=how), nonce="n")["sub"] == "248289761001"


@pytest.mark.parametrize("how", ["basic", "post"])
def test_a_wrong_secret_is_told_apart(conversation: Conversation, provider: Provider, how: ClientAuth) -> None:
    assert refusal(conversation, provider, secret="wrong", how=how) == ("sso_failed", "invalid_client")


def test_metadata_and_keys_are_read_once_an_hour(world: World, conversation: Conversation, provider: Provider) -> None:
    for _ in range(3):
        conversation.claims(tokens(conversation, provider), nonce="n")
    assert provider.requests.count("GET /keys") == 1
    assert provider.requests.count("GET /.well-known/openid-configuration") == 1
    world.pass_time(3600)
    conversation.claims(tokens(conversation, provider), nonce="n")
    assert provider.requests.count("GET /keys") == 2


def test_an_unknown_key_has_the_keys_read_anew_once_a_minute(
    world: World, conversation: Conversation, provider: Provider
) -> None:
    conversation.claims(tokens(conversation, provider), nonce="n")
    provider.key = rsa_key("rsa-2")
    assert refusal(conversation, provider) == ("sso_failed", "id_token_key")
    assert provider.requests.count("GET /keys") == 1
    world.pass_time(60)
    assert conversation.claims(tokens(conversation, provider), nonce="n")
    assert provider.requests.count("GET /keys") == 2


def test_a_token_by_a_key_that_is_not_published_is_refused(conversation: Conversation, provider: Provider) -> None:
    provider.published = [ec_key().jwk]
    assert refusal(conversation, provider) == ("sso_failed", "id_token_key")


PATHS = ["/.well-known/openid-configuration", "/token", "/keys"]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("fault", ["redirect", "hang", "drip", "long", "close", "cut", "404", "500", "503"])
def test_silence_of_any_endpoint_is_unavailable(
    conversation: Conversation, provider: Provider, path: str, fault: str
) -> None:
    provider.faults[path] = fault
    assert refusal(conversation, provider)[0] == "sso_unavailable"


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("fault", ["html", "gzip", "401", "400"])
def test_an_answer_that_makes_no_sense_is_failed(
    conversation: Conversation, provider: Provider, path: str, fault: str
) -> None:
    provider.faults[path] = fault
    assert refusal(conversation, provider)[0] == "sso_failed"


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"metadata": {"issuer": "https://evil.example"}}, "metadata_issuer_mismatch"),
        ({"metadata": {"jwks_uri": ABSENT}}, "metadata_not_a_provider"),
        ({"answer": {"id_token": ABSENT}}, "id_token_missing"),
        ({"answer": {"id_token": 5}}, "id_token_missing"),
        ({"answer": {"id_token": "e30.e.c"}}, "id_token_malformed"),
        ({"claims": {"iss": "https://evil.example"}}, "id_token_iss"),
        ({"claims": {"aud": "other"}}, "id_token_aud"),
        ({"claims": {"nonce": "other"}}, "id_token_nonce"),
        ({"claims": {"exp": 5}}, "id_token_exp"),
        ({"header": {"alg": "none"}, "sign": lambda _: b""}, "id_token_alg"),
        ({"header": {"kid": "other"}}, "id_token_key"),
        ({"sign": lambda _: b"x" * 256}, "id_token_signature"),
    ],
)
def test_each_lie_has_its_reason(
    conversation: Conversation, provider: Provider, changes: dict[str, Any], reason: str
) -> None:
    for name, value in changes.items():
        setattr(provider, name, value)
    assert refusal(conversation, provider) == ("sso_failed", reason)


def test_userinfo_is_about_the_same_person(conversation: Conversation, provider: Provider) -> None:
    provider.userinfo = {"sub": "248289761001", "email": "ann@example.com"}
    found = tokens(conversation, provider)
    assert conversation.userinfo(found, subject="248289761001")["email"] == "ann@example.com"
    provider.userinfo = {"sub": "another"}
    with pytest.raises(SsoRefused) as caught:
        conversation.userinfo(found, subject="248289761001")
    assert caught.value.reason == "userinfo_sub"
    with pytest.raises(SsoRefused) as caught:
        conversation.userinfo(replace(found, access_token="wrong"), subject="248289761001")
    assert caught.value.reason == "userinfo_refused"
    assert conversation.userinfo(replace(found, access_token=None), subject="248289761001") == {}
