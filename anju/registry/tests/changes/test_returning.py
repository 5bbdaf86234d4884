"""Who comes back is the same person, alive and of the same name; numbers of splits; what follows a move."""

from datetime import date
from typing import Any

import pytest

from anju.accounts.scope import Scope, acting
from anju.kernel import identity
from anju.kernel.refused import Refused
from anju.privacy.fields import search_digest
from anju.registry import actions, queries
from anju.registry.actions import NewPerson
from anju.registry.codes import AliasKind
from anju.registry.models import Alias, Household, Membership, Person, PersonAccount
from tests import builders

pytestmark = pytest.mark.usefixtures("county")
ON, OUT, BACK = date(2021, 12, 31), date(2021, 3, 1), date(2021, 6, 1)
OTHER_SITE = "610926100002"


@pytest.fixture
def home() -> Household:
    builders.site()
    made = builders.household(number="610926100001-0003")
    builders.person(made, id_number=builders.id_number(date(1960, 1, 1)))
    builders.person(
        made, relation="son", name="王一", id_number=builders.id_number(date(1988, 1, 1)), phone="13900000001"
    )
    return made


def son() -> Person:
    return Person.objects.get(name="王一")


def asked(home: Household, day: date, **words: Any) -> dict[str, Any]:
    return {"household": home.pk, "about": builders.notice(home, day, **words), "by": "clerk", "on": ON}


@pytest.mark.parametrize("known", [False, True])
def test_the_dead_do_not_come_back_until_the_death_is_taken_back(home: Household, known: bool) -> None:
    one = son()
    death = actions.register_death(person=one.pk, **asked(home, OUT))
    who: Any = one.pk if known else NewPerson(one.name, one.id_number)
    for comes in (actions.move_in, actions.marry_in):
        with pytest.raises(Refused, match=r"已于 2021-03-01 登记死亡.*撤销那次死亡登记"):
            comes(person=who, relation="son", **asked(home, BACK))
    actions.revert(change=death.pk, version=1, why="报错了人", by="c", on=ON)
    assert Membership.objects.get(person=one, stop=None).relation == "son"


def test_who_comes_back_under_another_name_is_refused(home: Household) -> None:
    one = son()
    actions.move_out(persons=[one.pk], **asked(home, OUT))
    with pytest.raises(Refused, match="另一个姓名"):
        actions.move_in(person=NewPerson("李二", one.id_number), relation="son", **asked(home, BACK))
    Alias.objects.create(
        person=one, former=9, name="李二", id_number="1", id_digest="1" * 64, id_masked="*", since=OUT,
        place_id=builders.SITE,
    )  # fmt: skip
    actions.move_in(person=NewPerson(" 李 二", one.id_number), relation="son", **asked(home, BACK))


def test_a_new_phone_of_who_comes_back_is_taken_over_and_shown_in_the_change(home: Household) -> None:
    one = son()
    actions.move_out(persons=[one.pk], **asked(home, OUT))
    back = NewPerson("王一", one.id_number, phone="139-1111-2222")
    change = actions.move_in(person=back, relation="son", **asked(home, BACK))
    one.refresh_from_db()
    assert (one.phone, one.phone_digest) == ("13911112222", search_digest("13911112222"))
    assert "139****2222" in str(change.after)
    actions.revert(change=change.pk, version=2, why="登错了", by="c", on=ON)
    one.refresh_from_db()
    assert one.phone == "13900000001"


def test_who_marries_in_from_another_household_may_bring_a_new_phone(home: Household) -> None:
    other = builders.household()
    builders.person(other)
    actions.marry_in(person=son().pk, relation="sibling", phone="13911112222", **asked(other, BACK))
    assert (son().phone, Membership.objects.get(person=son(), stop=None).household_id) == (
        "13911112222",
        other.pk,
    )


def test_splits_are_numbered_after_their_household_without_a_clash(home: Household) -> None:
    Household.objects.filter(pk=home.pk).update(start=date(2018, 1, 1))
    for serial in range(2):
        born = builders.id_number(date(1990 + serial, 1, 1))
        builders.person(home, relation="daughter", name=f"王女{serial}", id_number=born)
    builders.household(number="610926100001-0003-1")  # a number that somebody typed
    first = actions.split(persons=[son().pk], head=son().pk, **asked(home, OUT))
    second_born = Person.objects.get(name="王女0").pk
    second = actions.split(persons=[second_born], head=second_born, **asked(home, OUT))
    numbers = list(
        Household.objects.filter(pk__in=[first.households[1], second.households[1]])
        .order_by("pk")
        .values_list("number", flat=True)
    )
    assert numbers == ["610926100001-0003-2", "610926100001-0003-3"]
    split_off = Household.objects.get(number="610926100001-0003-2")
    child = NewPerson("王小", builders.id_number(BACK))
    born_there = actions.register_birth(child=child, relation="son", **asked(split_off, BACK))
    third = actions.split(
        persons=born_there.persons, head=born_there.persons[0], **asked(split_off, date(2021, 7, 1))
    )
    assert Household.objects.get(pk=third.households[1]).number == "610926100001-0003-4"


