"""A text that lies sealed in the database and open in the program."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db import models

from anju.privacy import cipher, keys


def _keys() -> keys.Keys:
    return keys.load(settings.ANJU_KEYS)


def seal(text: str) -> bytes:
    """Seal a text under this county's current key."""
    key, generation = _keys().sealing
    return cipher.encrypt(key, text, generation)


def seal_bytes(plain: bytes) -> bytes:
    """Seal bytes (a received file) under this county's current key."""
    key, generation = _keys().sealing
    return cipher.encrypt_bytes(key, plain, generation)


def open_bytes(sealed: bytes) -> bytes:
    """Open what `seal` or `seal_bytes` sealed, under a key of any generation; raises `cipher.Unreadable`."""
    key = _keys().seals.get(sealed[0]) if sealed else None
    if key is None:
        raise cipher.Unreadable("no key of this value's generation")
    return cipher.decrypt_bytes(key, sealed, sealed[0])


def search_digest(text: str) -> str:
    """The digest under which a sealed text is found again; empty for an empty text."""
    return cipher.digest(_keys().search, text) if text else ""


def seal_all(texts: Iterable[str]) -> list[bytes]:
    """`seal` of many texts (bulk loads)."""
    key, generation = _keys().sealing
    return [cipher.encrypt(key, text, generation) for text in texts]


def search_digests(texts: Iterable[str]) -> list[str]:
    """`search_digest` of many filled texts (bulk loads)."""
    return cipher.digests(_keys().search, texts)


class SealedText(models.BinaryField):  # type: ignore[type-arg]  # generic in the stubs, not at run time
    """SM4-GCM sealed text: `str` in Python, `bytea` in PostgreSQL. Empty text is stored as NULL-free empty bytes.

    Reading a queryset opens each value (6 µs); lists read the masked companion column instead.
    """

    def from_db_value(self, value: bytes | None, *_: Any) -> str | None:
        """Open a stored value."""
        if value is None:
            return None
        return open_bytes(bytes(value)).decode() if value else ""

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        """Seal a text on its way in; bytes are sealed already (bulk loads)."""
        if isinstance(value, str):
            value = seal(value) if value else b""
        return super().get_db_prep_value(value, connection, prepared)
