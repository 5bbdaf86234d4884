"""Two records become one and, where need be, two again: exactly as they were."""

from datetime import date

import pytest
from django.db import connection

from anju.accounts.scope import Scope, acting
from anju.audit.models import Event
from anju.duplicates.actions import approve, ask_merge, find, refuse, undo
from anju.duplicates.codes import MergeState, PairState
from anju.duplicates.models import Merge, Pair
from anju.duplicates.tests.cases import AT, ON, ledger, number, suspected
from anju.employment import actions as employment
from anju.employment.models import Job, Ledger, Line
from anju.kernel.month import Month
from anju.kernel.refused import Refused
from anju.privacy.fields import search_digest
from anju.registry import actions as registry
from anju.registry import queries
from anju.registry.facts import LOCKED
from anju.registry.models import Alias, Household, Locked, Membership, Person, PersonAccount, Verification
from tests import builders

HERE, FAR = "610926100001", "610926200001"
WHY = "入户核对，同一人"


@pytest.fixture
def twice(county: None) -> tuple[Person, Person]:
    """One person at two sites, each record with work of its own and one job that both tell of."""
    builders.site(HERE), builders.site(FAR)
    here, far = builders.household(HERE), builders.household(FAR, start=date(2019, 5, 1))
    words = {"name": "邹试安", "pinyin": "zoushian"}
    one = builders.person(here, id_number=number(serial="123"), phone="13900000001", **words)
    other = builders.person(far, id_number=number(serial="153"), phone="13900000002", **words)
    builders.user("town", role="town", place=HERE[:9])
    builders.user("head", role="head")
    builders.job(one, start=date(2020, 3, 1), stop=date(2020, 9, 1))
    builders.job(other, start=date(2020, 3, 1), employer="同一份工作")
    builders.job(other, start=date(2021, 3, 1), employer="另一份工作")
    return one, other


def asked(one: Person, other: Person, **choice: int) -> Merge:
    return ask_merge(pair=suspected(one, other).pk, survivor=one.pk, choice=choice, why=WHY, by="town", at=AT)


def test_everything_hangs_on_the_survivor(twice: tuple[Person, Person]) -> None:
    one, other = twice
    merge = approve(merge=asked(one, other).pk, by="head", at=AT)
    assert merge.state == MergeState.DONE
    assert not Person.objects.filter(pk=other.pk).exists()
    assert list(Job.objects.order_by("start").values_list("person_id", "employer", "place_id")) == [
        (one.pk, "", HERE), (one.pk, "另一份工作", HERE),
    ]  # fmt: skip
    assert [spell.household_id for spell in Membership.objects.filter(person=one)] == [
        one.memberships.get().household_id
    ]
    assert Pair.objects.get(pk=merge.pair_id).state == PairState.MERGED


def test_the_household_that_is_left_empty_is_deregistered(twice: tuple[Person, Person]) -> None:
    one, other = twice
    empty = other.memberships.get().household_id
    approve(merge=asked(one, other).pk, by="head", at=AT)
    assert Household.objects.get(pk=empty).stop == ON


def test_the_number_given_up_still_leads_to_the_person(twice: tuple[Person, Person]) -> None:
    one, other = twice
    given_up = other.id_number
    approve(merge=asked(one, other).pk, by="head", at=AT)
    found = Person.objects.get(queries.numbered(search_digest(given_up)))
    assert found.pk == one.pk
    assert queries.survivor_of(other.pk) == one.pk
    member = queries.known_member(given_up)
    assert member is not None
    assert member.person_id == one.pk


def test_values_and_household_are_taken_as_chosen(twice: tuple[Person, Person]) -> None:
    one, other = twice
    wanted, phone, far = other.id_number, other.phone, other.memberships.get().household_id
    given_up = one.id_number
    merge = asked(one, other, number=other.pk, phone=other.pk, household=other.pk)
    approve(merge=merge.pk, by="head", at=AT)
    left = Person.objects.get(pk=one.pk)
    assert (left.id_number, left.phone, left.place_id) == (wanted, phone, FAR)
    assert left.id_digest == search_digest(wanted)
    assert Alias.objects.get().id_number == given_up
    assert Membership.objects.get(person=one, stop__isnull=True).household_id == far
    assert Membership.objects.filter(person=one).count() == 2  # the months before the other household began
    assert set(Job.objects.values_list("place_id", flat=True)) == {FAR}


def test_undo_gives_back_every_row(twice: tuple[Person, Person]) -> None:
    one, other = twice
    before = ledger()
    merge = approve(merge=asked(one, other, number=other.pk, household=other.pk).pk, by="head", at=AT)
    assert ledger() != before
    undo(merge=merge.pk, why="核对有误", by="town", on=ON)
    assert ledger() == before
    assert Pair.objects.get(pk=merge.pair_id).state == PairState.OPEN