def test_a_number_taken_out_of_sight_is_passed_over(home: Household) -> None:
    builders.site(OTHER_SITE)
    builders.household(OTHER_SITE, number="610926100001-0003-1")
    with acting(scope=Scope((builders.SITE,)), actor="clerk"):
        made = actions.split(persons=[son().pk], head=son().pk, **asked(home, OUT))
        assert Household.objects.get(pk=made.households[1]).number == "610926100001-0003-2"


def test_old_numbers_and_accounts_follow_a_move(home: Household) -> None:
    builders.site(OTHER_SITE)
    user = builders.user("resident", role="resident", place=builders.SITE)
    PersonAccount.objects.create(user=user, person=son(), place_id=builders.SITE)
    actions.record_old_number(
        person=son().pk, number="612427880101123", source="1998年户口簿", **asked(home, ON)
    )
    actions.rehouse(place=OTHER_SITE, **asked(home, BACK))
    assert (Alias.objects.get().place_id, PersonAccount.objects.get().place_id) == (OTHER_SITE, OTHER_SITE)


def test_both_sides_of_a_move_see_it_and_only_the_new_one_writes(home: Household) -> None:
    builders.site(OTHER_SITE)
    change = actions.rehouse(place=OTHER_SITE, **asked(home, BACK))
    assert (change.place_id, change.away_id) == (OTHER_SITE, builders.SITE)
    for place in (builders.SITE, OTHER_SITE, builders.TOWN):
        with acting(scope=Scope((place,)), actor="clerk"):
            assert list(queries.changes(place=place)) == [change]
    with acting(scope=Scope(("610926200",)), actor="stranger"):
        assert not queries.changes().exists()
    with acting(scope=Scope((builders.SITE,)), actor="clerk"):
        with pytest.raises(Refused, match="管辖范围"):
            actions.revert(change=change.pk, version=1, why="登错了", by="clerk", on=ON)
        assert queries.numbers_of([home.pk]) == {home.pk: ("610926100001-0003", False)}


def test_who_marries_away_to_another_site_is_seen_from_both(home: Household) -> None:
    builders.site(OTHER_SITE)
    there = builders.household(OTHER_SITE)
    builders.person(there)
    change = actions.marry_in(person=son().pk, relation="sibling", **asked(there, BACK))
    assert change.away_id == builders.SITE


def test_an_old_number_is_found_and_is_nobody_elses(home: Household) -> None:
    one = son()
    old = "612427880101123"
    change = actions.record_old_number(
        person=one.pk, number="612427 880101 123", source="1998年户口簿", **asked(home, ON)
    )
    alias = Alias.objects.get()
    assert (alias.kind, alias.id_number, alias.former, alias.source) == (
        AliasKind.OLD_NUMBER,
        old,
        None,
        "1998年户口簿",
    )
    found = queries.person_numbered(old)
    assert found == one
    with pytest.raises(Refused, match="已登记过这个旧号"):
        actions.record_old_number(person=one.pk, number=old, source="x", **asked(home, ON))
    other = builders.household()
    head = builders.person(other)
    with pytest.raises(Refused, match="重复人员"):
        actions.record_old_number(person=head.pk, number=old, source="x", **asked(other, ON))
    actions.revert(change=change.pk, version=1, why="登错了", by="c", on=ON)
    assert not Alias.objects.exists()


@pytest.mark.parametrize(
    ("number", "source", "sentence"),
    [("123", "x", "15位数字"), ("612427881301123", "x", "15位数字"), ("612427880101123", " ", "从哪里来")],
)
def test_what_is_no_old_number_is_refused(home: Household, number: str, source: str, sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        actions.record_old_number(person=son().pk, number=number, source=source, **asked(home, ON))


def test_fifteen_digits_are_refused_with_the_name_of_whose_they_are(home: Household) -> None:
    old = son().id_number[:6] + son().id_number[8:17]
    with pytest.raises(Refused, match=r"15位旧身份证号。它与台账中试验安置区100001的 王\*"):
        actions.register_birth(child=NewPerson("王小", old), relation="grandson", **asked(home, BACK))
    builders.site(OTHER_SITE)
    there = builders.household(OTHER_SITE)
    builders.person(there)
    child = NewPerson("王小", old)
    with (
        acting(scope=Scope((OTHER_SITE,)), actor="clerk"),
        pytest.raises(Refused, match="旧身份证号。请填写18位"),
    ):
        actions.register_birth(child=child, relation="grandson", **asked(there, BACK))


def test_who_is_entered_anew_under_the_number_of_an_old_one_is_refused(home: Household) -> None:
    actions.record_old_number(
        person=son().pk, number="612427850302123", source="1998年户口簿", **asked(home, ON)
    )
    full = identity.renewed("612427850302123")
    with pytest.raises(Refused, match="另一个姓名"):
        actions.move_in(person=NewPerson("王五", full), relation="other", **asked(home, BACK))
