"""Everything behind the socket: the app with what it depends on, and who answers which path."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import NoReturn

from app import app
from chalicelib import deps as dependencies
from chalicelib.deps import Deps
from chalicelib.errors import Forbidden
from chalicelib.settings import Settings
from chalicelib.store.signer import Signer
from chalicelib.store.web import Web
from local import wsgi
from local.clock import Clock
from local.gateway import Gateway
from local.limits import Turns
from local.mailbox import Mailbox
from local.messages import Request
from local.place import ENVIRONMENT, Place
from local.routes import Routes
from local.site import Site
from local.wsgi import Environ, StartResponse

THIS_MACHINE = ("127.0.0.1", "localhost")
WEB = Path(__file__).resolve().parents[1] / "web" / "dist"


class Service:
    """The API under `/v1`, the routes for tests under `/_local`, and the front end everywhere else."""

    def __init__(self, deps: Deps, mailbox: Mailbox, clock: Clock, site: Path) -> None:
        self._api = wsgi.application(Turns(Gateway(app).answer))
        self._routes = wsgi.application(Routes(deps, mailbox, clock).answer)
        self._site = Site(WEB, site)

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Another host's name is refused: a page whose name was rebound to this machine could read mail."""
        if environ.get("HTTP_HOST", "").partition(":")[0].lower() not in THIS_MACHINE:
            return _stranger(environ, start_response)
        path: str = environ["PATH_INFO"]
        match path.split("/")[1:2]:
            case ["v1"]:
                return self._api(environ, start_response)
            case ["_local"]:
                return self._routes(environ, start_response)
            case _:
                page: Iterable[bytes] = self._site(environ, start_response)
                return page


def install(place: Place, mailbox: Mailbox, clock: Clock, port: int, address_attempts: int) -> Deps:
    """Give the app its settings and dependencies. Mails a source may ask for grow as its attempts do."""
    settings = Settings(
        stage=ENVIRONMENT,
        table=place.table,
        key=place.key,
        mail_from="postern@example.com",
        web_url=f"http://127.0.0.1:{port}",
        allowed_origins={f"http://localhost:{port}"},
        address_attempts=address_attempts,
        address_mails=max(1, address_attempts * 2 // 5),
    )
    web = Web(own_origin=settings.web_origin, is_local=True)
    deps = dependencies.build(settings, mailer=mailbox, web=web, now=clock)
    vault = place.vault()
    deps = replace(deps, vault=vault, signer=Signer(deps.table, vault, deps.random))
    dependencies.install(deps)
    return deps


@wsgi.application
def _stranger(_: Request) -> NoReturn:
    raise Forbidden("This service answers to 127.0.0.1 and localhost only.")
