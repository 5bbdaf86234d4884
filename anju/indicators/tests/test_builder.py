"""The condition builder: what it writes is in the language, and what it wrote it reads back."""

from datetime import date
from typing import Any

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from anju.indicators import builder, phrases, predicate, reader
from anju.indicators.builder import Condition, Incomplete, Operator
from anju.indicators.datasets import DATASETS
from anju.kernel.facts import Dataset, Fact, Kind

THINGS = Dataset(
    name="things",
    zh="事物",
    en="Things",
    row="id",
    sql="",
    columns={
        "id": Fact(Kind.INT, "编号", "Id"),
        "place": Fact(Kind.TEXT, "地点", "Place"),
        "name": Fact(Kind.TEXT, "名称", "Name"),
        "kind": Fact(Kind.TEXT, "类型", "Kind", (("a", "甲"), ("b", "乙"))),
        "day": Fact(Kind.DATE, "日期", "Day"),
        "good": Fact(Kind.BOOL, "好", "Good"),
        "age": Fact(Kind.INT, "年龄", "Age"),
        "weight": Fact(Kind.DECIMAL, "重量", "Weight"),
    },
)


def written(*conditions: Condition) -> str:
    return builder.write([conditions], THINGS)


@pytest.mark.parametrize(
    ("condition", "text"),
    [
        (Condition("good", "yes"), "good"),
        (Condition("good", "no"), "not good"),
        (Condition("kind", "among", ("a", "b")), "kind in ('a', 'b')"),
        (Condition("kind", "not_among", ("a",)), "not kind in ('a')"),
        (Condition("age", "between", ("16", "59")), "age between 16 and 59"),
        (Condition("age", "ge", (" 60 ",)), "age >= 60"),
        (Condition("weight", "lt", ("-2.50",)), "weight < -2.50"),
        (Condition("day", "le", ("2021-08-31",)), "day <= '2021-08-31'"),
        (Condition("day", "empty"), "day is null"),
        (Condition("name", "contains", ("焊'工",)), "contains(name, '焊''工')"),
        (Condition("name", "filled"), "(name <> '' and name is not null)"),
    ],
)
def test_each_condition_is_written_in_the_language(condition: Condition, text: str) -> None:
    assert written(condition) == text
    predicate.write(text, THINGS, predicate.Parameters(), predicate.POSTGRES)


@pytest.mark.parametrize(
    ("condition", "word"),
    [
        (Condition("colour", "eq", ("x",)), "没有 colour 这一栏"),
        (Condition("age", "contains", ("1",)), "请选择比较方式"),
        (Condition("age", "eq", ("三",)), "请填写数字"),
        (Condition("age", "eq", ("3.5",)), "请填写整数"),
        (Condition("age", "eq", ("1e999",)), "数字太大"),
        (Condition("age", "eq", ("9" * 5000,)), "数字太大"),
        (Condition("weight", "eq", ("0.00000000001",)), "小数"),
        (Condition("name", "eq", ("电" * 500,)), "不超过 200 字"),
        (Condition("name", "eq", ("电\x00焊",)), "不能有换行"),
        (Condition("weight", "eq", ("NaN",)), "请填写数字"),
        (Condition("age", "between", ("16",)), "需要填写 2 个值"),
        (Condition("day", "ge", ("八月",)), "请填写日期"),
        (Condition("kind", "among", ()), "至少选一项"),
        (Condition("kind", "among", ("c",)), "没有“c”这个选项"),
        (Condition("name", "eq", ("  ",)), "需要填写 1 个值"),
        (Condition("age", "eq", ("1); drop table registry_person; --",)), "请填写数字"),
    ],
)
def test_what_cannot_be_written_says_what_is_missing(condition: Condition, word: str) -> None:
    with pytest.raises(Incomplete, match=word):
        written(condition)


def values(fact: Fact, operator: Operator) -> st.SearchStrategy[tuple[str, ...]]:
    """Values as somebody may type them."""
    number = st.integers(-99, 999).map(str)
    one: Any = {
        Kind.INT: number,
        Kind.DECIMAL: st.decimals(-9, 99, places=2).map(str),
        Kind.DATE: st.dates(date(2000, 1, 1), date(2030, 1, 1)).map(str),
        Kind.TEXT: st.sampled_from(["a", "b"])
        if fact.choices
        else st.sampled_from(["电焊", "a'b", "%", "x;y"]),
        Kind.BOOL: number,
    }[fact.kind]
    wanted = builder.values_wanted(operator)
    if wanted == -1:
        return st.lists(one, min_size=1, max_size=2, unique=True).map(tuple)
    return st.lists(one, min_size=wanted, max_size=wanted).map(tuple)


def conditions() -> st.SearchStrategy[Condition]:
    """Any condition over the things."""
    return st.sampled_from([name for name in builder.askable(THINGS) if name != "name"]).flatmap(
        lambda name: st.sampled_from(builder.operators_of(THINGS.columns[name])).flatmap(
            lambda operator: values(THINGS.columns[name], operator).map(
                lambda held: Condition(name, str(operator), held)
            )
        )
    )


@given(st.lists(st.lists(conditions(), min_size=1, max_size=3).map(tuple), max_size=3))
def test_what_was_written_is_read_back(groups: list[builder.Group]) -> None:
    text = builder.write(groups, THINGS)
    predicate.write(text, THINGS, predicate.Parameters(), predicate.DUCKDB)
    assert builder.read(text, THINGS) == groups


def test_every_shipped_condition_is_read_or_left_as_text() -> None:
    read, left = 0, []
    for item in reader.read(reader.FOLDER, DATASETS):
        if item.dataset:
            groups = builder.read(item.where, DATASETS[item.dataset])
            if groups is None:
                left.append(item.where)
                continue
            read += 1
            assert (
                builder.read(builder.write(groups, DATASETS[item.dataset]), DATASETS[item.dataset]) == groups
            )
    assert read > 150
    assert len(left) < 10


def test_a_condition_is_told_in_the_language_of_the_page() -> None:
    text, dataset = "programme = 'fyp13' and age >= 60", DATASETS["person"]
    assert phrases.predicate_words(text, dataset, chinese=True) == (
        "搬迁项目为“十三五易地扶贫搬迁”，且年龄不小于“60”"
    )
    with translation.override("en"):
        told = phrases.predicate_words(text, dataset, chinese=False)
    assert "13th-plan" in told
    assert "十三五" not in told
