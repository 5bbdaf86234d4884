from dataclasses import replace
from datetime import date

import pytest

from anju.documents import draft
from anju.documents.draft import Occasion
from anju.documents.letter import Cited
from anju.documents.tests.made import AS_OF, Value
from anju.kernel.refused import Refused

TEXT = """
session: 九届六次
matter: 7
form: note
class: B
head: 试验局
unit: 试验局
series: 试函
ordinal: 3
signed_on: 2021-09-06
title: [关于第7号提案的复函]
address_as: 委员
body:
  - heading: 一、基本情况
  - text: 截至{@as_of}，《{@subject}》涉及{persons}人、{persons:万}人。
    answers: [1]
  - points:
      - text: 健全组织。
      - text: 稳定就业{jobs:,}人。
        answers: [2]
"""
VALUES = {"persons": Value("persons", "搬迁人口", 96513), "jobs": Value("jobs", "就业人口", 17372)}
OCCASION = Occasion("九届六次会议第7号提案", "关于就业的建议", ("何清源", "罗慧敏"), AS_OF, date(2021, 9, 6))


def refusal(text: str) -> str:
    with pytest.raises(Refused) as refused:
        draft.parse(text, "7.yaml")
    return str(refused.value)


def test_placeholders_become_citations_with_their_origin() -> None:
    made = draft.compose(draft.parse(TEXT, "7.yaml"), VALUES, OCCASION)
    assert made.blocks[1].text == "截至2021年8月31日，《关于就业的建议》涉及96513人、9.65万人。"
    assert [block.text for block in made.blocks[2:]] == ["一是健全组织。", "二是稳定就业17,372人。"]
    figures = [run for block in made.blocks for run in block.runs if isinstance(run, Cited)]
    assert [(figure.code, figure.text, figure.as_of) for figure in figures] == [
        ("persons", "96513", AS_OF),
        ("persons", "9.65万", AS_OF),
        ("jobs", "17,372", AS_OF),
    ]
    assert made.addressees == ("何清源委员", "罗慧敏委员")
    assert made.number == "试函〔2021〕3号"


def test_codes_stand_in_the_order_of_first_use() -> None:
    assert draft.parse(TEXT, "7.yaml").codes() == ["persons", "jobs"]


def test_the_year_of_the_number_is_the_year_of_signing_unless_the_draft_says_another() -> None:
    later = replace(OCCASION, signed_on=date(2022, 1, 5))
    assert draft.compose(draft.parse(TEXT, "7.yaml"), VALUES, later).number == "试函〔2022〕3号"
    fixed = draft.parse(TEXT + "year: 2020\n", "7.yaml")
    assert draft.compose(fixed, VALUES, later).number == "试函〔2020〕3号"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (TEXT + "session: 十届一次\n", "“session”写了两次"),
        (TEXT + "colour: red\n", "不认识的键“colour”"),
        (TEXT.replace("class: B\n", ""), "缺少 class"),
        (TEXT.replace("form: note", "form: poster"), "内容不对"),
        (TEXT.replace("matter: 7", "matter: seven"), "内容不对"),
        (TEXT.replace("2021-09-06", "明天"), "不是日期"),
        (TEXT.replace("{jobs:,}", "{jobs:k}"), "占位符写法不对"),
        (TEXT.replace("{persons}", "{persons"), "占位符写法不对"),
        (TEXT.replace("{@as_of}", "{@today}"), "占位符写法不对"),
        (TEXT.replace("answers: [1]", "answer: [1]"), "正文段落只能写"),
        ("- a\n- b\n", "键: 值"),
        ("a: [1\n", "不是有效的 YAML"),
    ],
)
def test_a_slip_in_a_draft_is_refused_with_its_place(text: str, words: str) -> None:
    said = refusal(text)
    assert words in said
    assert "7.yaml 第" in said


def test_a_doubled_key_is_named_with_its_line() -> None:
    assert f"第{TEXT.count(chr(10)) + 1}行" in refusal(TEXT + "session: 十届一次\n")


def test_a_missing_figure_and_one_without_value_are_refused() -> None:
    parsed = draft.parse(TEXT, "7.yaml")
    with pytest.raises(Refused, match="没有指标 jobs"):
        draft.compose(parsed, {"persons": VALUES["persons"]}, OCCASION)
    with pytest.raises(Refused, match="没有数值"):
        draft.compose(parsed, VALUES | {"jobs": replace(VALUES["jobs"], value=None)}, OCCASION)
