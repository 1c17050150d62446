"""One run of the command line: how to speak, whether to act, and on whose behalf."""

import json
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import click

from chalicelib.deps import Deps, current
from chalicelib.domain import email as emails
from chalicelib.domain.records import User
from chalicelib.domain.visitor import Mandate, Visitor
from chalicelib.errors import NotFound
from chalicelib.flows import support
from chalicelib.store import tenants


class Declined(Exception):
    """Nobody said yes."""


@dataclass(frozen=True)
class Session:
    """The options that every command shares."""

    as_json: bool
    is_dry: bool
    is_sure: bool
    operator: str
    ticket: str | None = None

    def because(self, ticket: str | None) -> "Session":
        """The same, with the reason that every event of it tells."""
        return replace(self, ticket=ticket)

    @property
    def deps(self) -> Deps:
        return current()

    @property
    def actor(self) -> str:
        return f"operator:{self.operator}"

    @property
    def visitor(self) -> Visitor:
        return Visitor(request_id=f"ops-{secrets.token_hex(8)}", address="ops", ticket=self.ticket)

    def mandate(self, slug: str) -> Mandate:
        """To act on a tenant, disabled ones too. Raises `NotFound`."""
        tenant = tenants.load(self.deps.table, slug)
        if tenant is None:
            raise NotFound(f"There is no tenant {slug}.")
        return Mandate(visitor=self.visitor, tenant=tenant, actor=self.actor)

    def user(self, mandate: Mandate, name: str) -> User:
        """A user by id or e-mail address. Raises `NotFound`."""
        try:
            return support.find(self.deps, mandate, name if name.startswith("usr_") else emails.normalise(name))
        except (NotFound, ValueError):
            raise NotFound(f"There is no user {name} in {mandate.tenant.slug}.") from None

    def may(self, what: str, *, destroys: bool = False) -> bool:
        """Whether to go on with a change: not in a dry run, and only with a yes where it destroys something.

        Raises `Declined`; a script, which cannot answer, has to say `--yes`.
        """
        if self.is_dry:
            self.say({"would": what}, f"Would {what}.")
            return False
        if destroys and not self.is_sure:
            if self.as_json:
                raise Declined(f"This would {what}: say --yes.")
            if not click.confirm(f"This will {what}. Go on?", err=True):
                raise Declined("Nothing was changed.")
        return True

    def say(self, data: Mapping[str, Any], text: str) -> None:
        """One result: as JSON, or as a sentence."""
        click.echo(json.dumps(data) if self.as_json else text)

    def show(self, data: Mapping[str, Any]) -> None:
        """One thing: as JSON, or as lines of names and values."""
        width = max(map(len, data))
        lines = "\n".join(f"{name:>{width}}  {_text(value)}" for name, value in data.items())
        self.say(data, lines)

    def listed(self, rows: Iterable[Mapping[str, Any]]) -> None:
        """Several things: as JSON lines, or as a table with nothing cut off."""
        found = list(rows)
        if self.as_json:
            for row in found:
                click.echo(json.dumps(row))
            return
        if not found:
            click.echo("None.")
            return
        lines = [list(found[0]), *([_text(value) for value in row.values()] for row in found)]
        widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
        for line in lines:
            click.echo("  ".join(map(str.ljust, line, widths)).rstrip())


def _text(value: Any) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{name}={_text(each)}" for name, each in value.items() if each is not None)
    return "-" if value is None else str(value)


pass_session = click.make_pass_decorator(Session)
