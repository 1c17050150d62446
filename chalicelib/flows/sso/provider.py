"""The conversation with a provider: its metadata and keys, the code for tokens, the tokens for claims."""

import base64
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from urllib.parse import quote_plus

from chalicelib.deps import Deps
from chalicelib.domain.oidc import answers, id_token, issuers, keys, metadata
from chalicelib.domain.oidc.answers import Document
from chalicelib.domain.oidc.id_token import Expected, Parts
from chalicelib.domain.oidc.keys import Jwk
from chalicelib.domain.oidc.metadata import Metadata
from chalicelib.domain.oidc.records import ClientAuth, SsoConfig
from chalicelib.domain.oidc.refusals import SsoProblem, SsoRefused, Unfit, failed
from chalicelib.store.web import Silent, Visit, WebAnswer

KEPT_SECONDS = 3600
"""How long metadata and keys are believed."""
ANEW_SECONDS = 60
"""How often an unknown key may have the keys read anew."""
PURPOSE = "sso"
"""In the encryption context of a client's secret."""


@dataclass(frozen=True)
class Tokens:
    """What the token endpoint gave; forgotten at the end of the callback."""

    id_token: str = field(repr=False)
    access_token: str | None = field(repr=False)


@dataclass(frozen=True)
class Conversation:
    """A visit to the provider of one set-up. Every way in which it fails is `SsoRefused`."""

    deps: Deps
    config: SsoConfig
    visit: Visit

    @property
    def metadata(self) -> Metadata:
        """Where the provider does what, as of the last hour."""
        return recalled_metadata(self.deps, self.config.issuer, lambda: nullcontext(self.visit))

    def exchange(self, *, code: str, verifier: str, redirect_uri: str, client_auth: ClientAuth, secret: str) -> Tokens:
        """The code for tokens (RFC 6749 section 4.1.3; RFC 7636 section 4.5)."""
        form = {"grant_type": "authorization_code", "code": code, "redirect_uri": redirect_uri}
        form["code_verifier"] = verifier
        headers = {}
        if client_auth == "basic":
            headers = {"Authorization": _basic(self.config.client_id, secret)}
        else:
            form |= {"client_id": self.config.client_id, "client_secret": secret}
        answer = _heard(lambda: self.visit.post(self.metadata.token_endpoint, form, headers))
        document = answers.parsed(answer.body, what="token_answer")
        if answer.status != 200:
            raise failed(_token_error(document))
        token = answers.text(document, "id_token")
        if token is None:
            raise failed("id_token_missing")
        return Tokens(token, answers.text(document, "access_token"))

    def claims(self, tokens: Tokens, *, nonce: str) -> Document:
        """What the ID token says, verified."""
        from chalicelib.domain.oidc import signatures  # it brings the cryptography library, for SSO alone

        parts = id_token.take_apart(tokens.id_token)
        signatures.verify(parts, self._key(parts))
        expected = Expected(self.metadata.issuer, self.config.client_id, nonce, self.deps.now())
        id_token.judge(parts.claims, expected)
        return parts.claims

    def userinfo(self, tokens: Tokens, *, subject: str) -> Document:
        """What UserInfo says of the same person (OpenID Connect Core section 5.3); nothing where there is none."""
        endpoint = self.metadata.userinfo_endpoint
        if endpoint is None or tokens.access_token is None:
            return {}
        headers = {"Authorization": f"Bearer {tokens.access_token}"}
        answer = _heard(lambda: self.visit.get(endpoint, headers))
        document = answers.parsed(answer.body, what="userinfo")
        if answer.status != 200:
            raise failed("userinfo_refused")
        if document.get("sub") != subject:
            raise failed("userinfo_sub")
        return document

    def _key(self, parts: Parts) -> Jwk:
        for within in (KEPT_SECONDS, ANEW_SECONDS):
            key = keys.choose(self._keys(within), alg=parts.alg, kid=parts.kid)
            if key is not None:
                return key
        raise failed("id_token_key")

    def _keys(self, within: int) -> list[Jwk]:
        address = self.metadata.jwks_uri

        def read() -> list[Jwk]:
            return keys.signing_keys(read_keys(self.visit, address))

        return self.deps.recent.recall(("keys", address), read, now=self.deps.now(), within=within)


def recalled_metadata(deps: Deps, issuer: str, visiting: Callable[[], AbstractContextManager[Visit]]) -> Metadata:
    """The metadata as of the last hour; only where they are not known is a visit made. Raises `SsoRefused`."""

    def read() -> Metadata:
        with visiting() as visit:
            return read_metadata(deps, visit, issuer)

    try:
        return deps.recent.recall(("metadata", issuer), read, now=deps.now(), within=KEPT_SECONDS)
    except Unfit as unfit:
        raise failed(f"metadata_{unfit.code}") from None


def read_metadata(deps: Deps, visit: Visit, issuer: str) -> Metadata:
    """The metadata, from the provider itself. Raises `SsoRefused`, `Unfit`."""
    answer = _heard(lambda: visit.get(issuers.metadata_address(issuer)))
    return metadata.read(_document(answer, what="metadata"), issuer=issuer, is_local=deps.web.is_local)


def read_keys(visit: Visit, address: str) -> Document:
    """The keys, from the provider itself. Raises `SsoRefused`."""
    return _document(_heard(lambda: visit.get(address)), what="keys")


def _document(answer: WebAnswer, *, what: str) -> Document:
    if answer.status != 200:
        raise failed(f"{what}_refused")
    return answers.parsed(answer.body, what=what)


def _heard(ask: Callable[[], WebAnswer]) -> WebAnswer:
    try:
        return ask()
    except Silent as silent:
        raise SsoRefused(SsoProblem.UNAVAILABLE, silent.reason) from None


def _basic(client_id: str, secret: str) -> str:
    """Both parts form-encoded first (RFC 6749 section 2.3.1), so that a colon in the client's id does no harm."""
    pair = f"{quote_plus(client_id)}:{quote_plus(secret)}"
    return "Basic " + base64.b64encode(pair.encode()).decode()


INVALID_CLIENT = "invalid_client"


def _token_error(document: Document) -> str:
    """The provider's word, where it is one of RFC 6749 section 5.2."""
    known = (INVALID_CLIENT, "invalid_grant", "invalid_request", "unauthorized_client", "unsupported_grant_type")
    error = answers.text(document, "error")
    return error if error in known else "token_refused"
