"""A browser coming back from the provider: the state that it left with, and what it brings."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from hmac import compare_digest

from chalicelib.deps import Deps
from chalicelib.domain import bearer
from chalicelib.domain.oidc import refusals
from chalicelib.domain.oidc.metadata import Metadata
from chalicelib.domain.oidc.records import SsoState
from chalicelib.domain.oidc.refusals import SsoProblem, SsoRefused, failed
from chalicelib.errors import InvalidToken
from chalicelib.flows.sso import outbound
from chalicelib.store import sso

MAX_CODE = 4096
"""Characters; some providers put a whole encrypted token there."""
ReadCookie = Callable[[str], str | None]


@dataclass(frozen=True, kw_only=True)
class Brought:
    """The parameters of a callback that we know, each as often as it was there; others are ignored."""

    state: Sequence[str] = ()
    code: Sequence[str] = field(default=(), repr=False)
    iss: Sequence[str] = ()
    error: Sequence[str] = ()


def redeem(deps: Deps, slug: str, brought: Brought, read_cookie: ReadCookie) -> SsoState:
    """Use the state up. One unknown, used, old, of another tenant or of another browser is `sso_expired`.

    The browser is looked at first: whoever got hold of a link cannot spend its owner's state. Raises `TryAgain`.
    """
    digest = bearer.digest(brought.state[0] if brought.state else "")
    state = sso.find(deps.table, slug, digest, now=int(deps.now()))
    if state is None or not _is_same_browser(state, read_cookie(outbound.cookie_name(digest))):
        raise SsoRefused(SsoProblem.EXPIRED, "state")
    try:
        deps.table.commit(sso.consume(state))
    except InvalidToken:
        raise SsoRefused(SsoProblem.EXPIRED, "state") from None
    return state


def judge(brought: Brought) -> str:
    """The code that was brought. Raises `SsoRefused` for an error of the provider, and for what is no answer."""
    if any(len(values) > 1 for values in (brought.state, brought.code, brought.iss, brought.error)):
        raise failed("answer_repeated")
    if brought.error:
        raise refusals.of_error(brought.error[0])
    code = brought.code[0] if brought.code else ""
    if not code or len(code) > MAX_CODE:
        raise failed("code_missing" if not code else "code_too_long")
    return code


def judge_issuer(brought: Brought, metadata: Metadata) -> None:
    """Whose answer it is (RFC 9207 section 2.4). Raises `SsoRefused`."""
    if brought.iss and brought.iss[0] != metadata.issuer:
        raise failed("answer_iss")
    if metadata.says_issuer and not brought.iss:
        raise failed("answer_iss_missing")


def _is_same_browser(state: SsoState, cookie: str | None) -> bool:
    return state.browser is None or (cookie is not None and compare_digest(bearer.digest(cookie), state.browser))
