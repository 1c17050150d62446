"""`/v1/policy`: read, previewed, saved."""

from typing import Literal

from chalicelib.domain.records import Mode, Policy
from chalicelib.domain.times import rfc3339
from chalicelib.errors import PreconditionFailed
from chalicelib.flows import policy as flow
from chalicelib.http.answers.user import UserAnswer, time_or_none, user_answer
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
    return _reply(call.caller.tenant.policy)


@endpoint("POST", "/v1/policy/preview", access=Access.ADMIN, body=PolicyChange, answer=PreviewAnswer)
def preview(call: Call) -> Reply:
    """What a change would mean, in numbers, before anything is saved."""
    body: PolicyChange = call.body
    found = flow.preview(
        call.deps,
        call.caller,
        mode=body.mode,
        keep_required=body.keep_required,
        enforce_from=body.enforce_from,
    )
    sample = [user_answer(user, found.policy) for user in found.sample]
    return Reply(PreviewAnswer(**vars(found.tally), you=found.you, sample=sample))


@endpoint(
    "PUT",
    "/v1/policy",
    access=Access.ADMIN_FRESH,
    body=PolicyChange,
    answer=PolicyAnswer,
    errors=(PreconditionFailed,),
)
def save(call: Call) -> Reply:
    """Save the policy; `If-Match` carries the ETag of the one that was read."""
    body: PolicyChange = call.body
    policy = flow.save(
        call.deps,
        call.caller.mandate,
        mode=body.mode,
        keep_required=body.keep_required,
        enforce_from=body.enforce_from,
        if_match=call.headers.get("if-match"),
    )
    return _reply(policy)


def _reply(policy: Policy) -> Reply:
    answer = PolicyAnswer(
        mode=policy.mode,
        enforce_from=time_or_none(policy.enforce_from),
        version=policy.version,
        changed_at=rfc3339(policy.changed_at),
        changed_by=policy.changed_by,
    )
    return Reply(answer, headers={"ETag": f'"{policy.version}"'})
