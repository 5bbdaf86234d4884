"""Figures of any day, computed from the ledger as it is now."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.conf import settings
from django.db import connection

from anju.indicators import engine, values
from anju.indicators.catalogue import Catalogue, Indicator
from anju.indicators.datasets import DATASETS
from anju.indicators.engine import Engine, Statement, Where
from anju.indicators.figures import CheckResult, FigureValue, Number, RecordPage
from anju.indicators.queries.definitions import catalogue
from anju.indicators.queries.lists import page_of, record_page
from anju.indicators.queries.places import place_name, places_below, prefix
from anju.kernel.refused import Refused


def rows_of(statement: Statement) -> list[tuple[Any, ...]]:
    """Run a statement on the ledger, as far as the viewer's scope goes."""
    with connection.cursor() as cursor:
        cursor.execute(statement.sql, statement.values)
        return cursor.fetchall()


def by_dataset(indicators: Sequence[Indicator]) -> dict[str, list[Indicator]]:
    """Counted indicators by the dataset that they read."""
    grouped: dict[str, list[Indicator]] = {}
    for item in indicators:
        grouped.setdefault(item.dataset, []).append(item)
    return grouped


def counted(
    as_of: date, scope: str, indicators: Sequence[Indicator], levels: Sequence[str] = ()
) -> dict[str, dict[str, Number]]:
    """Live values, one statement a dataset: place → indicator → value; with levels only the places of those levels.

    The empty level stands for the scope itself.
    """
    found: dict[str, dict[str, Number]] = {}
    for name, group in by_dataset(indicators).items():
        asked = engine.measures(DATASETS[name], group, Where(as_of, prefix(scope)), Engine.LIVE, levels)
        for answer in engine.answered(asked, rows_of):
            place = str(answer.value) if answer.level else scope
            found.setdefault(place, {}).update(answer.numbers)
    return found


def by_column(item: Indicator, as_of: date, scope: str, column: str) -> dict[Any, Number]:
    """A counted figure by the values of a column of its dataset; None stands for facts without one."""
    dataset = DATASETS[item.dataset]
    asked = engine.measures(dataset, [item], Where(as_of, prefix(scope)), Engine.LIVE, within=[column])
    return {answer.within[0]: answer.numbers[item.code] for answer in engine.answered(asked, rows_of)}


def query_of(item: Indicator) -> str:
    """The question in one line, for proofs."""
    if item.ratio:
        return f"{item.ratio[0]} / {item.ratio[1]}"
    if item.policy:
        return f"policy {item.policy[0]}: {item.policy[1]}"
    return engine.described(item, item.dataset)


def chosen(known: Catalogue, codes: Iterable[str] | None) -> list[Indicator]:
    """The definitions of these codes, all without codes; raises Refused for an unknown one."""
    if codes is None:
        return list(known)
    try:
        return [known.get(code) for code in codes]
    except KeyError as error:
        raise Refused(f"没有代码为 {error.args[0]} 的指标。可用 anju figures 查看全部指标代码。") from None


def figures(
    as_of: date,
    scope: str | None = None,
    by: str | None = None,
    codes: Iterable[str] | None = None,
    known: Catalogue | None = None,
) -> list[FigureValue]:
    """Live figures of a scope on a day; with `by` one for each town or site in it, zeros included.

    `known` is the catalogue where it is not the one of the day. Raises Refused for an unknown place, level or indicator.
    """
    scope = scope or settings.ANJU_COUNTY
    known = known or catalogue(as_of)
    items = chosen(known, codes)
    places = places_below(scope, by) if by else [(scope, place_name(scope))]
    held = counted(as_of, scope, values.needed(known, [item.code for item in items]), (by,) if by else ())
    thresholds = {item.code: values.threshold(item, as_of) for item in items}
    return [
        values.figure(
            item, values.parts_of(item, held.get(place[0], {}), thresholds), as_of=as_of, scope=place, close="",
            query=query_of(item),
        )
        for item in items
        for place in places
    ]  # fmt: skip


def records(
    code: str,
    as_of: date,
    scope: str | None = None,
    order: str | None = None,
    offset: int = 0,
    limit: int | None = 50,
    known: Catalogue | None = None,
) -> RecordPage:
    """The live records behind a figure, masked; `order` is a column name, with a leading minus descending.

    Raises Refused for an unknown indicator, place or column.
    """
    scope = scope or settings.ANJU_COUNTY
    place_name(scope)
    known = known or catalogue(as_of)
    item = known.set_of(chosen(known, [code])[0].code)
    dataset, where = DATASETS[item.dataset], Where(as_of, prefix(scope))
    page, least = page_of(dataset, order, offset, limit), values.threshold(item, as_of)
    rows = rows_of(engine.records(item, dataset, where, Engine.LIVE, page, least))
    total = len(rows)
    if limit is not None:
        total = int(rows_of(engine.total(item, dataset, where, Engine.LIVE, least))[0][0])
    return record_page(dataset, rows, total)


def keys(item: Indicator, as_of: date, scope: str) -> set[Any]:
    """The keys of the records behind a live figure."""
    dataset, where = DATASETS[item.dataset], Where(as_of, prefix(scope))
    return {
        key
        for (key,) in rows_of(engine.keys(item, dataset, where, Engine.LIVE, values.threshold(item, as_of)))
    }


def cross_checks(
    as_of: date, scope: str | None = None, before: Mapping[str, Number | None] | None = None
) -> list[CheckResult]:
    """Every declared cross-check, live; `before` are the values of the month before."""
    known = catalogue(as_of)
    held = {figure.code: figure.value for figure in figures(as_of, scope, known=known)}
    return values.cross_checks(known, held.get, (before or {}).get)
