"""Everything behind the socket: the app with what it depends on, and who answers which path."""

from pathlib import Path

from app import app
from chalicelib import deps as dependencies
from chalicelib.deps import Deps
from chalicelib.errors import Forbidden
from chalicelib.settings import Settings
from local.clock import Clock
from local.gateway import Gateway
from local.mailbox import Mailbox
from local.messages import Answer, Request
from local.routes import Routes
from local.site import Site
from local.stack import Stack

THIS_MACHINE = ("127.0.0.1", "localhost")
WEB = Path(__file__).resolve().parents[1] / "web" / "dist"


class Service:
    """The API under `/v1`, the routes for tests under `/_local`, and the front end everywhere else."""

    def __init__(self, deps: Deps, mailbox: Mailbox, clock: Clock) -> None:
        self._gateway = Gateway(app)
        self._routes = Routes(deps, mailbox, clock)
        self._site = Site(WEB)

    def __call__(self, request: Request) -> Answer:
        """Raises `Forbidden` for another host's name: a page whose name was rebound to this machine could read mail."""
        if request.headers.get("Host", "").partition(":")[0].lower() not in THIS_MACHINE:
            raise Forbidden("This service answers to 127.0.0.1 and localhost only.")
        match request.path.split("/")[1:2]:
            case ["v1"]:
                return self._gateway.answer(request)
            case ["_local"]:
                return self._routes.answer(request)
            case _:
                return self._site.answer(request)


def install(stack: Stack, mailbox: Mailbox, clock: Clock, port: int, address_attempts: int) -> Deps:
    """Give the app its settings and dependencies. Mails a source may ask for grow as its attempts do."""
    settings = Settings(
        stage="local",
        table=stack.table,
        key=stack.key,
        mail_from="postern@example.com",
        web_url=f"http://127.0.0.1:{port}",
        allowed_origins={f"http://localhost:{port}"},
        address_attempts=address_attempts,
        address_mails=max(1, address_attempts * 2 // 5),
    )
    deps = dependencies.build(settings, mailer=mailbox, now=clock)
    dependencies.install(deps)
    return deps
