"""Whether targets are reached."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anju.plans.codes import Sense
from anju.plans.rules import reached

NUMBERS = st.decimals(0, 10**9, places=2)


@pytest.mark.parametrize(
    ("sense", "wanted", "value", "met", "share", "gap"),
    [
        (Sense.AT_LEAST, "100", 100, True, "100.0", "0"),
        (Sense.AT_LEAST, "100", 87, False, "87.0", "13"),
        (Sense.AT_LEAST, "95", Decimal("95.01"), True, "100.0", "0"),
        (Sense.AT_LEAST, "0", 0, True, None, "0"),
        (Sense.AT_LEAST, "3", 1, False, "33.3", "2"),
        (Sense.AT_MOST, "0", 0, True, None, "0"),
        (Sense.AT_MOST, "0", 2, False, None, "2"),
        (Sense.AT_MOST, "5", Decimal("4.9"), True, None, "0"),
    ],
)
def test_a_target_is_reached_at_its_own_value(
    sense: Sense, wanted: str, value: int | Decimal, met: bool, share: str | None, gap: str
) -> None:
    found = reached(sense, Decimal(wanted), value)
    assert found is not None
    assert (found.met, found.share, found.gap) == (met, Decimal(share) if share else None, Decimal(gap))


def test_without_a_figure_nothing_is_said_of_its_target() -> None:
    assert reached(Sense.AT_LEAST, Decimal(1), None) is None


@given(NUMBERS, NUMBERS)
def test_a_target_is_met_exactly_when_nothing_is_lacking(wanted: Decimal, value: Decimal) -> None:
    for sense in Sense:
        found = reached(sense, wanted, value)
        assert found is not None
        assert found.met == (found.gap == 0)
    assert value == wanted or any(
        not one.met for sense in Sense if (one := reached(sense, wanted, value)) is not None
    )
