"""Masks: not more telling than they promise."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anju.privacy import masking

digits = st.text("0123456789", max_size=25)


@given(st.text(max_size=12))
def test_of_a_name_only_the_first_character_stays_and_its_length_does_not(text: str) -> None:
    assert masking.name(text) == (f"{text[0]}**" if text else "")


@given(digits)
def test_the_birth_date_in_a_number_is_hidden(text: str) -> None:
    masked = masking.id_number(text)
    assert len(masked) == len(text)
    if len(text) == 18:
        assert masked == text[:6] + "*" * 8 + text[14:]
    if len(text) <= 10:
        assert set(masked) <= {"*"}


@given(digits)
def test_of_a_phone_the_middle_is_hidden_and_a_short_one_wholly(text: str) -> None:
    masked = masking.phone(text)
    assert len(masked) == len(text)
    assert masked.count("*") == (len(text) - 7 if len(text) > 7 else len(text))


@pytest.mark.parametrize(
    ("mask", "text", "shown"),
    [
        (masking.name, "邹试安", "邹**"),
        (masking.name, "邹试", "邹**"),
        (masking.name, "欧阳试安", "欧**"),
        (masking.id_number, "612427198503020016", "612427********0016"),
        (masking.phone, "13800005678", "138****5678"),
        (masking.account, "6222000012345678", "************5678"),
    ],
)
def test_masks_look_as_officers_know_them(mask: object, text: str, shown: str) -> None:
    assert callable(mask)
    assert mask(text) == shown
