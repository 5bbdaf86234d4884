"""Start, join and stop the server of a data folder."""

import os
import secrets
import shutil
import socket
import sys
import time
from pathlib import Path

import psutil
import psycopg

from anju.embedded import places, programs, users
from anju.embedded.places import DATABASE, OWNER, SOCKET_PORT, WINDOWS, Address, EmbeddedServerError, address
from anju.embedded.programs import MAJOR
from anju.embedded.users import PATIENCE

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


def is_running(home: Path) -> bool:
    """Whether the server of this data folder answers."""
    home = home.expanduser().resolve()
    return _answers(home) == "ready"


def start(home: Path) -> Address:
    """Start the server of ``home/pg`` or join the running one; make data folder and database when new.

    The calling process stays a user of it until its end. Raises EmbeddedServerError.
    """
    home = home.expanduser().resolve()
    if home in users.joined and _answers(home) == "ready":
        return address(home)
    home.mkdir(parents=True, exist_ok=True)
    with users.mutex(home):
        account = programs.account_for(home)
        programs.make_reachable(home, account)
        _check_owner(home)
        if not (home / "pg" / "PG_VERSION").exists():
            _initialise(home, account)
        _check_version(home)
        if _answers(home) != "ready":
            _launch(home, account)
        _make_database(home)
        users.join(home, _stop)
    return address(home)


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


def _stop(home: Path) -> None:
    _control(home, programs.account_for(home), "stop", "-m", "fast")


def _control(home: Path, account: int | None, action: str, *options: str) -> int:
    """Run pg_ctl inside the data folder, so that no path has to be quoted. Returns its exit status."""
    command = ["pg_ctl", action, "-D", ".", "-w", "-t", str(int(PATIENCE)), "-s", *options]
    return programs.run(command, home / "pg", account).returncode


def _initialise(home: Path, account: int | None) -> None:
    """Make the data folder aside and move it into place, so that a broken attempt leaves nothing behind."""
    fresh = home / "pg.new"
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(mode=0o700)
    programs.give(fresh, account)
    command = ["initdb", "-D", ".", "-U", OWNER, "-E", "UTF8", "--no-sync", "--no-instructions"]
    command += ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    if WINDOWS:  # there a TCP port is open to every local user; elsewhere the folder's mode guards the socket
        password = home / "pg.password"
        password.write_text(secrets.token_urlsafe(24), encoding="ascii")
        command += ["--auth=scram-sha-256", f"--pwfile={password}"]
    else:
        command += ["--auth=trust"]
    done = programs.run(command, fresh, account)
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
        folder = places.socket_folder(home)
        _make_socket_folder(folder, home, account)
        listed = '"' + str(folder).replace('"', '""') + '"'  # quoted: the value is a list split at commas
        values |= {"listen_addresses": "", "port": str(SOCKET_PORT), "unix_socket_directories": listed}
        values["unix_socket_permissions"] = "0700"
    if not _shm_is_roomy():
        values["dynamic_shared_memory_type"] = "mmap"
    lines = [f"{name} = '{_escape(value)}'\n" for name, value in values.items()]
    conf = home / "pg" / "anju.conf"
    conf.write_text(
        "# Written at each start by anju.embedded; changes here are lost.\n" + "".join(lines), "utf-8"
    )
    programs.give(conf, account)


def _make_socket_folder(folder: Path, home: Path, account: int | None) -> None:
    """Make the folder outside the data folder; one that somebody else has laid there is refused."""
    if sys.platform == "win32" or folder == home / "pg":
        return
    if not os.path.lexists(folder):
        folder.mkdir(mode=0o700)
        programs.give(folder, account)
    found = folder.lstat()
    if folder.is_symlink() or found.st_uid != (os.geteuid() if account is None else account):
        raise EmbeddedServerError(f"{folder} is somebody else's: remove it or choose a shorter ANJU_HOME.")
    folder.chmod(0o700)


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
        pid_file.unlink(missing_ok=True)


def _check_owner(home: Path) -> None:
    data = home / "pg"
    if data.exists() and not os.access(data, os.R_OK | os.X_OK):
        raise EmbeddedServerError(
            f"{data} belongs to another account (made by root?): start as that account or choose another ANJU_HOME."
        )


def _check_version(home: Path) -> None:
    version = places.read(home / "pg" / "PG_VERSION")
    if version != str(MAJOR):
        raise EmbeddedServerError(
            f"{home / 'pg'} was made by PostgreSQL {version}, this Anju brings {MAJOR}. "
            "Dump it with the Anju that made it and restore it into a new ANJU_HOME."
        )


def _shm_is_roomy() -> bool:
    """Containers give /dev/shm 64 MB, in which a parallel hash join fails."""
    shm = Path("/", "dev", "shm")
    if not sys.platform.startswith("linux"):
        return True
    return shm.is_dir() and shutil.disk_usage(shm).total >= ROOMY_SHM


def _last_words(home: Path) -> str:
    log = home / "pg" / "server.log"
    return "\n".join(log.read_text("utf-8", errors="replace").splitlines()[-8:]) if log.exists() else "(none)"


def _escape(value: str) -> str:
    return value.replace("\\", "\\\\").replace("'", "''")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
