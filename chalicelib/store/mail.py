"""Mail: plain text through SES, and the shape of whatever stands in for it."""

from typing import Any, Protocol

from botocore.exceptions import BotoCoreError, ClientError

from chalicelib.errors import TryAgain

NOBODY = "success@simulator.amazonses.com"
"""SES's own test address: takes a mail at the same pace as any other, so that waiting time tells a stranger nothing."""


class Mailer(Protocol):
    """Something that sends mail: SES, or the mailbox of the local service."""

    def send(self, *, to: str, subject: str, text: str) -> None:
        """Hand one mail over. Raises `TryAgain` where it was not taken."""


class SesMailer:
    """The Simple Email Service."""

    def __init__(self, client: Any, sender: str) -> None:
        self._client = client
        self._sender = sender

    def send(self, *, to: str, subject: str, text: str) -> None:
        message = {"Subject": _part(subject), "Body": {"Text": _part(text)}}
        try:
            self._client.send_email(
                FromEmailAddress=self._sender, Destination={"ToAddresses": [to]}, Content={"Simple": message}
            )
        except (ClientError, BotoCoreError) as error:
            raise TryAgain(retry_after=1) from error


def _part(text: str) -> dict[str, str]:
    return {"Data": text, "Charset": "UTF-8"}
