"""Every list is sorted by its address, counted, and taken away as a workbook."""

import re
from datetime import date

import pytest

from anju.accounts.codes import RoleName
from anju.accounts.scope import Scope, acting
from anju.employment import actions
from anju.kernel.month import Month
from anju.ui.tables import rows_in_order
from anju.web.tests.conftest import HERE, THERE, Two, signed_in
from tests import builders

MONTH = Month(2021, 8)


@pytest.fixture
def county(two: Two) -> None:
    with acting(scope=Scope.everything(), actor="test"):
        builders.user("admin", role=RoleName.ADMINISTRATOR)
        actions.open_month(month=MONTH, by="county", on=date(2021, 8, 20))


@pytest.mark.parametrize(
    ("who", "address", "word"),
    [
        ("county", "/rounds/", "place"),
        ("county", f"/rounds/review/{MONTH}/", "place"),
        ("county", f"/rounds/overview/{MONTH}/", "place"),
    ],
)
def test_a_list_is_sorted_both_ways(county: None, who: str, address: str, word: str) -> None:
    def order(sort: str) -> list[str]:
        page = signed_in(who).get(f"{address}?sort={sort}").text
        body = re.search(r"<tbody>.*?</tbody>", page, re.DOTALL)
        assert body is not None
        assert "aria-sort" in page
        rows = re.findall(r"<tr>.*?</tr>", body[0], re.DOTALL)
        return [re.sub(r"<[^>]+>", " ", row) for row in rows]

    rising, falling = order(word), order(f"-{word}")
    assert len(rising) >= 2
    assert rising == falling[::-1]


@pytest.mark.parametrize(
    ("who", "address", "export"),
    [
        ("county", "/imports/", "/imports/export/"),
        ("admin", "/systems/", "/systems/export/"),
    ],
)
def test_a_list_goes_out_as_a_workbook(county: None, who: str, address: str, export: str) -> None:
    client = signed_in(who)
    assert client.get(f"{address}?sort=name").status_code == 200
    answer = client.get(export)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("application/vnd.openxmlformats")
    assert signed_in("auditor").get(export).status_code == 403


def test_rows_without_a_value_stand_last_in_both_directions() -> None:
    rows = [("a", 2), ("b", None), ("c", 1)]
    keys = {"n": lambda row: row[1]}
    assert [row[0] for row in rows_in_order(rows, "n", keys)] == ["c", "a", "b"]
    assert [row[0] for row in rows_in_order(rows, "-n", keys)] == ["a", "c", "b"]
    assert rows_in_order(rows, "nothing", keys) == rows


def test_the_months_of_another_town_do_not_show(county: None) -> None:
    page = signed_in("town").get("/rounds/?sort=-place").text
    assert HERE[-6:] in page
    assert THERE[-6:] not in page
