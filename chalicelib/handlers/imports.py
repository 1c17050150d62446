"""`POST /v1/users/import`: users from a file."""

from pydantic import Field

from chalicelib.errors import Conflict, InvalidRequest, TooLarge, TryAgain, UnsupportedMediaType
from chalicelib.flows import imports as flow
from chalicelib.http.endpoint import Access, Call, Reply, endpoint
from chalicelib.http.shapes import Answer, Query


class How(Query):
    dry_run: bool = Field(default=False)


class BadLine(Answer):
    line: int
    column: str | None
    code: str


class ImportAnswer(Answer):
    dry_run: bool
    total: int
    created: int
    """In a dry run: how many would be."""
    unchanged: int
    remaining: int
    """Send the same file again until there is nothing left."""
    failed: int
    errors: list[BadLine]


@endpoint(
    "POST",
    "/v1/users/import",
    access=Access.ADMIN_FRESH,
    answer=ImportAnswer,
    body_type="text/csv",
    body_limit=1024 * 1024,
    errors=(InvalidRequest, TooLarge, UnsupportedMediaType, Conflict, TryAgain),
)
def run(call: Call, query: How, body: bytes) -> Reply:
    """Create the users of a CSV file: a dry run lists every bad line, a real one takes all lines or none."""
    text = body.decode("utf-8", "replace")  # as the gateway does; the lines that this touches are refused
    is_dry = query.dry_run
    found = flow.run(call.deps, call.caller.mandate, text, is_dry=is_dry)
    answer = ImportAnswer(
        dry_run=is_dry,
        total=found.total,
        created=found.created,
        unchanged=found.unchanged,
        remaining=found.remaining,
        failed=len({bad.line for bad in found.bad}),
        errors=[BadLine(**vars(bad)) for bad in found.bad],
    )
    return Reply(answer)
