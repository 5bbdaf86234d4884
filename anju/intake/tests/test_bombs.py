"""Packages that lie about their size are refused before the reader of workbooks inflates them, and cost no memory."""

import struct
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from anju.intake import workbook
from anju.intake.tests.rosters import write
from anju.kernel import packages
from anju.kernel.refused import Refused

STRINGS = "xl/sharedStrings.xml"
LOCAL, CENTRAL = (b"PK\x03\x04", 26, 30), (b"PK\x01\x02", 28, 46)
Where = tuple[bytes, int, int]


def swollen(path: Path, megabytes: int) -> None:
    """A workbook whose strings unpack to so much."""
    source = path.with_name("base.xlsx")
    plain = xlsxwriter.Workbook(str(source))
    plain.add_worksheet("人员").write_string(0, 0, "姓名")
    plain.close()
    with zipfile.ZipFile(source) as book, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for name in book.namelist():
            content = book.read(name)
            if name == STRINGS:
                text = b"<si><t>" + b"A" * 5000 + b"</t></si>"
                content = content.replace(b"</sst>", text * (megabytes * 2**20 // len(text)) + b"</sst>")
            made.writestr(name, content)


def patched(path: Path, where: tuple[Where, ...], field: int, value: bytes) -> None:
    """Write into the header of the strings, in the list of members or beside the data; `field` counts from the name's length."""
    data = bytearray(path.read_bytes())
    for mark, length_at, begin in where:
        at = -1
        while (at := data.find(mark, at + 1)) >= 0:
            (length,) = struct.unpack_from("<H", data, at + length_at)
            if data[at + begin : at + begin + length] == STRINGS.encode():
                data[at + length_at + field : at + length_at + field + len(value)] = value
    path.write_bytes(bytes(data))


def small(path: Path) -> None:
    """Says that the strings have 2,000 bytes."""
    patched(path, (LOCAL, CENTRAL), -4, struct.pack("<I", 2000))


def small_with_a_sum_that_fits(path: Path) -> None:
    """Says so, with the sum of the first 2,000 bytes: what reads no further finds nothing wrong."""
    with zipfile.ZipFile(path) as book:
        start = book.read(STRINGS)[:2000]
    small(path)
    patched(path, (LOCAL, CENTRAL), -12, struct.pack("<I", zlib.crc32(start)))


LIES: tuple[Callable[[Path], None], ...] = (small, small_with_a_sum_that_fits)


@pytest.mark.parametrize("lie", LIES)
def test_a_member_that_is_longer_than_it_says_is_refused(tmp_path: Path, lie: Callable[[Path], None]) -> None:
    path = tmp_path / "bomb.xlsx"
    swollen(path, 120)
    lie(path)
    assert path.stat().st_size < 2 * 2**20
    with pytest.raises(Refused, match="损坏"):
        workbook.check_file(path, "bomb.xlsx")


PEAK = """
import resource, sys
from pathlib import Path
from anju.intake import workbook
from anju.kernel import packages
from anju.kernel.refused import Refused
path = Path(sys.argv[1])
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
try:
    workbook.check_file(path, "bomb.xlsx")
except Refused:
    print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
"""


@pytest.mark.parametrize("lie", LIES)
def test_finding_out_costs_no_memory(tmp_path: Path, lie: Callable[[Path], None]) -> None:
    path = tmp_path / "bomb.xlsx"
    swollen(path, 200)
    lie(path)
    told = subprocess.run([sys.executable, "-c", PEAK, str(path)], capture_output=True, text=True, check=True)
    assert int(told.stdout) < 20  # megabytes, for 200 packed ones


def test_strings_that_are_honestly_absurd_are_refused_too(tmp_path: Path) -> None:
    path = tmp_path / "bomb.xlsx"
    swollen(path, 120)
    with pytest.raises(Refused, match="异常巨大"):
        workbook.check_file(path, "bomb.xlsx")


@pytest.mark.parametrize(
    ("how", "name"),
    [
        (zipfile.ZIP_BZIP2, "xl/other.xml"),
        (zipfile.ZIP_LZMA, "xl/other.xml"),
        (zipfile.ZIP_DEFLATED, "xl/workbook.xml"),
    ],
)
def test_packages_of_a_make_that_excel_does_not_write_are_refused(
    tmp_path: Path, how: int, name: str, recwarn: pytest.WarningsRecorder
) -> None:
    """Other ways of packing, and a name that stands there twice: readers differ in what they make of them."""
    path = tmp_path / "a.xlsx"
    write(path, {"人员": [{"姓名": "张三"}]})
    with zipfile.ZipFile(path, "a", how) as book:
        book.writestr(name, b"<a/>" * 50)
    with pytest.raises(Refused, match="损坏"):
        workbook.check_file(path, "a.xlsx")
    recwarn.clear()


def test_a_member_packed_in_two_ways_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    swollen(path, 1)
    patched(path, (LOCAL,), -18, struct.pack("<H", zipfile.ZIP_STORED))
    with pytest.raises(Refused, match="损坏"):
        workbook.check_file(path, "a.xlsx")


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(st.text("abc", min_size=1, max_size=9), st.binary(max_size=3000)), unique_by=lambda m: m[0]
    )
)
def test_what_is_honest_is_measured_right(tmp_path: Path, members: list[tuple[str, bytes]]) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        for number, (name, content) in enumerate(members):
            book.writestr(name, content, zipfile.ZIP_STORED if number % 2 else zipfile.ZIP_DEFLATED)
    with zipfile.ZipFile(path) as book:
        packages.measure(path, book)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 2_000), st.integers(0, 255))
def test_a_byte_that_was_bent_breaks_nothing_but_the_file(tmp_path: Path, at: int, value: int) -> None:
    path = tmp_path / "a.xlsx"
    write(path, {"人员": [{"姓名": "张三"}]})
    data = bytearray(path.read_bytes())
    data[at % len(data)] = value
    path.write_bytes(bytes(data))
    with suppress(Refused):
        workbook.check_file(path, "a.xlsx")
