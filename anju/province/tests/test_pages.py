"""The province's pages: who may open them, from county to town to site and no further, small numbers hidden, lists in pages."""

import io
import re
from datetime import UTC, date, datetime

import openpyxl
import polars as pl
import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from anju.accounts.codes import RoleName
from anju.accounts.scope import Scope, acting
from anju.audit.models import Act, Event
from anju.kernel.month import Month
from anju.province import queries, store
from anju.province.actions import receive
from anju.province.models import Receipt
from anju.province.tests.conftest import SITE_A, SITE_B, County
from tests import builders

OTHERS = ("610921", "610922", "610923")
PAGES = (
    "/province/",
    "/province/610926/",
    "/province/receipts/",
    "/province/export/",
    "/province/receipts/export/",
)


def signed_in(role: str, place: str = builders.COUNTY) -> Client:
    """A browser of somebody of a role."""
    cache.clear()
    client = Client()
    with acting(scope=Scope.everything(), actor="test"):
        builders.user(f"u-{role}", role=role, place=place)
        assert client.login(username=f"u-{role}", password="right")
    return client


@pytest.fixture
def taken(packed: County) -> County:
    """The pack of August is in."""
    assert receive(folder=packed.pack, by="province").receipt is not None
    return packed


def more_counties(*codes: str) -> None:
    """The same figures under other counties, as if they had sent theirs."""
    frame = pl.read_parquet(store.figures_file(settings.ANJU_PROVINCE, "2021-08"))
    for n, code in enumerate(codes):
        moved = frame.filter(pl.col("county") == "610926").with_columns(
            pl.lit(code).alias("county"),
            pl.col("place").str.replace("^610926", code),
            pl.when(pl.col("level") == "county")
            .then(pl.lit(f"县{n}"))
            .otherwise(pl.col("name"))
            .alias("name"),
            pl.col("numerator") + 10 * (n + 1),
        )
        store.take_figures(settings.ANJU_PROVINCE, code, "2021-08", moved.select(list(store.FIGURE_SCHEMA)))
        receipt(code, version=1)


def receipt(code: str, version: int, month: date = date(2021, 8, 1)) -> Receipt:
    """A receipt as `receive` writes it."""
    return Receipt.objects.create(
        county=code, name=f"县{code}", month=month, version=version, reason="", pack_sm3="0" * 64, close_sm3="1" * 64,
        code_version="0.1.0", other_definitions=["persons"], missing=[], received_by="province",
        received_at=datetime(2022, 3, 1, tzinfo=UTC),
    )  # fmt: skip


@pytest.mark.parametrize("role", [role for role in RoleName.values if role != RoleName.PROVINCE])
def test_nobody_of_a_county_opens_the_province_s_pages(taken: County, role: str) -> None:
    places = {RoleName.TOWN: builders.TOWN}
    client = signed_in(role, builders.COUNTY if role in ("bureau", "head", "auditor", "administrator")
                       else places.get(RoleName(role), SITE_A))  # fmt: skip
    assert {client.get(page).status_code for page in PAGES} == {403}


def test_the_province_opens_nothing_of_a_county_s_ledger(taken: County) -> None:
    client = signed_in(RoleName.PROVINCE)
    assert {client.get(page).status_code for page in PAGES} == {200}
    person = builders.person(builders.household(SITE_A))
    for page in ("/persons/", f"/persons/{person.pk}/", "/figures/persons/", "/sites/", f"/sites/{SITE_A}/", "/closes/",
                 "/indicators/", "/closes/2021-08/", "/figures/persons/moves/", "/search/?q=x"):  # fmt: skip
        assert client.get(page).status_code == 403, page


def test_before_anything_came_in_the_page_says_how_to_begin(county: None) -> None:
    client = signed_in(RoleName.PROVINCE)
    assert "anju province ingest" in client.get("/province/").content.decode()
    assert client.get("/province/610926/").status_code == 404
    assert client.get("/province/export/").status_code == 404
    assert "还没有接收过上报包" in client.get("/province/receipts/").content.decode()


def test_from_the_counties_to_towns_and_sites_and_never_to_people(taken: County) -> None:
    builders.site("610926101002")
    client = signed_in(RoleName.PROVINCE)
    page = client.get("/province/?code=sites").content.decode()
    link = re.search(r'href="(/province/610926/\?month=2021-08&amp;code=sites)"', page)
    assert link
    below = client.get(link[1].replace("&amp;", "&")).content.decode()
    for name in (SITE_A, SITE_B):
        assert f"安置区{name}" in below or name[-6:] in below or "镇和安置区" in below
    assert "省级只看到安置区，不看到户和人" in below
    links = set(re.findall(r'href="([^"#]+)"', below))
    assert not [one for one in links if one.startswith(("/persons", "/households", "/figures", "/sites"))]
    assert "邹" not in re.sub(r"<script.*?</script>", "", below, flags=re.S)


