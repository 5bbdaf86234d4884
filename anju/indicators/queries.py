"""Reading figures: live from the ledger, or as a close fixed them."""

from collections.abc import Iterable, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import Max, QuerySet

from anju.indicators import catalogue as definitions
from anju.indicators import engine, snapshot, values
from anju.indicators.catalogue import Catalogue, Indicator
from anju.indicators.datasets import DATASETS
from anju.indicators.engine import Engine, Page, Statement, Where
from anju.indicators.figures import (
    CheckResult,
    FigureValue,
    Number,
    RecordPage,
    RecordTable,
    TrendPoint,
    quotient,
    tidy,
)
from anju.indicators.models import Close, Figure
from anju.kernel.facts import Dataset
from anju.kernel.month import Month
from anju.kernel.refused import Refused
from anju.regions.models import SITE_DIGITS, TOWN_DIGITS, Place

LEVEL_DIGITS = {"town": TOWN_DIGITS, "site": SITE_DIGITS}


@cache
def catalogue() -> Catalogue:
    """The catalogue that came with this code, read and checked once."""
    return definitions.read(definitions.FOLDER, DATASETS)


def indicator(code: str) -> Indicator:
    """The definition of a code; raises Refused with the nearest way out."""
    try:
        return catalogue().get(code)
    except KeyError:
        raise Refused(f"没有代码为 {code} 的指标。可用 anju figures 查看全部指标代码。") from None


def _place_names(codes: Iterable[str]) -> dict[str, str]:
    return dict(Place.objects.filter(code__in=codes).values_list("code", "name"))


def place_name(scope: str) -> str:
    """The name of a place code; raises Refused for an unknown one."""
    name = _place_names([scope]).get(scope)
    if name is None:
        raise Refused(f"没有代码为 {scope} 的地点。请使用县、镇或安置区的代码。")
    return name


def _prefix(scope: str) -> str:
    """The filter that a scope needs: none for the county itself, whose rows are all there are."""
    return "" if scope == settings.ANJU_COUNTY else scope


def _rows(statement: Statement) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement.sql, statement.values)
        return cursor.fetchall()


def _by_dataset(indicators: Sequence[Indicator]) -> dict[str, list[Indicator]]:
    grouped: dict[str, list[Indicator]] = {}
    for item in indicators:
        grouped.setdefault(item.dataset, []).append(item)
    return grouped


def _number(value: Any) -> Number:
    return value if isinstance(value, int) else tidy(value, 4)


def collect(
    rows: Iterable[Sequence[Any]], statement: Statement, levels: int, whole: str
) -> dict[str, dict[str, Number]]:
    """Place code → indicator → value from the rows of a statement with so many level columns; rows of no place are left out."""
    found: dict[str, dict[str, Number]] = {}
    for row in rows:
        place = next((code for code in row[:levels] if code), None) if levels else whole
        if place:
            found[place] = {
                code: _number(value) for code, value in zip(statement.codes, row[levels:], strict=True)
            }
    return found


def counted(
    as_of: date, scope: str, indicators: Sequence[Indicator], by: str | None
) -> dict[str, dict[str, Number]]:
    """Live values: one statement a dataset. Place code → indicator → value; with `by` only those places."""
    found: dict[str, dict[str, Number]] = {}
    levels = (by,) if by else ()
    for name, group in _by_dataset(indicators).items():
        statement = engine.measures(DATASETS[name], group, Where(as_of, _prefix(scope)), Engine.LIVE, levels)
        for place, part in collect(_rows(statement), statement, len(levels), scope).items():
            found.setdefault(place, {}).update(part)
    return found


def places_below(scope: str, by: str) -> list[tuple[str, str]]:
    """Code and name of the towns or sites of a scope, in code order."""
    if by not in LEVEL_DIGITS:
        raise Refused("按地区分组只能是 town（镇）或 site（安置区）。")
    places = Place.objects.filter(level=by, code__startswith=_prefix(scope)).order_by("code")
    return list(places.values_list("code", "name"))


