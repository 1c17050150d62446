"""Importing users from a file: a dry run that lists every bad line, then runs to repeat until nothing remains."""

from dataclasses import dataclass

from chalicelib.deps import Deps
from chalicelib.domain import policy
from chalicelib.domain.user_lines import BadLine, UserLine, read
from chalicelib.domain.visitor import Mandate
from chalicelib.errors import Conflict, Flaw, InvalidRequest, TooManyAttempts, TryAgain
from chalicelib.flows import users as administration
from chalicelib.store import users

CREATED_AT_ONCE = 100
"""Users that one run creates: at 140 ms for each, a mail and a dozen calls, well within the function's 25 seconds."""
MOST_REFUSED = 100
"""Lines that one run passes over because their address has had too many mails this hour."""


@dataclass(frozen=True)
class Import:
    """What one run did, or a dry run would do."""

    total: int
    created: int
    unchanged: int
    """Lines whose address has a login already; an import edits nobody."""
    remaining: int
    """Lines still to do: run the same file again."""
    bad: list[BadLine]


def run(deps: Deps, mandate: Mandate, text: str, *, is_dry: bool) -> Import:
    """Create the users of a file who are not there yet; the same file twice does nothing the second time.

    A file with a bad line creates nobody: `InvalidRequest`, unless the run is dry.
    """
    lines, bad = read(text)
    bad = sorted([*bad, *_unsuitable(deps, mandate, lines)], key=lambda each: each.line)
    wrong = {each.line for each in bad}
    lines = [line for line in lines if line.line not in wrong]
    total = len(lines) + len(wrong)
    taken = users.taken(deps.table, mandate.tenant.slug, [line.email for line in lines])
    missing = [line for line in lines if line.email not in taken]
    if is_dry:
        return Import(total, len(missing), len(taken), 0, bad)
    if bad:
        raise InvalidRequest(flaws=tuple(Flaw(_pointer(each), each.code) for each in bad))
    created, found, refused = _create(deps, mandate, missing)
    unchanged = len(taken) + found
    return Import(total, created, unchanged, total - created - unchanged, refused)


def _unsuitable(deps: Deps, mandate: Mandate, lines: list[UserLine]) -> list[BadLine]:
    """Lines that say what this tenant cannot have."""
    is_individual = policy.in_force(mandate.tenant.policy, deps.now()).mode == "individual"
    through_sso = [] if mandate.tenant.sso.is_on else [line for line in lines if line.sign_in == "sso"]
    return [BadLine(line.line, "sign_in", "sso_not_set_up") for line in through_sso] + [
        BadLine(line.line, "mfa_required", "policy_not_individual")
        for line in lines
        if line.mfa_required and not is_individual
    ]


def _pointer(bad: BadLine) -> str:
    """`/line/column`; a column of the file's own naming is escaped (RFC 6901 section 3)."""
    column = (bad.column or "").replace("~", "~0").replace("/", "~1")
    return f"/{bad.line}/{column}" if column else f"/{bad.line}"


def _create(deps: Deps, mandate: Mandate, lines: list[UserLine]) -> tuple[int, int, list[BadLine]]:
    """How many were created, how many had come into being meanwhile, and which addresses have had too many mails.

    Raises `TryAgain` where nothing was done.
    """
    created = found = 0
    refused: list[BadLine] = []
    for line in lines[: CREATED_AT_ONCE + MOST_REFUSED]:
        if created == CREATED_AT_ONCE:
            break
        try:
            _create_one(deps, mandate, line)
            created += 1
        except Conflict as conflict:
            if conflict.flaws[0].code != "taken":
                raise
            found += 1
        except TooManyAttempts:
            refused.append(BadLine(line.line, "email", "too_many_mails"))
        except TryAgain:
            if not created:
                raise
            break
    return created, found, refused


def _create_one(deps: Deps, mandate: Mandate, line: UserLine) -> None:
    administration.create(
        deps,
        mandate,
        email=line.email,
        name=line.name,
        role=line.role,
        sign_in=line.sign_in,
        mfa_required=line.mfa_required,
    )
