"""What has been installed already, so that a second start does nothing twice."""

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path

from bootstrap.places import STAMPS


def digest(files: Iterable[Path], *words: str) -> str:
    """One digest over the contents of files and some words."""
    total = hashlib.sha256()
    for path in files:
        total.update(path.read_bytes())
    for word in words:
        total.update(word.encode())
    return total.hexdigest()


def done(name: str, value: str) -> bool:
    """Whether ``name`` was finished with just this digest."""
    return _all().get(name) == value


def set_done(name: str, value: str) -> None:
    """Remember that ``name`` was finished; written in one move, so a killed run leaves the old state."""
    stamps = _all() | {name: value}
    fresh = STAMPS.with_suffix(".new")
    fresh.write_text(json.dumps(stamps, indent=1), encoding="utf-8")
    fresh.replace(STAMPS)


def _all() -> dict[str, str]:
    if not STAMPS.exists():
        return {}
    found = json.loads(STAMPS.read_text(encoding="utf-8"))
    return {str(name): str(value) for name, value in found.items()}
