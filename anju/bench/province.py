"""A whole invented province, counted by month and county: how the cost grows with the data, and Spark beside DuckDB.

Every size is generated, counted by DuckDB and by Spark (standalone, two workers), each in processes of their own, and
the two must give the same numbers.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import duckdb
import psutil
from django.conf import settings

from anju.accounts.scope import Scope, acting
from anju.bench import manycounties, standalone
from anju.bench.report import ANY, Line
from anju.indicators import cluster, queries
from anju.indicators.datasets import DATASETS
from anju.indicators.engine import Engine
from anju.indicators.queries import folder_of
from anju.kernel.refused import Refused
from anju.privacy.fields import search_digests
from anju.province import pack, store

SIZES, MONTHS = (100_000,), 60
GROWTH = 1.5
"""A row of a larger province may cost so many times what it costs in the smallest."""
SAMPLED = 0.25  # seconds between two looks at the memory
WORKERS, WORKER_MEMORY = 2, "5g"
_COUNT = "import sys, django; django.setup(); from anju.bench.onecount import main; main(sys.argv[1:])"


@dataclass(frozen=True)
class Stored:
    """What lies in a province's store."""

    counties: int
    rows: int
    ledger_rows: int
    size: int

    @property
    def said(self) -> str:
        """For the note of a line."""
        return (
            f"{self.counties} counties, {self.rows:,} rows ({self.ledger_rows:,} of persons by month), "
            f"{self.size / 2**20:,.0f} MiB of Parquet"
        )


@dataclass(frozen=True)
class Counted:
    """One count: seconds, the most memory of all its processes together, the digest of its numbers."""

    seconds: float
    peak_mib: float
    figures: int
    digest: str


def _rows(home: Path, dataset: str) -> int:
    if not store.facts_of(home, dataset):
        return 0
    glob = str(home / "facts" / dataset / "*" / "*.parquet").replace("'", "''")
    with duckdb.connect() as database:
        found = database.execute(f"select sum(num_rows) from parquet_file_metadata('{glob}')").fetchone()
    return int(found[0]) if found else 0


def stored(home: Path) -> Stored:
    """Read from the files themselves."""
    rows = {name: _rows(home, name) for name in DATASETS}
    size = sum(path.stat().st_size for path in (home / "facts").rglob("*.parquet"))
    return Stored(len(store.counties(home)), sum(rows.values()), rows["person"], size)


def _pack(out: Path) -> Path:
    """The pack of the newest close, from which the province is multiplied. Raises Refused where nothing is closed."""
    newest = queries.closes().order_by("-month", "-version").first()
    if newest is None:
        raise Refused("没有结账的月份。请先运行 anju close YYYY-MM（演示县自带 24 个月）。")
    return pack.make(folder_of(newest), out, DATASETS, search_digests)


def _made(below: Path, persons: int, months: int) -> Path:
    """The store of a size, generated unless it lies there already."""
    home = below / f"{persons}-{months}"
    if home.exists():
        return home
    if not below.is_dir():
        raise Refused(f"没有文件夹 {below}。请先建立，或用 --at 指定另一个文件夹。")
    part = below / f".{persons}-{months}"
    shutil.rmtree(part, ignore_errors=True)
    with tempfile.TemporaryDirectory() as folder:
        manycounties.generate(part, _pack(Path(folder)), persons, months, lambda _said: None)
    part.rename(home)
    return home


@contextmanager
def _watched(pids: Sequence[int]) -> Iterator[list[float]]:
    """The most memory (MiB) that these processes and all below them held together, as far as seen; one number at the end."""
    peak = [0.0]
    over = threading.Event()

    def look() -> None:
        while not over.wait(SAMPLED):
            peak[0] = max(peak[0], sum(_resident(pid) for pid in pids) / 2**20)

    watcher = threading.Thread(target=look, daemon=True)
    watcher.start()
    try:
        yield peak
    finally:
        over.set()
        watcher.join()


