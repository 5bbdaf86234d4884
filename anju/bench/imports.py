"""The roster of the whole county, imported into an empty ledger, beside the floor of the same work.

Both run in a scratch database of the same server, each round in a process of its own.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any
from urllib.parse import quote

import psycopg
from django.conf import settings
from django.db import connection
from psycopg import sql
from psycopg.errors import ObjectInUse

from anju.bench.report import Line
from anju.kernel.refused import Refused

ROSTER, PLACES = "搬迁人口花名册.xlsx", ("行政区划.xlsx", "安置区台账.xlsx")
LIMIT_RATIO, LIMIT_MIB = 2.5, 1024
PATIENCE = 5  # times that a scratch database in use is dropped again
_SCRATCH = f"anju_bench_{os.getpid()}"
_MEASURE = "import sys, django; django.setup(); from anju.bench.importer import main; main(sys.argv[1:])"
_WRITTEN = ("household", "person", "membership", "householdevent", "personevent", "membershipevent")


@dataclass(frozen=True)
class Measured:
    """Medians of the rounds: seconds of our importer and of the floor, and our peak memory in MiB."""

    records: int
    ours: float
    floor: float
    peak_mib: int

    @property
    def ratio(self) -> float:
        """How many times the floor."""
        return self.ours / self.floor

    @property
    def passed(self) -> bool:
        """Within the limits of the project."""
        return self.ratio <= LIMIT_RATIO and self.peak_mib < LIMIT_MIB


def owner(database: str) -> psycopg.Connection[tuple[Any, ...]]:
    """A connection of the server's owner to one of its databases."""
    held = connection.settings_dict
    return psycopg.connect(
        host=held["HOST"] or None, port=held["PORT"] or None, user=held["USER"] or None,
        password=held["PASSWORD"] or None, dbname=database, autocommit=True,
    )  # fmt: skip


def url_of(database: str) -> str:
    """The address of another database of the same server."""
    held = connection.settings_dict
    words = ":".join(quote(str(held[key]), safe="") for key in ("USER", "PASSWORD") if held[key])
    return f"postgresql://{words}@/{database}?host={quote(str(held['HOST']), safe='')}&port={held['PORT'] or 5432}"


def _python(*words: str) -> str:
    """Run our Python on the scratch database; its output. Raises Refused with its last words when it fails."""
    environment = os.environ | {
        "DATABASE_URL": url_of(_SCRATCH), "DJANGO_SETTINGS_MODULE": "anju.settings", "ANJU_HOME": str(settings.ANJU_HOME),
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, *words],
        capture_output=True,
        text=True,
        env=environment,
        cwd=settings.BASE_DIR,
        check=False,
    )
    if done.returncode:
        raise Refused(f"测速没有做成：{(done.stderr or done.stdout).strip()[-400:]}")
    return done.stdout


@contextmanager
def _scratch(folder: Path) -> Iterator[None]:
    """A database of its own with the county's places and sites, dropped at the end."""
    name = sql.Identifier(_SCRATCH)
    with owner(str(connection.settings_dict["NAME"])) as server:
        server.execute(sql.SQL("create database {}").format(name))
        try:
            _python("-P", "-m", "anju", "migrate")
            _python("-P", "-m", "anju", "import", *(str(folder / place) for place in PLACES))
            yield
        finally:
            drop(server, _SCRATCH)


def drop(server: "psycopg.Connection[Any]", name: str) -> None:
    """Drop a scratch database. Whoever was connected is thrown out, and given time: a busy machine takes seconds."""
    for turn in range(PATIENCE):
        try:
            server.execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name)))
        except ObjectInUse:
            time.sleep(1 + turn)
        else:
            return
    sys.stderr.write(
        f"The scratch database {name} is still in use; drop it by hand: drop database {name} with (force)\n"
    )


def _empty() -> None:
    """Take the roster and its history out of the scratch database again."""
    tables = sql.SQL(", ").join(sql.Identifier(f"registry_{name}") for name in _WRITTEN)
    with owner(_SCRATCH) as server:
        server.execute(sql.SQL("truncate {} cascade").format(tables))
        server.execute("vacuum")


def measure(rounds: int = 5, folder: Path | None = None) -> Measured:
    """Measure so many rounds, floor and ours in turn. Raises Refused without the demo county's workbooks."""
    folder = folder or Path(settings.ANJU_HOME) / "demo"
    roster = folder / ROSTER
    if not roster.exists():
        raise Refused("没有演示县的工作簿。请先运行 anju demo。")
    found: dict[str, list[dict[str, Any]]] = {"floor": [], "ours": []}
    with _scratch(folder):
        for _ in range(rounds):
            for what, runs in found.items():
                _empty()
                runs.append(json.loads(_python("-P", "-c", _MEASURE, what, str(roster))))
    return Measured(
        records=found["ours"][0]["records"],
        ours=median(run["seconds"] for run in found["ours"]),
        floor=median(run["seconds"] for run in found["floor"]),
        peak_mib=max(run["peak_mib"] for run in found["ours"]),
    )


def run(rounds: int) -> list[Line]:
    """The lines of the report."""
    found = measure(rounds)
    memory = Line("import of the roster, peak memory", found.peak_mib, "MiB", LIMIT_MIB)
    note = f"{found.records:,} lines: read, checked, previewed, applied, audited"
    return [Line("import of the roster", found.ours, "s", LIMIT_RATIO, found.floor, note), memory]
