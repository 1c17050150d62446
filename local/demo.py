"""The demonstration tenant: made as every other is, its admin invited by mail and a password chosen from that mail."""

from chalicelib.deps import Deps
from chalicelib.domain.visitor import Visitor
from chalicelib.errors import NotFound
from chalicelib.flows import passwords, tenants
from local.mailbox import Mailbox

SLUG = "demo"
EMAIL = "admin@example.com"
PASSWORD = "postern-demo-password"  # noqa: S105 (printed for everybody, of a tenant on this machine only)
SET_UP = Visitor(request_id="local-set-up", address="127.0.0.1")


def exists(deps: Deps, slug: str = SLUG) -> bool:
    """Whether an earlier start made it."""
    try:
        tenants.look_up(deps, slug)
    except NotFound:
        return False
    return True


def create(deps: Deps, mailbox: Mailbox, *, slug: str = SLUG, name: str = "Demo Company", email: str = EMAIL) -> None:
    """Make it, with an admin who can sign in."""
    tenants.create(
        deps, SET_UP, slug=slug, name=name, admin_email=email, admin_name="Ada Admin", actor="operator:local"
    )
    [token] = mailbox.newest_first(email)[0]["tokens"]
    passwords.reset(deps, SET_UP, token=token, password=PASSWORD)
