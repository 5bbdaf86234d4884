"""Records that may be of one person are found, those that are not stay in peace."""

from datetime import date

import polars as pl
import pytest

from anju.duplicates.actions import find, mark_different, reopen
from anju.duplicates.codes import PairState, Reason
from anju.duplicates.models import Pair
from anju.duplicates.rules import suspicions
from anju.duplicates.tests.cases import ON, number, suspected
from anju.kernel.refused import Refused
from anju.registry.models import Person
from anju.tasks.models import Task
from tests import builders

HERE, NEAR, FAR = "610926100001", "610926100002", "610926200001"


def people(*rows: tuple[str, str, str, str]) -> pl.DataFrame:
    """Name, sound, number, phone digest; sex and birth date as the number tells."""
    words = [
        {
            "id": at, "name": name, "pinyin": sound, "number": tail, "phone_digest": phone, "sex": "1",
            "birth_date": date(1985, 3, 2) if len(tail) == 15 else date.fromisoformat(tail[6:14]),
        }
        for at, (name, sound, tail, phone) in enumerate(rows, start=1)
    ]  # fmt: skip
    return pl.DataFrame(words)


def reasons(*rows: tuple[str, str, str, str]) -> list[list[str]]:
    return suspicions(people(*rows))["reasons"].to_list()


def test_one_wrong_digit_is_seen_though_the_check_digit_differs_too() -> None:
    one, other = number(serial="123"), number(serial="153")
    assert one[-1] != other[-1]
    assert Reason.ID_DIGIT in reasons(("邹试安", "zoushian", one, ""), ("邹试安", "zoushian", other, ""))[0]


def test_swapped_neighbours_are_seen_in_a_birth_date_too() -> None:
    one, other = number(born="19850312"), number(born="19853012"[:4] + "0321")
    assert Reason.ID_SWAPPED in reasons(("邹试安", "zoushian", one, ""), ("邹试安", "zoushian", other, ""))[0]


def test_an_old_number_of_fifteen_digits_is_the_same_as_the_new_one() -> None:
    new = number(born="19850302", serial="123")
    old = new[:6] + new[8:17]
    assert reasons(("邹试安", "zoushian", new, ""), ("邹试安", "zoushian", old, ""))[0][0] == Reason.ID_OLD


def test_a_name_of_two_readings_meets_each_of_them() -> None:
    found = reasons(("曾试", "zengshi cengshi", number(), ""), ("层试", "cengshi", number(serial="357"), ""))
    assert found == [[Reason.SOUND_BIRTH]]


def test_same_phone_needs_the_same_name() -> None:
    far = number(born="19600101", serial="001")
    assert reasons(("邹试安", "zoushian", number(), "d"), ("邹试安", "zoushian", far, "d")) == [
        [Reason.NAME_PHONE]
    ]
    assert reasons(("邹试安", "zoushian", number(), "d"), ("肖试宁", "xiaoshining", far, "d")) == []


def test_strangers_of_one_name_and_twins_of_another_are_left_alone() -> None:
    far = number(born="19600101", serial="001")
    assert reasons(("邹试安", "zoushian", number(), ""), ("邹试安", "zoushian", far, "")) == []
    assert (
        reasons(
            ("邹试安", "zoushian", number(serial="123"), ""),
            ("邹试平", "zoushiping", number(serial="125"), ""),
        )
        == []
    )


@pytest.fixture
def twice(county: None) -> tuple[Person, Person]:
    """One person entered at two sites of two towns, one digit wrong."""
    for code in (HERE, NEAR, FAR):
        builders.site(code)
    words = {"name": "邹试安", "pinyin": "zoushian"}
    one = builders.person(
        builders.household(HERE), id_number=number(serial="123"), phone="13900000001", **words
    )
    other = builders.person(
        builders.household(FAR), id_number=number(serial="153"), phone="13900000002", **words
    )
    return one, other


def test_a_pair_lies_in_the_smallest_place_that_holds_both(twice: tuple[Person, Person]) -> None:
    one, other = twice
    assert suspected(one, other).place_id == "610926"
    near = builders.person(
        builders.household(NEAR),
        name="邹试安",
        pinyin="zoushian",
        id_number=number(serial="127"),
        phone="13900000003",
    )
    assert suspected(one, near).place_id == HERE[:9]


def test_runs_agree_with_themselves_and_raise_one_task(twice: tuple[Person, Person]) -> None:
    first = find(on=ON, by="finder")
    assert (first.new, first.open) == (1, 1)
    again = find(on=ON, by="finder")
    assert (again.new, again.closed, again.open) == (0, 0, 1)
    assert Task.objects.filter(kind="duplicates", settled_on__isnull=True).count() == 1


def test_a_pair_that_no_longer_holds_is_closed_and_opens_again(twice: tuple[Person, Person]) -> None:
    one, other = twice
    pair = suspected(one, other)
    Person.objects.filter(pk=other.pk).update(name="王二", pinyin="wanger")
    assert find(on=ON, by="finder").closed == 1
    pair.refresh_from_db()
    assert pair.state == PairState.CLOSED
    Person.objects.filter(pk=other.pk).update(name="邹试安", pinyin="zoushian")
    find(on=ON, by="finder")
    pair.refresh_from_db()
    assert pair.state == PairState.OPEN


def test_what_was_decided_stays_decided(twice: tuple[Person, Person]) -> None:
    pair = suspected(*twice)
    mark_different(pairs=[pair.pk], why="已入户核对，是两个人", by="town", on=ON)
    assert find(on=ON, by="finder").open == 0
    assert not Task.objects.filter(kind="duplicates", settled_on__isnull=True).exists()
    reopen(pair=pair.pk, by="town", on=ON)
    assert Pair.objects.get().state == PairState.OPEN


@pytest.mark.parametrize("why", ["", " ", "x", "长" * 201])
def test_a_decision_needs_a_reason_of_fitting_length(why: str, twice: tuple[Person, Person]) -> None:
    pair = suspected(*twice)
    with pytest.raises(Refused, match="理由"):
        mark_different(pairs=[pair.pk], why=why, by="town", on=ON)


def test_a_pair_is_decided_once(twice: tuple[Person, Person]) -> None:
    pair = suspected(*twice)
    mark_different(pairs=[pair.pk], why="已入户核对", by="town", on=ON)
    with pytest.raises(Refused, match="已经核对过"):
        mark_different(pairs=[pair.pk], why="已入户核对", by="town", on=ON)
