"""A key in a file, which stands in for KMS behind the vault: AES-256-GCM, bound to the encryption context."""

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NoReturn

from botocore.exceptions import ClientError
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE = 12
"""Bytes of a nonce: random, as NIST SP 800-38D section 8.2.2 allows for as many as one machine ever seals."""


class FileKey:
    """The calls of KMS that the vault makes, with KMS's refusals. The key's file is the owner's alone."""

    def __init__(self, path: Path) -> None:
        self._cipher = AESGCM(path.read_bytes() if path.exists() else _create(path))

    def encrypt(self, *, Plaintext: bytes, EncryptionContext: Mapping[str, str], **_: str) -> dict[str, Any]:  # noqa: N803
        """What KMS's `Encrypt` answers."""
        nonce = os.urandom(NONCE)
        return {"CiphertextBlob": nonce + self._cipher.encrypt(nonce, Plaintext, _bound(EncryptionContext))}

    def decrypt(self, *, CiphertextBlob: bytes, EncryptionContext: Mapping[str, str], **_: str) -> dict[str, Any]:  # noqa: N803
        """What KMS's `Decrypt` answers. Raises `ClientError` where anything but the nonce's length is not as it was."""
        nonce, sealed = CiphertextBlob[:NONCE], CiphertextBlob[NONCE:]
        try:
            return {"Plaintext": self._cipher.decrypt(nonce, sealed, _bound(EncryptionContext))}
        except (InvalidTag, ValueError):
            _refuse("InvalidCiphertextException", "It was not sealed with this key for this context.", "Decrypt")

    def describe_key(self, **_: str) -> NoReturn:
        """The first call of a rotation, which only KMS has."""
        _refuse("UnsupportedOperationException", "The key of one machine is not rotated.", "DescribeKey")


def _create(path: Path) -> bytes:
    """A new key, on the disk before anything is sealed with it: what it sealed would else be lost with it."""
    key = AESGCM.generate_key(256)
    draft = path.with_suffix(".new")
    draft.unlink(missing_ok=True)
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(key)
        file.flush()
        os.fsync(descriptor)
    draft.rename(path)
    folder = os.open(path.parent, os.O_RDONLY)
    os.fsync(folder)
    os.close(folder)
    return key


def _bound(context: Mapping[str, str]) -> bytes:
    """The context as one string of bytes, whatever the order of its names."""
    return json.dumps(dict(context), sort_keys=True).encode()


def _refuse(code: str, message: str, operation: str) -> NoReturn:
    raise ClientError({"Error": {"Code": code, "Message": message}}, operation)
