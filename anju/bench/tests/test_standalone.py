"""A cluster of several workers counts right, also when one of them dies in the middle of the work."""

import threading
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest

from anju.bench.standalone import Standalone, standalone
from anju.indicators import cluster, engine, snapshot
from anju.indicators.engine import Engine, Where
from anju.indicators.tests.engines import COLUMNS, DAY, dataset, item

pytestmark = pytest.mark.slow
ROWS, FILES, BEGUN, PATIENCE = 3_000_000, 60, 5, 180
SITES = [f"6109261{at:02d}001" for at in range(20)]
WORDS = ["甲", "乙", "丙'丁", ""]
LEVELS = ("", "town", "site")
ITEMS = [
    item(0, "good", "", "id"), item(1, "word = '甲' and number >= 500", "", "id"), item(2, "not good", "", "who"),
    item(3, "number < 900", "", "who"), item(4, "good", "word = '乙'", "who"), item(5, "word <> ''", "", "who"),
    item(6, "good", "", "", sum_of="weight"),
]  # fmt: skip
Numbers = dict[tuple[str, Any, str], Any]


@pytest.fixture(scope="module")
def facts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three million invented facts in sixty files."""
    folder, each = tmp_path_factory.mktemp("facts"), ROWS // FILES
    for number in range(FILES):
        turn = pl.int_range(number * each, (number + 1) * each, eager=True)
        site = pl.Series(SITES)[turn % len(SITES)]
        columns = {
            "id": turn, "who": turn * 7919 % (ROWS // 3), "place": site, "town": site.str.slice(0, 9), "site": site,
            "place_name": site, "word": pl.Series(WORDS)[turn % len(WORDS)], "day": pl.Series([DAY] * each),
            "good": turn % 3 == 0, "number": turn % 1000, "weight": turn % 97,
        }  # fmt: skip
        cast = [pl.col(name).cast(kind) for name, kind in snapshot.schema(COLUMNS).items()]
        pl.DataFrame(columns).select(cast).write_parquet(folder / f"{number:02d}.parquet")
    return folder


@pytest.fixture(scope="module")
def wanted(facts: Path) -> Numbers:
    """What DuckDB says."""
    with duckdb.connect() as database:
        database.sql(f"create view things as from read_parquet('{facts}/*.parquet')")
        return numbers(Engine.SNAPSHOT, partial(snapshot.rows_of, database))


def numbers(kind: Engine, run: engine.Run) -> Numbers:
    """(level, place, code) → number."""
    asked = engine.measures(dataset("things"), ITEMS, Where(DAY), kind, LEVELS)
    return {
        (one.level, one.value, code): number
        for one in engine.answered(asked, run)
        for code, number in one.numbers.items()
    }


@pytest.fixture
def workers() -> Iterator[Standalone]:
    with standalone(workers=2, cores=1, memory="2g") as made:
        yield made


def _killed_when_busy(spark: Any, workers: Standalone, seen: list[int]) -> None:
    """Kill a worker once some tasks of a stage are done and more are still to do; note how many were."""
    tracker, until = spark.sparkContext.statusTracker(), time.monotonic() + PATIENCE
    while time.monotonic() < until:
        for ident in tracker.getActiveStageIds():
            stage = tracker.getStageInfo(ident)
            if stage and BEGUN <= stage.numCompletedTasks < stage.numTasks:
                workers.kill_worker()
                seen += [stage.numCompletedTasks, stage.numTasks]
                return
        time.sleep(0.02)


def test_a_worker_that_is_killed_in_the_middle_of_a_run_changes_no_figure(
    facts: Path, wanted: Numbers, workers: Standalone
) -> None:
    # Small pieces, so that the work is still going on when the worker dies.
    words = {
        "spark.executor.memory": "1g", "spark.sql.files.maxPartitionBytes": "1m", "spark.sql.shuffle.partitions": "8",
    }  # fmt: skip
    with cluster.session(workers.master, words) as spark:
        assert spark.sparkContext.defaultParallelism == len(workers.workers)
        cluster.show(spark, "things", sorted(facts.glob("*.parquet")))
        seen: list[int] = []
        killer = threading.Thread(target=_killed_when_busy, args=(spark, workers, seen))
        killer.start()
        found = numbers(Engine.SPARK, partial(cluster.rows_of, spark))
        killer.join()
        assert seen, "no stage was seen at work"
        assert seen[0] < seen[1]
        assert workers.workers[0].poll() is not None
        assert workers.workers[1].poll() is None
    assert found == wanted
