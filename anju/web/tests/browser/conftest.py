"""A small demo county, really served: its own data folder, port and database, driven by Chromium."""

import http.client
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from psycopg import sql
from pytest_socket import enable_socket

PATIENCE = 60.0
# Without these Chromium looks for hosts of its maker at every start, which a closed network answers slowly.
QUIET = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip


@dataclass(frozen=True)
class Served:
    """Where the pages answer, the data folder with the demo workbooks, the log-ins (name → password)."""

    address: str
    home: Path
    passwords: dict[str, str]
    database: str = ""


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """`anju migrate`, `anju demo`, `anju letter`, `anju serve`, as a user would."""
    enable_socket()
    home = tmp_path_factory.mktemp("browser county")  # a path with a space
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = os.environ | {"ANJU_HOME": str(home), "ANJU_PORT": str(port), "ANJU_LANG": "zh"}
    with _database(environment):
        for words in (
            ["migrate"],
            ["demo", "--scale", "0.02"],
            ["letter", "51", "--as-of", "2021-08-31", "--out", str(home)],
        ):
            _anju(words, environment)
        server = subprocess.Popen([sys.executable, "-P", "-m", "anju", "serve"], env=environment)
        try:
            address = f"http://127.0.0.1:{port}"
            _wait(port, server)
            lines = (home / "demo-logins.txt").read_text(encoding="utf-8").splitlines()
            yield Served(
                address,
                home,
                {name: word for name, word, *_rest in (line.split() for line in lines)},
                environment.get("DATABASE_URL", ""),
            )
        finally:
            server.terminate()
            server.wait(PATIENCE)


class _database:
    """A database of our own on the server of DATABASE_URL; nothing to do for the embedded one."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.environment = environment
        self.given = environment.get("DATABASE_URL", "")
        self.name = f"anju_browser_{os.getpid()}"

    def __enter__(self) -> None:
        if self.given:
            self._run("create database {}")
            self.environment["DATABASE_URL"] = urlunsplit(urlsplit(self.given)._replace(path=f"/{self.name}"))

    def __exit__(self, *_error: object) -> None:
        if self.given:
            self._run("drop database {} with (force)")

    def _run(self, statement: str) -> None:
        with psycopg.connect(self.given, autocommit=True) as owner:
            owner.execute(sql.SQL(statement).format(sql.Identifier(self.name)))


def _anju(words: list[str], environment: dict[str, str]) -> None:
    done = subprocess.run(
        [sys.executable, "-P", "-m", "anju", *words],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"anju {' '.join(words)}: {done.stdout[-2000:]}{done.stderr[-2000:]}"


def _wait(port: int, server: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + PATIENCE
    while not _answers(port):
        assert server.poll() is None, "anju serve ended"
        assert time.monotonic() < until, "anju serve does not answer"
        time.sleep(0.2)


def _answers(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/login/")
        return connection.getresponse().status == http.client.OK
    except OSError:
        return False
    finally:
        connection.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium of the system, or the one that ANJU_CHROMIUM names.

    Ends with the module: while it runs, its event loop makes Django take the thread for an asynchronous one.
    """
    found = os.environ.get("ANJU_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    assert found is not None, "no Chromium: install it, or name one in ANJU_CHROMIUM"
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=found, args=list(QUIET))
        yield opened
        opened.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A fresh window at the size of an old office machine; other hosts are out of reach."""
    opened = browser.new_context(viewport={"width": 1366, "height": 768})
    yield opened
    opened.close()


@pytest.fixture
def page(context: BrowserContext, served: Served) -> Iterator[Page]:
    """A page that fails the test on any error of a script, on blocked content and on requests to other hosts."""
    opened = context.new_page()
    complaints: list[str] = []
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.on(
        "console", lambda line: complaints.append(line.text) if "Content Security" in line.text else None
    )
    opened.on(
        "request", lambda asked: complaints.append(asked.url) if _elsewhere(asked.url, served) else None
    )
    yield opened
    assert complaints == []


def _elsewhere(address: str, served: Served) -> bool:
    return not address.startswith((served.address, "data:", "blob:"))
