"""Where the keys lie: a file in the data folder, outside the database, readable by its owner only.

Sealing keys have generations: new values are sealed under the current one, old ones stay readable, because each sealed
value names its generation. A key is never removed: history holds values of every generation.
"""

import json
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from anju.kernel.refused import Refused

MOST_GENERATIONS = 250
FIRST = 1


@dataclass(frozen=True)
class Keys:
    """The sealing keys by generation (SM4, 16 bytes each), which is current, and the search key (HMAC-SM3, 32 bytes).

    `search_next` is there only while search digests are being changed over.
    """

    seals: Mapping[int, bytes]
    current: int
    search: bytes
    search_next: bytes | None = None

    @property
    def sealing(self) -> tuple[bytes, int]:
        """The key for new values, and its generation."""
        return self.seals[self.current], self.current


def load(path: Path) -> Keys:
    """The keys of a data folder, made at its first use, read anew when the file changes; raises Refused."""
    try:
        stamp = path.stat().st_mtime_ns
    except FileNotFoundError:
        _create(path)
        stamp = path.stat().st_mtime_ns
    return _read(path, stamp)


@lru_cache(maxsize=8)
def _read(path: Path, _stamp: int) -> Keys:
    try:
        held = json.loads(path.read_text())
        seals = held["seal"] if isinstance(held["seal"], dict) else {str(FIRST): held["seal"]}
        coming = held.get("search_next")
        keys = Keys(
            {int(generation): bytes.fromhex(key) for generation, key in seals.items()},
            int(held.get("current", FIRST)),
            bytes.fromhex(held["search"]),
            bytes.fromhex(coming) if coming else None,
        )
        _ = keys.sealing
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Refused(f"密钥文件 {path} 已损坏。请从备份恢复该文件后再启动。") from error
    return keys


def begin_generation(path: Path) -> Keys:
    """Add a sealing key and make it the current one."""
    keys = load(path)
    if keys.current >= MOST_GENERATIONS:
        raise Refused(f"密钥已经更换 {MOST_GENERATIONS} 次，不能再换。")
    coming = keys.current + 1
    return _replace(
        path, Keys({**keys.seals, coming: secrets.token_bytes(16)}, coming, keys.search, keys.search_next)
    )


def begin_search(path: Path) -> Keys:
    """Lay a coming search key beside the one in force; the same one again where a change was broken off."""
    keys = load(path)
    if keys.search_next:
        return keys
    return _replace(path, Keys(keys.seals, keys.current, keys.search, secrets.token_bytes(32)))


def end_search(path: Path) -> Keys:
    """Put the coming search key in force."""
    keys = load(path)
    return _replace(path, Keys(keys.seals, keys.current, keys.search_next or keys.search))


def _words(keys: Keys) -> dict[str, Any]:
    words: dict[str, Any] = {
        "seal": {str(generation): key.hex() for generation, key in keys.seals.items()},
        "current": keys.current,
        "search": keys.search.hex(),
    }
    return words | ({"search_next": keys.search_next.hex()} if keys.search_next else {})


def _replace(path: Path, keys: Keys) -> Keys:
    """Put a new file in the place of the old one, whole or not at all."""
    part = _written(path, keys)
    part.replace(path)
    _sync_folder(path.parent)
    return load(path)


def _create(path: Path) -> None:
    """Write a fresh key file that appears whole or not at all; a copy that lost the race is dropped."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = _written(path, Keys({FIRST: secrets.token_bytes(16)}, FIRST, secrets.token_bytes(32)))
    try:
        os.link(part, path)
        _sync_folder(path.parent)
    except FileExistsError:
        pass
    finally:
        part.unlink()


def _written(path: Path, keys: Keys) -> Path:
    """The keys in a file of their own beside `path`, on the disk for certain."""
    part = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(json.dumps(_words(keys)))
        file.flush()
        os.fsync(file.fileno())
    return part


def _sync_folder(folder: Path) -> None:
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
