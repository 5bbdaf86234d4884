"""Live ledger and closed files give the same answer, and a slow obvious reference gives it as well."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from tempfile import NamedTemporaryFile
from typing import Any

import duckdb
import polars as pl
import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from anju.indicators import engine, queries
from anju.indicators.engine import Engine, Page, Where
from anju.kernel.facts import PLACES, Dataset, Fact, Kind

pytestmark = pytest.mark.usefixtures("county")

DAY = date(2021, 8, 31)
COLUMNS = {
    "id": Fact(Kind.INT, "编号", "Id"),
    "who": Fact(Kind.INT, "谁", "Who"),
    **PLACES,
    "word": Fact(Kind.TEXT, "词", "Word"),
    "day": Fact(Kind.DATE, "日", "Day"),
    "good": Fact(Kind.BOOL, "好", "Good"),
    "number": Fact(Kind.INT, "数", "Number"),
}
SITES = ("610926100001", "610926100002", "610926101001")
WORDS = ("", "甲", "乙'丙", "%", "a;b")
Row = dict[str, Any]

rows = st.lists(
    st.fixed_dictionaries(
        {
            "who": st.none() | st.integers(1, 5),
            "place": st.sampled_from(SITES),
            "word": st.none() | st.sampled_from(WORDS),
            "day": st.none() | st.dates(date(2021, 1, 1), date(2021, 12, 31)),
            "good": st.none() | st.booleans(),
            "number": st.none() | st.integers(-3, 3),
        }
    ),
    max_size=25,
)


def quoted(value: object) -> str:
    """A literal of the predicate language."""
    return str(value) if isinstance(value, int) else "'" + str(value).replace("'", "''") + "'"


Test = Callable[[Row], bool | None]


def _compare(column: str, sign: str, value: Any) -> tuple[str, Test]:
    tests: dict[str, Callable[[Any, Any], bool]] = {
        "=": lambda a, b: a == b,
        "<>": lambda a, b: a != b,
        ">": lambda a, b: a > b,
        "<=": lambda a, b: a <= b,
    }
    return (
        f"{column} {sign} {quoted(value)}",
        lambda row: None if row[column] is None else tests[sign](row[column], value),
    )


atoms = st.one_of(
    st.builds(_compare, st.just("word"), st.sampled_from(("=", "<>")), st.sampled_from(WORDS)),
    st.builds(_compare, st.just("number"), st.sampled_from(("=", "<>", ">", "<=")), st.integers(-3, 3)),
    st.builds(
        _compare, st.just("day"), st.sampled_from((">", "<=")), st.dates(date(2021, 1, 1), date(2021, 12, 31))
    ),
    st.just(("good", lambda row: row["good"])),
    st.just(("word is null", lambda row: row["word"] is None)),
)


def _and(left: tuple[str, Test], right: tuple[str, Test]) -> tuple[str, Test]:
    def test(row: Row) -> bool | None:
        found = (left[1](row), right[1](row))
        return False if False in found else None if None in found else True

    return f"({left[0]}) and ({right[0]})", test


def _or(left: tuple[str, Test], right: tuple[str, Test]) -> tuple[str, Test]:
    def test(row: Row) -> bool | None:
        found = (left[1](row), right[1](row))
        return True if True in found else None if None in found else False

    return f"({left[0]}) or ({right[0]})", test


def _not(inner: tuple[str, Test]) -> tuple[str, Test]:
    return f"not ({inner[0]})", lambda row: None if inner[1](row) is None else not inner[1](row)


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
    kinds = {Kind.INT: pl.Int64, Kind.TEXT: pl.String, Kind.DATE: pl.Date, Kind.BOOL: pl.Boolean}
    return pl.DataFrame(full, schema={name: kinds[fact.kind] for name, fact in COLUMNS.items()})


def dataset(name: str) -> Dataset:
    """The dataset whose live side reads the temporary table."""
    return Dataset(name="things", zh="", en="", row="id", sql=f"select * from {name}", columns=COLUMNS)


def fill(held: pl.DataFrame) -> None:
    """Put the rows into the temporary table of this transaction."""
    with connection.cursor() as cursor:
        cursor.execute("drop table if exists pg_temp.things")
        cursor.execute(
            "create temp table things (id int, who int, place text, town text, site text, place_name text, word text, "
            "day date, good bool, number int)"
        )
        for row in held.select(
            "id", "who", "place", "town", "site", "place_name", "word", "day", "good", "number"
        ).rows():
            cursor.execute(f"insert into things values ({', '.join(['%s'] * 10)})", row)


def reference(held: list[Row], test: Test, excepted: Test | None, scope: str) -> set[tuple[str, int]]:
    """Place and key of every member, one row after the other: slow and obvious."""
    out = {row["who"] for row in held if excepted and excepted(row) is True}
    return {
        (row["place"], row["who"])
        for row in held
        if row["place"].startswith(scope)
        and test(row) is True
        and row["who"] is not None
        and row["who"] not in out
    }


def counted(rows: list[tuple[Any, ...]], statement: engine.Statement) -> set[tuple[Any, Any]]:
    """Place and number of each answer."""
    return {(answer.value, *answer.numbers.values()) for answer in engine.answers(rows, statement)}


def live(statement: engine.Statement) -> list[tuple[Any, ...]]:
    """Ask PostgreSQL."""
    with connection.cursor() as cursor:
        cursor.execute(statement.sql, {"day": DAY} | statement.values)
        return cursor.fetchall()


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    held=rows,
    predicate=predicates,
    excepted=st.none() | predicates,
    scope=st.sampled_from(("", "610926100", "610926100002")),
)
def test_both_engines_agree_with_the_reference_to_the_last_row(
    held: list[Row], predicate: tuple[str, Test], excepted: tuple[str, Test] | None, scope: str
) -> None:
    facts, things = frame(held), dataset("things")
    fill(facts)
    database = duckdb.connect()
    kinds = (Engine.LIVE, Engine.SNAPSHOT)
    with NamedTemporaryFile(suffix=".parquet") as file:
        facts.write_parquet(file.name)
        database.sql(f"create table things as from read_parquet('{file.name}')")
    item = replace(
        queries.catalogue().get("persons"),
        dataset="things", key="who", where=predicate[0], excepted=excepted[0] if excepted else "",
    )  # fmt: skip
    members = reference(held, predicate[1], excepted[1] if excepted else None, scope)
    places = {row["place"] for row in held if row["place"].startswith(scope)}
    for levels, digits in (((), 0), (("town",), 9), (("site",), 12)):
        ask = [engine.measures(things, [item], Where(DAY, scope), kind, levels) for kind in kinds]
        expected = {
            (part if levels else None, len({who for place, who in members if place.startswith(part)}))
            for part in {place[:digits] for place in places} or ({""} if not levels else set())
        }
        assert counted(live(ask[0]), ask[0]) == expected
        assert counted(database.execute(ask[1].sql, ask[1].values).fetchall(), ask[1]) == expected
    listed = [engine.records(item, things, Where(DAY, scope), kind, Page()) for kind in kinds]
    place, who = list(COLUMNS).index("place"), list(COLUMNS).index("who")
    left, right = live(listed[0]), database.execute(listed[1].sql, listed[1].values).fetchall()
    assert left == right
    assert {row[who] for row in left} == {who for _place, who in members}
    assert len(left) == len({row[who] for row in left})
    counts = [engine.total(item, things, Where(DAY, scope), kind) for kind in kinds]
    assert live(counts[0]) == database.execute(counts[1].sql, counts[1].values).fetchall() == [(len(left),)]
    assert all(row[place].startswith(scope) for row in left)
    database.close()


@pytest.mark.parametrize("levels", [(), ("town",), ("site",)])
@pytest.mark.parametrize("scope", ["", SITES[0]])
def test_an_excepted_key_is_out_wherever_its_other_facts_lie(levels: tuple[str, ...], scope: str) -> None:
    here: Row = {"who": 1, "place": SITES[0], "word": None, "day": None, "good": True, "number": 0}
    fill(frame([here, here | {"place": SITES[2], "number": 1}, here | {"who": 2}]))
    item = replace(
        queries.catalogue().get("persons"), dataset="things", key="who", where="good", excepted="number = 1"
    )
    answered = live(engine.measures(dataset("things"), [item], Where(DAY, scope), Engine.LIVE, levels))
    assert sum(row[-1] for row in answered) == 1
    listed = live(engine.records(item, dataset("things"), Where(DAY, scope), Engine.LIVE, Page()))
    assert [row[list(COLUMNS).index("who")] for row in listed] == [2]
