"""The real sheets: their heads as the systems have them, every line filled, personal data masked unless asked for."""

from datetime import date

import pytest

from anju.employment import actions
from anju.exchange import exports
from anju.kernel.month import Month
from tests import builders

pytestmark = pytest.mark.usefixtures("county")
AUGUST = Month(2021, 8)


@pytest.fixture
def worker() -> str:
    builders.site()
    home = builders.household()
    number = builders.id_number()
    person = builders.person(home, name="吴大勇", id_number=number, education="junior")
    builders.job(
        person,
        income_fen=300_000,
        employer="常州某厂",
        address="江苏省常州市武进区",
        trade="缝纫工",
        found_by="sushan",
    )
    builders.person(home, relation="spouse", name="郑小兰")
    builders.person(
        home, relation="son", id_number=builders.id_number(date(2004, 5, 1)), student="vocational_2"
    )
    actions.open_month(month=AUGUST, by="t", on=date(2021, 8, 20))
    return number


@pytest.mark.parametrize(
    ("code", "columns", "lines"),
    [
        ("homes", 10, 1),
        ("work", 16, 1),
        ("employment", 35, 1),
        ("labourers", 16, 2),
        ("businesses", 18, 0),
        ("pupils", 14, 1),
        ("monthly", 11, 1),
    ],
)
def test_a_sheet_has_the_heads_of_its_system_and_as_many_cells(
    worker: str, code: str, columns: int, lines: int
) -> None:
    sheet = exports.sheet(code)
    assert sheet is not None
    assert len(sheet.heads) == columns
    rows = list(exports.rows(code, builders.SITE, AUGUST))
    assert [len(row) for row in rows] == [columns] * lines


def test_a_line_says_what_the_ledger_says(worker: str) -> None:
    sheet = exports.sheet("employment")
    assert sheet is not None
    row = dict(zip(sheet.heads, exports.rows("employment", builders.SITE, AUGUST, full=True)[0], strict=True))
    assert (row["姓名"], row["身份证号"], row["就业地域"], row["就业地址"]) == (
        "吴大勇", worker, "省外", "江苏省常州市武进区",
    )  # fmt: skip
    assert (row["就业起始年月"], row["苏陕协作"], row["就业创业状态"]) == ("2020-03", "是", "已就业")
    monthly = exports.rows("monthly", builders.SITE, AUGUST)[0]
    assert monthly[5] == 3000.0


def test_names_and_numbers_are_masked_unless_asked_for(worker: str) -> None:
    text = str([list(exports.rows(one.code, builders.SITE, AUGUST)) for one in exports.SHEETS])
    assert worker not in text
    assert "吴大勇" not in text


def test_there_is_no_sheet_of_another_name() -> None:
    with pytest.raises(KeyError):
        list(exports.rows("nonsense", builders.SITE, AUGUST))
