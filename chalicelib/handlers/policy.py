"""`/v1/policy`: read, previewed, saved."""

import re
from typing import Literal

from chalicelib.domain.policy import in_force
from chalicelib.domain.records import Mode, Policy
from chalicelib.domain.times import rfc3339, rfc3339_or_none
from chalicelib.errors import PreconditionFailed
from chalicelib.flows import policy as flow
from chalicelib.http.answers.user import UserAnswer, user_answer
from chalicelib.http.endpoint import Access, Call, Reply, endpoint
from chalicelib.http.shapes import Answer, Moment, Request, Time


class PolicyChange(Request):
    mode: Mode
    keep_required: bool = False
    """When changing to `individual`: keep exactly the people who were required before."""
    enforce_from: Moment | None = None


class PolicyAnswer(Answer):
    mode: Mode
    enforce_from: Time | None
    until_then: Mode | None
    """Whose policy is in force until the date has come."""
    version: int
    changed_at: Time
    changed_by: str


class PreviewAnswer(Answer):
    must_enrol: int
    already_enrolled: int
    released: int
    sso_exempt: int
    individual_settings_discarded: int
    you: Literal["unaffected", "must_enrol", "must_verify", "released"]
    sample: list[UserAnswer]
    """A few of those who must enrol."""


@endpoint("GET", "/v1/policy", access=Access.ADMIN, answer=PolicyAnswer)
def read(call: Call) -> Reply:
    """Whom the tenant asks for a second factor."""
    return _reply(call, call.caller.tenant.policy)


@endpoint("POST", "/v1/policy/preview", access=Access.ADMIN, answer=PreviewAnswer)
def preview(call: Call, body: PolicyChange) -> Reply:
    """What a change would mean, in numbers, before anything is saved."""
    found = flow.preview(call.deps, call.caller, _wanted(body))
    sample = [user_answer(user, found.policy, call.deps.now()) for user in found.sample]
    return Reply(PreviewAnswer(**vars(found.tally), you=found.you, sample=sample))


@endpoint(
    "PUT",
    "/v1/policy",
    access=Access.ADMIN_FRESH,
    answer=PolicyAnswer,
    errors=(PreconditionFailed,),
)
def save(call: Call, body: PolicyChange) -> Reply:
    """Save the policy; `If-Match` carries the ETag of the one that was read."""
    version = _version(call.headers.get("if-match", ""))
    return _reply(call, flow.save(call.deps, call.caller.mandate, _wanted(body), expected_version=version))


def _wanted(body: PolicyChange) -> flow.Wanted:
    return flow.Wanted(**body.model_dump())


def _version(if_match: str) -> int | None:
    """The version that an ETag of ours stands for; any other one matches nothing (RFC 9110 section 13.1.1)."""
    found = re.fullmatch(r'"(\d{1,9})"', if_match.strip())
    return int(found[1]) if found else None


def _reply(call: Call, policy: Policy) -> Reply:
    present = in_force(policy, call.deps.now())
    answer = PolicyAnswer(
        mode=policy.mode,
        enforce_from=rfc3339_or_none(policy.enforce_from),
        until_then=None if present is policy else present.mode,
        version=policy.version,
        changed_at=rfc3339(policy.changed_at),
        changed_by=policy.changed_by,
    )
    return Reply(answer, headers={"ETag": f'"{policy.version}"'})
