"""Spark gives the answers of the other engines, to the last row: on this machine, and on a cluster that loses a worker."""

import shutil
from collections.abc import Iterator
from typing import Any

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings

from anju.indicators import cluster, engine
from anju.indicators.engine import Engine, Where
from anju.indicators.tests.engines import DAY, Predicate, Row, dataset, frame, rows
from anju.indicators.tests.test_engines import LEVELS, asked_of, expected, items, scopes, told

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def spark() -> Iterator[Any]:
    """One session for all tests here: a start takes ten seconds."""
    with cluster.session("local[2]", {"spark.sql.shuffle.partitions": "2"}) as held:
        yield held


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(held=rows, asked=asked_of, scope=scopes)
def test_spark_and_duckdb_agree_with_the_reference_to_the_last_row(
    spark: Any,
    tmp_path_factory: pytest.TempPathFactory,
    held: list[Row],
    asked: list[tuple[Predicate, Predicate | None]],
    scope: str,
) -> None:
    folder = tmp_path_factory.mktemp("facts")
    frame(held).write_parquet(folder / "things.parquet")
    cluster.show(spark, "things", [folder / "things.parquet"])
    wanted, things = expected(held, asked, scope), dataset("things")
    by_spark = engine.measures(things, items(asked), Where(DAY, scope), Engine.SPARK, LEVELS)
    assert told(by_spark, lambda statement: cluster.rows_of(spark, statement)) == wanted
    with duckdb.connect() as database:
        database.sql(f"create view things as from read_parquet('{folder / 'things.parquet'}')")
        by_file = engine.measures(things, items(asked), Where(DAY, scope), Engine.SNAPSHOT, LEVELS)
        assert told(by_file, lambda one: database.execute(one.sql, one.values).fetchall()) == wanted
    shutil.rmtree(folder)
