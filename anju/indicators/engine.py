"""The engine: one statement a dataset for all its measures, and the set of records behind one. Pure.

Number, breakdown and list are questions to the same set, so a figure cannot disagree with what stands behind it.
The three engines read the same definitions; what differs between them is written down in `Dialect` and `_source`.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from anju.indicators import predicate
from anju.indicators.catalogue import Indicator
from anju.indicators.figures import Number, tidy
from anju.indicators.predicate import DUCKDB, POSTGRES, SPARK, Dialect, Parameters
from anju.kernel.facts import Dataset
from anju.kernel.refused import Refused
from anju.policy import book


class Engine(StrEnum):
    """Where a statement runs: on the live ledger, on the files of a close, on the closes of many counties."""

    LIVE = "live"
    SNAPSHOT = "snapshot"
    SPARK = "spark"


_DIALECTS: dict[Engine, Dialect] = {
    Engine.LIVE: POSTGRES,
    Engine.SNAPSHOT: DUCKDB,
    Engine.SPARK: SPARK,
}
LEVELS = ("town", "site")


@dataclass(frozen=True)
class Statement:
    """Text and bound values; `codes` are the indicators in the order of the last columns.

    Before these stand `within` columns, one column for each of `levels` that names one, and which of them a row groups by.
    """

    sql: str
    values: dict[str, Any]
    codes: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    within: int = 0


@dataclass(frozen=True)
class Answer:
    """The numbers of one row: within what, of which value of which level (empty for the whole)."""

    within: tuple[Any, ...]
    level: str
    value: Any
    numbers: Mapping[str, Number]


@dataclass(frozen=True)
class Where:
    """Which part of a dataset is asked: the day, the place code prefix (empty for everything)."""

    day: date
    scope: str = ""


def _source(dataset: Dataset, engine: Engine) -> str:
    """What a statement reads from: the select of the live ledger, or a view over files that is called as the dataset."""
    if engine is Engine.LIVE:
        return f"({dataset.sql.strip()})"
    return _DIALECTS[engine].quote.format(dataset.name)


class _Asked:
    """A dataset as one statement asks it: the engine's words, the parameters bound so far, the exceptions marked."""

    def __init__(self, dataset: Dataset, engine: Engine, indicators: Sequence[Indicator]) -> None:
        self.dataset, self.engine, self.dialect = dataset, engine, _DIALECTS[engine]
        self.parameters = Parameters()
        self.marks: dict[str, str] = {}
        self.facts = self._facts(indicators)

    def _facts(self, indicators: Sequence[Indicator]) -> str:
        """The facts to read from; with a column for each indicator with an exception that marks its excepted keys.

        A key is excepted for all its facts, wherever they lie, so that a breakdown and a scoped figure agree.
        """
        source, columns = _source(self.dataset, self.engine), ["facts.*"]
        for item in indicators:
            if item.excepted:
                mark = self.marks[item.code] = f"except_{len(self.marks)}"
                condition = self.written(item.excepted)
                columns.append(
                    f"coalesce(bool_or({condition}) over (partition by {item.key}), false) as {mark}"
                )
        return f"(select {', '.join(columns)} from {source} facts)" if self.marks else source

    def bound(self, value: Any) -> str:
        """A value as a parameter of the statement."""
        return self.dialect.mark.format(self.parameters.bind(value))

    def written(self, text: str) -> str:
        """A predicate in the engine's words."""
        return predicate.write(text, self.dataset, self.parameters, self.dialect)

    def members(self, item: Indicator) -> str:
        """The condition that the facts of a member meet."""
        condition = self.written(item.where)
        return f"({condition}) and not {self.marks[item.code]}" if item.code in self.marks else condition

    def scope(self, where: Where) -> str:
        """The part of the places that is asked."""
        return f"place like {self.bound(where.scope + '%')}" if where.scope else "true"

    def values(self, where: Where) -> dict[str, Any]:
        """Everything bound; the live ledger wants the day and the dated values as well."""
        live = source_values(self.dataset, where.day) if self.engine is Engine.LIVE else {}
        return self.parameters.values | live


def source_values(dataset: Dataset, day: date) -> dict[str, Any]:
    """What the select of a dataset takes: the day and the dated values in force on it."""
    try:
        return {"day": day} | {name: book.value(*entry, day) for name, entry in dataset.policy.items()}
    except LookupError as error:
        raise Refused(
            f"{day} 早于“{dataset.zh}”所依据规定的施行日期，这一天的数字无法计算。请选择较晚的日期。"
        ) from error


def measures(
    dataset: Dataset,
    indicators: Sequence[Indicator],
    where: Where,
    engine: Engine,
    levels: Iterable[str] = (),
    within: Sequence[str] = (),
) -> list[Statement]:
    """All measures of a dataset: one statement for those that count its rows, one for each other key that is counted.

    Read the rows with `answers`. Without levels one row for the whole; with them one row for each value of each level
    (`town`, `site`, or any column of the dataset; an empty word stands for the whole). `within` columns (`month`,
    `county` of many closes) divide every row.
    """
    groups, asked = _by_key(dataset, indicators, engine), Levels(tuple(levels), tuple(within))
    return [
        _of_key(_Asked(dataset, engine, group), group, key, where, asked)
        if key
        else _of_rows(_Asked(dataset, engine, group), group, where, asked)
        for key, group in groups.items()
    ]


