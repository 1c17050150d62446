"""The environment of the process, read and validated once; the only reader of `os.environ`."""

import os
from collections.abc import Mapping
from typing import Annotated

from pydantic import AnyHttpUrl, BaseModel, ConfigDict, Field, PositiveInt, SecretStr, StringConstraints


class Settings(BaseModel):
    """What differs between environments. Every field is an environment variable `POSTERN_<NAME>`.

    Raises `pydantic.ValidationError` where one is missing or malformed: a function that is set up
    wrongly fails at its first request, loudly, and not at the first user who needs the setting.
    """

    model_config = ConfigDict(frozen=True)

    stage: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{1,19}$")]
    """Name of the environment; part of every encryption context."""
    table: str
    """Name of the DynamoDB table."""
    key: str
    """Id, alias or ARN of the KMS key that seals secrets."""
    mail_from: str
    """Sender of every mail; an identity verified with SES."""
    web_url: AnyHttpUrl
    """Where the front end lives; mails link there and its origin may use cookies."""
    allowed_origins: frozenset[str] = frozenset()
    """Further browser origins that may call the API, comma-separated."""
    return_origins: frozenset[str] = frozenset()
    """Origins beside our own that a sign-in may lead to, comma-separated."""
    edge_secret: tuple[SecretStr, ...] = ()
    """What the edge alone knows; two, with a space between, while one is replaced. Without one of them in
    `Postern-Edge-Secret` nobody is served, and with it the edge's `X-Viewer-Address` is the source address."""
    release: str = ""
    """Which deployed version this is, in the log."""
    address_attempts: PositiveInt = 50
    """Password attempts per source address in 5 minutes (ASVS 6.1.1)."""
    argon2_memory_kib: Annotated[int, Field(ge=8)] = 19 * 1024
    """Memory of one password hash, KiB (OWASP: 19 MiB with two passes)."""
    argon2_passes: PositiveInt = 2
    """Passes of one password hash."""
    event_days: PositiveInt = 400
    """Days that the audit record is kept."""
    address_mails: PositiveInt = 20
    """Password reset mails per source address in an hour."""

    @property
    def argon2(self) -> dict[str, int]:
        """The cost of a password hash, as `domain/password.py` takes it."""
        return {"memory_kib": self.argon2_memory_kib, "passes": self.argon2_passes}

    @property
    def web_origin(self) -> str:
        """Scheme, host and port of the front end, as a browser writes it in `Origin`."""
        url = self.web_url
        default = {"http": 80, "https": 443}[url.scheme]
        port = "" if url.port in (None, default) else f":{url.port}"
        return f"{url.scheme}://{url.host}{port}"

    @property
    def origins(self) -> frozenset[str]:
        """Every origin that may send cookies or read answers across origins."""
        return self.allowed_origins | {self.web_origin}


def from_environment(environ: Mapping[str, str] = os.environ) -> Settings:
    """Read the variables named `POSTERN_…`; unset ones keep their defaults."""
    given: dict[str, object] = {
        name: environ[f"POSTERN_{name.upper()}"]
        for name in Settings.model_fields
        if f"POSTERN_{name.upper()}" in environ
    }
    for name in {"allowed_origins", "return_origins"} & given.keys():
        given[name] = frozenset(filter(None, str(given[name]).split(",")))
    if "edge_secret" in given:
        given["edge_secret"] = tuple(str(given["edge_secret"]).split())
    return Settings.model_validate(given)