def _query(item: Indicator) -> str:
    if item.ratio:
        return f"{item.ratio[0]} / {item.ratio[1]}"
    if item.policy:
        return f"policy {item.policy[0]}: {item.policy[1]}"
    return engine.described(item, DATASETS[item.dataset])


def figures(
    as_of: date, scope: str | None = None, by: str | None = None, codes: Iterable[str] | None = None
) -> list[FigureValue]:
    """Live figures of a scope on a day; with `by` one for each town or site in it, zeros included.

    Raises Refused for an unknown place, level or indicator.
    """
    scope = scope or settings.ANJU_COUNTY
    items = [indicator(code) for code in codes] if codes is not None else list(catalogue())
    places = places_below(scope, by) if by else [(scope, place_name(scope))]
    held = counted(as_of, scope, values.needed(catalogue(), [item.code for item in items]), by)
    return [
        values.figure(
            item,
            values.parts_of(item, held.get(place[0], {}), as_of),
            as_of=as_of,
            scope=place,
            close="",
            query=_query(item),
        )
        for item in items
        for place in places
    ]


def _page(dataset: Dataset, rows: list[tuple[Any, ...]], total: int) -> RecordPage:
    names = list(dataset.columns)
    shown = [n for n, name in enumerate(names) if dataset.columns[name].shown]
    link = next(((names.index(column), kind) for column, kind in dataset.links.items()), None)
    labels = [dict(fact.choices) for fact in dataset.columns.values()]
    return RecordPage(
        columns=[(names[n], dataset.columns[names[n]].zh, dataset.columns[names[n]].en) for n in shown],
        rows=[tuple(labels[n].get(row[n], row[n]) if labels[n] else row[n] for n in shown) for row in rows],
        total=total,
        links=[(link[1], row[link[0]]) if link and row[link[0]] else None for row in rows],
    )


def _set_of(item: Indicator) -> Indicator:
    """The set behind a figure: a ratio shows its numerator's."""
    return catalogue().get(item.ratio[0]) if item.ratio else item


def records(
    code: str,
    as_of: date,
    scope: str | None = None,
    order: str | None = None,
    offset: int = 0,
    limit: int | None = 50,
) -> RecordPage:
    """The live records behind a figure, masked; `order` is a column name, with a leading minus descending.

    Raises Refused for an unknown indicator, place or column.
    """
    scope = scope or settings.ANJU_COUNTY
    place_name(scope)
    item = _set_of(indicator(code))
    dataset, where = DATASETS[item.dataset], Where(as_of, _prefix(scope))
    column = (order or "").lstrip("-")
    if column and column not in dataset.columns:
        raise Refused(f"名单没有 {column} 这一栏，可排序的栏：{'、'.join(dataset.columns)}。")
    page = Page(column, (order or "").startswith("-"), offset, limit)
    least = values.threshold(item, as_of)
    rows = _rows(engine.records(item, dataset, where, Engine.LIVE, page, least))
    total = len(rows)
    if limit is not None:
        total = int(_rows(engine.total(item, dataset, where, Engine.LIVE, least))[0][0])
    return _page(dataset, rows, total)


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


def day_of(close: Close) -> date:
    """The reference day of a close: the last of its month."""
    return Month.of(close.month).last


def label_of(close: Close) -> str:
    """How a close is called: 2021-08 v1."""
    return f"{Month.of(close.month)} v{close.version}"


def _closed(item: Indicator, held: Figure, close: Close, scope: tuple[str, str]) -> FigureValue:
    top = None if held.numerator is None else tidy(held.numerator, 4)
    bottom = None if held.denominator is None else tidy(held.denominator, 4)
    value = top
    if item.ratio:
        value = quotient(item, top, bottom)
    return values.figure(
        item, (value, top, bottom), as_of=day_of(close), scope=scope, close=label_of(close), query=_query(item),
        version=held.definition,
    )  # fmt: skip


