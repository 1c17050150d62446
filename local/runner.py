"""Brings the parts up in order, waits for the end, and takes them down."""

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn

from emulator import environment
from emulator.failed import Failed
from emulator.process import Process
from local import addresses, copying, demo, demo_sso, memory, operate, service
from local.clock import Clock
from local.folder import Folder
from local.mailbox import Mailbox
from local.place import STORES, Kind, OnDynoxide, OnMinistack
from local.server import Server
from local.terminal import diverted


@dataclass(frozen=True, kw_only=True)
class Options:
    """What can be chosen."""

    port: int
    data_dir: Path
    address_attempts: int
    store: Kind
    sso: bool
    fresh: bool


def run(options: Options) -> None:
    """Serve until a signal asks to stop. Raises `Failed`, with nothing left running."""
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: stop.set())
    environment.isolate()
    memory.keep_small()
    addresses.accept_those_for_tests()
    with closing(Server(options.port)) as server:
        folder = Folder(options.data_dir)
        if options.fresh:
            folder.clear()
        with diverted(folder.log) as terminal:
            if options.store == "dynoxide" and copying.is_due(folder):
                terminal.write(f"Copied {copying.copy(folder)} rows from MiniStack's state, {folder.ministack}.\n")
            store = STORES[options.store](folder)
            with store.process, ExitStack() as beside:
                server.begin(_set_up(server.port, store, folder, options, terminal, beside))
                greeting = _greeting(f"http://127.0.0.1:{server.port}", folder, with_sso=options.sso)
                _wait(store, stop, terminal, folder, greeting)


def _set_up(
    port: int, store: OnDynoxide | OnMinistack, folder: Folder, options: Options, terminal: TextIO, beside: ExitStack
) -> service.Service:
    """Make what is not there yet, and connect the parts."""
    environment.use_endpoint(store.process.url)
    with _progress(terminal, steps=3 if options.sso else 2) as begin:
        begin("The table and the key")
        opened = store.open()
        clock = Clock(folder.clock)
        mailbox = Mailbox(folder.mail, clock)
        deps = service.install(opened, mailbox, clock, port, options.address_attempts)
        begin("The demonstration tenant")
        if not demo.exists(deps):
            demo.create(deps, mailbox)
        if options.sso:
            begin("The identity provider")
            beside.enter_context(demo_sso.running(deps, mailbox, port=options.port and port + 1, log=folder.log))
    operate.announce(folder, opened, port)
    return service.Service(deps, mailbox, clock, folder.site)


@contextmanager
def _progress(terminal: TextIO, *, steps: int) -> Iterator[Callable[[str], None]]:
    """A bar on a terminal, and nothing elsewhere; yields what names the step that begins."""
    console = Console(file=terminal)
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task("Starting", completed=-1, total=steps)
        yield lambda name: progress.update(task, advance=1, description=name)


def _wait(store: OnDynoxide | OnMinistack, stop: threading.Event, terminal: TextIO, folder: Folder, say: str) -> None:
    """Return at a signal. Raises `Failed` where the store ended by itself."""
    threading.Thread(target=_stop_at_end, args=(store.process, stop), daemon=True).start()
    terminal.write(say)
    stop.wait()
    folder.running.unlink(missing_ok=True)
    process = store.process
    if process.has_ended():
        raise Failed(f"{process.name} ended by itself; {process.log} may say why. {store.loss}")
    terminal.write("Stopping.\n")


def _stop_at_end(process: Process, stop: threading.Event) -> None:
    process.wait()
    stop.set()


def _greeting(url: str, folder: Folder, *, with_sso: bool) -> str:
    single = f"""  or       {url}/{demo_sso.SLUG} through its identity provider
           as its admin {demo_sso.ADMIN} with the same password
"""
    return f"""ready {url}
  sign in  {url}/{demo.SLUG} as {demo.EMAIL} with the password {demo.PASSWORD}
{single if with_sso else ""}  mail     {url}/_local/mail
  log      {folder.log}
  Ctrl-C stops it; what it has is kept in {folder.root}.
"""
