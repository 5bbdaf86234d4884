"""Figures of the province: counties beside each other, the towns and sites of one, over the months; never people."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
from django.conf import settings
from django.db.models import QuerySet

from anju.indicators import snapshot, values
from anju.indicators.catalogue import Catalogue, Indicator
from anju.indicators.datasets import DATASETS
from anju.indicators.figures import Number
from anju.indicators.queries import catalogue
from anju.kernel.month import Month
from anju.kernel.refused import Refused
from anju.policy import book
from anju.province import disclosure, store
from anju.province.counting import leavable
from anju.province.disclosure import Cell
from anju.province.models import Receipt

PROVINCE = ""
"""The place of a figure over all counties."""


@dataclass(frozen=True)
class PlaceFigure:
    """A figure of a county, town or site as the province shows it."""

    place: str
    name: str
    level: str
    cell: Cell
    definition: str


def home() -> Path:
    """Where the store lies."""
    found: Path = settings.ANJU_PROVINCE
    return found


def months() -> list[Month]:
    """The months of which there are figures, newest first."""
    return [Month.parse(text) for text in reversed(store.months(home()))]


def known_on(month: Month) -> Catalogue:
    """The province's catalogue of a month, as far as de-identified facts can answer it."""
    return leavable(catalogue(month.last), DATASETS)


def receipts(month: Month | None = None) -> QuerySet[Receipt]:
    """What came in, the newest first; of one month or all."""
    found = Receipt.objects.order_by("-month", "county", "-version")
    return found.filter(month=month.first) if month else found


def newest_receipts(month: Month) -> dict[str, Receipt]:
    """The receipt in force of each county of a month."""
    found: dict[str, Receipt] = {}
    for receipt in receipts(month):
        found.setdefault(receipt.county, receipt)
    return found


def _least(month: Month) -> int:
    return int(book.value("province/disclosure", "least_people", month.last))


def _parts(item: Indicator, row: Mapping[str, Any]) -> tuple[Number | None, Number | None, Number | None]:
    return values.stored(item, row["numerator"], row["denominator"])


def _cells(
    item: Indicator, known: Catalogue, rows: Sequence[Mapping[str, Any]], least: int
) -> dict[str, Cell]:
    """The numbers of siblings as they may be shown."""
    parts = {row["place"]: _parts(item, row) for row in rows}
    if not disclosure.of_people(item, known):
        return {place: Cell(value) for place, (value, _top, _bottom) in parts.items()}
    if item.ratio:
        return {
            place: disclosure.ratio(value, top, bottom, least)
            for place, (value, top, bottom) in parts.items()
        }
    return disclosure.shown({place: value for place, (value, _top, _bottom) in parts.items()}, least)


def _rows(month: Month, *conditions: pl.Expr) -> list[dict[str, Any]]:
    frame = store.read_figures(home(), str(month))
    for condition in conditions:
        frame = frame.filter(condition)
    return frame.collect().to_dicts()


def counties(month: Month, code: str) -> list[PlaceFigure]:
    """A figure of every county that reported the month; raises Refused for an unknown indicator or month."""
    known = known_on(month)
    item = _item(known, code)
    rows = _rows(month, pl.col("level") == "county", pl.col("code") == code)
    return list(_figures(rows, _cells(item, known, rows, _least(month))))


def _figures(rows: Sequence[Mapping[str, Any]], cells: Mapping[str, Cell]) -> Iterator[PlaceFigure]:
    for row in rows:
        yield PlaceFigure(row["place"], row["name"], row["level"], cells[row["place"]], row["definition"])


def _item(known: Catalogue, code: str) -> Indicator:
    if code not in known:
        raise Refused(f"省级目录中没有代码为 {code} 的指标。")
    return known.get(code)


def whole(month: Month, item: Indicator) -> Cell:
    """The figure over all counties of a month: parts added up; a threshold is the same everywhere.

    Hidden where it is small itself, or where it would tell the only county that is hidden.
    """
    rows = _rows(month, pl.col("level") == "county", pl.col("code") == item.code)
    if item.policy:
        return Cell(next((_parts(item, row)[0] for row in rows), None))
    tops = [row["numerator"] for row in rows if row["numerator"] is not None]
    bottoms = [row["denominator"] for row in rows if row["denominator"] is not None]
    parts = values.stored(item, sum(tops, Decimal(0)), sum(bottoms, Decimal(0)) if bottoms else None)
    known, least = known_on(month), _least(month)
    if not disclosure.of_people(item, known):
        return Cell(parts[0])
    return disclosure.total(parts, list(_cells(item, known, rows, least).values()), least)


def below(month: Month, county: str, code: str) -> list[PlaceFigure]:
    """A figure of the towns and sites of a county, the sites of each town suppressed among themselves."""
    known = known_on(month)
    item, least = _item(known, code), _least(month)
    rows = _rows(month, pl.col("county") == county, pl.col("code") == code, pl.col("level") != "county")
    towns = [row for row in rows if row["level"] == "town"]
    cells = _cells(item, known, towns, least)
    for town in towns:
        sites = [row for row in rows if row["level"] == "site" and row["place"].startswith(town["place"])]
        cells |= _cells(item, known, sites, least)
        if cells[town["place"]].hidden:
            cells |= {site["place"]: Cell(None, hidden=True) for site in sites}
    return sorted(_figures([row for row in rows if row["place"] in cells], cells), key=lambda one: one.place)


def of_county(month: Month, county: str) -> dict[str, Cell]:
    """Every figure of a county in a month, suppressed as beside the other counties: one page must not tell what another hides."""
    known, least = known_on(month), _least(month)
    by_code: dict[str, list[dict[str, Any]]] = {}
    for row in _rows(month, pl.col("level") == "county"):
        if row["code"] in known:
            by_code.setdefault(row["code"], []).append(row)
    cells = {code: _cells(known.get(code), known, rows, least) for code, rows in by_code.items()}
    return {code: held[county] for code, held in cells.items() if county in held}


def trend(county: str, code: str) -> list[tuple[Month, Cell]]:
    """A figure of a county in every month that it reported, oldest first."""
    found = []
    for month in reversed(months()):
        known = known_on(month)
        if code not in known:
            continue
        rows = _rows(month, pl.col("level") == "county", pl.col("code") == code)
        cells = _cells(known.get(code), known, rows, _least(month))
        if county in cells:
            found.append((month, cells[county]))
    return found


def centres(month: Month) -> dict[str, tuple[float, float]]:
    """Longitude and latitude of the middle of each county's sites."""
    found = {}
    for county, receipt in newest_receipts(month).items():
        path = home() / "packs" / county / str(month) / f"v{receipt.version}" / snapshot.PLACES
        places = pl.read_parquet(path) if path.exists() else pl.DataFrame()
        if "longitude" in places.columns and places["longitude"].drop_nulls().len():
            middle = places.select(pl.col("longitude", "latitude").cast(pl.Float64).mean()).row(0)
            found[county] = (float(middle[0]), float(middle[1]))
    return found
