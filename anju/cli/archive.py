"""What a backup holds and how it is written and read: one tar of parts inside one encrypted stream."""

import contextlib
import getpass
import io
import json
import os
import subprocess
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from cryptography.hazmat.primitives import hashes
from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

from anju.embedded import programs
from anju.embedded.places import EmbeddedServerError
from anju.kernel.refused import Refused
from anju.privacy.container import CHUNK, Damaged, Reader, WrongPassphrase

FORMAT = 1
MANIFEST, ABOUT, DUMP, KEYS = "manifest.json", "anju.json", "database/", "keys/data.json"
LEAST = 12  # characters of a passphrase
_DUMP_PART = 8 * CHUNK
_MOST_MANIFEST = 256 << 20


@dataclass
class Manifest:
    """Every part with its size and SM3, the rows of every table, and the head of the chain."""

    parts: dict[str, list[Any]] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)
    head: str = ""
    made: str = ""
    version: str = ""

    def as_bytes(self) -> bytes:
        """For the end of the archive."""
        return json.dumps(self.__dict__ | {"format": FORMAT}, ensure_ascii=False, indent=0).encode()


class _Digesting(io.RawIOBase):
    """Reads from a stream and digests what goes by."""

    def __init__(self, source: IO[bytes]) -> None:
        super().__init__()
        self._source, self._sm3, self.size = source, hashes.Hash(hashes.SM3()), 0

    def read(self, size: int = -1) -> bytes:
        data = self._source.read(size)
        self._sm3.update(data)
        self.size += len(data)
        return data

    def sm3(self) -> str:
        return self._sm3.finalize().hex()


def passphrase(path: Path | None, *, twice: bool) -> str:
    """From a file's first line, else asked for at the terminal; raises Refused for one too short."""
    if path is not None:
        try:
            said = path.read_text("utf-8").splitlines()[0].strip()
        except (OSError, IndexError, UnicodeDecodeError) as error:
            raise Refused(_("读不到口令文件 %(path)s。") % {"path": path}) from error
    else:
        said = getpass.getpass(_("备份口令："))
        if twice and getpass.getpass(_("再输一次：")) != said:
            raise Refused(_("两次输入的口令不一致。"))
    if len(said) < LEAST:
        raise Refused(_("备份口令至少 %(least)s 个字符。") % {"least": LEAST})
    return said


def add(tar: tarfile.TarFile, manifest: Manifest, name: str, size: int, source: IO[bytes]) -> None:
    """One part, read to its end as it goes in."""
    info = tarfile.TarInfo(name)
    info.size, info.mode = size, 0o600
    digesting = _Digesting(source)
    tar.addfile(info, digesting)
    manifest.parts[name] = [digesting.size, digesting.sm3()]


def add_folder(tar: tarfile.TarFile, manifest: Manifest, name: str, folder: Path) -> None:
    """Every file below a folder, without links."""
    for path in sorted(folder.rglob("*")) if folder.is_dir() else []:
        if path.is_file() and not path.is_symlink():
            with path.open("rb") as file:
                size = os.fstat(file.fileno()).st_size
                add(tar, manifest, f"{name}/{path.relative_to(folder).as_posix()}", size, file)


def add_dump(tar: tarfile.TarFile, manifest: Manifest, snapshot: str) -> None:
    """The database of a snapshot by pg_dump, in parts, because a tar must know each size before."""
    command = [program("pg_dump"), "--format=custom", "--no-owner", f"--snapshot={snapshot}", *target()]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment()) as dump:
        for number, part in enumerate(iter(lambda: _full(dump.stdout), b"")):
            add(tar, manifest, f"{DUMP}{number:06}", len(part), io.BytesIO(part))
        _out, words = dump.communicate()
    if dump.returncode:
        raise Refused(
            _("pg_dump 没有完成：%(words)s") % {"words": words.decode(errors="replace").strip()[-300:]}
        )


def _full(stream: IO[bytes] | None) -> bytes:
    """A whole part of a pipe, less only at its end."""
    return stream.read(_DUMP_PART) if stream else b""


