"""Invented facts and invented predicates, each with the slow and obvious answer; what all engines must agree on."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl
from hypothesis import strategies as st

from anju.indicators import reader
from anju.indicators.catalogue import Indicator
from anju.indicators.datasets import DATASETS
from anju.indicators.snapshot import schema
from anju.kernel.facts import PLACES, Dataset, Fact, Kind

DAY = date(2021, 8, 31)
COLUMNS = {
    "id": Fact(Kind.INT, "编号", "Id"),
    "who": Fact(Kind.INT, "谁", "Who"),
    **PLACES,
    "word": Fact(Kind.TEXT, "词", "Word"),
    "day": Fact(Kind.DATE, "日", "Day"),
    "good": Fact(Kind.BOOL, "好", "Good"),
    "number": Fact(Kind.INT, "数", "Number"),
    "weight": Fact(Kind.DECIMAL, "重", "Weight"),
}
SITES = ("610926100001", "610926100002", "610926101001")
WORDS = ("", "甲", "乙'丙", "%", "a;b", "甲乙", "甲_乙\\")
Row = dict[str, Any]
Test = Callable[[Row], bool | None]
Predicate = tuple[str, Test]
ALL = reader.read(reader.FOLDER, DATASETS)
PERSONS = ALL.get("persons")

weights = st.decimals(Decimal("-9.99"), Decimal("99.99"), places=4)
rows = st.lists(
    st.fixed_dictionaries(
        {
            "who": st.none() | st.integers(1, 5),
            "place": st.sampled_from(SITES),
            "word": st.none() | st.sampled_from(WORDS),
            "day": st.none() | st.dates(date(2021, 1, 1), date(2021, 12, 31)),
            "good": st.none() | st.booleans(),
            "number": st.none() | st.integers(-3, 3),
            "weight": st.none() | weights,
        }
    ),
    max_size=25,
)


def quoted(value: object) -> str:
    """A literal of the predicate language."""
    if isinstance(value, Decimal):
        return format(value, "f")
    return str(value) if isinstance(value, int) else "'" + str(value).replace("'", "''") + "'"


def _null_safe(column: str, test: Callable[[Any], bool]) -> Test:
    return lambda row: None if row[column] is None else test(row[column])


def _compare(column: str, sign: str, value: Any) -> Predicate:
    tests: dict[str, Callable[[Any, Any], bool]] = {
        "=": lambda a, b: a == b,
        "<>": lambda a, b: a != b,
        ">": lambda a, b: a > b,
        "<=": lambda a, b: a <= b,
    }
    return f"{column} {sign} {quoted(value)}", _null_safe(column, lambda held: tests[sign](held, value))


def _among(column: str, values: Sequence[Any]) -> Predicate:
    text = f"{column} in ({', '.join(map(quoted, values))})"
    return text, _null_safe(column, lambda held: held in values)


def _between(column: str, ends: tuple[Any, Any]) -> Predicate:
    text = f"{column} between {quoted(ends[0])} and {quoted(ends[1])}"
    return text, _null_safe(column, lambda held: ends[0] <= held <= ends[1])


def _piece(function: str, piece: str) -> Predicate:
    tests: dict[str, Callable[[str], bool]] = {
        "contains": lambda held: piece in held,
        "starts_with": lambda held: held.startswith(piece),
    }
    return f"{function}(word, {quoted(piece)})", _null_safe("word", tests[function])


def _and(left: Predicate, right: Predicate) -> Predicate:
    def test(row: Row) -> bool | None:
        found = (left[1](row), right[1](row))
        return False if False in found else None if None in found else True

    return f"({left[0]}) and ({right[0]})", test


def _or(left: Predicate, right: Predicate) -> Predicate:
    def test(row: Row) -> bool | None:
        found = (left[1](row), right[1](row))
        return True if True in found else None if None in found else False

    return f"({left[0]}) or ({right[0]})", test


def _not(inner: Predicate) -> Predicate:
    return f"not ({inner[0]})", lambda row: None if inner[1](row) is None else not inner[1](row)


_signs = st.sampled_from(("=", "<>", ">", "<="))
_days = st.dates(date(2021, 1, 1), date(2021, 12, 31))
atoms = st.one_of(
    st.builds(_compare, st.just("word"), st.sampled_from(("=", "<>")), st.sampled_from(WORDS)),
    st.builds(_compare, st.just("number"), _signs, st.integers(-3, 3)),
    st.builds(_compare, st.just("day"), _signs, _days),
    st.builds(_compare, st.just("weight"), _signs, weights),
    st.builds(_among, st.just("word"), st.lists(st.sampled_from(WORDS), min_size=1, max_size=3)),
    st.builds(_among, st.just("number"), st.lists(st.integers(-3, 3), min_size=1, max_size=3)),
    st.builds(_between, st.just("number"), st.tuples(st.integers(-3, 3), st.integers(-3, 3))),
    st.builds(_between, st.just("day"), st.tuples(_days, _days)),
    st.builds(
        _piece,
        st.sampled_from(("contains", "starts_with")),
        st.sampled_from(("甲", "乙'", "%", "_", "\\", ";")),
    ),
    st.just(("good", lambda row: row["good"])),
    st.just(("good = false", lambda row: None if row["good"] is None else not row["good"])),
    st.just(("word is null", lambda row: row["word"] is None)),
    st.just(("weight is not null", lambda row: row["weight"] is not None)),
)
predicates = st.recursive(
    atoms,
    lambda inner: st.one_of(
        st.builds(_and, inner, inner), st.builds(_or, inner, inner), st.builds(_not, inner)
    ),
)


def frame(held: list[Row]) -> pl.DataFrame:
    """The rows as a dataset's facts."""
    full = [
        {"id": n, "town": row["place"][:9], "site": row["place"], "place_name": "某地"} | row
        for n, row in enumerate(held)
    ]
    return pl.DataFrame(full, schema=schema(COLUMNS))


def dataset(name: str) -> Dataset:
    """The dataset whose live side reads the temporary table."""
    return Dataset(name="things", zh="", en="", row="id", sql=f"select * from {name}", columns=COLUMNS)


def item(n: int, where: str, excepted: str, key: str, sum_of: str = "") -> Indicator:
    """An indicator over the things."""
    return replace(
        PERSONS, code=f"i{n}", dataset="things", key=key, where=where, excepted=excepted, sum_of=sum_of
    )


def reference(held: list[Row], test: Test, excepted: Test | None, key: str, part: str) -> set[Any]:
    """The keys of a place's members, one row after the other: slow and obvious."""
    keyed = [row | {"id": n} for n, row in enumerate(held)]
    out = {row[key] for row in keyed if excepted and excepted(row) is True}
    return {
        row[key]
        for row in keyed
        if row["place"].startswith(part)
        and test(row) is True
        and row[key] is not None
        and row[key] not in out
    }


def summed(held: list[Row], test: Test, column: str, part: str) -> Any:
    """The sum of a column over a place's members."""
    return sum(
        (
            row[column]
            for row in held
            if row["place"].startswith(part) and test(row) is True and row[column] is not None
        ),
        Decimal(0) if column == "weight" else 0,
    )