def test_undo_is_refused_when_something_newer_stands_against_it(twice: tuple[Person, Person]) -> None:
    one, other = twice
    merge = approve(merge=asked(one, other).pk, by="head", at=AT)
    Job.objects.filter(employer="另一份工作").update(person=one, stop=date(2021, 8, 1))
    undo(
        merge=merge.pk, why="核对有误", by="town", on=ON
    )  # another field of a moved row: nothing stands against it
    merge = approve(merge=asked(one, other).pk, by="head", at=AT)
    Person.objects.filter(pk=one.pk).update(id_digest="0" * 64)
    Alias.objects.update(since=date(2021, 9, 2))
    with pytest.raises(Refused, match="又被改动过"):
        undo(merge=merge.pk, why="核对有误", by="town", on=ON)


def test_nobody_approves_the_own_request(twice: tuple[Person, Person]) -> None:
    merge = asked(*twice)
    with pytest.raises(Refused, match="不能审批自己的申请"):
        approve(merge=merge.pk, by="town", at=AT)
    refuse(merge=merge.pk, why="材料不全", by="head", at=AT)
    with pytest.raises(Refused, match="已经办结"):
        approve(merge=merge.pk, by="head", at=AT)


def test_asking_changes_nothing_but_tries(twice: tuple[Person, Person]) -> None:
    before = ledger()
    suspected(*twice)
    asked(*twice)
    assert ledger() == before


def test_a_household_is_not_left_without_its_head(twice: tuple[Person, Person]) -> None:
    one, other = twice
    builders.person(other.memberships.get().household, relation="spouse")
    with pytest.raises(Refused, match="没有户主"):
        asked(one, other)


def test_a_merge_across_the_scope_is_refused(twice: tuple[Person, Person]) -> None:
    pair = suspected(*twice)
    with acting(scope=Scope((HERE[:9],)), actor="town"), pytest.raises(Refused, match="管辖范围"):
        ask_merge(pair=pair.pk, survivor=pair.first, choice={}, why=WHY, by="town", at=AT)


def test_a_locked_population_stays_as_many_as_it_was(twice: tuple[Person, Person]) -> None:
    """Both records were locked, and reported as two: so it stays, the second under the record that was merged."""
    one, other = twice
    lock = Verification.objects.create(
        county_id="610926", day=ON, programme="fyp13", document="测", households=2, persons=2, made_by="t"
    )
    for person in twice:
        spell = person.memberships.get()
        Locked.objects.create(
            verification=lock, person=person, household=spell.household, then_id=person.place_id,
            place_id=person.place_id, relation="head",
        )  # fmt: skip
    before = ledger()
    merge = approve(merge=asked(one, other).pk, by="head", at=AT)
    assert Locked.objects.count() == Verification.objects.get().persons
    left = Person.objects.get(pk=other.pk)
    assert (left.survivor_id, left.memberships.count(), left.id_digest) == (one.pk, 0, f"merged:{left.pk}")
    with connection.cursor() as cursor:
        cursor.execute(f"select person, present from ({LOCKED.sql}) x order by 1", {"day": ON})
        assert cursor.fetchall() == [(one.pk, True), (other.pk, True)]
    undo(merge=merge.pk, why="核对有误", by="town", on=ON)
    assert ledger() == before


def test_two_accounts_of_residents_stand_in_the_way(twice: tuple[Person, Person]) -> None:
    for serial, person in enumerate(twice):
        user = builders.user(f"resident{serial}", role="resident", place=person.place_id)
        PersonAccount.objects.create(user=user, person=person, place_id=person.place_id)
    with pytest.raises(Refused, match="登录账号"):
        asked(*twice)


def test_every_step_is_an_act_of_the_chain(twice: tuple[Person, Person]) -> None:
    merge = approve(merge=asked(*twice).pk, by="head", at=AT)
    undo(merge=merge.pk, why="核对有误", by="town", on=ON)
    kinds = [event.detail.get("kind") for event in Event.objects.filter(act="record.changed").order_by("id")]
    assert kinds == ["merge_asked", "merged", "merge_undone"]
    assert Line.objects.count() == 0


def reported(state: str) -> None:
    """The ledgers of June, opened and brought to a state."""
    employment.open_month(month=Month(2021, 6), by="b", on=date(2021, 6, 1))
    Ledger.objects.update(state=state, confirmed_on=date(2021, 6, 3), confirmed_by="c")


