"""Conditions that nobody would compose in good faith, through the composing page: refused, said why, nothing kept, nothing run."""

import pytest

from anju.accounts.scope import Scope, acting
from anju.indicators.models import Definition
from anju.indicators.tests.test_pages import COMPOSED, Office, office
from anju.registry.models import Person

__all__ = ["office"]


def line(column: str, operator: str, *values: str) -> dict[str, object]:
    """The first line of the builder."""
    return {"c-0-0-column": column, "c-0-0-operator": operator, "c-0-0-value": list(values)}


@pytest.mark.parametrize(
    ("given", "word"),
    [
        (line("age", "ge", "九十"), "请填写数字"),
        (line("age", "ge", "1/0"), "请填写数字"),
        (line("age", "ge", "18); drop table registry_person; --"), "请填写数字"),
        (line("age", "ge", "(select 1)"), "请填写数字"),
        (line("age", "ge", "9" * 5000), "数字太大"),
        (line("age", "ge", "1e99999"), "数字太大"),
        (line("age", "between", "1"), "需要填写 2 个值"),
        (line("sex", "among", "7"), "没有“7”这个选项"),
        (line("sex", "among"), "至少选一项"),
        (line("name", "contains", "张" * 5000), "不超过 200 字"),
        (line("name", "contains", "张\x00三"), "不能显示的字符"),
    ],
    ids=str,
)
@pytest.mark.parametrize("do", ["try", "save"])
def test_a_value_that_does_not_fit_is_said_beside_its_line(
    office: Office, given: dict[str, object], word: str, do: str
) -> None:
    answer = office.client("bureau").post("/indicators/compose/", COMPOSED | given | {"do": do})
    assert answer.status_code == (200 if do == "try" else 422)
    assert word in answer.content.decode()
    assert "figure-lead" not in answer.content.decode()
    assert not Definition.objects.exists()


@pytest.mark.parametrize(
    "given",
    [
        line("phone", "eq", "13912345678"),
        line("age) or (1=1", "ge", "1"),
        line("(select password from accounts_user)", "eq", "1"),
        line("place", "eq", "610926"),
    ],
    ids=str,
)
def test_a_column_that_the_dataset_does_not_offer_is_no_condition(
    office: Office, given: dict[str, object]
) -> None:
    answer = office.client("bureau").post("/indicators/compose/", COMPOSED | given)
    assert answer.status_code == 302
    assert Definition.objects.get().body["members"]["where"] == ""


def test_an_operator_that_the_column_does_not_take_becomes_its_usual_one(office: Office) -> None:
    given = line("age", "; drop table x", "18")
    assert office.client("bureau").post("/indicators/compose/", COMPOSED | given).status_code == 302
    assert Definition.objects.get().body["members"]["where"] == "age = 18"


def test_text_that_looks_like_a_statement_is_looked_for_as_text(office: Office) -> None:
    given = line("name", "contains", "'; delete from registry_person; --") | {"do": "try"}
    answer = office.client("bureau").post("/indicators/compose/", COMPOSED | given)
    assert 'figure-lead">0<' in answer.content.decode()
    with acting(scope=Scope.everything(), actor="test"):
        assert Person.objects.count() == 3


def test_more_lines_and_groups_than_the_page_has_are_left_out(office: Office) -> None:
    many = {
        f"c-{group}-{at}-{part}": word
        for group in range(40)
        for at in range(40)
        for part, word in (("column", "age"), ("operator", "ge"), ("value", "1"))
    }
    kept = {key: value for key, value in COMPOSED.items() if not key.startswith("c-")}
    answer = office.client("bureau").post("/indicators/compose/", kept | {**many, "do": "try"})
    assert answer.status_code in (200, 400)  # Django refuses more than a thousand fields
    fewer = {key: value for key, value in many.items() if int(key.split("-")[1]) < 7}
    shown = (
        office.client("bureau").post("/indicators/compose/", kept | fewer | {"do": "try"}).content.decode()
    )
    assert shown.count('value="1"') <= 60 + 10
    assert "c-5-0-column" not in shown


def test_two_figures_of_different_populations_make_no_rate_and_nothing_is_divided_by_nobody(
    office: Office,
) -> None:
    client = office.client("bureau")
    ratio = COMPOSED | {"measure": "ratio", "top": "employed_persons", "bottom": "persons"}
    assert client.post("/indicators/compose/", ratio).status_code == 409
    nobody = ratio | {"top": "persons_elderly_80", "bottom": "persons_elderly_80", "do": "try"}
    shown = client.post("/indicators/compose/", nobody)
    assert shown.status_code == 200
    assert 'figure-lead">—<' in shown.content.decode()


@pytest.mark.parametrize(
    "given",
    [
        {"key": "name"}, {"key": "1=1"}, {"measure": "everything"}, {"measure": "sum", "column": "name"}, {"decimals": "9"},
        {"unit": "<script>"}, {"task": "x"}, {"since": "soon"}, {"name": "名" * 41}, {"why": "因" * 401},
    ],
    ids=str,
)  # fmt: skip
def test_a_choice_that_the_page_does_not_offer_is_refused(office: Office, given: dict[str, str]) -> None:
    answer = office.client("bureau").post("/indicators/compose/", COMPOSED | given)
    assert answer.status_code == 422
    assert not Definition.objects.exists()
