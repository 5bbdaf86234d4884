"""The province's own catalogue over the facts of its counties. Pure but for the files."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial
from pathlib import Path

from anju.indicators import engine, snapshot, values
from anju.indicators.catalogue import Catalogue, Indicator
from anju.indicators.datasets import DATASETS
from anju.indicators.engine import Engine, Run, Where
from anju.indicators.figures import Number
from anju.kernel.facts import Dataset
from anju.province import store
from anju.province.leaving import asked_of, may_leave
from anju.province.store import WITHIN

Key = tuple[str, str, str]
"""County, month, place."""
LEVELS = ("", *engine.LEVELS)


@dataclass(frozen=True)
class Told:
    """Which indicators a county's facts answer, and which they cannot."""

    items: tuple[Indicator, ...]
    missing: tuple[str, ...]


def told_by(known: Catalogue, columns: Mapping[str, Iterable[str]]) -> Told:
    """The indicators of the province's catalogue that facts with these columns answer."""
    there, missing = [], []
    for item in known:
        parts = [known.get(code) for code in item.ratio] if item.ratio else [item]
        if all(_answered(part, columns) for part in parts):
            there.append(item)
        else:
            missing.append(item.code)
    return Told(tuple(there), tuple(missing))


def _answered(item: Indicator, columns: Mapping[str, Iterable[str]]) -> bool:
    return not item.dataset or (
        item.dataset in columns and asked_of(item, DATASETS[item.dataset].row) <= set(columns[item.dataset])
    )


def leavable(known: Catalogue, datasets: Mapping[str, Dataset]) -> Catalogue:
    """The part of a catalogue that de-identified facts can answer at all."""
    columns = {
        name: [column for column, fact in dataset.columns.items() if may_leave(column, fact, dataset)]
        for name, dataset in datasets.items()
    }
    return Catalogue({item.code: item for item in told_by(known, columns).items})


def counted(
    known: Catalogue,
    items: Sequence[Indicator],
    datasets: Mapping[str, Dataset],
    kind: Engine,
    run: Run,
    *,
    levels: Sequence[str] = LEVELS,
) -> dict[Key, dict[str, Number]]:
    """All counted indicators of every county and month: (county, month, place) → code → value, one pass a dataset."""
    found: dict[Key, dict[str, Number]] = {}
    needed = values.needed(known, [item.code for item in items if item.counted])
    for name in dict.fromkeys(item.dataset for item in needed):
        group = [item for item in needed if item.dataset == name]
        for place, numbers in _of_dataset(datasets[name], group, kind, run, levels):
            found.setdefault(place, {}).update(numbers)
    return found


def _of_dataset(
    dataset: Dataset, group: Sequence[Indicator], kind: Engine, run: Run, levels: Sequence[str]
) -> Iterator[tuple[Key, Mapping[str, Number]]]:
    asked = engine.measures(dataset, group, Where(date.min), kind, levels, WITHIN)
    for answer in engine.answered(asked, run):
        county, month = answer.within
        yield (county, month, str(answer.value) if answer.level else county), answer.numbers


def by_county(
    home: Path,
    known: Catalogue,
    items: Sequence[Indicator],
    names: Sequence[str],
    *,
    month: str = "",
    settings: str = "",
    levels: Sequence[str] = LEVELS,
) -> Iterator[tuple[str, dict[Key, dict[str, Number]]]]:
    """All counted indicators by DuckDB, a county at a time: memory stays that of one county, whatever the province."""
    datasets = {name: DATASETS[name] for name in names}
    for county in store.counties(home):
        there = [name for name in names if (home / "facts" / name / f"county={county}").exists()]
        told = [item for item in items if not item.dataset or item.dataset in there]
        with store.opened(home, there, county, month, settings) as database:
            run = partial(snapshot.rows_of, database)
            yield county, counted(known, told, datasets, Engine.SNAPSHOT, run, levels=levels)


Line = tuple[str, str, str, str, str, str, Decimal | None, Decimal | None]


def lines(
    items: Sequence[Indicator],
    places: Iterable[tuple[str, str, str]],
    county: str,
    held: Mapping[str, Mapping[str, Number]],
    thresholds: Mapping[str, Number | None],
) -> list[Line]:
    """The figures of a county as the store keeps them; `places` are code, name, level, `held` place → code → value."""
    return [
        (county, code, name, level, item.code, item.version, _decimal(top), _decimal(bottom))
        for item in items
        for code, name, level in places
        for _value, top, bottom in (values.parts_of(item, held.get(code, {}), thresholds),)
    ]


def _decimal(value: Number | None) -> Decimal | None:
    return None if value is None else Decimal(value)
