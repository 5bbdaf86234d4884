"""All figures of a close from its files: county, towns and sites. Pure but for the files."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from functools import partial

import duckdb
import polars as pl

from anju.indicators import engine, snapshot, values
from anju.indicators.catalogue import Catalogue
from anju.indicators.engine import Engine, Where
from anju.indicators.figures import Number
from anju.kernel.facts import Dataset

Held = dict[str, dict[str, Number]]
Line = tuple[str, str, str, Decimal | None, Decimal | None]
_LEVELS = ("", *engine.LEVELS)


def counted(
    database: duckdb.DuckDBPyConnection, catalogue: Catalogue, datasets: Mapping[str, Dataset], county: str
) -> Held:
    """All counted indicators, place → code → value: one statement a dataset."""
    items = values.needed(catalogue, catalogue.indicators)
    found: Held = {}
    for name, dataset in datasets.items():
        group = [item for item in items if item.dataset == name]
        if not group:
            continue
        asked = engine.measures(dataset, group, Where(date.min), Engine.SNAPSHOT, _LEVELS)
        for answer in engine.answered(asked, partial(snapshot.rows_of, database)):
            place = str(answer.value) if answer.level else county
            found.setdefault(place, {}).update(answer.numbers)
    return found


def lines(
    catalogue: Catalogue, places: Iterable[str], held: Held, thresholds: Mapping[str, Number | None]
) -> list[Line]:
    """The figure of each indicator in each place: code, version of the definition, place, numerator, denominator."""
    return [
        (item.code, item.version, place, _decimal(top), _decimal(bottom))
        for item in catalogue
        for place in places
        for _value, top, bottom in (values.parts_of(item, held.get(place, {}), thresholds),)
    ]


def _decimal(value: Number | None) -> Decimal | None:
    return None if value is None else Decimal(value)


def frame(found: Iterable[Line]) -> pl.DataFrame:
    """The figures as a file of a close."""
    return pl.DataFrame(list(found), schema=snapshot.FIGURE_SCHEMA, orient="row")


def as_values(catalogue: Catalogue, found: Iterable[Line]) -> dict[tuple[str, str], Number | None]:
    """(place, code) → value of figures as they are stored."""
    return {
        (place, code): values.stored(catalogue.get(code), top, bottom)[0]
        for code, _version, place, top, bottom in found
    }
