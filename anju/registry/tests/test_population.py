"""The locked population beside the current one, and flats in use."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from anju.accounts.scope import Scope, acting
from anju.kernel.refused import Refused
from anju.registry import actions
from anju.registry.actions import About
from anju.registry.models import Allocation, Building, Flat, Household
from anju.registry.queries.standing import standing
from tests import builders

pytestmark = pytest.mark.usefixtures("county")
ON, LOCKED_ON = date(2021, 12, 31), date(2020, 12, 31)


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


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ({"day": date(2022, 1, 1)}, "不能晚于"),
        ({"document": " "}, "编号"),
        ({"programme": "none"}, "没有这个搬迁项目"),
        ({"programme": "synchronous"}, "没有"),
        ({"day": date(2010, 1, 1)}, "没有"),
    ],
)
def test_a_lock_that_cannot_be_is_refused(home: Household, words: dict[str, Any], sentence: str) -> None:
    given: dict[str, Any] = {"day": LOCKED_ON, "document": "x", "by": "t", "on": ON}
    with pytest.raises(Refused, match=sentence):
        actions.lock_population(**given | words)


def test_a_lock_is_made_once_and_by_the_county(home: Household) -> None:
    words: dict[str, Any] = {"day": LOCKED_ON, "document": "x", "by": "t", "on": ON}
    with acting(scope=Scope((builders.TOWN,)), actor="town"), pytest.raises(Refused, match="县级"):
        actions.lock_population(**words)
    actions.lock_population(**words)
    with pytest.raises(Refused, match="已经锁定"):
        actions.lock_population(**words)


@pytest.fixture
def flat(home: Household) -> Flat:
    building = Building.objects.create(place_id=builders.SITE, number="1号楼")
    return Flat.objects.create(place_id=builders.SITE, building=building, unit="1", room="101", area_m2=80)


def test_a_flat_is_allocated_handed_over_and_given_up(home: Household, flat: Flat) -> None:
    actions.rehouse(household=home.pk, flat=flat.pk, about=about(home, date(2021, 3, 1)), by="t", on=ON)
    actions.hand_over(flat=flat.pk, day=date(2021, 3, 5), by="t", on=ON)
    with pytest.raises(Refused, match="已于"):
        actions.hand_over(flat=flat.pk, day=date(2021, 3, 6), by="t", on=ON)
    other = builders.household()
    builders.person(other)
    with pytest.raises(Refused, match="另一户"):
        actions.rehouse(household=other.pk, flat=flat.pk, about=about(other, date(2021, 4, 1)), by="t", on=ON)
    actions.rehouse(household=home.pk, flat=None, about=about(home, date(2021, 5, 1)), by="t", on=ON)
    spell = Allocation.objects.get()
    assert (spell.start, spell.handed_over_on, spell.stop) == (
        date(2021, 3, 1),
        date(2021, 3, 5),
        date(2021, 5, 1),
    )


def test_the_latest_look_at_a_flat_says_whether_its_household_lives_there(
    home: Household, flat: Flat
) -> None:
    Household.objects.filter(pk=home.pk).update(flat=flat, lives_there=False)
    home.refresh_from_db()
    Allocation.objects.create(place_id=builders.SITE, flat=flat, household=home, start=date(2021, 2, 1))

    def look(state: str, day: date) -> None:
        actions.record_occupation(flat=flat.pk, state=state, how="visit", day=day, by="t", on=ON)

    def lives(day: date) -> bool:
        return standing(home, day).lives_there

    look("let", date(2021, 5, 1))
    look("occupied", date(2021, 3, 1))
    look("occupied", date(2021, 6, 1))
    days = (date(2021, 2, 28), date(2021, 3, 1), date(2021, 5, 31), date(2021, 6, 1), ON)
    assert [lives(day) for day in days] == [False, True, False, True, True]
    assert flat.occupations.count() == 3
    with pytest.raises(Refused, match="入住情况"):
        look("haunted", date(2021, 7, 1))
    with pytest.raises(Refused, match="今天"):
        look("let", date(2022, 7, 1))


def test_an_old_house_is_torn_down_then_reclaimed(home: Household) -> None:
    words: dict[str, Any] = {"household": home.pk, "demolished_on": date(2021, 3, 1), "by": "t", "on": ON}
    actions.record_reclamation(area_m2=Decimal(120), **words)
    assert Household.objects.get(pk=home.pk).old_house_reclaimed is False
    actions.record_reclamation(area_m2=Decimal(118), reclaimed_on=date(2021, 6, 1), **words)
    assert Household.objects.get(pk=home.pk).old_house_reclaimed is True
    with pytest.raises(Refused, match="早于拆除"):
        actions.record_reclamation(area_m2=Decimal(1), reclaimed_on=date(2021, 1, 1), **words)
