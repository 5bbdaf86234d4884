"""Where the server of a data folder keeps its things and listens. Nothing here starts anything."""

import hashlib
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

WINDOWS = sys.platform == "win32"
OWNER = "anju"
DATABASE = "anju"
SOCKET_PORT = 5432  # with Unix sockets only a part of the file's name
SOCKET_PATH_LIMIT = 100  # bytes; the kernel's limit is 107 on Linux, 103 on macOS


class EmbeddedServerError(RuntimeError):
    """The embedded server cannot be had; the text says why and what to do."""


@dataclass(frozen=True)
class Address:
    """Where the server of a data folder listens; ``host`` is a socket folder, on Windows 127.0.0.1."""

    host: str
    port: int
    user: str
    password: str
    database: str

    @property
    def url(self) -> str:
        """The same as a connection URL, any character of the path quoted."""
        secret = f":{quote(self.password, safe='')}" if self.password else ""
        return f"postgresql://{self.user}{secret}@/{self.database}?host={quote(self.host, safe='')}&port={self.port}"


def address(home: Path) -> Address:
    """Where the server of this data folder listens, running or not. Nothing is created."""
    home = home.expanduser().resolve()
    if WINDOWS:
        return Address("127.0.0.1", read_port(home), OWNER, read(home / "pg.password"), DATABASE)
    return Address(str(socket_folder(home)), SOCKET_PORT, OWNER, "", DATABASE)


def url(home: Path) -> str:
    """``address(home).url``: for the settings, which must not start anything."""
    return address(home).url


def socket_folder(home: Path) -> Path:
    """The data folder itself, or where its name is too long for a socket a folder of our own in /tmp."""
    folder = home / "pg"
    if len(os.fsencode(folder / f".s.PGSQL.{SOCKET_PORT}")) <= SOCKET_PATH_LIMIT:
        return folder
    # Not the temporary folder of the environment: every process must find the same one.
    return Path("/", "tmp", f"anju-{hashlib.sha256(os.fsencode(home)).hexdigest()[:16]}")


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8").strip() if path.exists() else ""


def read_port(home: Path) -> int:
    return int(read(home / "pg.port") or SOCKET_PORT)
