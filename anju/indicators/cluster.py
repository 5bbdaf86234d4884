"""Spark over the facts of closes: one county's, or a province's; on this machine or on any cluster (D9).

`pyspark` is installed only where it is wanted (requirements/spark.txt); the rest of Anju never needs it.
"""

import importlib
import importlib.util
import os
import shutil
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from anju.indicators.engine import Statement
from anju.kernel.refused import Refused

LOCAL = "local[*]"
_OWN_MACHINE = "127.0.0.1"
_SETTINGS = {
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.sources.partitionColumnTypeInference.enabled": "false",  # a county's code is a word, not a number
    "spark.sql.ansi.enabled": "true",
    "spark.sql.adaptive.enabled": "true",
    "spark.log.level": "ERROR",
}


def missing() -> str:
    """What this machine lacks for Spark, empty when nothing."""
    if importlib.util.find_spec("pyspark") is None:
        return "没有安装 pyspark。请运行：.venv/bin/pip install --require-hashes -r requirements/spark.txt"
    if not (shutil.which("java") or os.environ.get("JAVA_HOME")):
        return "没有找到 Java（17 或更高版本）。请安装：apt install openjdk-17-jre-headless"
    return ""


@contextmanager
def session(master: str = LOCAL, more: Mapping[str, str] | None = None) -> Iterator[Any]:
    """A Spark session on a master: `local[*]`, `spark://host:7077`, any cluster URL that Spark knows.

    Raises Refused where Spark or Java is missing, or the cluster does not answer.
    """
    if lacking := missing():
        raise Refused(lacking)
    sql: Any = importlib.import_module("pyspark.sql")
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    builder = sql.SparkSession.builder.master(master).appName("anju")
    words = dict(_SETTINGS) | _local_words(master) | dict(more or {})
    for name, value in words.items():
        builder = builder.config(name, value)
    failures = (
        importlib.import_module("py4j.protocol").Py4JError,
        importlib.import_module("pyspark.errors").PySparkException,
        OSError,
    )
    try:
        spark = builder.getOrCreate()
    except failures as error:
        raise Refused(f"无法连接 Spark（{master}）：{str(error).splitlines()[0]}") from error
    try:
        yield spark
    finally:
        spark.stop()


def _local_words(master: str) -> dict[str, str]:
    """On one machine everything speaks over the loop, whatever its name resolves to."""
    if not (master.startswith("local") or _OWN_MACHINE in master):
        return {}
    os.environ.setdefault("SPARK_LOCAL_IP", _OWN_MACHINE)
    return {"spark.driver.host": _OWN_MACHINE, "spark.driver.bindAddress": _OWN_MACHINE}


def show(spark: Any, name: str, paths: Sequence[Path]) -> None:
    """Let the files of a dataset appear under its name; folders `county=…/month=…` become columns."""
    spark.read.parquet(*map(str, paths)).createOrReplaceTempView(name)


def rows_of(spark: Any, statement: Statement) -> list[tuple[Any, ...]]:
    """Run a statement; values stay bound, never pasted."""
    return [tuple(row) for row in spark.sql(statement.sql, args=statement.values).collect()]
