"""Single sign-on by OpenID Connect. Its modules are loaded when they are first used, so that passwords pay nothing."""

from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from chalicelib.flows.sso import callback, entrance, outbound, setup, start, transfer, trial

__all__ = ["callback", "entrance", "outbound", "setup", "start", "transfer", "trial"]


def __getattr__(name: str) -> ModuleType:
    if name in __all__:
        return import_module(f"{__name__}.{name}")
    raise AttributeError(name)
