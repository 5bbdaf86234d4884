"""Figures as a close fixed them, read from the database and from the files of the close."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import QuerySet

from anju.indicators import engine, snapshot, values
from anju.indicators.catalogue import Catalogue, Indicator
from anju.indicators.datasets import DATASETS
from anju.indicators.engine import Engine, Where
from anju.indicators.figures import CheckResult, FigureValue, Number, RecordPage, RecordTable, TrendPoint
from anju.indicators.models import Close, Figure
from anju.indicators.queries.definitions import catalogue
from anju.indicators.queries.lists import page_of, record_page
from anju.indicators.queries.live import chosen, query_of
from anju.indicators.queries.places import place_name, places_below, prefix
from anju.kernel.facts import Dataset
from anju.kernel.month import Month
from anju.kernel.refused import Refused


def closes() -> QuerySet[Close]:
    """All closes, newest month and version first."""
    return Close.objects.order_by("-month", "-version")


def latest_close() -> Close | None:
    """The newest close, None before the first."""
    return closes().first()


def close_for(month: Month) -> Close:
    """The close of a month in its latest version; raises Refused when the month is not closed."""
    found = Close.objects.filter(month=month.first).order_by("-version").first()
    if found is None:
        raise Refused(f"{month} 尚未结账。请先运行 anju close {month}，或选择已结账的月份。")
    return found


def close_before(close: Close) -> Close | None:
    """The newest close of the month before, None for the first month."""
    return closes().filter(month=Month.of(close.month).plus(-1).first).first()


def next_month() -> Month | None:
    """The month that is to be closed next, None before the first close."""
    newest = latest_close()
    return Month.of(newest.month).plus(1) if newest else None


def day_of(close: Close) -> date:
    """The reference day of a close: the last of its month."""
    return Month.of(close.month).last


def label_of(close: Close) -> str:
    """How a close is called: 2021-08 v1."""
    return f"{Month.of(close.month)} v{close.version}"


def folder_of(close: Close) -> Path:
    """Where the files of a close lie."""
    home: Path = settings.ANJU_CLOSES
    return home / close.folder


@dataclass(frozen=True)
class Kept:
    """What a close kept besides its facts: definitions, datasets, the policy values that it used."""

    catalogue: Catalogue
    datasets: Mapping[str, Dataset]
    thresholds: Mapping[str, Number | None]


@lru_cache(maxsize=64)
def _kept(_seal: str, folder: Path) -> Kept:
    """What the manifest keeps; a close never changes, so it is read once."""
    held = snapshot.manifest_of(folder)
    return Kept(
        snapshot.unsealed_catalogue(held["catalogue"]),
        snapshot.unsealed_datasets(held["datasets"]),
        snapshot.unsealed_numbers(held["thresholds"]),
    )


def kept_of(close: Close) -> Kept:
    """What a close kept besides its facts; raises Refused where its manifest is missing."""
    return _kept(close.manifest_sm3, folder_of(close))


def sealed_catalogue(close: Close) -> Catalogue:
    """The definitions that gave the figures of a close; raises Refused where its manifest is missing."""
    return kept_of(close).catalogue


def sealed_datasets(close: Close) -> Mapping[str, Dataset]:
    """The datasets of a close, with the code lists, links and field groups of today where there still are any."""
    return {name: _known(dataset) for name, dataset in kept_of(close).datasets.items()}


def _known(dataset: Dataset) -> Dataset:
    """A sealed dataset with what only the program knows: labels of codes, what a row opens, who may see it."""
    today = DATASETS.get(dataset.name)
    if today is None:
        return dataset
    columns = {name: today.columns.get(name, fact) for name, fact in dataset.columns.items()}
    return Dataset(
        dataset.name, dataset.zh, dataset.en, dataset.row, "", columns, today.links, sees=today.sees
    )


def _closed(known: Catalogue, held: Figure, scope: tuple[str, str]) -> FigureValue:
    item, close = known.get(held.code), held.close
    return values.figure(
        item, values.stored(item, held.numerator, held.denominator), as_of=day_of(close), scope=scope,
        close=label_of(close), query=query_of(item),
    )  # fmt: skip


def closed_figures(
    close: Close, scope: str | None = None, by: str | None = None, codes: Iterable[str] | None = None
) -> list[FigureValue]:
    """The figures that a close fixed, for a scope or for each town or site in it, in catalogue order.

    Raises Refused for a code that neither the close nor today's catalogue knows; what came later than the close is left out.
    """
    scope = scope or settings.ANJU_COUNTY
    places = dict(places_below(scope, by) if by else [(scope, place_name(scope))])
    known = sealed_catalogue(close)
    items = list(known) if codes is None else _closed_items(known, codes)
    found = close.figures.filter(place__in=places, code__in=[item.code for item in items]).select_related(
        "close"
    )
    held = {(figure.code, figure.place_id): figure for figure in found}
    return [
        _closed(known, held[item.code, code], (code, name))
        for item in items
        for code, name in places.items()
        if (item.code, code) in held
    ]


def _closed_items(known: Catalogue, codes: Iterable[str]) -> list[Indicator]:
    asked = list(codes)
    chosen(catalogue(), [code for code in asked if code not in known])
    return [known.get(code) for code in asked if code in known]


def held_figures(close: Close, codes: Sequence[str] | None = None) -> dict[tuple[str, str], Number | None]:
    """(place, code) → value of a close, all places."""
    known = sealed_catalogue(close)
    found = close.figures.all() if codes is None else close.figures.filter(code__in=codes)
    rows = found.values_list("code", "place_id", "numerator", "denominator")
    return {
        (place, code): values.stored(known.get(code), top, bottom)[0]
        for code, place, top, bottom in rows
        if code in known
    }


def _set_behind(close: Close, code: str) -> tuple[Indicator, Dataset]:
    """The set behind a closed figure and its dataset, as the close kept them."""
    known = sealed_catalogue(close)
    item = known.set_of(chosen(known, [code])[0].code)
    return item, sealed_datasets(close)[item.dataset]


def _least(close: Close, item: Indicator) -> Any:
    """The threshold that a close used."""
    return kept_of(close).thresholds.get(item.code)


def closed_page(
    close: Close,
    code: str,
    scope: str | None = None,
    order: str | None = None,
    offset: int = 0,
    limit: int | None = 50,
) -> RecordPage:
    """A page of the records behind a closed figure, like `records`, but read from the files of the close alone.

    The files know no row security: the caller passes a scope that the viewer has.
    """
    item, dataset = _set_behind(close, code)
    where = Where(day_of(close), prefix(scope or settings.ANJU_COUNTY))
    page, least = page_of(dataset, order, offset, limit), _least(close, item)
    with snapshot.opened(folder_of(close), [item.dataset]) as database:
        rows = snapshot.rows_of(database, engine.records(item, dataset, where, Engine.SNAPSHOT, page, least))
        total = len(rows)
        if limit is not None:
            total = int(
                snapshot.rows_of(database, engine.total(item, dataset, where, Engine.SNAPSHOT, least))[0][0]
            )
    return record_page(dataset, rows, total)


def closed_records(close: Close, code: str, scope: str | None = None) -> RecordTable:
    """All records behind a closed figure, read from the files of the close alone."""
    page = closed_page(close, code, scope, limit=None)
    return RecordTable([(name, zh) for name, zh, _ in page.columns], page.rows)


def closed_keys(close: Close, code: str, scope: str) -> set[Any]:
    """The keys of the records behind a closed figure."""
    item, dataset = _set_behind(close, code)
    statement = engine.keys(
        item, dataset, Where(day_of(close), prefix(scope)), Engine.SNAPSHOT, _least(close, item)
    )
    with snapshot.opened(folder_of(close), [item.dataset]) as database:
        return {key for (key,) in snapshot.rows_of(database, statement)}


def closed_by_column(close: Close, code: str, scope: str, column: str) -> dict[Any, Number]:
    """A closed counted figure by the values of a column of its dataset."""
    item, dataset = _set_behind(close, code)
    where = Where(day_of(close), prefix(scope))
    asked = engine.measures(dataset, [item], where, Engine.SNAPSHOT, within=[column])
    with snapshot.opened(folder_of(close), [item.dataset]) as database:
        found = list(engine.answered(asked, partial(snapshot.rows_of, database)))
    return {answer.within[0]: answer.numbers[item.code] for answer in found}


def trend(code: str, scope: str | None = None) -> list[TrendPoint]:
    """The figure in every closed month in its newest version, oldest first, with the values that were restated."""
    scope = scope or settings.ANJU_COUNTY
    name = place_name(scope)
    held = Figure.objects.filter(code=code, place=scope).select_related("close")
    points: dict[date, TrendPoint] = {}
    for figure in held.order_by("close__month", "close__version"):
        value = _closed(sealed_catalogue(figure.close), figure, (scope, name))
        earlier = points.get(figure.close.month)
        restated = (*earlier.restated, earlier.value) if earlier else ()
        points[figure.close.month] = TrendPoint(
            figure.close.month, value.value, value.close, figure.definition, restated
        )
    return list(points.values())


def closed_cross_checks(close: Close, scope: str | None = None) -> list[CheckResult]:
    """Every cross-check that the definitions of a close declare, with its values and those of the month before."""
    held = {figure.code: figure.value for figure in closed_figures(close, scope)}
    before = close_before(close)
    earlier = {figure.code: figure.value for figure in closed_figures(before, scope)} if before else {}
    return values.cross_checks(sealed_catalogue(close), held.get, earlier.get)


def breaks_of(close: Close) -> list[dict[str, Any]]:
    """The broken cross-checks that were accepted when the month was closed."""
    found: list[dict[str, Any]] = snapshot.manifest_of(folder_of(close))["breaks"]
    return found


def verify(close: Close) -> list[str]:
    """What is wrong with the files of a close; empty when they are as they were sealed."""
    return snapshot.problems(folder_of(close), close.manifest_sm3)
