"""The engine: one statement a dataset for all its measures, and the set of records behind one. Pure.

Number, breakdown and list are questions to the same set, so a figure cannot disagree with what stands behind it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from anju.indicators import predicate
from anju.indicators.catalogue import Indicator
from anju.kernel.facts import Dataset
from anju.kernel.refused import Refused
from anju.policy import book


class Engine(StrEnum):
    """Where a statement runs: on the live ledger, or on the files of a close."""

    LIVE = "live"
    SNAPSHOT = "snapshot"


_MARKS = {Engine.LIVE: "%({})s", Engine.SNAPSHOT: "${}"}
LEVELS = ("town", "site")


@dataclass(frozen=True)
class Statement:
    """Text and bound values; `codes` are the indicators in the order of the last columns."""

    sql: str
    values: dict[str, Any]
    codes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Where:
    """Which part of a dataset is asked: the day, the place code prefix (empty for everything)."""

    day: date
    scope: str = ""


def _source(dataset: Dataset, engine: Engine) -> str:
    return f"({dataset.sql.strip()})" if engine is Engine.LIVE else f'"{dataset.name}"'


def _facts(
    dataset: Dataset, engine: Engine, indicators: Sequence[Indicator], parameters: predicate.Parameters
) -> tuple[str, dict[str, str]]:
    """The facts to read from, and for each indicator with an exception the column that marks its excepted keys.

    A key is excepted for all its facts, wherever they lie, so that a breakdown and a scoped figure agree.
    """
    source, columns = _source(dataset, engine), ["facts.*"]
    marks: dict[str, str] = {}
    for item in indicators:
        if item.excepted:
            marks[item.code] = f"except_{len(marks)}"
            condition = predicate.write(item.excepted, dataset, parameters, _MARKS[engine])
            columns.append(
                f"coalesce(bool_or({condition}) over (partition by {item.key}), false) as {marks[item.code]}"
            )
    return (f"(select {', '.join(columns)} from {source} facts)" if marks else source), marks


def _members(
    item: Indicator, dataset: Dataset, parameters: predicate.Parameters, mark: str, marks: dict[str, str]
) -> str:
    """The condition that the facts of a member meet."""
    condition = predicate.write(item.where, dataset, parameters, mark)
    return f"({condition}) and not {marks[item.code]}" if item.code in marks else condition


def _scope(where: Where, parameters: predicate.Parameters, mark: str) -> str:
    return f"place like {mark.format(parameters.bind(where.scope + '%'))}" if where.scope else "true"


def source_values(dataset: Dataset, day: date) -> dict[str, Any]:
    """What the select of a dataset takes: the day and the dated values in force on it."""
    try:
        return {"day": day} | {name: book.value(*entry, day) for name, entry in dataset.policy.items()}
    except LookupError as error:
        raise Refused(
            f"{day} 早于“{dataset.zh}”所依据规定的施行日期，这一天的数字无法计算。请选择较晚的日期。"
        ) from error


def _bound(
    dataset: Dataset, parameters: predicate.Parameters, where: Where, engine: Engine
) -> dict[str, Any]:
    return parameters.values | (source_values(dataset, where.day) if engine is Engine.LIVE else {})


def _measure(indicator: Indicator, dataset: Dataset, condition: str) -> str:
    if indicator.sum_of:
        return f"coalesce(sum({indicator.sum_of}) filter (where {condition}), 0)"
    counted = "*" if indicator.key == dataset.row else f"distinct {indicator.key}"
    return f"count({counted}) filter (where {condition})"


def measures(
    dataset: Dataset,
    indicators: Sequence[Indicator],
    where: Where,
    engine: Engine,
    levels: Iterable[str] = (),
) -> Statement:
    """All measures of a dataset in one pass.

    Without levels one row; with them one row for each town and site asked (columns `town`, `site`; both null for
    the whole). Measures follow as m0, m1 …
    """
    parameters, mark = predicate.Parameters(), _MARKS[engine]
    wanted = [level for level in LEVELS if level in set(levels)]
    facts, marks = _facts(dataset, engine, indicators, parameters)
    columns = [
        f"{_measure(item, dataset, _members(item, dataset, parameters, mark, marks))} as m{n}"
        for n, item in enumerate(indicators)
    ]
    sql = (
        f"select {', '.join([*wanted, *columns])} from {facts} facts where {_scope(where, parameters, mark)}"
    )
    if wanted:
        sets = ", ".join(f"({level})" for level in wanted)
        sql += f" group by grouping sets ({sets})"
    return Statement(sql, _bound(dataset, parameters, where, engine), tuple(item.code for item in indicators))


def _behind(
    indicator: Indicator, dataset: Dataset, where: Where, engine: Engine, least: Any
) -> tuple[str, predicate.Parameters]:
    """`facts where …` of the facts behind one figure; a fact without key stands for no record."""
    parameters, mark = predicate.Parameters(), _MARKS[engine]
    facts, marks = _facts(dataset, engine, [indicator], parameters)
    conditions = [
        _members(indicator, dataset, parameters, mark, marks),
        f"{indicator.key} is not null",
        _scope(where, parameters, mark),
    ]
    if least is not None and indicator.policy:
        conditions.append(f"{indicator.policy[2]} >= {mark.format(parameters.bind(least))}")
    return f"{facts} facts where {' and '.join(conditions)}", parameters


@dataclass(frozen=True)
class Page:
    """Which records of a set: order column, direction, how many from where; no size means all."""

    order: str = ""
    descending: bool = False
    offset: int = 0
    size: int | None = None


def records(
    indicator: Indicator, dataset: Dataset, where: Where, engine: Engine, page: Page, least: Any = None
) -> Statement:
    """The records behind a figure: one row a key, the dataset's columns, ordered and cut to a page.

    Raises KeyError for an order column that the dataset lacks.
    """
    behind, parameters = _behind(indicator, dataset, where, engine, least)
    columns = ", ".join(dataset.columns)
    if page.order and page.order not in dataset.columns:
        raise KeyError(page.order)
    direction = " desc" if page.descending else ""
    key = indicator.key
    distinct = f"distinct on ({key}) " if key != dataset.row else ""
    inner = f"select {distinct}{columns} from {behind}"
    inner += f" order by {key}, {dataset.row}" if distinct else ""
    sql = f"select {columns} from ({inner}) members order by {page.order or 'place'}{direction} nulls last, {key}"
    if page.size is not None:
        sql += f" limit {int(page.size)} offset {int(page.offset)}"
    return Statement(sql, _bound(dataset, parameters, where, engine))


def total(
    indicator: Indicator, dataset: Dataset, where: Where, engine: Engine, least: Any = None
) -> Statement:
    """How many records stand behind a figure."""
    behind, parameters = _behind(indicator, dataset, where, engine, least)
    counted = "*" if indicator.key == dataset.row else f"distinct {indicator.key}"
    return Statement(f"select count({counted}) from {behind}", _bound(dataset, parameters, where, engine))


def described(indicator: Indicator, dataset: Dataset) -> str:
    """The question in one line, for proofs and evidence: what is counted, of which dataset, under which condition."""
    what = f"sum({indicator.sum_of})" if indicator.sum_of else f"count(distinct {indicator.key})"
    where = f" where {indicator.where}" if indicator.where else ""
    return f"{what} from {dataset.name}{where}" + (
        f" except {indicator.excepted}" if indicator.excepted else ""
    )
