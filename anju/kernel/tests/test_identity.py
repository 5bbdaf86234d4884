"""Identity numbers: the check digit, the birth date inside, and the ways in which people write them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anju.kernel import identity

born = st.dates(date(1900, 1, 1), date(2029, 12, 31))
areas = st.sampled_from(["612427", "610926", "610902"])


@st.composite
def numbers(draw: st.DrawFn) -> str:
    """A valid number of an invented person."""
    first17 = f"{draw(areas)}{draw(born):%Y%m%d}{draw(st.integers(0, 999)):03d}"
    return first17 + identity.check_digit(first17)


def test_the_example_of_the_standard_is_valid() -> None:
    """GB 11643-1999, the worked example: 11010519491231002X."""
    assert identity.check_digit("11010519491231002") == "X"
    assert identity.is_valid("11010519491231002X")


@given(numbers())
def test_a_number_with_its_check_digit_is_valid_and_tells_the_birth_date(number: str) -> None:
    assert identity.is_valid(number)
    assert f"{identity.birth_date(number):%Y%m%d}" == number[6:14]


@given(numbers(), st.integers(0, 16), st.integers(1, 9))
def test_any_one_wrong_digit_is_found(number: str, place: int, by: int) -> None:
    wrong = str((int(number[place]) + by) % 10)
    assert not identity.is_valid(number[:place] + wrong + number[place + 1 :])


@given(numbers(), st.integers(0, 15))
def test_two_neighbours_in_the_wrong_order_are_found(number: str, place: int) -> None:
    swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    assert swapped == number or not identity.is_valid(swapped)


@given(numbers(), st.sampled_from(["{0}", " {0} ", "{1} {2} {3}", "{1}-{2}-{3}", "\u3000{0}", "'{0}"]))
def test_the_usual_ways_of_writing_a_number_are_read_alike(number: str, form: str) -> None:
    written = form.format(number, number[:6], number[6:14], number[14:])
    wide = written.translate({ord(str(i)): 0xFF10 + i for i in range(10)} | {ord("X"): "ｘ"})
    assert (
        identity.normalise(written)
        == identity.normalise(written.lower())
        == identity.normalise(wide)
        == number
    )


@given(st.text(max_size=24))
def test_no_text_makes_the_check_fall_over(text: str) -> None:
    assert identity.is_valid(text) in {True, False}


@pytest.mark.parametrize(
    "number", ["", "61242785030200", "612427198502300016", "61092619850302001", "abcdefghijklmnopqr"]
)
def test_what_is_no_number_is_invalid(number: str) -> None:
    assert not identity.is_valid(number)


@given(born, born)
def test_age_grows_by_one_on_each_birthday(birth: date, on: date) -> None:
    age = identity.age_on(birth, on)
    if on >= birth:
        assert age >= 0
        assert identity.age_on(birth, date(on.year + 1, on.month, min(on.day, 28))) in {age, age + 1}


def test_a_person_is_one_year_older_on_the_birthday_itself() -> None:
    birth = date(2003, 8, 31)
    assert identity.age_on(birth, date(2021, 8, 30)) == 17
    assert identity.age_on(birth, date(2021, 8, 31)) == 18


def test_the_seventeenth_digit_tells_the_sex() -> None:
    assert identity.sex("610926198503020010") == identity.MALE
    assert identity.sex("610926198503020029") == identity.FEMALE
