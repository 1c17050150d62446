"""The mails: plain text that says what happened and what to do, for people who may not have expected it."""

import re
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Mail:
    """One mail, ready to send."""

    subject: str
    text: str = field(repr=False)


_LINKING = re.compile(r"[./:@\\]+")


def _name(text: str) -> str:
    """A name that no mail program turns into a link: whoever chose it may not be the one to whom the mail goes."""
    return _LINKING.sub(" ", text).strip()


def invitation(*, tenant: str, name: str, link: str, days: int) -> Mail:
    """To somebody who is to choose a first password."""
    return Mail(
        f"You are invited to {_name(tenant)}",
        f"Hello {_name(name)},\n\nan administrator has created a login for you at {_name(tenant)}.\n"
        f"Choose your password here:\n\n{link}\n\n"
        f"The link works once, for {days} days. If you did not expect it, you can ignore this mail.\n",
    )


def password_reset(*, tenant: str, name: str, link: str, minutes: int) -> Mail:
    """To somebody who asked for a new password, or for whom somebody else did."""
    return Mail(
        f"Choose a new password for {_name(tenant)}",
        f"Hello {_name(name)},\n\nsomebody, probably you, asked for a new password at {_name(tenant)}.\n"
        f"Choose it here:\n\n{link}\n\n"
        f"The link works once, for {minutes} minutes. Your authenticator app stays as it is.\n"
        "If you did not ask for this, you can ignore this mail: your password has not changed.\n",
    )


def protection_changed(*, tenant: str, name: str, what: str, support: str | None) -> Mail:
    """To somebody whose sign-in protection has changed; `what` is a whole sentence."""
    return Mail(
        f"Your sign-in protection at {_name(tenant)} has changed",
        f"Hello {_name(name)},\n\n{what}\n\n"
        "If this was you, there is nothing to do. If it was not, somebody else may be using your login: "
        f"{_helped_by(support)} now.\n",
    )


def _helped_by(support: str | None) -> str:
    return f"contact {support}" if support else "ask your administrator"
