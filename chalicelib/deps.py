"""Everything the flows reach outside themselves for: one frozen bundle, built on first use."""

import logging
import os
import time
from collections.abc import Callable
from dataclasses import dataclass

from botocore.config import Config
from botocore.session import get_session

from chalicelib.settings import Settings, from_environment
from chalicelib.store.mail import Mailer, SesMailer
from chalicelib.store.recent import Recent
from chalicelib.store.signer import Signer
from chalicelib.store.table import Table
from chalicelib.store.vault import Vault
from chalicelib.store.web import Web

SDK = Config(
    connect_timeout=1,
    read_timeout=2,
    retries={"mode": "standard", "total_max_attempts": 3},
    parameter_validation=False,
    user_agent="postern",  # built once, and not anew for every call (0.2 ms of CPU)
)
"""Short timeouts and few retries: a user waits on the other side, and `try_again` is an honest answer."""


@dataclass(frozen=True)
class Deps:
    """What a flow may use. Tests and the local service replace it, and patch nothing else."""

    settings: Settings
    table: Table
    vault: Vault
    signer: Signer
    mailer: Mailer
    web: Web
    """The web outside, which the identity providers of tenants are in."""
    recent: Recent
    """What this process has read there."""
    now: Callable[[], float]
    """The one clock: seconds since the epoch, UTC."""
    random: Callable[[int], bytes]
    """The one source of randomness: that many bytes, fit for secrets."""


def build(
    settings: Settings,
    *,
    mailer: Mailer | None = None,
    web: Web | None = None,
    now: Callable[[], float] = time.time,
    random: Callable[[int], bytes] = os.urandom,
) -> Deps:
    """The real thing, on one SDK session (a second session would cost 40 ms of CPU at a cold start)."""
    logging.getLogger("botocore").setLevel(logging.INFO)  # at debug level it writes requests out, secrets and all
    session = get_session()
    table = Table(session.create_client("dynamodb", config=SDK), settings.table)
    vault = Vault(session.create_client("kms", config=SDK), settings.key, settings.stage)
    return Deps(
        settings=settings,
        table=table,
        vault=vault,
        signer=Signer(table, vault, random),
        mailer=mailer or SesMailer(session.create_client("sesv2", config=SDK), settings.mail_from),
        web=web or Web(own_origin=settings.web_origin),
        recent=Recent(),
        now=now,
        random=random,
    )


_installed: list[Deps] = []


def current() -> Deps:
    """The bundle of this process; built from the environment when nothing was installed."""
    if not _installed:
        install(build(from_environment()))
    return _installed[0]


def install(deps: Deps) -> None:
    """Make `deps` the bundle of this process."""
    _installed[:] = [deps]
