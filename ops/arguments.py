"""Arguments in the shapes that the API asks for too."""

from typing import Any

import click
from pydantic import TypeAdapter, ValidationError

from chalicelib.http import shapes


class _Shaped(click.ParamType[Any]):
    """An argument that a shape of the API reads."""

    shape: Any
    what: str

    @property
    def name(self) -> str:  # type: ignore[override]
        return type(self).__name__.lower()

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        try:
            return TypeAdapter(self.shape).validate_python(value)
        except ValidationError:
            self.fail(f"{value!r} is not {self.what}.", param, ctx)


class Slug(_Shaped):
    shape, what = shapes.Slug, "a slug: 3 to 40 of a-z, 0-9 and single dashes between them"


class Email(_Shaped):
    shape, what = shapes.Email, "an e-mail address"


class Plain(_Shaped):
    shape, what = shapes.Name, "a line of up to 100 printable characters"


class Called(_Shaped):
    shape, what = shapes.Called, "a name of up to 100 printable characters, with a letter or a digit among them"


class Moment(_Shaped):
    shape, what = shapes.Moment, "an RFC 3339 time such as 2027-01-31T08:00:00Z"


TICKET = click.option("--ticket", required=True, type=Plain(), help="Why: goes into the audit record.")
MAY_TICKET = click.option("--ticket", type=Plain(), default=None, help="Why: goes into the audit record.")
LIMIT = click.IntRange(1, 1000)
