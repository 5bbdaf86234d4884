"""Packages of Debian and Ubuntu: fetched and unpacked without rights, installed only with them."""

import os
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from fnmatch import fnmatch
from pathlib import Path, PurePosixPath

from bootstrap.places import LOG
from bootstrap.terminal import run


def available() -> bool:
    """Whether this system has Debian's tools."""
    return all(shutil.which(tool) for tool in ("apt-get", "dpkg-deb"))


def may_install() -> bool:
    """Whether packages may be installed without asking: as root, or with a sudo that asks nothing."""
    if not available():
        return False
    return os.geteuid() == 0 or _sudo_is_silent()


def install(packages: Iterable[str]) -> bool:
    """Install packages into the system. True when all are there."""
    front = [] if os.geteuid() == 0 else ["sudo", "-n"]
    apt = [*front, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q", "-o", "DPkg::Lock::Timeout=120"]
    run([*apt, "update"], LOG)
    return run([*apt, "install", "-y", "--no-install-recommends", *packages], LOG) == 0


def fetch_files(package: str, patterns: Iterable[str], into: Path) -> bool:
    """Fetch one package and copy the files with such names out of it, as any user. True when all were in it."""
    if not available():
        return False
    with _download(package) as archive:
        return archive is not None and _unpack(archive, set(patterns), into)


@contextmanager
def _download(package: str) -> Iterator[Path | None]:
    """The package file in a folder that goes away; None when it cannot be had.

    First with the system's package lists, then with fresh ones of our own: an image that has never been
    updated has none, and only root may write them.
    """
    with tempfile.TemporaryDirectory(prefix="anju-deb-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        if run(["apt-get", "download", "-q", package], LOG, cwd=folder) != 0:
            own = _own_lists(folder / "apt")
            if run(["apt-get", *own, "update", "-q"], LOG, cwd=folder) == 0:
                run(["apt-get", *own, "download", "-q", package], LOG, cwd=folder)
        yield next(folder.glob("*.deb"), None)


def _own_lists(folder: Path) -> list[str]:
    for part in ("lists/partial", "cache/archives/partial"):
        (folder / part).mkdir(parents=True)
    options = [
        f"Dir::State::lists={folder / 'lists'}",
        f"Dir::Cache={folder / 'cache'}",
        "APT::Sandbox::User=",
    ]
    return [word for option in options for word in ("-o", option)]


def _unpack(archive: Path, patterns: set[str], into: Path) -> bool:
    into.mkdir(parents=True, exist_ok=True)
    found = set()
    command = ["dpkg-deb", "--fsys-tarfile", str(archive)]
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None  # noqa: S101 - asked for one line above
        with tarfile.open(fileobj=process.stdout, mode="r|") as entries:
            for entry in entries:
                name = PurePosixPath(entry.name).name
                hits = {pattern for pattern in patterns if entry.isfile() and fnmatch(name, pattern)}
                content = entries.extractfile(entry) if hits else None
                if content is not None:
                    (into / name).write_bytes(content.read())
                    found |= hits
    return found == patterns


def _sudo_is_silent() -> bool:
    if shutil.which("sudo") is None:
        return False
    asked = subprocess.run(["sudo", "-n", "true"], stdin=subprocess.DEVNULL, capture_output=True, check=False)
    return asked.returncode == 0
