"""Where the service's rows and its key are, and the two ways to have them: on dynoxide, or on MiniStack."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import boto3

from chalicelib.store.vault import Vault
from emulator import dynoxide
from emulator.dynoxide import Dynoxide
from emulator.ministack import Ministack
from local import stack, table
from local.file_key import FileKey
from local.folder import Folder

ENVIRONMENT = "local"
Kind = Literal["dynoxide", "ministack"]
KIND: Kind = "dynoxide" if dynoxide.SUITS_THIS_MACHINE else "ministack"
"""The one that this machine can have."""


@dataclass(frozen=True)
class Place:
    """What has to be known to work on the data of a running service."""

    endpoint: str
    table: str
    key: str
    """The path of a file, or the name of a key that MiniStack holds."""

    def vault(self) -> Vault:
        """The vault over that key."""
        client = FileKey(Path(self.key)) if self.key.startswith("/") else boto3.client("kms")
        return Vault(client, self.key, ENVIRONMENT)


class OnDynoxide:
    """Every answered write survives a kill; the key is a file of ours."""

    loss = "Nothing that was answered is lost."

    def __init__(self, folder: Folder) -> None:
        self._key = folder.key
        self.process = Dynoxide(folder.table, lock=folder.store_lock)

    def open(self) -> Place:
        """Make the table and the key where they are not there yet. Raises `Failed` for a table of another schema."""
        name = table.find() or table.create()
        FileKey(self._key)
        return Place(self.process.url, name, str(self._key))


class OnMinistack:
    """The state is written when the service stops, and only then."""

    loss = "What came after the last start is lost."

    def __init__(self, folder: Folder) -> None:
        self.process = Ministack(folder.ministack, lock=folder.store_lock)

    def open(self) -> Place:
        """Make the stack where it is not there yet, and save it. Raises `Failed` for one of another schema."""
        made = stack.find()
        if not made:
            made = stack.create()
            self.process.restart()
        return Place(self.process.url, made.table, made.key)


STORES: dict[Kind, type[OnDynoxide | OnMinistack]] = {"dynoxide": OnDynoxide, "ministack": OnMinistack}
