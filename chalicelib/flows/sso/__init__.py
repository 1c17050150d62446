"""Single sign-on by OpenID Connect. Its modules are loaded when they are first used, so that passwords pay nothing."""

from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from chalicelib.flows.sso import arriving, departing, entering, moving, setting_up, starting, testing

__all__ = ["arriving", "departing", "entering", "moving", "setting_up", "starting", "testing"]


def __getattr__(name: str) -> ModuleType:
    if name in __all__:
        return import_module(f"{__name__}.{name}")
    raise AttributeError(name)
