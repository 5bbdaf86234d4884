"""Received files, kept sealed under their SM3, so that "row n of the file" can always be opened."""

import os
import secrets

from anju.intake.files import place_of
from anju.kernel.digest import sm3_hex
from anju.privacy.fields import seal_bytes


def _write(name: str, sealed: bytes) -> None:
    """Whole or not at all."""
    path = place_of(name)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(sealed)
    part.replace(path)


def keep(content: bytes) -> str:
    """Seal and keep a file; returns its SM3. The same content is kept once."""
    sm3 = sm3_hex(content)
    if not place_of(sm3).exists():
        _write(sm3, seal_bytes(content))
    return sm3


def keep_as(name: str, content: bytes) -> None:
    """Seal and keep something of our own (the differences of a batch) under a name."""
    _write(name, seal_bytes(content))