_FEW, _ONE_PASS = 3, 8
"""Measures of another key that are counted along with the rows; measures for which PostgreSQL reads a dataset only once."""


def _by_key(dataset: Dataset, indicators: Sequence[Indicator], engine: Engine) -> dict[str, list[Indicator]]:
    """Measures by what they count; a few that count another key are counted along with the rows, in the same pass.

    On the live ledger a pass over a dataset costs more than counting a handful of keys each for itself.
    """
    if engine is Engine.LIVE and len(indicators) <= _ONE_PASS:
        return {"": list(indicators)}
    groups: dict[str, list[Indicator]] = {}
    for item in indicators:
        rows = item.sum_of or item.key == dataset.row
        groups.setdefault("" if rows else item.key, []).append(item)
    if "" in groups:
        for key in [key for key, held in groups.items() if key and len(held) < _FEW]:
            groups[""] += groups.pop(key)
    return groups


def _counted(item: Indicator, dataset: Dataset, condition: str) -> str:
    """What one measure takes from the rows."""
    if item.sum_of:
        return f"coalesce(sum({item.sum_of}) filter (where {condition}), 0)"
    what = "*" if item.key == dataset.row else f"distinct {item.key}"
    return f"count({what}) filter (where {condition})"


@dataclass(frozen=True)
class Levels:
    """How the rows of an answer are divided."""

    levels: tuple[str, ...]
    within: tuple[str, ...]

    @property
    def named(self) -> list[str]:
        """The levels that are columns."""
        return [level for level in self.levels if level]

    def grouped(self, *more: str) -> str:
        """The group clause; `more` columns stand in every set."""
        if self.levels:
            sets = (f"({', '.join([*self.within, *filter(None, [one]), *more])})" for one in self.levels)
            return f" group by grouping sets ({', '.join(sets)})"
        columns = [*self.within, *more]
        return f" group by {', '.join(columns)}" if columns else ""

    def mask(self) -> list[str]:
        """The column that says by which level a row groups: a bit for each level that it does not."""
        bits = [f"{1 << n} * grouping({level})" for n, level in enumerate(reversed(self.named))]
        return [f"{' + '.join(bits)} as grouped"] if bits else []


def _of_rows(asked: _Asked, indicators: Sequence[Indicator], where: Where, levels: Levels) -> Statement:
    """Rows counted, a column of theirs added up, a few other keys counted along."""
    columns = [*levels.within, *levels.named, *levels.mask()]
    columns += [
        f"{_counted(item, asked.dataset, asked.members(item))} as m{n}" for n, item in enumerate(indicators)
    ]
    sql = f"select {', '.join(columns)} from {asked.facts} facts where {asked.scope(where)}{levels.grouped()}"
    return _measured(asked, sql, where, indicators, levels)


def _of_key(
    asked: _Asked, indicators: Sequence[Indicator], key: str, where: Where, levels: Levels
) -> Statement:
    """Keys counted, each once in each place: first one line a key with what its facts meet, then the lines counted.

    The key has a name of its own, because it may be a level as well (the sites of a town). Several times faster on every engine than as many `count(distinct …) filter …`.
    """
    kept = [*levels.within, *levels.named]
    flags = [f"bool_or({asked.members(item)}) as b{n}" for n, item in enumerate(indicators)]
    inner = (
        f"select {', '.join([*kept, *levels.mask(), 'counted', *flags])} "
        f"from (select facts.*, {key} as counted from {asked.facts} facts) facts "
        f"where {asked.scope(where)} and {key} is not null{levels.grouped('counted')}"
    )
    shown = [*kept, *(["grouped"] if levels.named else [])]
    counts = [f"count(*) filter (where b{n}) as m{n}" for n in range(len(indicators))]
    sql = f"select {', '.join([*shown, *counts])} from ({inner}) keys"
    if shown:
        sql += f" group by {', '.join(shown)}"
    return _measured(asked, sql, where, indicators, levels)


def _measured(
    asked: _Asked, sql: str, where: Where, indicators: Sequence[Indicator], levels: Levels
) -> Statement:
    codes = tuple(item.code for item in indicators)
    return Statement(sql, asked.values(where), codes, levels.levels, len(levels.within))


def _number(value: Any) -> Number:
    return value if isinstance(value, int) else tidy(Decimal(value), 4)


