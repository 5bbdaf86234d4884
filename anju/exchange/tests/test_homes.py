"""The household template of the labour system: known heads are brought up to date, unknown ones begin a household."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from anju.accounts.scope import Scope, acting
from anju.exchange import sheets
from anju.regions.models import Place
from anju.registry.models import Household, Membership, Person
from tests import builders
from tests.workbooks import Line, brought, rules

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _everything(db: None) -> Iterator[None]:
    with acting(scope=Scope.everything(), actor="test"):
        builders.site()
        yield


@pytest.fixture
def who() -> Person:
    home = builders.household(number="H1", address="旧址")
    return builders.person(
        home, name="邹试安", id_number=builders.id_number(date(1985, 3, 2)), health="chronic", labour="weak"
    )


def told(number: str, **words: Any) -> Line:
    name = Place.objects.get(pk=builders.SITE).name
    return {
        "认定年度": 2018, "户主姓名": "邹试安", "户主身份证": number, "户主电话": "13912345678", "详细地址": "长安镇3号楼1单元101室",
        "是否易地扶贫搬迁": "是", "集中安置点名称": name, "是否残疾人": None, "脱贫状态": "已脱贫", "备注": None,
    } | words  # fmt: skip


def test_a_known_household_gets_phone_address_and_class_and_nothing_else(tmp_path: Path, who: Person) -> None:
    before = Membership.objects.get()
    assert brought(tmp_path, sheets.HOMES, [told(who.id_number)]).changed == 1
    home, person, spell = Household.objects.get(), Person.objects.get(), Membership.objects.get()
    assert (home.number, home.address, home.household_class) == ("H1", "长安镇3号楼1单元101室", "lifted")
    assert (person.phone, person.phone_masked) == ("13912345678", "139****5678")
    assert (spell.health, spell.labour, spell.start) == (before.health, before.labour, before.start)
    again = brought(tmp_path, sheets.HOMES, [told(who.id_number)])
    assert (again.new, again.changed) == (0, 0)


def test_an_unknown_head_begins_a_household_with_the_next_number(tmp_path: Path, who: Person) -> None:
    first, second = builders.id_number(date(1990, 1, 2)), builders.id_number(date(1950, 5, 5), female=True)
    outcome = brought(
        tmp_path,
        sheets.HOMES,
        [told(first, 户主姓名="黎试平"), told(second, 户主姓名="肖试宁", 是否残疾人="是")],
    )
    assert (outcome.new, outcome.refused) == (2, 0), outcome.findings
    assert rules(outcome) == {"new_to_complete"}
    numbers = list(Household.objects.exclude(number="H1").order_by("number").values_list("number", flat=True))
    assert numbers == [f"{builders.SITE}-0001", f"{builders.SITE}-0002"]
    spell = Membership.objects.get(person__name="肖试宁")
    assert (spell.relation, spell.health, spell.labour, spell.person.sex) == ("head", "disabled", "none", "2")
    assert spell.household.start == date(2018, 12, 31)
    third = builders.id_number(date(1991, 1, 2))
    brought(tmp_path, sheets.HOMES, [told(third, 户主姓名="秦试安")])
    assert Household.objects.filter(number=f"{builders.SITE}-0003").exists()


@pytest.mark.parametrize(
    ("words", "rule"),
    [
        ({"集中安置点名称": None}, "relocated_without_site"),
        ({"户主姓名": "别人"}, "name_of_another"),
        ({"户主电话": None}, "required"),
        ({"户主身份证": "610926850302001"}, "id_fifteen"),
        ({"脱贫状态": "不知道"}, "not_in_list"),
    ],
)
def test_what_cannot_be_right_is_told(tmp_path: Path, who: Person, words: Line, rule: str) -> None:
    outcome = brought(tmp_path, sheets.HOMES, [told(who.id_number, **words)])
    assert outcome.refused == 1
    assert any(rule in found for found in rules(outcome)), rules(outcome)
    assert Household.objects.get().address == "旧址"


def test_a_member_who_is_not_the_head_is_refused(tmp_path: Path, who: Person) -> None:
    son = builders.person(
        Household.objects.get(), name="邹小安", relation="son", id_number=builders.id_number(date(2001, 1, 1))
    )
    outcome = brought(tmp_path, sheets.HOMES, [told(son.id_number, 户主姓名="邹小安")])
    assert "not_the_head" in rules(outcome)


def test_a_household_that_was_not_relocated_comes_by_the_roster(tmp_path: Path, who: Person) -> None:
    number = builders.id_number(date(1990, 1, 2))
    outcome = brought(tmp_path, sheets.HOMES, [told(number, 户主姓名="黎试平", 是否易地扶贫搬迁="否")])
    assert "new_not_relocated" in rules(outcome)


def test_a_disability_that_the_roster_does_not_know_is_told(tmp_path: Path, who: Person) -> None:
    assert "disability_differs" in rules(
        brought(tmp_path, sheets.HOMES, [told(who.id_number, 是否残疾人="是")])
    )


def test_the_same_head_twice_is_told(tmp_path: Path, who: Person) -> None:
    assert "head_twice" in rules(brought(tmp_path, sheets.HOMES, [told(who.id_number), told(who.id_number)]))
