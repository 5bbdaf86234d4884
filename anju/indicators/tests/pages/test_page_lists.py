"""Lists of the figures' pages: cut into pages, taken away whole, and asking as often for many rows as for few."""

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from anju.accounts.scope import Scope, acting
from anju.indicators import actions, queries
from anju.indicators.models import Close
from anju.indicators.tests.test_defining import ELDERLY
from anju.indicators.tests.test_pages import AUGUST, PAST, Office, office
from anju.kernel.month import Month
from tests import builders

__all__ = ["office"]
MANY = 8


def more_closes(count: int) -> None:
    """Closes of later months, as the list needs them: the list opens no files."""
    with acting(scope=Scope.everything(), actor="test"):
        for n in range(count):
            Close.objects.create(
                month=Month(2022, 1).plus(n).first, version=1, closed_by="test", closed_at=datetime(2022, 3, 1, tzinfo=UTC),
                folder="none", manifest_sm3=f"{n:064d}", code_version="0.1.0", reason="", accepted="",
            )  # fmt: skip


def more_people(_office: Office) -> None:
    with acting(scope=Scope.everything(), actor="test"):
        for _ in range(MANY):
            builders.job(builders.family(members=2).memberships.get(relation="head").person)


def more_definitions(_office: Office) -> None:
    with acting(scope=Scope.everything(), actor="test"):
        for n in range(MANY):
            held = actions.define(
                composed=replace(ELDERLY, name=f"指标{n}"), code="", since=PAST, why="试验", by="writer"
            )
            if n % 2:
                actions.review(definition=held.pk, granted=True, note="", by="checker")


def more_versions(_office: Office) -> None:
    with acting(scope=Scope.everything(), actor="test"):
        for n in range(MANY):
            composed = replace(
                actions.as_composed(queries.indicator("persons")),
                members={"of": "person", "key": "person", "where": f"age >= {n}"},
            )
            held = actions.define(composed=composed, code="persons", since=PAST, why="试验", by="writer")
            actions.review(definition=held.pk, granted=True, note="", by="checker")


def asked(client: Client, address: str) -> int:
    """Statements of a page that was looked at before."""
    client.get(address)
    with CaptureQueriesContext(connection) as held:
        assert client.get(address).status_code == 200
    return len(held)


@pytest.mark.parametrize(
    ("address", "more"),
    [
        ("/indicators/", more_definitions),
        ("/indicators/persons/", more_versions),
        ("/closes/", lambda _office: more_closes(MANY)),
        ("/figures/persons/moves/?as_of=live", more_people),
        ("/figures/employed_persons/?as_of=live&by=channel", more_people),
        ("/figures/persons/restated/?as_of=2021-08-31", more_people),
        ("/closes/next/", more_people),
    ],
)
def test_a_page_asks_as_often_for_many_as_for_few(
    office: Office, address: str, more: Callable[[Office], None]
) -> None:
    client = office.client("bureau")
    more_people(office)  # a list of nothing asks less
    few = asked(client, address)
    more(office)
    assert asked(client, address) == few


def test_comparing_a_long_list_asks_as_often_as_a_short_one(office: Office) -> None:
    client = office.client("bureau")

    def compared(lines: int) -> int:
        words = {"names": "\n".join([office.head.id_number, *(builders.id_number() for _ in range(lines))])}
        with CaptureQueriesContext(connection) as held:
            assert client.post("/figures/persons/differ/?as_of=2021-08-31", words).status_code == 200
        return len(held)

    compared(2)
    assert compared(40) == compared(2)


def test_the_catalogue_is_cut_into_pages_that_together_hold_everything(office: Office) -> None:
    client = office.client("bureau")
    shown = [client.get(f"/indicators/?sort=code&page={n}").content.decode() for n in (1, 2, 3, 4)]
    codes = [code for page in shown for code in _codes(page)]
    assert len(codes) == len(set(codes)) == 184
    body = client.get("/indicators/export/?q=公益").content
    listed = [row[6] for row in _rows(body) if row[6] in codes]
    assert set(listed) == set(_codes(client.get("/indicators/?q=公益").content.decode()))
    assert client.get("/indicators/?page=99").status_code in (200, 404)


def _codes(page: str) -> list[str]:
    table = page[page.index("<tbody") : page.index("</tbody>")]
    return [part.split('/"')[0] for part in table.split('href="/indicators/')[1:]]


def _rows(body: bytes) -> list[tuple[object, ...]]:
    return list(openpyxl.load_workbook(io.BytesIO(body)).worksheets[0].values)


def test_closes_are_cut_into_pages_and_leave_with_whole_digests(office: Office) -> None:
    more_closes(60)
    client = office.client("town")
    assert "共 61 条" in client.get("/closes/").content.decode()
    last = client.get("/closes/?page=2").content.decode()
    assert str(AUGUST) in last
    assert office.close.manifest_sm3 not in last
    cells = [str(cell) for row in _rows(client.get("/closes/export/").content) for cell in row]
    assert office.close.manifest_sm3 in cells