def program(name: str) -> str:
    """A program of PostgreSQL from the wheel."""
    try:
        return str(programs.folder_of_programs() / name)
    except EmbeddedServerError as error:
        raise Refused(_("没有找到 %(name)s，请先运行 python3 run.py setup。") % {"name": name}) from error


def target() -> list[str]:
    """Where the database is, as arguments of PostgreSQL's programs."""
    held = settings.DATABASES["default"]
    pairs = (("--host", held["HOST"]), ("--port", held["PORT"]), ("--username", held["USER"]))
    words = [f"{option}={value}" for option, value in pairs if value]
    return [*words, f"--dbname={connection.settings_dict['NAME']}"]


def environment() -> dict[str, str]:
    """The environment of these programs: the password goes here, not on the command line."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PG", "LC_", "LANG"))}
    password = str(settings.DATABASES["default"]["PASSWORD"] or "")
    return kept | {"LC_ALL": "C"} | ({"PGPASSWORD": password} if password else {})


def counted() -> dict[str, int]:
    """The rows of every table, in the caller's snapshot."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select relname from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace"
        )
        names = sorted(row[0] for row in cursor.fetchall())
        found = {}
        for name in names:
            cursor.execute(_COUNT.format(table=name))
            found[name] = cursor.fetchone()[0]
    return found


_COUNT = 'select count(*) from "{table}"'


@contextlib.contextmanager
def told(path: Path) -> Iterator[None]:
    """Around all reading of a backup: what the stream finds wrong, anywhere in it, becomes a sentence (Refused)."""
    try:
        yield
    except WrongPassphrase as error:
        raise Refused(_("口令不对，打不开备份文件 %(path)s。") % {"path": path}) from error
    except (Damaged, tarfile.TarError, EOFError) as error:
        raise Refused(
            _("备份文件 %(path)s 不完整或被改动（%(error)s），没有恢复。请换用另一份备份。")
            % {"path": path, "error": error}
        ) from error


def parts(path: Path, said: str) -> Iterator[tuple[str, IO[bytes]]]:
    """Name and content of each part of a backup; to be gone through inside `told`, since a content is read there."""
    try:
        with path.open("rb") as file, tarfile.open(fileobj=Reader(file, said), mode="r|") as tar:
            for info in tar:
                content = tar.extractfile(info) if info.isreg() else None
                if content is None or not _is_plain(info.name):
                    raise Refused(_("备份文件里有不认识的内容（%(name)s）。") % {"name": info.name[:80]})
                yield info.name, content
            _drain(tar)
    except OSError as error:
        raise Refused(
            _("读不到备份文件 %(path)s：%(error)s") % {"path": path, "error": error.strerror}
        ) from error


def _drain(tar: tarfile.TarFile) -> None:
    """Read the stream to its end, so that a cut-off tail is noticed."""
    stream: Any = tar.fileobj
    while stream.read(CHUNK):
        pass


def _is_plain(name: str) -> bool:
    """Whether a name stays below the folder into which it is unpacked."""
    steps = name.split("/")
    return (
        not name.startswith("/") and "\\" not in name and ":" not in name and not {"", ".", ".."} & set(steps)
    )


def checked(path: Path, said: str) -> Manifest:
    """Read a backup through without writing anything: every part is what the manifest says, and none is missing."""
    found: dict[str, list[Any]] = {}
    manifest: Manifest | None = None
    with told(path):
        for name, content in parts(path, said):
            if name == MANIFEST:
                manifest = _manifest(content.read(_MOST_MANIFEST))
                continue
            digesting = _Digesting(content)
            while digesting.read(CHUNK):
                pass
            found[name] = [digesting.size, digesting.sm3()]
    if manifest is None or manifest.parts != found:
        raise Refused(_("备份文件的内容与其清单不符，没有恢复。请换用另一份备份。"))
    return manifest


def _manifest(text: bytes) -> Manifest:
    try:
        held = json.loads(text)
        if held.pop("format") != FORMAT:
            raise Refused(_("这份备份是更新版本的安居制作的，请用同版本恢复。"))
        return Manifest(**held)
    except (ValueError, KeyError, TypeError) as error:
        raise Refused(_("备份文件的清单读不懂，没有恢复。")) from error
