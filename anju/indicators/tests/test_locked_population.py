"""Figures of the locked population: fixed by the verification, and what has joined and left since."""

from datetime import date
from typing import Any

import pytest

from anju.accounts.scope import Scope, acting
from anju.indicators import queries as indicators
from anju.registry import actions
from anju.registry.actions import About, NewPerson
from anju.registry.models import Household, Locked, Membership
from tests import builders

pytestmark = pytest.mark.usefixtures("county")
ON, LOCKED_ON = date(2021, 12, 31), date(2020, 12, 31)
CODES = (
    "locked_persons", "locked_households", "locked_persons_present", "joined_since_lock", "left_since_lock",
    "net_change_since_lock",
)  # fmt: skip


def figures(day: date, scope: str = builders.COUNTY) -> dict[str, Any]:
    return {figure.code: figure.value for figure in indicators.figures(day, scope, codes=CODES)}


@pytest.fixture
def home() -> Household:
    builders.site()
    made = builders.household()
    for relation, year in (("head", 1960), ("spouse", 1962), ("son", 1985)):
        builders.person(made, relation=relation, id_number=builders.id_number(date(year, 1, 1)))
    builders.person(builders.household(programme="southern"))
    return made


def about(home: Household, day: date) -> About:
    return builders.notice(home, day)


def test_a_locked_population_stays_while_people_are_born_and_die(home: Household) -> None:
    lock = actions.lock_population(day=LOCKED_ON, document="平发改发〔2020〕9号", by="t", on=ON)
    assert (lock.persons, lock.households) == (3, 1)
    born = date(2021, 3, 1)
    words: dict[str, Any] = {"household": home.pk, "by": "t", "on": ON}
    child = NewPerson("邹小", builders.id_number(born))
    actions.register_birth(child=child, relation="grandson", about=about(home, born), **words)
    son = Membership.objects.get(household=home, relation="son").person_id
    actions.register_death(person=son, about=about(home, date(2021, 4, 1)), **words)
    head = Membership.objects.get(household=home, relation="head").person_id
    spouse = Membership.objects.get(household=home, relation="spouse").person_id
    actions.register_death(person=head, head=spouse, about=about(home, date(2021, 5, 1)), **words)
    assert figures(ON) == dict(zip(CODES, (3, 1, 1, 1, 2, -1), strict=True))
    assert figures(LOCKED_ON) == dict(zip(CODES, (3, 1, 3, 0, 0, 0), strict=True))
    assert figures(date(2020, 6, 30))["locked_persons"] == 0
    records = indicators.records("left_since_lock", ON, builders.COUNTY)
    assert records.total == 2


def test_a_lock_follows_who_moves_to_another_site(home: Household) -> None:
    builders.site("610926200001")
    actions.lock_population(day=LOCKED_ON, document="x", by="t", on=ON)
    actions.rehouse(
        household=home.pk, place="610926200001", about=about(home, date(2021, 3, 1)), by="t", on=ON
    )
    assert figures(ON, "610926200001")["locked_persons"] == 3
    with acting(scope=Scope(("610926200001",)), actor="clerk"):
        assert Locked.objects.count() == 3
    with acting(scope=Scope((builders.SITE,)), actor="clerk"):
        assert Locked.objects.count() == 0
