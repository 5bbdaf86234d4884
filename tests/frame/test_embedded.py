"""The embedded server against real processes: started, joined, left, killed."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg
import pytest

from anju import embedded
from anju.embedded import places, server

USE = """
import sys, time
from pathlib import Path
from anju import embedded
embedded.start(Path(sys.argv[1]))
print("up", flush=True)
sys.stdin.readline()
"""


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "数据 folder"
    yield folder
    if embedded.is_running(folder):
        server._stop(folder)


def user(home: Path) -> "subprocess.Popen[str]":
    """A process that uses the server until it is told to end by a line on its input."""
    process = subprocess.Popen(
        [sys.executable, "-c", USE, str(home)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "up\n"
    return process


def leave(process: "subprocess.Popen[str]") -> None:
    process.communicate("\n", timeout=60)
    assert process.returncode == 0


def kill(process: "subprocess.Popen[str]") -> None:
    process.kill()
    process.communicate()


def pid_of(home: Path) -> int:
    return int((home / "pg" / "postmaster.pid").read_text().split("\n")[0])


def wait_until_closed(home: Path) -> None:
    deadline = time.monotonic() + 20
    while embedded.is_running(home) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not embedded.is_running(home)


def test_the_last_process_to_leave_stops_the_server(home: Path) -> None:
    first, second = user(home), user(home)
    leave(first)
    assert embedded.is_running(home)
    leave(second)
    wait_until_closed(home)
    assert list((home / "pg.users").iterdir()) == []


def test_a_killed_process_does_not_keep_the_server_up(home: Path) -> None:
    killed, other = user(home), user(home)
    kill(killed)
    leave(other)
    wait_until_closed(home)


def test_what_was_written_survives_the_end_of_all_users(home: Path) -> None:
    process = user(home)
    with psycopg.connect(embedded.url(home)) as connection:
        connection.execute("CREATE TABLE kept AS SELECT '安居' AS word")
    leave(process)
    process = user(home)
    with psycopg.connect(embedded.url(home)) as connection:
        assert connection.execute("SELECT word FROM kept").fetchone() == ("安居",)
    leave(process)


def test_a_killed_server_is_started_again_over_its_stale_pid_file(home: Path) -> None:
    process = user(home)
    for each in [psutil.Process(pid_of(home)), *psutil.Process(pid_of(home)).children()]:
        os.kill(each.pid, signal.SIGKILL)
    kill(process)
    assert (home / "pg" / "postmaster.pid").exists()
    leave(user(home))


def test_a_stale_pid_file_with_the_number_of_another_program_is_no_obstacle(home: Path) -> None:
    leave(user(home))
    wait_until_closed(home)
    stale = home / "pg" / "postmaster.pid"
    stale.write_text(f"{os.getpid()}\n{home / 'pg'}\n1700000000\n5432\n{home / 'pg'}\n\n\nready\n")
    leave(user(home))


def test_a_path_too_long_for_a_socket_gets_a_folder_of_its_own_in_tmp(tmp_path: Path) -> None:
    home = tmp_path / ("x" * 100)
    folder = places.socket_folder(home)
    assert folder.parent == Path("/", "tmp")
    process = user(home)
    assert folder.stat().st_mode & 0o777 == 0o700
    with psycopg.connect(embedded.url(home)) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
    leave(process)
    folder.rmdir()


def test_a_socket_folder_that_somebody_else_has_laid_there_is_refused(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(embedded.EmbeddedServerError, match="somebody else's"):
        server._make_socket_folder(tmp_path / "link", tmp_path, None)


def test_data_of_another_postgresql_version_is_refused_with_a_way_out(home: Path) -> None:
    leave(user(home))
    wait_until_closed(home)
    (home / "pg" / "PG_VERSION").write_text("16\n")
    with pytest.raises(embedded.EmbeddedServerError, match="PostgreSQL 16"):
        embedded.start(home)


def test_the_server_sorts_as_c_utf8_and_logs_no_row(home: Path) -> None:
    process = user(home)
    with psycopg.connect(embedded.url(home), autocommit=True) as connection:
        found = connection.execute(
            "SELECT datlocprovider, datlocale, pg_encoding_to_char(encoding) FROM pg_database "
            "WHERE datname = current_database()"
        ).fetchone()
        assert found == ("b", "C.UTF-8", "UTF8")
        connection.execute("CREATE TABLE person (number text PRIMARY KEY)")
        connection.execute("INSERT INTO person VALUES ('612427199001010011')")
        with pytest.raises(psycopg.errors.UniqueViolation):
            connection.execute("INSERT INTO person VALUES ('612427199001010011')")
    leave(process)
    assert "612427199001010011" not in (home / "pg" / "server.log").read_text()


def test_the_address_is_told_without_touching_the_data_folder(tmp_path: Path) -> None:
    at = embedded.address(tmp_path / "new one")
    assert (at.user, at.database) == ("anju", "anju")
    assert "%20" in at.url
    assert not (tmp_path / "new one").exists()
    assert not embedded.is_running(tmp_path / "new one")
