"""Sealing and opening of secrets with KMS, each bound to where it belongs by the encryption context."""

from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from chalicelib.errors import InternalError, TryAgain

_BROKEN = {"InvalidCiphertextException", "IncorrectKeyException"}


class Vault:
    """KMS behind two verbs. What was sealed for one user, tenant, environment or purpose opens for no other."""

    def __init__(self, client: Any, key: str, environment: str) -> None:
        self._client = client
        self._key = key
        self._environment = environment

    def seal(self, secret: bytes, *, tenant: str, user: str, purpose: str) -> bytes:
        """Encrypt up to 4 KiB. Raises `TryAgain`."""
        context = self._context(tenant, user, purpose)
        try:
            answer = self._client.encrypt(KeyId=self._key, Plaintext=secret, EncryptionContext=context)
        except (ClientError, BotoCoreError) as error:
            raise TryAgain(retry_after=1) from error
        return bytes(answer["CiphertextBlob"])

    def open(self, sealed: bytes, *, tenant: str, user: str, purpose: str) -> bytes:
        """Decrypt. Raises `TryAgain`, or `InternalError` where the row holds what was not sealed for it."""
        context = self._context(tenant, user, purpose)
        try:
            answer = self._client.decrypt(KeyId=self._key, CiphertextBlob=sealed, EncryptionContext=context)
        except ClientError as error:
            if error.response["Error"]["Code"] in _BROKEN:
                raise InternalError from error
            raise TryAgain(retry_after=1) from error
        except BotoCoreError as error:
            raise TryAgain(retry_after=1) from error
        return bytes(answer["Plaintext"])

    def rotate(self) -> None:
        """New key material for what is sealed from now on; what was sealed before still opens. Raises `TryAgain`."""
        try:
            key = self._client.describe_key(KeyId=self._key)["KeyMetadata"]["KeyId"]
            self._client.rotate_key_on_demand(KeyId=key)
        except (ClientError, BotoCoreError) as error:
            raise TryAgain(retry_after=1) from error

    def _context(self, tenant: str, user: str, purpose: str) -> dict[str, str]:
        return {"environment": self._environment, "tenant": tenant, "user": user, "purpose": purpose}
