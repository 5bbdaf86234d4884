"""SM3 against the examples of the standard and against an independent implementation."""

from gmssl import sm3
from hypothesis import given
from hypothesis import strategies as st

from anju.kernel.digest import sm3_hex


def test_the_examples_of_the_standard() -> None:
    """GB/T 32905-2016, appendix A."""
    assert sm3_hex(b"abc") == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
    assert sm3_hex(b"abcd" * 16) == "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732"


@given(st.binary(min_size=1, max_size=300))
def test_it_agrees_with_gmssl(data: bytes) -> None:
    assert sm3_hex(data) == sm3.sm3_hash(list(data))
