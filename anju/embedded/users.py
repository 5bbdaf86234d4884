"""Which processes use the server of a data folder: counted by file locks, which die with their holder."""

import atexit
import contextlib
import os
import secrets
from collections.abc import Callable, Iterator
from pathlib import Path

import fasteners

from anju.embedded.places import EmbeddedServerError

PATIENCE = 60.0  # seconds to wait for a start, a recovery after a crash, or a stop

joined: dict[Path, fasteners.InterProcessLock] = {}


@contextlib.contextmanager
def mutex(home: Path) -> Iterator[None]:
    """One process at a time starts or stops the server of a data folder."""
    lock = fasteners.InterProcessLock(home / "pg.lock")
    if not lock.acquire(timeout=2 * PATIENCE):
        raise EmbeddedServerError(f"Another process has been starting the database in {home} for too long.")
    try:
        yield
    finally:
        lock.release()


def join(home: Path, last_out: Callable[[Path], None]) -> None:
    """Count this process as a user until its end; ``last_out`` is called when it then was the last one."""
    if home in joined:
        return
    folder = home / "pg.users"
    folder.mkdir(exist_ok=True)
    lock = fasteners.InterProcessLock(folder / f"{os.getpid()}-{secrets.token_hex(4)}")
    lock.acquire()
    joined[home] = lock
    # A forked child inherits the handler but is no user of its own: the process number tells them apart.
    atexit.register(_leave, home, os.getpid(), last_out)


def _leave(home: Path, joined_by: int, last_out: Callable[[Path], None]) -> None:
    if os.getpid() != joined_by or not home.is_dir():
        return
    with mutex(home):
        lock = joined.pop(home)
        lock.release()
        Path(os.fsdecode(lock.path)).unlink(missing_ok=True)
        if not _has_users(home):
            last_out(home)


def _has_users(home: Path) -> bool:
    """Whether a living process still holds a lock; the files of dead ones are removed."""
    alive = False
    for path in (home / "pg.users").iterdir():
        lock = fasteners.InterProcessLock(path)
        if lock.acquire(blocking=False):
            lock.release()
            path.unlink(missing_ok=True)
        else:
            alive = True
    return alive