def test_every_figure_of_the_county_s_page_opens_and_small_ones_are_hidden(taken: County) -> None:
    client = signed_in(RoleName.PROVINCE)
    page = client.get("/province/610926/?code=public_posts").content.decode()
    assert 'figure-lead">数小，不显示<' in page
    assert 'figure-lead">9<' in client.get("/province/610926/?code=persons").content.decode()
    codes = set(re.findall(r"month=2021-08&amp;code=([a-z0-9_]+)\"", page))
    assert len(codes) > 100
    for code in sorted(codes)[::12]:
        assert client.get(f"/province/610926/?month=2021-08&code={code}").status_code == 200


def test_a_hidden_number_is_hidden_in_the_file_too(taken: County) -> None:
    client = signed_in(RoleName.PROVINCE)
    for code, shown in (("public_posts", "数小，不显示"), ("persons", 9)):
        answer = client.get(f"/province/export/?code={code}")
        rows = list(openpyxl.load_workbook(io.BytesIO(answer.content)).worksheets[0].values)
        assert any(row[0] == "610926" and row[-1] == shown for row in rows), rows
    event = Event.objects.filter(act=Act.RECORDS_EXPORTED).first()
    assert event is None or event.target.startswith("province:")


def test_the_whole_is_not_told_where_it_would_tell_one_county_s_small_number(taken: County) -> None:
    page = signed_in(RoleName.PROVINCE).get("/province/?code=public_posts").content.decode()
    assert 'figure-lead">数小，不显示<' in page


def test_no_page_tells_what_another_hides(taken: County) -> None:
    """The smallest of the others is hidden with a small county, on its own page too: the total less the rest would tell."""
    more_counties(*OTHERS)
    client = signed_in(RoleName.PROVINCE)
    page = client.get("/province/?code=public_posts").content.decode()
    assert page.count("数小，不显示") >= 2
    assert 'figure-lead">64<' in page  # 1 + 11 + 21 + 31
    beside = client.get("/province/610921/?code=public_posts").content.decode()
    assert 'figure-lead">数小，不显示<' in beside
    row = re.search(r"code=public_posts\">[^<]*</a>.*?</tr>", beside, re.S)
    assert row
    assert "数小，不显示" in row[0]
    assert queries.of_county(Month(2021, 8), "610921")["public_posts"].hidden
    assert [cell.hidden for _month, cell in queries.trend("610921", "public_posts")] == [True]
    assert not queries.of_county(Month(2021, 8), "610923")["public_posts"].hidden


def test_counties_are_ranked_and_named_with_what_is_to_be_known_of_them(taken: County) -> None:
    more_counties(*OTHERS)
    page = signed_in(RoleName.PROVINCE).get("/province/?code=persons").content.decode()
    places = [page.index(f"/province/{code}/") for code in reversed(OTHERS)]
    assert places == sorted(places)
    assert "该县口径不同，已按省级口径重算" in page
    assert "4 个县合计" in page


@pytest.mark.parametrize("words", ["month=2031-01", "month=august", "code=ghost", "month=2021-08&code='--"])
def test_what_was_not_reported_is_not_there(taken: County, words: str) -> None:
    client = signed_in(RoleName.PROVINCE)
    for page in ("/province/", "/province/610926/", "/province/export/"):
        assert client.get(f"{page}?{words}").status_code == 404
    assert client.get("/province/610999/").status_code == 404


def test_receipts_are_in_pages_and_leave_with_whole_digests(taken: County) -> None:
    for n in range(60):
        receipt(f"61{n:04d}", 1)
    client = signed_in(RoleName.PROVINCE)
    assert "共 61 条" in client.get("/province/receipts/").content.decode()
    assert client.get("/province/receipts/?page=2").content.decode().count("<tr") < 15
    body = client.get("/province/receipts/export/").content
    assert "0" * 64 in str(list(openpyxl.load_workbook(io.BytesIO(body)).worksheets[0].values))


@pytest.mark.parametrize(
    "page", ["/province/?code=persons", "/province/610926/?code=persons", "/province/receipts/"]
)
def test_a_page_asks_as_often_for_many_counties_as_for_few(taken: County, page: str) -> None:
    client = signed_in(RoleName.PROVINCE)

    def asked() -> int:
        client.get(page)
        with CaptureQueriesContext(connection) as held:
            assert client.get(page).status_code == 200
        return len(held)

    few = asked()
    more_counties(*OTHERS)
    assert asked() == few