@pytest.mark.parametrize("state", ["handed_in", "accepted"])
def test_a_reported_ledger_keeps_its_lines(twice: tuple[Person, Person], state: str) -> None:
    one, other = twice
    reported(state)
    before = ledger()
    lines = list(Line.objects.order_by("pk").values_list("pk", "person", "ledger", "employed"))
    merge = approve(merge=asked(one, other, number=other.pk).pk, by="head", at=AT)
    assert list(Line.objects.order_by("pk").values_list("pk", "person", "ledger", "employed")) == lines
    assert all(one.lines.count() == 1 for one in Ledger.objects.all())
    assert not Job.objects.filter(person=other).exists()
    undo(merge=merge.pk, why="核对有误", by="town", on=ON)
    assert ledger() == before


def test_a_ledger_that_is_still_open_keeps_one_line_of_the_two(twice: tuple[Person, Person]) -> None:
    one, other = twice
    employment.open_month(month=Month(2021, 6), by="b", on=date(2021, 6, 1))
    approve(merge=asked(one, other).pk, by="head", at=AT)
    assert Line.objects.get().person_id == one.pk
    assert not Person.objects.filter(pk=other.pk).exists()


def test_a_record_that_stays_for_its_reports_is_nowhere_but_there(twice: tuple[Person, Person]) -> None:
    one, other = twice
    given_up = other.id_number
    reported("accepted")
    approve(merge=asked(one, other).pk, by="head", at=AT)
    assert queries.person_numbered(given_up) == one
    assert queries.survivor_of(other.pk) == one.pk
    find(on=ON, by="finder")
    assert not Pair.objects.filter(state=PairState.OPEN).exists()
    home = one.memberships.get(stop=None).household
    with pytest.raises(Refused, match="没有这个人"):
        registry.move_in(
            household=home.pk,
            person=other.pk,
            relation="sibling",
            about=builders.notice(home, ON),
            by="c",
            on=ON,
        )


def test_records_merged_one_after_another_lead_to_the_last(twice: tuple[Person, Person]) -> None:
    one, other = twice
    reported("accepted")
    third_home = builders.household(HERE, start=date(2020, 1, 1))
    third = builders.person(third_home, id_number=number(serial="183"), name="邹试安", pinyin="zoushian")
    before = ledger()
    first = approve(merge=asked(one, other).pk, by="head", at=AT)
    second = approve(merge=asked(third, one).pk, by="head", at=AT)
    assert (
        Person.objects.get(pk=other.pk).survivor_id == Person.objects.get(pk=one.pk).survivor_id == third.pk
    )
    assert {queries.survivor_of(other.pk), queries.survivor_of(one.pk)} == {third.pk}
    undo(merge=second.pk, why="核对有误", by="town", on=ON)
    undo(merge=first.pk, why="核对有误", by="town", on=ON)
    assert ledger() == before


def test_changes_of_the_record_that_is_gone_show_with_the_survivor(twice: tuple[Person, Person]) -> None:
    one, other = twice
    home = other.memberships.get().household
    change = registry.change_state(
        household=home.pk, person=other.pk, state={"education": "junior"}, about=builders.notice(home, date(2021, 5, 1)),
        by="c", on=date(2021, 6, 1),
    )  # fmt: skip
    merge = approve(merge=asked(one, other).pk, by="head", at=AT)
    assert list(queries.changes_of(person=one.pk)) == [change]
    undo(merge=merge.pk, why="核对有误", by="town", on=ON)
    assert not queries.changes_of(person=one.pk).exists()


def test_a_page_that_was_open_before_or_between_is_told(twice: tuple[Person, Person]) -> None:
    one, other = twice
    homes = Household.objects.order_by("pk")
    assert list(homes.values_list("version", flat=True)) == [0, 0]
    merge = approve(merge=asked(one, other).pk, by="head", at=AT)
    assert list(homes.values_list("version", flat=True)) == [1, 1]
    undo(merge=merge.pk, why="核对有误", by="town", on=ON)
    assert list(homes.values_list("version", flat=True)) == [2, 2]


def test_an_old_number_of_one_brings_the_other_into_the_queue(twice: tuple[Person, Person]) -> None:
    one, other = twice
    born = number(born="19700101", serial="777")
    stranger = builders.person(builders.household(FAR), id_number=born, name="肖试宁", pinyin="xiaoshining")
    home = one.memberships.get().household
    registry.record_old_number(
        household=home.pk, person=one.pk, number=born[:6] + born[8:17], source="1998年户口簿",
        about=builders.notice(home, ON), by="c", on=ON,
    )  # fmt: skip
    pair = suspected(one, stranger)
    assert pair.reasons[0] == "id_old"
    assert other.pk not in (pair.first, pair.second)
