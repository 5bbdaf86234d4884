"""What holds of a household: changed from a day on with the old state kept, corrected for all days, days put right."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from anju.kernel.refused import Refused
from anju.registry import actions
from anju.registry.actions import HouseholdCorrection
from anju.registry.facts import HOUSEHOLD, PERSON
from anju.registry.models import (
    Allocation,
    Building,
    Change,
    Flat,
    Household,
    HouseholdPast,
    Membership,
    Person,
)
from anju.registry.queries.standing import standing
from tests import builders

pytestmark = pytest.mark.usefixtures("county")
ON, DAY = date(2021, 12, 31), date(2021, 5, 1)
OTHER_SITE = "610926100002"


@pytest.fixture
def home() -> Household:
    builders.site()
    made = builders.household(address="老街1号", origin="杨溪村")
    for relation, year in (("head", 1960), ("spouse", 1962), ("son", 1985)):
        builders.person(made, relation=relation, id_number=builders.id_number(date(year, 1, 1)))
    return made


def asked(home: Household, day: date = DAY, **words: Any) -> dict[str, Any]:
    return {"household": home.pk, "about": builders.notice(home, day, **words), "by": "clerk", "on": ON}


def flat(place: str = builders.SITE, room: str = "101") -> Flat:
    building, _made = Building.objects.get_or_create(place_id=place, number="1号楼")
    return Flat.objects.create(place_id=place, building=building, unit="1", room=room, area_m2=80)


def facts(day: date, *columns: str, of: Any = HOUSEHOLD) -> tuple[Any, ...]:
    with connection.cursor() as cursor:
        cursor.execute(f"select {', '.join(columns)} from ({of.sql}) x order by 1", {"day": day})
        found: tuple[Any, ...] = cursor.fetchall()[0]
        return found


def test_a_household_is_another_from_the_day_on_and_was_what_it_was(home: Household) -> None:
    change = actions.change_household(
        state={"household_class": "ordinary", "mode": "22", "address": "新街2号"}, **asked(home)
    )
    before, after = standing(home, date(2021, 4, 30)), standing(Household.objects.get(), DAY)
    assert (before.household_class, before.mode, before.address) == ("lifted", "13", "老街1号")
    assert (after.household_class, after.mode, after.address) == ("ordinary", "22", "新街2号")
    columns = ("household_class", "mode", "concentrated")
    assert facts(date(2021, 4, 30), *columns) == ("lifted", "13", True)
    assert facts(DAY, *columns) == ("ordinary", "22", False)
    assert facts(date(2021, 4, 30), "concentrated", of=PERSON) == (True,)
    assert facts(DAY, "concentrated", of=PERSON) == (False,)
    assert ("户类型", "老街1号" in str(change.before)) == ("户类型", True)
    actions.revert(change=change.pk, version=1, why="登错了", by="c", on=ON)
    assert (Household.objects.get().household_class, HouseholdPast.objects.count()) == ("lifted", 0)


def test_a_state_of_the_same_day_is_changed_itself_and_an_earlier_one_is_refused(home: Household) -> None:
    actions.change_household(state={"household_class": "ordinary"}, **asked(home))
    actions.change_household(state={"mode": "22"}, **asked(home))
    assert HouseholdPast.objects.count() == 1
    with pytest.raises(Refused, match="早于本户现有情况的起始日期"):
        actions.change_household(state={"mode": "23"}, **asked(home, date(2021, 4, 1)))
    with pytest.raises(Refused, match="没有变化"):
        actions.change_household(state={"mode": "22"}, **asked(home))


def test_who_lives_in_a_flat_is_found_at_the_flat(home: Household) -> None:
    actions.change_household(state={"lives_there": False}, **asked(home))
    assert facts(DAY, "lives_there") == (False,)
    actions.rehouse(flat=flat().pk, **asked(home, date(2021, 6, 1)))
    with pytest.raises(Refused, match="入住核查"):
        actions.change_household(state={"lives_there": True}, **asked(home, date(2021, 7, 1)))


def test_the_flat_of_a_past_day_is_that_of_the_day(home: Household) -> None:
    first = flat()
    actions.rehouse(flat=first.pk, **asked(home, date(2021, 2, 1)))
    actions.record_occupation(
        flat=first.pk, state="occupied", how="visit", day=date(2021, 3, 1), by="t", on=ON
    )
    actions.record_occupation(flat=first.pk, state="empty", how="visit", day=date(2021, 4, 1), by="t", on=ON)
    actions.rehouse(flat=None, address="外面", **asked(home))
    days = (date(2021, 1, 31), date(2021, 2, 1), date(2021, 4, 1), DAY)
    assert [facts(day, "has_flat", "lives_there") for day in days] == [
        (False, True), (True, True), (True, False), (False, True),
    ]  # fmt: skip
    found = standing(Household.objects.get(), date(2021, 4, 30))
    assert (found.flat, found.address, found.found_on) == (first, "老街1号", date(2021, 4, 1))


def test_what_was_recorded_wrongly_holds_corrected_for_all_days(home: Household) -> None:
    wrong = HouseholdCorrection(
        programme="alongside", category="1", origin="长安村", origin_code="610926103201"
    )
    change = actions.amend_household(correction=wrong, **asked(home, ON))
    assert facts(date(2019, 1, 1), "programme", "category") == ("alongside", "1")
    found = Household.objects.get()
    assert (found.origin, found.origin_code) == ("长安村", "610926103201")
    assert change.before[0]["fields"]["programme"] == "fyp13"
    with pytest.raises(Refused, match="没有要更正的内容"):
        actions.amend_household(correction=wrong, **asked(home, ON))
    with pytest.raises(Refused, match="6位"):
        actions.amend_household(correction=HouseholdCorrection(origin_code="12"), **asked(home, ON))


def spells(relation: str) -> list[tuple[date, date | None]]:
    person = Person.objects.filter(memberships__relation=relation).first()
    return list(Membership.objects.filter(person=person).order_by("start").values_list("start", "stop"))


def test_a_wrong_day_moves_for_one_or_for_the_household(home: Household) -> None:
    son = Person.objects.get(memberships__relation="son")
    was, moved = date(2018, 9, 1), date(2018, 10, 1)
    with pytest.raises(Refused, match="早于户"):
        actions.correct_day(person=son.pk, was=was, now=date(2018, 8, 1), **asked(home, ON))
    actions.correct_day(person=son.pk, was=was, now=moved, **asked(home, ON))
    assert (spells("son")[0][0], spells("head")[0][0]) == (moved, was)
    head = Person.objects.get(memberships__relation="head")
    with pytest.raises(Refused, match="没有户主"):
        actions.correct_day(person=head.pk, was=was, now=moved, **asked(home, ON))
    change = actions.correct_day(
        person=head.pk, was=was, now=date(2018, 7, 1), together=True, **asked(home, ON)
    )
    assert (Household.objects.get().start, spells("spouse")[0][0]) == (date(2018, 7, 1), date(2018, 7, 1))
    actions.revert(change=change.pk, version=2, why="登错了", by="c", on=ON)
    assert (Household.objects.get().start, spells("spouse")[0][0]) == (was, was)


def test_a_wrong_day_of_a_change_moves_on_both_sides(home: Household) -> None:
    son = Person.objects.get(memberships__relation="son")
    actions.change_state(person=son.pk, state={"labour": "weak"}, **asked(home))
    actions.correct_day(person=son.pk, was=DAY, now=date(2021, 4, 1), **asked(home, ON))
    assert spells("son") == [(date(2018, 9, 1), date(2021, 4, 1)), (date(2021, 4, 1), None)]
    for now, sentence in (
        (date(2018, 9, 1), "没有一天"),
        (date(2022, 5, 1), "今天"),
        (date(2021, 4, 1), "没有要更正"),
    ):
        with pytest.raises(Refused, match=sentence):
            actions.correct_day(person=son.pk, was=date(2021, 4, 1), now=now, **asked(home, ON))


def test_the_day_on_which_all_left_moves_with_the_household(home: Household) -> None:
    everybody = list(Person.objects.values_list("pk", flat=True))
    actions.rehouse(flat=flat().pk, **asked(home, date(2021, 2, 1)))
    actions.move_out(persons=everybody, **asked(home))
    actions.correct_day(person=everybody[0], was=DAY, now=date(2021, 6, 1), together=True, **asked(home, ON))
    assert Household.objects.get().stop == Allocation.objects.get().stop == date(2021, 6, 1)
    assert set(Membership.objects.values_list("stop", flat=True)) == {date(2021, 6, 1)}


def test_a_household_that_moved_keeps_its_past_with_it(home: Household) -> None:
    builders.site(OTHER_SITE)
    actions.change_household(state={"household_class": "ordinary"}, **asked(home))
    actions.rehouse(place=OTHER_SITE, **asked(home, date(2021, 6, 1)))
    assert HouseholdPast.objects.get().place_id == OTHER_SITE


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.tuples(st.integers(0, 60), st.sampled_from(["lifted", "ordinary"]), st.sampled_from("甲乙丙")),
                      min_size=1, max_size=6))  # fmt: skip
def test_any_sequence_of_states_reads_back_as_it_was_told(
    home: Household, steps: list[tuple[int, str, str]]
) -> None:
    day, told = DAY, {date(2021, 1, 1): ("lifted", "老街1号")}
    for days, kind, address in steps:
        day += timedelta(days=days)
        if told[max(told)] != (kind, address):
            words = asked(home, day) | {"on": date(2023, 1, 1)}
            actions.change_household(state={"household_class": kind, "address": address}, **words)
        told[day] = (kind, address)
    known = sorted(told)
    for one in known:
        found = standing(Household.objects.get(), one)
        assert (found.household_class, found.address) == told[one]
        assert facts(one, "household_class") == (told[one][0],)
    for change in Change.objects.order_by("-pk"):
        version = Household.objects.get().version
        actions.revert(change=change.pk, version=version, why="登错了", by="c", on=date(2023, 1, 1))
        change.delete()
    assert (Household.objects.get().address, HouseholdPast.objects.count()) == ("老街1号", 0)