def closed_figures(
    close: Close, scope: str | None = None, by: str | None = None, codes: Iterable[str] | None = None
) -> list[FigureValue]:
    """The figures that a close fixed, for a scope or for each town or site in it, in catalogue order."""
    scope = scope or settings.ANJU_COUNTY
    places = dict(places_below(scope, by) if by else [(scope, place_name(scope))])
    items = [indicator(code) for code in codes] if codes is not None else list(catalogue())
    found = close.figures.filter(place__in=places, code__in=[item.code for item in items])
    held = {(figure.code, figure.place_id): figure for figure in found}
    return [
        _closed(item, held[item.code, code], close, (code, name))
        for item in items
        for code, name in places.items()
        if (item.code, code) in held
    ]


def _as_closed(code: str, folder: Path) -> Indicator:
    """The set behind a closed figure, with the definition that the close kept."""
    kept = snapshot.manifest_of(folder)["catalogue"]
    item = indicator(code).as_sealed(kept.get(code, {}))
    top = item.ratio[0] if item.ratio else ""
    return indicator(top).as_sealed(kept.get(top, {})) if top else item


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
    folder: Path = settings.ANJU_CLOSES / close.folder
    item = _as_closed(code, folder)
    dataset = DATASETS[item.dataset]
    where, column = Where(day_of(close), _prefix(scope or settings.ANJU_COUNTY)), (order or "").lstrip("-")
    if column and column not in dataset.columns:
        raise Refused(f"名单没有 {column} 这一栏，可排序的栏：{'、'.join(dataset.columns)}。")
    least = values.threshold(item, where.day)
    page = Page(column, (order or "").startswith("-"), offset, limit)
    with snapshot.opened(folder, {item.dataset: dataset}) as database:
        rows = snapshot.rows_of(database, engine.records(item, dataset, where, Engine.SNAPSHOT, page, least))
        total = len(rows)
        if limit is not None:
            total = int(
                snapshot.rows_of(database, engine.total(item, dataset, where, Engine.SNAPSHOT, least))[0][0]
            )
    return _page(dataset, rows, total)


def closed_records(close: Close, code: str, scope: str | None = None) -> RecordTable:
    """All records behind a closed figure, read from the files of the close alone."""
    page = closed_page(close, code, scope, limit=None)
    return RecordTable([(name, zh) for name, zh, _ in page.columns], page.rows)


def trend(code: str, scope: str | None = None) -> list[TrendPoint]:
    """The figure in every closed month (latest version of each), oldest first."""
    item = indicator(code)
    scope = scope or settings.ANJU_COUNTY
    latest = Close.objects.values("month").annotate(newest=Max("version")).values_list("month", "newest")
    newest = set(latest)
    held = Figure.objects.filter(code=code, place=scope).select_related("close").order_by("close__month")
    points = [figure for figure in held if (figure.close.month, figure.close.version) in newest]
    named = [_closed(item, figure, figure.close, (scope, "")) for figure in points]
    return [TrendPoint(p.close.month, f.value, f.close) for p, f in zip(points, named, strict=True)]


def cross_checks(as_of: date, scope: str | None = None) -> list[CheckResult]:
    """Every declared cross-check, live."""
    held = {figure.code: figure.value for figure in figures(as_of, scope)}
    return values.cross_checks(catalogue(), held.get)


def closed_cross_checks(close: Close, scope: str | None = None) -> list[CheckResult]:
    """Every declared cross-check with the values of a close."""
    held = {figure.code: figure.value for figure in closed_figures(close, scope)}
    return values.cross_checks(catalogue(), held.get)


def verify(close: Close) -> list[str]:
    """What is wrong with the files of a close; empty when they are as they were sealed."""
    return snapshot.problems(settings.ANJU_CLOSES / close.folder, close.manifest_sm3)
