"""A provider's metadata: what of it we use, and what makes a provider unfit (OpenID Connect Discovery section 3)."""

from dataclasses import dataclass

from chalicelib.domain.oidc import issuers
from chalicelib.domain.oidc.answers import Document, text, texts
from chalicelib.domain.oidc.keys import ALGORITHMS, signing_keys
from chalicelib.domain.oidc.refusals import Unfit

POST = "client_secret_post"


@dataclass(frozen=True)
class Metadata:
    """Where a provider does what."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    userinfo_endpoint: str | None
    takes_secret_in_body: bool
    """Whether the token endpoint lists `client_secret_post`."""
    says_issuer: bool
    """Whether every answer carries `iss` (RFC 9207 section 3)."""


def read(document: Document, *, issuer: str, is_local: bool) -> Metadata:
    """The metadata of `issuer`, which a difference in the last slash alone takes over from the document.

    Raises `Unfit`: `not_a_provider`, `issuer_shared`, `issuer_mismatch`, `no_code_flow`, `no_signing_keys`.
    """
    named = text(document, "issuer")
    if named is None:
        raise Unfit("not_a_provider")
    if issuers.is_templated(named):
        raise Unfit("issuer_shared")
    if not issuers.differ_in_the_slash_alone(named, issuer):
        raise Unfit("issuer_mismatch")
    _require_code_flow(document)
    return Metadata(
        issuer=named,
        authorization_endpoint=_address(document, "authorization_endpoint", is_local=is_local),
        token_endpoint=_address(document, "token_endpoint", is_local=is_local),
        jwks_uri=_address(document, "jwks_uri", is_local=is_local),
        userinfo_endpoint=_userinfo(document, is_local=is_local),
        takes_secret_in_body=POST in (texts(document, "token_endpoint_auth_methods_supported") or []),
        says_issuer=document.get("authorization_response_iss_parameter_supported") is True,
    )


def require_keys(jwks: Document) -> None:
    """Raises `Unfit` (`no_signing_keys`) for a set without a key that could sign."""
    if not signing_keys(jwks):
        raise Unfit("no_signing_keys")


def _address(document: Document, name: str, *, is_local: bool) -> str:
    address = text(document, name)
    if address is None or not issuers.is_web_address(address, is_local=is_local):
        raise Unfit("not_a_provider")
    return address


def _userinfo(document: Document, *, is_local: bool) -> str | None:
    name = "userinfo_endpoint"
    return _address(document, name, is_local=is_local) if document.get(name) is not None else None


def _require_code_flow(document: Document) -> None:
    responses, grants = texts(document, "response_types_supported"), texts(document, "grant_types_supported")
    if (responses is not None and "code" not in responses) or (grants is not None and _CODE not in grants):
        raise Unfit("no_code_flow")
    signed = texts(document, "id_token_signing_alg_values_supported")
    if signed is not None and not ALGORITHMS.keys() & set(signed):
        raise Unfit("no_signing_keys")


_CODE = "authorization_code"
