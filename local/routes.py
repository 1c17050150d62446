"""The routes that only this service has, for the tests of a front end's developer: mail, tenants and the clock."""

import json
from collections.abc import Callable
from typing import Annotated, TypeVar
from urllib.parse import parse_qs

from pydantic import Field

from chalicelib.deps import Deps
from chalicelib.domain.visitor import Visitor
from chalicelib.errors import MethodNotAllowed, NotFound
from chalicelib.flows import tenants
from chalicelib.http import bodies, shapes
from local import mailpage
from local.clock import Clock
from local.mailbox import Mailbox
from local.messages import Answer, Request
from local.problems import private, problem

ACTOR = "operator:local"
TEN_YEARS = 315_576_000


class NewAdmin(shapes.Request):
    """The person who gets the invitation."""

    email: shapes.Email
    name: shapes.Called


class NewTenant(shapes.Request):
    """A customer company with its first admin."""

    slug: shapes.Slug
    name: shapes.Called
    admin: NewAdmin


class Offset(shapes.Request):
    """How far the service's clock is ahead."""

    offset_seconds: Annotated[int, Field(ge=-TEN_YEARS, le=TEN_YEARS)]


Model = TypeVar("Model", bound=shapes.Request)


class Routes:
    """`/_local/mail`, `/_local/tenants` and `/_local/clock`."""

    def __init__(self, deps: Deps, mailbox: Mailbox, clock: Clock) -> None:
        self._deps = deps
        self._mailbox = mailbox
        self._clock = clock
        self._routes: dict[str, dict[str, Callable[[Request], Answer]]] = {
            "/_local/mail": {"GET": self.mail},
            "/_local/tenants": {"POST": self.tenants},
            "/_local/clock": {"GET": self.clock, "PUT": self.set_clock},
        }

    def answer(self, request: Request) -> Answer:
        """Raises what the flows raise."""
        if request.path not in self._routes:
            raise NotFound
        methods = self._routes[request.path]
        if request.method not in methods:
            return problem(MethodNotAllowed(), request.id, ("Allow", ", ".join(methods)))
        return methods[request.method](request)

    def mail(self, request: Request) -> Answer:
        """Every mail that the service sent, or those to one address; a browser gets a page."""
        query = parse_qs(request.query.replace("+", "%2B"))  # a plus in an address is one
        mails = self._mailbox.newest_first(query["to"][-1] if "to" in query else None)
        if "text/html" in request.headers.get("Accept", ""):
            return Answer(200, mailpage.HEADERS, mailpage.render(mails))
        return _json(200, {"items": mails}, request.id)

    def tenants(self, request: Request) -> Answer:
        """Create a tenant; the operators' command `tenant create` runs the same flow."""
        body = _read(NewTenant, request)
        tenant, admin = tenants.create(
            self._deps,
            Visitor(request_id=request.id, address=request.source),
            slug=body.slug,
            name=body.name,
            admin_email=body.admin.email,
            admin_name=body.admin.name,
            actor=ACTOR,
        )
        made = {"slug": tenant.slug, "name": tenant.name, "admin": {"id": admin.id, "email": admin.email}}
        return _json(201, made, request.id)

    def clock(self, request: Request) -> Answer:
        """How many seconds the service's clock is ahead."""
        return _json(200, {"offset_seconds": self._clock.offset}, request.id)

    def set_clock(self, request: Request) -> Answer:
        """From now on the service believes it to be that many seconds later."""
        self._clock.set(_read(Offset, request).offset_seconds)
        return Answer(204, private(request.id))


def _read(model: type[Model], request: Request) -> Model:
    """The body. It must be JSON: a page of another origin cannot send that without asking first."""
    bodies.require_media_type(request.headers.get("Content-Type"), "application/json")
    return bodies.shaped(model, bodies.parsed(bodies.measured(request.body)))


def _json(status: int, body: object, request_id: str) -> Answer:
    return Answer(status, (("Content-Type", "application/json"), *private(request_id)), json.dumps(body).encode())