def _resident(pid: int) -> int:
    total = 0
    try:
        tree = [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)]
    except psutil.NoSuchProcess:
        return 0
    for process in tree:
        try:
            total += process.memory_info().rss
        except psutil.NoSuchProcess:
            continue
    return total


def _count(home: Path, kind: Engine, master: str = "", others: Sequence[int] = ()) -> Counted:
    """Count in a process of its own. Raises Refused with its last words when it fails."""
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "anju.settings",
        "ANJU_HOME": str(settings.ANJU_HOME),
    }
    command = [sys.executable, "-P", "-c", _COUNT, str(home), str(kind), master]
    with subprocess.Popen(
        command, env=environment, cwd=settings.BASE_DIR, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:  # fmt: skip
        with _watched([process.pid, *others]) as peak:
            out, wrong = process.communicate()
    if process.returncode:
        raise Refused(f"测速没有做成：{wrong.strip()[-400:]}")
    told = json.loads(out.strip().splitlines()[-1])
    # The large sizes take long: who waits hears of each count.
    sys.stderr.write(f"{home.name} {kind}: {told['seconds']:.1f} s, {peak[0]:,.0f} MiB\n")
    return Counted(told["seconds"], peak[0], told["figures"], told["digest"])


def _by_spark(home: Path) -> Counted:
    with standalone.standalone(WORKERS, 1, WORKER_MEMORY) as made:
        return _count(home, Engine.SPARK, made.master, made.pids)


def _lines(
    persons: int, months: int, held: Stored, counts: dict[str, Counted], least: dict[str, float]
) -> Iterator[Line]:
    """The lines of a size; `least` are microseconds a row of the smallest one, and are filled by it."""
    for name, found in counts.items():
        what = f"province of {persons:,} × {months} months, {name}"
        yield Line(what, found.seconds, "s", ANY, note=f"{held.said}; {found.figures:,} figures")
        yield Line(f"{what}, peak memory", found.peak_mib, "MiB", ANY)
        each = found.seconds / held.rows * 1e6
        if name in least:
            yield Line(f"{what}, a row", each, "µs", GROWTH, least[name], "beside the smallest size")
        least.setdefault(name, each)
    duck, spark = counts.get("DuckDB"), counts.get("Spark")
    if duck and spark:
        yield Line(
            f"province of {persons:,}, Spark beside DuckDB",
            spark.seconds,
            "s",
            ANY,
            duck.seconds,
            "same numbers",
        )


def _counts(home: Path, rounds: int) -> dict[str, Counted]:
    """Both engines, as often as asked; raises Refused where their numbers differ."""
    runs: dict[str, list[Counted]] = {"DuckDB": [_count(home, Engine.SNAPSHOT) for _ in range(rounds)]}
    if not cluster.missing():
        runs["Spark"] = [_by_spark(home)]  # once: a session's start and stop outweigh the noise
    if len({found.digest for counted in runs.values() for found in counted}) != 1:
        raise Refused("DuckDB 与 Spark 得数不同。请保留数据并报告：anju figures --engine 两边对照。")
    return {
        name: Counted(
            median(one.seconds for one in counted), max(one.peak_mib for one in counted), counted[0].figures, counted[0].digest
        )
        for name, counted in runs.items()
    }  # fmt: skip


def run(
    rounds: int, sizes: Sequence[int] = SIZES, months: int = MONTHS, at: Path | None = None
) -> list[Line]:
    """Each size once generated (kept below `at` where that is named); large ones are counted once only."""
    least: dict[str, float] = {}
    lines: list[Line] = []
    with acting(scope=Scope.everything(), actor="system:bench"), tempfile.TemporaryDirectory() as folder:
        for persons in sorted(sizes):
            home = _made(at or Path(folder), persons, months)
            counts = _counts(home, rounds if persons <= min(sizes) else 1)
            lines += _lines(persons, months, stored(home), counts, least)
    return lines
