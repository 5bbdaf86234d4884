"""The encrypted stream of a backup: comes back whole, or is refused."""

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anju.privacy import container
from anju.privacy.container import Damaged, Reader, Writer, WrongPassphrase

PASSPHRASE = "一个够长的口令 2026"


@pytest.fixture(autouse=True)
def _cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(container, "COST", 2)
    monkeypatch.setattr(container, "CHUNK", 64)


def sealed(content: bytes) -> bytes:
    held = io.BytesIO()
    with Writer(held, PASSPHRASE) as writer:
        writer.write(content)
    return held.getvalue()


def opened(data: bytes, passphrase: str = PASSPHRASE) -> bytes:
    return Reader(io.BytesIO(data), passphrase).read()


@pytest.mark.parametrize("size", [0, 1, 63, 64, 65, 128, 1000])
def test_what_went_in_comes_out(size: int) -> None:
    content = bytes(number % 251 for number in range(size))
    assert opened(sealed(content)) == content
    assert content[:20] not in sealed(content) or size < 20


def test_a_wrong_passphrase_is_said_to_be_one() -> None:
    with pytest.raises(WrongPassphrase):
        opened(sealed(b"x" * 200), "another")


@settings(max_examples=60)
@given(st.data())
def test_an_altered_or_cut_stream_is_refused(data: st.DataObject) -> None:
    whole = sealed(bytes(300))
    at = data.draw(st.integers(0, len(whole) - 1))
    changed = whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :]
    for broken in (whole[:at], changed):
        with pytest.raises((Damaged, WrongPassphrase)):
            opened(broken)


def test_chunks_that_change_places_or_are_left_out_are_refused() -> None:
    whole = sealed(bytes(300))
    start = len(container.MAGIC) + 4 + int.from_bytes(whole[8:12], "big")
    size = 4 + 64 + 16
    first, second = whole[start : start + size], whole[start + size : start + 2 * size]
    rest = whole[start + 2 * size :]
    for broken in (second + first + rest, second + rest, first + first + second + rest, first + second):
        with pytest.raises(Damaged):
            opened(whole[:start] + broken)


def test_something_after_the_end_is_refused() -> None:
    with pytest.raises(Damaged):
        opened(sealed(b"abc") + b"x")
