"""Where the keys lie: a file in the data folder, outside the database, readable by its owner only."""

import json
import os
import secrets
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from anju.kernel.refused import Refused


@dataclass(frozen=True)
class Keys:
    """The sealing key (SM4, 16 bytes) and the search key (HMAC-SM3, 32 bytes)."""

    seal: bytes
    search: bytes


def _create(path: Path) -> None:
    """Write a fresh key file that appears whole or not at all; a copy that lost the race is dropped."""
    path.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps({"seal": secrets.token_hex(16), "search": secrets.token_hex(32)})
    part = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(part, path)
    except FileExistsError:
        pass
    finally:
        part.unlink()


@cache
def load(path: Path) -> Keys:
    """The keys of a data folder, made at its first use; raises Refused when the file is damaged."""
    if not path.exists():
        _create(path)
    try:
        held = json.loads(path.read_text())
        return Keys(bytes.fromhex(held["seal"]), bytes.fromhex(held["search"]))
    except (ValueError, KeyError) as error:
        raise Refused(f"密钥文件 {path} 已损坏。请从备份恢复该文件后再启动。") from error
