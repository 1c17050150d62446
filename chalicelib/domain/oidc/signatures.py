"""The signature of an ID token. Importing this costs the cryptography library, which password sign-in never pays."""

from joserfc.errors import JoseError
from joserfc.jwk import import_key
from joserfc.jws import JWSRegistry

from chalicelib.domain.oidc.id_token import Parts
from chalicelib.domain.oidc.keys import Jwk
from chalicelib.domain.oidc.refusals import failed


def verify(parts: Parts, key: Jwk) -> None:
    """Raises `SsoRefused` where this key, which fits the algorithm, did not sign the token.

    The header was judged by our own rules, so the algorithm is asked directly: joserfc's way through the header warns
    at each `EdDSA`, and refuses long headers, of which certificates make some.
    """
    try:
        algorithm = JWSRegistry.algorithms[parts.alg]
        is_signed = algorithm.verify(parts.signed, parts.signature, import_key(key))
    except (JoseError, ValueError):
        is_signed = False
    if not is_signed:
        raise failed("id_token_signature")
