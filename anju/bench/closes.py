"""Closing a month, counting a close, reading the catalogue: what holds figures, beside what it is measured against."""

import tempfile
from collections.abc import Iterator, Mapping
from datetime import timedelta
from decimal import Decimal
from functools import cache, partial
from pathlib import Path
from statistics import median
from typing import Any

import duckdb
from django.conf import settings
from django.db import transaction
from django.test import override_settings

from anju.accounts.scope import Scope, acting
from anju.bench.report import Line, interleaved, seconds
from anju.indicators import counting, queries, reader, snapshot
from anju.indicators.actions import close
from anju.indicators.catalogue import Catalogue
from anju.indicators.datasets import DATASETS
from anju.indicators.models import Close
from anju.kernel.facts import Dataset
from anju.kernel.month import Month
from anju.kernel.refused import Refused

CLOSE_SECONDS, SNAPSHOT_RATIO, CATALOGUE_MS, CACHED_MS = 10, 1.5, 200, 1
_FLOORS = Path(__file__).with_name("snapshot_floors.sql")
_CACHED_CALLS = 1000
Held = dict[tuple[str, str], Decimal]


def _newest() -> Close:
    newest = queries.closes().order_by("-month", "-version").first()
    if newest is None:
        raise Refused("没有结账的月份。请先运行 anju close YYYY-MM（演示县自带 24 个月）。")
    return newest


class _Undone(Exception):
    """Takes a measured close back."""


def _close_once(month: Month, folder: Path) -> None:
    """Close the month after the newest one with its files elsewhere, and take it back."""
    try:
        with transaction.atomic(), override_settings(ANJU_CLOSES=folder):
            close(month, by="system:bench", on=month.last + timedelta(days=1), accepted="anju bench")
            raise _Undone
    except _Undone:
        return


def _closing(rounds: int) -> Line:
    month = Month.of(_newest().month).plus(1)
    with tempfile.TemporaryDirectory() as folder:
        took = [seconds(partial(_close_once, month, Path(folder) / str(n))) for n in range(rounds)]
        size = sum(path.stat().st_size for path in (Path(folder) / "0").rglob("*") if path.is_file())
    note = f"facts, figures of every place, checks, seals; {size / 2**20:.1f} MiB of files"
    return Line("close of the county", median(took), "s", CLOSE_SECONDS, note=note)


@cache
def _statements() -> tuple[str, ...]:
    """The hand-written statements, without their comments."""
    text = "\n".join(line for line in _FLOORS.read_text("utf-8").splitlines() if not line.startswith("--"))
    return tuple(filter(None, (part.strip() for part in text.split(";"))))


def floor_of(database: duckdb.DuckDBPyConnection, county: str) -> Held:
    """What the hand-written statements give: (place, code) → value."""
    found: Held = {}
    for statement in _statements():
        answer = database.execute(statement)
        codes = [column[0] for column in answer.description][2:]
        for town, site, *numbers in answer.fetchall():
            place = town or site or county
            found |= {
                (place, code): Decimal(str(value or 0)) for code, value in zip(codes, numbers, strict=True)
            }
    return found


def differences(held: Mapping[str, Mapping[str, Any]], floor: Held) -> Iterator[tuple[str, str]]:
    """Where ours and the floor say something else; a place that a statement does not name holds nothing."""
    ours = {
        (place, code): Decimal(value) for place, numbers in held.items() for code, value in numbers.items()
    }
    for key in ours.keys() | floor.keys():
        if ours.get(key, Decimal(0)) != floor.get(key, Decimal(0)):
            yield key


def _snapshot(rounds: int) -> Line:
    """The same close, opened once for both."""
    newest = _newest()
    known: Catalogue = queries.shipped()
    datasets: Mapping[str, Dataset] = DATASETS
    county = settings.ANJU_COUNTY
    with snapshot.opened(queries.folder_of(newest), datasets) as database:
        wrong = sorted(
            differences(counting.counted(database, known, datasets, county), floor_of(database, county))
        )
        if wrong:
            raise Refused(f"测速的两边得数不同：{wrong[:5]}。下限语句与口径不一致，需先改正。")
        ours, floor = interleaved(
            rounds,
            lambda: counting.counted(database, known, datasets, county),
            lambda: floor_of(database, county),
        )
    note = f"{len(_statements())} statements, county, towns and sites, same numbers"
    return Line("whole catalogue from a close, DuckDB", ours, "s", SNAPSHOT_RATIO, floor, note)


def _catalogue(rounds: int) -> Iterator[Line]:
    took = [seconds(lambda: reader.read(reader.FOLDER, DATASETS)) for _ in range(rounds)]
    count = len(queries.shipped().indicators)
    yield Line(
        "catalogue read, compiled and checked",
        median(took) * 1000,
        "ms",
        CATALOGUE_MS,
        note=f"{count} indicators",
    )
    day = _newest().month
    queries.catalogue(day)
    again = [seconds(lambda: [queries.catalogue(day) for _ in range(_CACHED_CALLS)]) for _ in range(rounds)]
    each = median(again) / _CACHED_CALLS * 1000
    yield Line(
        "the catalogue of a day again, from the cache",
        each,
        "ms",
        CACHED_MS,
        note="one small query says it is the same",
    )


def run(rounds: int) -> list[Line]:
    """The lines of the report."""
    with acting(scope=Scope.everything(), actor="system:bench"):
        return [_closing(rounds), _snapshot(rounds), *_catalogue(rounds)]
