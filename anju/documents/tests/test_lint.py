from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from anju.documents.letter import Form, Letter, Paragraph
from anju.documents.lint import Asked, lint
from anju.documents.tests.made import cited, letter
from anju.kernel.findings import Severity


def rules(checked: Letter, asked: Asked | None = None) -> list[str]:
    return [finding.rule for finding in lint(checked, asked)]


def said(text: str) -> Letter:
    return replace(letter(), blocks=(Paragraph((text,)),))


def test_a_clean_letter_has_no_findings() -> None:
    asked = Asked(("何清源", "罗慧敏"), (1,))
    assert lint(letter(), asked) == []


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"number": "平发改发[2021]15号"}, "number_form"),
        ({"number": "平发改发〔2021〕第15号"}, "number_form"),
        ({"number": "平发改发〔2021〕015号"}, "number_form"),
        ({"number": "平发改发〔21〕15号"}, "number_form"),
        ({"number": "平发改发〔2020〕15号"}, "number_year"),
        ({"mark": ""}, "class_missing"),
        ({"mark": "甲"}, "class_missing"),
        ({"title": ()}, "title_missing"),
        ({"title": ("对中国人民政治协商会议平利县第九届委员会第六次会议提案的复函",)}, "title_too_wide"),
        ({"title": ("对县政协九届六次会议", "第51号", "提案办理情况的复函")}, "title_shape"),
        ({"addressees": ()}, "addressee_missing"),
        ({"copied_to": ("县民政局。",)}, "copy_punctuation"),
        ({"copied_to": ("县民政局", " ")}, "copy_punctuation"),
        ({"annexes": ("1. 任务分工表",)}, "annex_form"),
        ({"annexes": ("任务分工表。",)}, "annex_form"),
        ({"number": "平发改函〔2021〕15号"}, "habit_head"),
        ({"signers": ("周明德",)}, "habit_signer"),
        ({"reported_to": ("县政协提案委员会",)}, "habit_report"),
    ],
)
def test_each_slip_has_its_finding(changes: dict[str, Any], rule: str) -> None:
    assert rules(replace(letter(), **changes)) == [rule]


def test_the_number_of_last_year_is_a_warning_with_both_years() -> None:
    found = lint(replace(letter(), number="平发改发〔2020〕15号"))[0]
    assert found.severity is Severity.WARNING
    assert "2020" in found.message
    assert "2021" in found.message


def test_a_letter_of_the_letter_form_may_have_a_letter_number() -> None:
    assert rules(replace(letter(), form=Form.NOTE, number="平发改函〔2021〕15号")) == []


def test_every_suggestion_needs_an_answer_and_every_answer_a_suggestion() -> None:
    assert rules(letter(), Asked((), (1, 2, 3))) == ["suggestion_unanswered", "suggestion_unanswered"]
    assert rules(letter(), Asked((), ())) == []
    assert rules(replace(letter(), blocks=(Paragraph(("好。",), answers=(1, 9)),)), Asked((), (1,))) == [
        "suggestion_unknown"
    ]


def test_every_co_signer_is_addressed() -> None:
    assert rules(letter(), Asked(("何清源", "王树人"))) == ["addressee_left_out"]


@pytest.mark.parametrize(
    "text",
    [
        "截至2021年8月31日，各项任务按期推进。",
        "“十三五”时期和2016—2020年的任务已经完成。",
        "按照平政发〔2021〕3号和第51号提案的要求办理。",
        "落实《关于2021年100项重点工作的通知》。",
        "“321”基层治理模式运行良好。",
        "（1）压实责任。",
        "一是健全组织。一名干部包联一户。",
    ],
)
def test_days_document_numbers_and_ordinals_are_no_statistics(text: str) -> None:
    assert rules(said(text)) == []


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("已有29个安置区成立业主委员会。", "figure_uncited"),
        ("覆盖率达到98.5%。", "figure_uncited"),
        ("新增３个社区。", "figure_uncited"),
        ("2021年新增36人。", "figure_uncited"),
        ("九千三百户实现就业。", "figure_spelled"),
    ],
)
def test_a_bare_statistic_is_found(text: str, rule: str) -> None:
    assert rules(said(text)) == [rule]


def test_a_figure_that_shows_another_number_is_found() -> None:
    wrong = replace(letter(), blocks=(Paragraph((cited(value=17372, text="17373"), "人")),))
    assert rules(wrong) == ["figure_differs"]


def test_figures_after_the_day_of_signing_or_of_several_days_are_doubted() -> None:
    late = Paragraph((cited(as_of=date(2021, 9, 30)), "人，", cited(), "人"))
    assert rules(replace(letter(), blocks=(late,))) == ["figure_later", "figure_days"]


def test_errors_stand_before_warnings() -> None:
    found = lint(replace(letter(), number="平发改函〔2020〕15号", mark=""))
    assert [finding.severity for finding in found] == [Severity.ERROR, Severity.WARNING, Severity.WARNING]
    assert all(finding.remedy and finding.where for finding in found)
