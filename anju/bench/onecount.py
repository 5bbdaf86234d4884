"""One count of a whole province in a process of its own, so that its memory can be seen: `STORE snapshot|spark [MASTER]`."""

import json
import time
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import partial
from hashlib import md5
from pathlib import Path

from anju.indicators import cluster
from anju.indicators.datasets import DATASETS
from anju.indicators.engine import Engine
from anju.indicators.figures import Number
from anju.indicators.queries import shipped
from anju.province import counting, store

Counted = Mapping[counting.Key, Mapping[str, Number]]
COUNTY = ("",)
MEMORY = {"spark.executor.memory": "4g"}
"""What each of the workers may use; Spark's own default is 1 GiB."""


def _by_duckdb(home: Path, names: list[str]) -> Iterator[Counted]:
    known = shipped()
    items = counting.told_by(known, {name: DATASETS[name].columns for name in names}).items
    for _county, held in counting.by_county(home, known, items, names, levels=COUNTY):
        yield held


def _by_spark(home: Path, names: list[str], master: str) -> Iterator[Counted]:
    known = shipped()
    items = counting.told_by(known, {name: DATASETS[name].columns for name in names}).items
    datasets = {name: DATASETS[name] for name in names}
    with cluster.session(master, MEMORY) as spark:
        store.show_all(spark, home, names)
        run = partial(cluster.rows_of, spark)
        yield counting.counted(known, items, datasets, Engine.SPARK, run, levels=COUNTY)


def _lines(held: Counted) -> Iterator[str]:
    for key, numbers in held.items():
        for code, value in numbers.items():
            yield f"{'|'.join(key)}|{code}|{Decimal(value or 0):.4f}"


def main(words: list[str]) -> None:
    """Count, and tell on one line how long it took and a digest of all numbers, whatever their order."""
    home, kind = Path(words[0]), Engine(words[1])
    names = [name for name in DATASETS if store.facts_of(home, name)]
    start = time.perf_counter()
    every = _by_duckdb(home, names) if kind is Engine.SNAPSHOT else _by_spark(home, names, words[2])
    lines = sorted(line for held in every for line in _lines(held))
    took = time.perf_counter() - start
    digest = md5("\n".join(lines).encode(), usedforsecurity=False).hexdigest()
    print(json.dumps({"seconds": took, "figures": len(lines), "digest": digest}))
