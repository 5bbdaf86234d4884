"""A change taken back says which later record stands in its way; nothing half of it is undone."""

from datetime import date
from typing import Any

import pytest

from anju.kernel.refused import Refused
from anju.registry import actions
from anju.registry.actions import Correction, NewPerson
from anju.registry.models import Allocation, Building, Change, Flat, Household, Membership, Person
from tests import builders

pytestmark = pytest.mark.usefixtures("county")
ON, OUT, BACK = date(2021, 12, 31), date(2021, 3, 1), date(2021, 4, 1)


def asked(home: Household, day: date, **words: Any) -> dict[str, Any]:
    return {"household": home.pk, "about": builders.notice(home, day, **words), "by": "clerk", "on": ON}


def take_back(change: Change, home: Household) -> Change:
    version = Household.objects.get(pk=home.pk).version
    return actions.revert(change=change.pk, version=version, why="登错了", by="clerk", on=ON)


@pytest.fixture
def flat() -> Flat:
    builders.site()
    building = Building.objects.create(place_id=builders.SITE, number="1号楼")
    return Flat.objects.create(place_id=builders.SITE, building=building, unit="1", room="101", area_m2=80)


def housed(flat: Flat) -> Household:
    home = builders.household(flat=flat)
    builders.person(home)
    Allocation.objects.create(place_id=builders.SITE, flat=flat, household=home, start=home.start)
    return home


def gone(home: Household) -> Change:
    people = list(home.memberships.filter(stop=None).values_list("person", flat=True))
    return actions.move_out(persons=people, **asked(home, OUT))


def test_who_was_registered_elsewhere_since_stands_in_the_way(flat: Flat) -> None:
    home, other = builders.household(), builders.household(number="H-ELSE")
    builders.person(home), builders.person(other)
    left = builders.person(home, relation="spouse", name="王一")
    change = actions.move_out(persons=[left.pk], **asked(home, OUT))
    came = NewPerson("王一", left.id_number)
    actions.move_in(person=came, relation="sibling", **asked(other, BACK))
    with pytest.raises(Refused, match=r"2021-04-01 登记到户 H-ELSE.*先撤销它"):
        take_back(change, home)
    assert Membership.objects.get(person=left, stop=None).household_id == other.pk
    assert Change.objects.get(pk=change.pk).reverted_on is None


def test_who_was_registered_elsewhere_and_left_again_stands_in_the_way_as_well(flat: Flat) -> None:
    home, other = builders.household(), builders.household(number="H-ELSE")
    builders.person(home), builders.person(other)
    left = builders.person(home, relation="spouse", name="王一")
    change = actions.move_out(persons=[left.pk], **asked(home, OUT))
    actions.move_in(person=NewPerson("王一", left.id_number), relation="sibling", **asked(other, BACK))
    actions.move_out(persons=[left.pk], **asked(other, date(2021, 5, 1)))
    with pytest.raises(Refused, match="登记到户 H-ELSE"):
        take_back(change, home)
    assert not Membership.objects.filter(person=left, stop=None).exists()


def test_a_flat_that_was_given_to_others_since_stands_in_the_way(flat: Flat) -> None:
    home, other = housed(flat), builders.household(number="H-NEXT")
    builders.person(other)
    change = gone(home)
    actions.rehouse(flat=flat.pk, **asked(other, BACK))
    with pytest.raises(Refused, match=r"2021-04-01 分给户 H-NEXT.*请先登记那一户的搬移"):
        take_back(change, home)
    actions.rehouse(flat=None, **asked(other, date(2021, 5, 1)))
    with pytest.raises(Refused, match="分给户 H-NEXT"):  # the others were in it for a month
        take_back(change, home)
    assert Household.objects.get(pk=home.pk).stop == OUT


def test_a_number_that_was_registered_since_stands_in_the_way(flat: Flat) -> None:
    home, other = builders.household(), builders.household()
    wrong, _head = builders.person(home), builders.person(other)
    old = wrong.id_number
    change = actions.correct(
        person=wrong.pk, correction=Correction(id_number=builders.id_number()), **asked(home, ON)
    )
    actions.move_in(person=NewPerson("李二", old), relation="sibling", **asked(other, ON))
    with pytest.raises(Refused, match=r"之后已登记给试验安置区100001的 李\*.*重复人员"):
        take_back(change, home)
    assert Person.objects.get(pk=wrong.pk).id_number != old


def test_a_child_with_work_of_its_own_is_not_taken_back(flat: Flat) -> None:
    home = builders.household()
    builders.person(home)
    comer = NewPerson("李来", builders.id_number(date(1990, 1, 1)))
    change = actions.move_in(person=comer, relation="sibling", **asked(home, OUT))
    builders.job(Person.objects.get(pk=change.persons[0]))
    with pytest.raises(Refused, match="已有其他台账记录"):
        take_back(change, home)
    assert Membership.objects.filter(household=home).count() == 2


def test_taking_back_needs_a_reason(flat: Flat) -> None:
    home = housed(flat)
    change = gone(home)
    with pytest.raises(Refused, match="写明撤销的原因"):
        actions.revert(change=change.pk, version=1, why=" ", by="clerk", on=ON)
    assert take_back(change, home).reverted_why == "登错了"
    assert Allocation.objects.get(stop=None).household_id == home.pk
