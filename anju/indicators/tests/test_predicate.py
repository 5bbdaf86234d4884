"""The predicate language: what it reads, what it refuses, and that no word of it becomes SQL."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anju.indicators import predicate
from anju.indicators.predicate import Parameters, Unreadable
from anju.kernel.facts import Dataset, Fact, Kind

THINGS = Dataset(
    name="things",
    zh="事物",
    en="Things",
    row="id",
    sql="select 1",
    columns={
        "id": Fact(Kind.INT, "编号", "Id"),
        "name": Fact(Kind.TEXT, "名称", "Name"),
        "kind": Fact(Kind.TEXT, "类型", "Kind", (("a", "甲"), ("b", "乙"))),
        "day": Fact(Kind.DATE, "日期", "Day"),
        "good": Fact(Kind.BOOL, "好", "Good"),
        "weight": Fact(Kind.DECIMAL, "重量", "Weight"),
    },
)


def written(text: str) -> tuple[str, dict[str, object]]:
    """SQL and bound values of a predicate."""
    parameters = Parameters()
    return predicate.write(text, THINGS, parameters, predicate.POSTGRES), parameters.values


@pytest.mark.parametrize(
    ("text", "sql", "bound"),
    [
        ("", "true", []),
        ("good", "good", []),
        ("not good", "not (good)", []),
        ("kind = 'a' and good", "(kind = %(v0)s and good)", ["a"]),
        ("kind in ('a', 'b') or id > 3", "(kind in (%(v0)s, %(v1)s) or id > %(v2)s)", ["a", "b", 3]),
        ("id between 1 and 9", "id between %(v0)s and %(v1)s", [1, 9]),
        ("weight >= 2.5", "weight >= %(v0)s", [2.5]),
        ("name is null", "name is null", []),
        ("name is not null", "name is not null", []),
        ("good = true", "good = %(v0)s", [True]),
        ("kind = ''", "kind = %(v0)s", [""]),
        ("contains(name, '焊工')", "strpos(name, %(v0)s) > 0", ["焊工"]),
        ("not starts_with(name, '%')", "not (starts_with(name, %(v0)s))", ["%"]),
        ("kind = 'a' and kind <> 'a'", "(kind = %(v0)s and kind <> %(v0)s)", ["a"]),
    ],
)
def test_what_is_in_the_language_is_written_with_bound_values(
    text: str, sql: str, bound: list[object]
) -> None:
    found, values = written(text)
    assert (found, list(values.values())) == (sql, bound)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("colour = 'red'", "no column 'colour'"),
        ("id = 'three'", "is a text"),
        ("name = 3", "is a number"),
        ("kind = 'c'", "its codes are a, b"),
        ("day > 'yesterday'", "is not one"),
        ("name", "needs a comparison"),
        ("id", "needs a comparison"),
        ("upper(name) = 'A'", "expected a column"),
        ("pg_sleep(10)", "not in the predicate language"),
        ("id in (select id from auth_user)", "not in the predicate language"),
        ("exists (select 1)", "not in the predicate language"),
        ("id = (select 1)", "only a literal"),
        ("id = id", "only a literal"),
        ("id = 1 / 0", "only a literal"),
        ("other.id = 1", "expected a column"),
        ("id between symmetric 9 and 1", "not in the predicate language"),
        ("name is not distinct from 'x'", "not in the predicate language"),
        ("id = any(array[1])", "only a literal"),
        ("id = 1; drop table registry_person", "not one condition"),
        ("id = 1 union select 2", "not in the predicate language"),
        ("name like '%a%'", "not in the predicate language"),
        ("contains(kind, 'a')", "no free text"),
        ("contains(id, '1')", "no free text"),
        ("contains(name, name)", "only a literal"),
        ("starts_with(upper(name), 'A')", "expected a column"),
        ("contains(name, 'a', 'b')", "not in the predicate language"),
        ("good is true", "only null may stand"),
        ("id = ", "cannot be read"),
        ("(id = 1", "cannot be read"),
        ("id::text = '1'", "expected a column"),
        ("good and", "cannot be read"),
    ],
)
def test_what_is_not_in_the_language_is_refused_with_a_reason(text: str, word: str) -> None:
    with pytest.raises(Unreadable, match=word.replace("(", r"\(")):
        written(text)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("(" * 5000 + "good" + ")" * 5000, "too long"),
        ("(" * 400 + "good" + ")" * 400, "too deep"),
        ("not " * 1000 + "good", "too deep"),
        (" and ".join(["good"] * 500), "too deep"),
        ("id = " + "9" * 6000, "too large"),
        ("id = " + "9" * 40, "too large"),
        ("id = -" + "9" * 40, "too large"),
        ("weight = 1e999999999", "too large"),
        ("weight = 0." + "0" * 30 + "1", "decimals"),
        ("name = '" + "x" * 20_000 + "'", "too long"),
        ("name = 'a\x00b'", "no text"),
        ("contains(name, 'a\x1bb')", "no text"),
    ],
    ids=lambda text: text[:24],
)
def test_what_no_engine_could_carry_is_refused_before_it_reaches_one(text: str, word: str) -> None:
    with pytest.raises(Unreadable, match=word) as refused:
        written(text)
    assert len(refused.value.zh) < 200


def test_as_much_as_the_page_can_compose_is_read() -> None:
    group = " and ".join(["id between 100000 and 200000"] * 12)
    found, bound = written(" or ".join([f"({group})"] * 5))
    assert found.count("between") == 60
    assert len(bound) == 2


@given(st.text(max_size=40))
def test_a_text_literal_never_reaches_the_statement(value: str) -> None:
    quoted = value.replace("'", "''")
    try:
        sql, bound = written(f"name = '{quoted}'")
    except Unreadable:
        return
    assert sql == "name = %(v0)s"
    assert len(bound) == 1


@given(st.text(max_size=60))
def test_any_text_is_either_a_predicate_or_refused(text: str) -> None:
    try:
        sql, _ = written(text)
    except Unreadable:
        return
    assert ";" not in sql
    assert "select" not in sql.lower()
