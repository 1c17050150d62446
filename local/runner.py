"""Brings the parts up in order, waits for the end, and takes them down."""

import errno
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn

from emulator import environment
from emulator.failed import Failed
from emulator.ministack import Ministack
from local import demo, operate, service, stack
from local.clock import Clock
from local.folder import Folder
from local.mailbox import Mailbox
from local.server import Server
from local.terminal import diverted


@dataclass(frozen=True, kw_only=True)
class Options:
    """What can be chosen."""

    port: int
    data_dir: Path
    address_attempts: int
    fresh: bool


def run(options: Options) -> None:
    """Serve until a signal asks to stop. Raises `Failed`, with nothing left running."""
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: stop.set())
    environment.isolate()
    with _port(options.port) as server:
        folder = Folder(options.data_dir)
        if options.fresh:
            folder.clear()
        with (
            diverted(folder.log) as terminal,
            _running(Ministack(folder.ministack, lock=folder.store_lock)) as ministack,
        ):
            _set_up(server, ministack, folder, options, terminal)
            _serve(server, ministack, stop, terminal, folder)


@contextmanager
def _port(port: int) -> Iterator[Server]:
    try:
        server = Server(port)
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise Failed(f"Port {port} cannot be used: {error.strerror}.") from error
        raise Failed(f"Port {port} is taken: stop what uses it, or set another PORT.") from error
    try:
        yield server
    finally:
        server.server_close()


@contextmanager
def _running(ministack: Ministack) -> Iterator[Ministack]:
    ministack.start()
    try:
        yield ministack
    finally:
        ministack.stop()


def _set_up(server: Server, ministack: Ministack, folder: Folder, options: Options, terminal: TextIO) -> None:
    """Make what is not there yet, and connect the parts."""
    environment.use_endpoint(ministack.url)
    clock = Clock()
    mailbox = Mailbox(folder.mail, clock)
    with _progress(terminal, steps=3) as begin:
        begin("The table and the key")
        found = stack.find()
        made = found or stack.create()
        deps = service.install(made, mailbox, clock, server.server_port, options.address_attempts)
        begin("The demonstration tenant")
        if not demo.exists(deps):
            demo.create(deps, mailbox)
        begin("Saving them")
        if not found:
            ministack.restart()
    operate.announce(folder, store=ministack.url, port=server.server_port)
    server.application = service.Service(deps, mailbox, clock)


@contextmanager
def _progress(terminal: TextIO, *, steps: int) -> Iterator[Callable[[str], None]]:
    """A bar on a terminal, and nothing elsewhere; yields what names the step that begins."""
    console = Console(file=terminal)
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task("Starting", completed=-1, total=steps)
        yield lambda name: progress.update(task, advance=1, description=name)


def _serve(server: Server, ministack: Ministack, stop: threading.Event, terminal: TextIO, folder: Folder) -> None:
    """Answer requests until a signal, or until MiniStack ends by itself."""
    threading.Thread(target=server.serve_forever, daemon=True).start()
    threading.Thread(target=_stop_at_end, args=(ministack, stop), daemon=True).start()
    terminal.write(_greeting(f"http://127.0.0.1:{server.server_port}", folder))
    stop.wait()
    folder.running.unlink(missing_ok=True)
    server.shutdown()
    if ministack.has_ended():
        raise Failed(f"MiniStack ended by itself; {ministack.log} may say why. What came after the last start is lost.")
    terminal.write("Stopping, and saving what there is.\n")


def _stop_at_end(ministack: Ministack, stop: threading.Event) -> None:
    ministack.wait()
    stop.set()


def _greeting(url: str, folder: Folder) -> str:
    return f"""ready {url}
  sign in  {url}/{demo.SLUG} as {demo.EMAIL} with the password {demo.PASSWORD}
  mail     {url}/_local/mail
  log      {folder.log}
  Ctrl-C stops it; what it has is kept in {folder.root}.
"""
