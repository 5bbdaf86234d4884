"""Money: whole fen."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from anju.kernel.money import fen_of_yuan, yuan_of_fen


@given(st.integers(-(10**12), 10**12))
def test_fen_survive_the_way_through_yuan(fen: int) -> None:
    assert fen_of_yuan(yuan_of_fen(fen)) == fen


def test_half_a_fen_is_rounded_up() -> None:
    assert fen_of_yuan(Decimal("0.005")) == 1
    assert fen_of_yuan(Decimal("2.675")) == 268