def answers(rows: Iterable[Sequence[Any]], statement: Statement) -> Iterator[Answer]:
    """The rows of `measures` as numbers by level; rows whose level has no value (facts of no place) are left out."""
    named = [level for level in statement.levels if level]
    start = statement.within
    whole = (1 << len(named)) - 1
    of_mask = {whole - (1 << (len(named) - 1 - n)): (n, level) for n, level in enumerate(named)}
    for row in rows:
        at, level = of_mask.get(row[start + len(named)], (0, "")) if named else (0, "")
        value = row[start + at] if level else None
        if level and value is None:
            continue
        held = row[start + len(named) + bool(named) :]
        numbers = {code: _number(number) for code, number in zip(statement.codes, held, strict=True)}
        yield Answer(tuple(row[:start]), level, value, numbers)


Run = Callable[[Statement], Iterable[Sequence[Any]]]
"""Runs a statement on an engine."""


def answered(statements: Iterable[Statement], run: Run) -> Iterator[Answer]:
    """The answers of all statements of `measures`."""
    for statement in statements:
        yield from answers(run(statement), statement)


def _behind(item: Indicator, asked: _Asked, where: Where, least: Any) -> str:
    """`facts where …` of the facts behind one figure; a fact without key stands for no record."""
    conditions = [asked.members(item), f"{item.key} is not null", asked.scope(where)]
    if least is not None and item.policy:
        conditions.append(f"{item.policy[2]} >= {asked.bound(least)}")
    return f"{asked.facts} facts where {' and '.join(conditions)}"


@dataclass(frozen=True)
class Page:
    """Which records of a set: order column, direction, how many from where; no size means all."""

    order: str = ""
    descending: bool = False
    offset: int = 0
    size: int | None = None


def records(
    item: Indicator, dataset: Dataset, where: Where, engine: Engine, page: Page, least: Any = None
) -> Statement:
    """The records behind a figure: one row a key, the dataset's columns, ordered and cut to a page.

    Raises KeyError for an order column that the dataset lacks.
    """
    if page.order and page.order not in dataset.columns:
        raise KeyError(page.order)
    asked = _Asked(dataset, engine, [item])
    columns, key = ", ".join(dataset.columns), item.key
    behind = _behind(item, asked, where, least)
    if key != dataset.row:
        nth = f"row_number() over (partition by {key} order by {dataset.row}) as nth"
        behind = f"(select {columns}, {nth} from {behind}) members where nth = 1"
    direction = " desc" if page.descending else ""
    sql = f"select {columns} from {behind} order by {page.order or 'place'}{direction} nulls last, {key}"
    if page.size is not None:
        sql += f" limit {int(page.size)} offset {int(page.offset)}"
    return Statement(sql, asked.values(where))


def total(item: Indicator, dataset: Dataset, where: Where, engine: Engine, least: Any = None) -> Statement:
    """How many records stand behind a figure."""
    asked = _Asked(dataset, engine, [item])
    counted = "*" if item.key == dataset.row else f"distinct {item.key}"
    sql = f"select count({counted}) from {_behind(item, asked, where, least)}"
    return Statement(sql, asked.values(where))


def keys(item: Indicator, dataset: Dataset, where: Where, engine: Engine, least: Any = None) -> Statement:
    """The keys of the records behind a figure, each once, in order."""
    asked = _Asked(dataset, engine, [item])
    sql = f"select distinct {item.key} from {_behind(item, asked, where, least)} order by {item.key}"
    return Statement(sql, asked.values(where))


def _among(key: str, wanted: Sequence[Any], asked: _Asked) -> str:
    return f"{key} in ({', '.join(asked.bound(one) for one in wanted)})" if wanted else "false"


def of_keys(dataset: Dataset, key: str, wanted: Sequence[Any], where: Where, engine: Engine) -> Statement:
    """One fact for each of these keys, whether it is in any set or not: the dataset's columns, in order of the key."""
    asked, columns = _Asked(dataset, engine, ()), ", ".join(dataset.columns)
    nth = f"row_number() over (partition by {key} order by {dataset.row}) as nth"
    inner = f"select {columns}, {nth} from {asked.facts} facts where {_among(key, wanted, asked)}"
    sql = f"select {columns} from ({inner}) found where nth = 1 order by {key}"
    return Statement(sql, asked.values(where))


def judged(
    dataset: Dataset, key: str, conditions: Sequence[str], wanted: Sequence[Any], where: Where, engine: Engine
) -> Statement:
    """For each of these keys that has facts at all: whether any of its facts meets each condition."""
    asked = _Asked(dataset, engine, ())
    columns = [f"coalesce(bool_or({asked.written(text)}), false)" for text in conditions]
    sql = (
        f"select {', '.join([key, *columns])} from {asked.facts} facts "
        f"where {_among(key, wanted, asked)} and {asked.scope(where)} group by {key}"
    )
    return Statement(sql, asked.values(where))


def described(item: Indicator, dataset: str) -> str:
    """The question in one line, for proofs and evidence: what is counted, of which dataset, under which condition."""
    what = f"sum({item.sum_of})" if item.sum_of else f"count(distinct {item.key})"
    where = f" where {item.where}" if item.where else ""
    return f"{what} from {dataset}{where}" + (f" except {item.excepted}" if item.excepted else "")
