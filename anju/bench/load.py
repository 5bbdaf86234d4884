"""Two hundred clerks at once on a copy of the ledger: no error, no lost writing, the slowest twentieth in time."""

import csv
import importlib.util
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from psycopg import sql
from psycopg.errors import ObjectInUse

from anju.bench.imports import drop, owner, url_of
from anju.bench.report import Line
from anju.kernel.refused import Refused

CLERKS, SECONDS, ARRIVING = 200, 60, 10
LIMIT_MS = 800
TOOL = "locust"
_COPY = f"anju_load_{os.getpid()}"
_PREPARE = "import sys, django; django.setup(); from anju.bench.desks import main; main(sys.argv[1], int(sys.argv[2]))"
_VERSIONS = "select id, version, state from employment_line where id = any(%s)"


@contextmanager
def _copy() -> Iterator[dict[str, str]]:
    """A copy of the ledger, dropped at the end; gives the environment in which our programs use it."""
    source = str(connection.settings_dict["NAME"])
    connection.close()
    with owner("postgres") as server:
        try:
            server.execute(
                sql.SQL("create database {} template {}").format(
                    sql.Identifier(_COPY), sql.Identifier(source)
                )
            )
        except ObjectInUse as error:
            raise Refused(
                "台账正被别的程序使用（anju serve、anju work），不能复制。请先停下它们再测。"
            ) from error
        try:
            yield os.environ | {
                "DATABASE_URL": url_of(_COPY), "DJANGO_SETTINGS_MODULE": "anju.settings",
                "ANJU_HOME": str(settings.ANJU_HOME),
            }  # fmt: skip
        finally:
            drop(server, _COPY)


@contextmanager
def _served(environment: dict[str, str], log: Path) -> Iterator[str]:
    """The application on a free port, as `anju serve` runs it; gives its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-P", "-m", "anju", "serve", "--port", str(port)]
    with log.open("wb") as out, subprocess.Popen(command, env=environment, stdout=out, stderr=out) as server:
        try:
            _wait(address, log)
            yield address
        finally:
            server.terminate()


def _wait(address: str, log: Path) -> None:
    for _ in range(120):
        try:
            urllib.request.urlopen(f"{address}/login/", timeout=2).close()  # noqa: S310 - our own server
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.5)
        else:
            return
    raise Refused(f"测速用的服务没有启动：{log.read_text(errors='replace')[-300:]}")


def run(rounds: int) -> list[Line]:
    """One minute of two hundred clerks, reading and writing mixed. `rounds` is not used: the minute is the sample."""
    if importlib.util.find_spec(TOOL) is None:
        raise Refused(
            f"没有负载工具 {TOOL}。请先运行 python3 run.py test，它会装入测试用的软件包，再来测速。"
        )
    with tempfile.TemporaryDirectory(prefix="anju-load-") as name:
        folder = Path(name)
        with _copy() as environment:
            clerks = folder / "clerks.json"
            _run([sys.executable, "-P", "-c", _PREPARE, str(clerks), str(CLERKS)], environment)
            with _served(environment, folder / "serve.log") as address:
                stats = _locust(environment, folder, address)
            return _lines(stats, _lost(folder / "taken", clerks))


def _run(command: Sequence[str], environment: dict[str, str]) -> None:
    done = subprocess.run(
        command, env=environment, cwd=settings.BASE_DIR, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise Refused(f"测速没有做成：{(done.stderr or done.stdout).strip()[-400:]}")


def _locust(environment: dict[str, str], folder: Path, address: str) -> dict[str, Any]:
    """Let the load tool run; the row of all requests together."""
    (folder / "taken").touch()
    wanted = environment | {
        "ANJU_BENCH_CLERKS": str(folder / "clerks.json"),
        "ANJU_BENCH_TAKEN": str(folder / "taken"),
    }
    command = [
        sys.executable, "-m", TOOL, "-f", str(Path(__file__).with_name("clerks.py")), "--headless", "--host", address,
        "--users", str(CLERKS), "--spawn-rate", str(ARRIVING), "--run-time", f"{SECONDS + CLERKS // ARRIVING}s",
        "--csv", str(folder / "stats"), "--exit-code-on-error", "0", "--loglevel", "ERROR",
    ]  # fmt: skip
    _run(command, wanted)
    with (folder / "stats_stats.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        sys.stderr.write(
            f"{row['Name']}: {row['Request Count']} requests, {row['Failure Count']} failed, p95 {row['95%']} ms\n"
        )
    return rows[-1]


def _lost(taken: Path, clerks: Path) -> int:
    """Writings that the server took and the ledger does not hold: each saved change is one version of its line."""
    saved = Counter(int(word) for word in taken.read_text().split())
    before = {
        int(line): version
        for desk in json.loads(clerks.read_text())
        for line, version in desk["versions"].items()
    }
    with owner(_COPY) as server:
        rows = server.execute(_VERSIONS, [list(saved)]).fetchall()
    return sum(max(0, before[line] + saved[line] - version) for line, version, _state in rows)


def _lines(stats: dict[str, Any], lost: int) -> list[Line]:
    asked, failed = int(stats["Request Count"]), int(stats["Failure Count"])
    note = f"{asked:,} requests, {float(stats['Requests/s']):.0f} a second, median {stats['50%']} ms"
    return [
        Line(f"{CLERKS} clerks at once, p95", float(stats["95%"]), "ms", LIMIT_MS, note=note),
        Line(f"{CLERKS} clerks at once, errors", failed, "requests", 0),
        Line(f"{CLERKS} clerks at once, lost writings", lost, "lines", 0),
    ]
