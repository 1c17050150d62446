"""Declaring a route: where it is, who may call it, what it takes, gives and refuses."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from pydantic import BaseModel

from chalicelib.deps import Deps
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
from chalicelib.http.shapes import SLUG

JSON = "application/json"
SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}

PATH_SHAPES = {"tenant": rf"(?=.{{3,40}}$){SLUG}", "id": r"[a-z]{3}_[0-9a-z]{26}"}


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
    outcome: str = "ok"
    """What the metrics count this answer as."""


@dataclass(frozen=True)
class Call:
    """A request that has passed the adapter's checks."""

    deps: Deps
    visitor: Visitor
    body: Any = field(repr=False)
    query: Any
    headers: Mapping[str, str] = field(repr=False)
    path: Mapping[str, str]

    @property
    def caller(self) -> Caller:
        """Who is signed in; only on routes that ask for a session."""
        if not isinstance(self.visitor, Caller):
            raise NotSignedIn
        return self.visitor


@dataclass(frozen=True)
class Endpoint:
    """One route, with all that the OpenAPI document says of it."""

    method: str
    path: str
    access: Access
    handle: Callable[[Call], Reply]
    body: type[BaseModel] | None
    query: type[BaseModel] | None
    answer: Any
    status: int
    errors: tuple[type[Problem], ...]
    media_type: str = JSON
    body_type: str = JSON
    body_limit: int = bodies.MAX_BYTES

    @property
    def problems(self) -> tuple[type[Problem], ...]:
        """Every error that this route can answer with."""
        found: list[type[Problem]] = list(self.errors)
        if self.access is not Access.ANYONE:
            found += [NotSignedIn, StepUpRequired, TryAgain]
            found += [] if self.method in SAFE_METHODS else [Forbidden]
        if self.access in NEEDS_ADMIN:
            found.append(Forbidden)
        if self.body:
            found += [InvalidRequest, TooLarge, UnsupportedMediaType, TryAgain]
        if self.query:
            found.append(InvalidRequest)
        if "{" in self.path:
            found += [NotFound, TryAgain]
        return tuple(dict.fromkeys([*found, InternalError]))


ENDPOINTS: list[Endpoint] = []
"""Every route of the service, in the order in which the handlers declare them."""


def endpoint(
    method: str,
    path: str,
    *,
    access: Access,
    body: type[BaseModel] | None = None,
    query: type[BaseModel] | None = None,
    answer: Any = None,
    status: int = 200,
    errors: tuple[type[Problem], ...] = (),
    **more: Any,
) -> Callable[[Callable[[Call], Reply]], Callable[[Call], Reply]]:
    """Declare a route."""

    def declare(handle: Callable[[Call], Reply]) -> Callable[[Call], Reply]:
        ENDPOINTS.append(Endpoint(method, path, access, handle, body, query, answer, status, errors, **more))
        return handle

    return declare
