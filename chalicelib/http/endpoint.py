"""Declaring a route: where it is, who may call it, what it takes, gives and refuses."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property
from typing import Any, get_type_hints

from pydantic import BaseModel

from chalicelib.deps import Deps
from chalicelib.domain.ids import ID, SLUG
from chalicelib.domain.records import Transport
from chalicelib.domain.visitor import Caller, Visitor
from chalicelib.errors import (
    Forbidden,
    InternalError,
    InvalidRequest,
    NotFound,
    NotSignedIn,
    Problem,
    StepUpRequired,
    TooLarge,
    TryAgain,
    UnsupportedMediaType,
)
from chalicelib.http import bodies

JSON = "application/json"
SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}

PATH_SHAPES = {"tenant": rf"(?=.{{3,40}}$){SLUG}", "id": ID}


class Access(Enum):
    """Who may call a route. There is no default: a route that does not say is no route."""

    ANYONE = "anyone"
    SESSION = "any session, also one too weak for the policy"
    USER = "a session as strong as the policy asks"
    FRESH = "the same, with a factor shown within ten minutes"
    ADMIN = "an admin"
    ADMIN_FRESH = "an admin, with a factor shown within ten minutes"


NEEDS_FRESH = {Access.FRESH, Access.ADMIN_FRESH}
NEEDS_ADMIN = {Access.ADMIN, Access.ADMIN_FRESH}


@dataclass(frozen=True)
class Reply:
    """What a handler gives back: a body of the declared shape, and what else HTTP carries."""

    body: BaseModel | str | None = field(default=None, repr=False)
    headers: Mapping[str, str] = field(default_factory=dict)
    set_cookies: list[str] = field(default_factory=list, repr=False)
    status: int | None = None
    """Where it is not the one that the route declares."""
    outcome: str = "ok"
    """What the metrics count this answer as."""


@dataclass(frozen=True)
class Call:
    """A request that has passed the adapter's checks."""

    deps: Deps
    visitor: Visitor
    headers: Mapping[str, str] = field(repr=False)
    path: Mapping[str, str]

    @property
    def caller(self) -> Caller:
        """Who is signed in; only on routes that ask for a session."""
        if not isinstance(self.visitor, Caller):
            raise NotSignedIn
        return self.visitor

    def require_same_site(self, transport: Transport) -> None:
        """An answer that sets the session's cookie goes to our own scripts alone. Raises `Forbidden`."""
        if transport == "cookie" and not self.visitor.is_same_site:
            raise Forbidden.from_elsewhere()


Parameters = dict[str, list[str]]
"""A query that is read as it came: each name with all its values."""
Handler = Callable[..., Reply]
"""Takes a `Call`, and a `body` or a `query` where it declares one: their types are the shapes that are asked for."""


@dataclass(frozen=True)
class Endpoint:
    """One route, with all that the OpenAPI document says of it."""

    method: str
    path: str
    access: Access
    handle: Handler
    answer: Any = None
    status: int = 200
    errors: tuple[type[Problem], ...] = ()
    media_type: str = JSON
    body_type: str = JSON
    body_limit: int = bodies.MAX_BYTES
    is_callback: bool = False
    """Whether another site sends browsers here: its `Parameters` are its own, and reading it changes something."""

    @property
    def methods(self) -> list[str]:
        """Where a page can be read, its headers can be read alone (RFC 9110 section 9.3.2)."""
        return ["GET", "HEAD"] if self.method == "GET" and not self.is_callback else [self.method]

    @cached_property
    def body(self) -> Any:
        """The shape of the body: a model, `bytes` for a file, or `None`."""
        return get_type_hints(self.handle).get("body")

    @cached_property
    def query(self) -> type[BaseModel] | None:
        """The shape of the query, if it takes one."""
        return None if self.is_callback else get_type_hints(self.handle).get("query")

    @property
    def problems(self) -> tuple[type[Problem], ...]:
        """Every error that this route can answer with."""
        found: list[type[Problem]] = [*self.errors, InvalidRequest]
        if self.access is not Access.ANYONE:
            found += [NotSignedIn, StepUpRequired, TryAgain]
            found += [] if self.method in SAFE_METHODS else [Forbidden]
        if self.access in NEEDS_ADMIN:
            found.append(Forbidden)
        if self.body:
            found += [TooLarge, UnsupportedMediaType, TryAgain]
        if "{" in self.path:
            found += [NotFound, TryAgain]
        return tuple(dict.fromkeys([*found, InternalError]))


ENDPOINTS: list[Endpoint] = []
"""Every route of the service, in the order in which the handlers declare them."""


def endpoint(method: str, path: str, *, access: Access, **more: Any) -> Callable[[Handler], Handler]:
    """Declare a route."""

    def declare(handle: Handler) -> Handler:
        ENDPOINTS.append(Endpoint(method, path, access, handle, **more))
        return handle

    return declare
