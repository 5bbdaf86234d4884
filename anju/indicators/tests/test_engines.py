"""Live ledger and closed files give the same answer, and a slow obvious reference gives it as well."""

from dataclasses import replace
from tempfile import NamedTemporaryFile
from typing import Any

import duckdb
import polars as pl
import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from anju.indicators import engine
from anju.indicators.engine import Engine, Page, Where
from anju.indicators.tests.engines import (
    COLUMNS,
    DAY,
    PERSONS,
    SITES,
    Predicate,
    Row,
    dataset,
    frame,
    item,
    predicates,
    reference,
    rows,
    summed,
)

pytestmark = pytest.mark.usefixtures("county")


def fill(held: pl.DataFrame) -> None:
    """Put the rows into the temporary table of this transaction."""
    with connection.cursor() as cursor:
        cursor.execute("drop table if exists pg_temp.things")
        cursor.execute(
            "create temp table things (id int, who int, place text, town text, site text, place_name text, word text, "
            "day date, good bool, number int, weight numeric(20, 4))"
        )
        names = "id who place town site place_name word day good number weight".split()
        for row in held.select(names).rows():
            cursor.execute(f"insert into things values ({', '.join(['%s'] * len(names))})", row)


def live(statement: engine.Statement) -> list[tuple[Any, ...]]:
    """Ask PostgreSQL."""
    with connection.cursor() as cursor:
        cursor.execute(statement.sql, {"day": DAY} | statement.values)
        return cursor.fetchall()


Numbers = dict[tuple[str, Any, str], Any]


def told(statements: list[engine.Statement], run: engine.Run) -> Numbers:
    """(level, place, code) → number; places without anything are left out."""
    return {
        (answer.level, answer.value, code): number
        for answer in engine.answered(statements, run)
        for code, number in answer.numbers.items()
        if number
    }


def expected(held: list[Row], asked: list[tuple[Predicate, Predicate | None]], scope: str) -> Numbers:
    """What the reference says for the whole, the towns and the sites."""
    found: Numbers = {}
    inside = [row["place"] for row in held if row["place"].startswith(scope)]
    places = [("", None, scope)]
    places += [("town", code, code) for code in {place[:9] for place in inside}]
    places += [("site", code, code) for code in set(inside)]
    here = [row for row in held if row["place"].startswith(scope)]
    for n, (predicate, excepted) in enumerate(asked):
        test = excepted[1] if excepted else None
        for level, value, part in places:
            within = max(part, scope, key=len)
            found[level, value, f"i{3 * n}"] = len(reference(held, predicate[1], test, "who", within))
            found[level, value, f"i{3 * n + 1}"] = len(reference(held, predicate[1], test, "id", within))
            found[level, value, f"i{3 * n + 2}"] = summed(here, predicate[1], "weight", within)
    return {key: number for key, number in found.items() if number}


def items(asked: list[tuple[Predicate, Predicate | None]]) -> list[Any]:
    """Three indicators for each predicate: distinct people, rows, a sum."""
    made = []
    for n, (predicate, excepted) in enumerate(asked):
        out = excepted[0] if excepted else ""
        made += [item(3 * n, predicate[0], out, "who"), item(3 * n + 1, predicate[0], out, "id"),
                 item(3 * n + 2, predicate[0], "", "id", "weight")]  # fmt: skip
    return made


asked_of = st.lists(st.tuples(predicates, st.none() | predicates), min_size=1, max_size=4)
scopes = st.sampled_from(("", "610926100", "610926100002"))
LEVELS = ("", "town", "site")


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(held=rows, asked=asked_of, scope=scopes)
def test_both_engines_agree_with_the_reference_to_the_last_row(
    held: list[Row], asked: list[tuple[Predicate, Predicate | None]], scope: str
) -> None:
    facts, things = frame(held), dataset("things")
    fill(facts)
    database = duckdb.connect()
    with NamedTemporaryFile(suffix=".parquet") as file:
        facts.write_parquet(file.name)
        database.sql(f"create table things as from read_parquet('{file.name}')")

    def closed(statement: engine.Statement) -> list[tuple[Any, ...]]:
        return database.execute(statement.sql, statement.values).fetchall()

    runs = ((Engine.LIVE, live), (Engine.SNAPSHOT, closed))
    wanted = expected(held, asked, scope)
    for kind, run in runs:
        assert told(engine.measures(things, items(asked), Where(DAY, scope), kind, LEVELS), run) == wanted
    _same_lists(held, asked[0], scope, runs)
    database.close()


def _same_lists(held: list[Row], asked: tuple[Predicate, Predicate | None], scope: str, runs: Any) -> None:
    """The records behind a figure, their number and their keys, from both engines."""
    predicate, excepted = asked
    one, things = item(0, predicate[0], excepted[0] if excepted else "", "who"), dataset("things")
    left, right = (run(engine.records(one, things, Where(DAY, scope), kind, Page())) for kind, run in runs)
    assert left == right
    who, place = list(COLUMNS).index("who"), list(COLUMNS).index("place")
    members = reference(held, predicate[1], excepted[1] if excepted else None, "who", scope)
    assert {row[who] for row in left} == members
    assert len(left) == len(members)
    assert all(row[place].startswith(scope) for row in left)
    for kind, run in runs:
        assert run(engine.total(one, things, Where(DAY, scope), kind)) == [(len(members),)]
        assert [key for (key,) in run(engine.keys(one, things, Where(DAY, scope), kind))] == sorted(members)


@pytest.mark.parametrize("levels", [(), ("town",), ("site",)])
@pytest.mark.parametrize("scope", ["", SITES[0]])
def test_an_excepted_key_is_out_wherever_its_other_facts_lie(levels: tuple[str, ...], scope: str) -> None:
    here: Row = {
        "who": 1,
        "place": SITES[0],
        "word": None,
        "day": None,
        "good": True,
        "number": 0,
        "weight": None,
    }
    fill(frame([here, here | {"place": SITES[2], "number": 1}, here | {"who": 2}]))
    one = replace(PERSONS, dataset="things", key="who", where="good", excepted="number = 1")
    asked = engine.measures(dataset("things"), [one], Where(DAY, scope), Engine.LIVE, levels)
    assert sum(answer.numbers["persons"] for answer in engine.answered(asked, live)) == 1
    listed = live(engine.records(one, dataset("things"), Where(DAY, scope), Engine.LIVE, Page()))
    assert [row[list(COLUMNS).index("who")] for row in listed] == [2]


def test_an_answer_is_divided_by_a_column_as_well() -> None:
    here: Row = {
        "who": 1,
        "place": SITES[0],
        "word": "甲",
        "day": None,
        "good": True,
        "number": 0,
        "weight": None,
    }
    fill(frame([here, here | {"who": 2}, here | {"who": 2, "word": None}, here | {"who": None}]))
    for key, numbers in (("who", {"甲": 2, None: 1}), ("id", {"甲": 3, None: 1})):
        asked = engine.measures(
            dataset("things"), [item(0, "good", "", key)], Where(DAY), Engine.LIVE, within=["word"]
        )
        assert {one.within[0]: one.numbers["i0"] for one in engine.answered(asked, live)} == numbers
