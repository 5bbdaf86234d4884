"""Pages of flats, grids, old houses, the locked population, and the list of changes."""

from collections.abc import Callable
from datetime import date

import fastexcel
import pytest
from django.test import Client

from anju.accounts.codes import RoleName
from anju.accounts.models import User
from anju.accounts.scope import Scope, acting
from anju.registry.actions import NewPerson, lock_population, make_grid, register_birth
from anju.registry.models import Allocation, Building, Flat, Household, Reclamation, Verification
from tests import builders

SITE, OTHER = builders.SITE, "610926200001"
Enter = Callable[[str], Client]


@pytest.fixture
def flat(db: None) -> Flat:
    """Two flats of a building, the first given to a family; users of both sites, a bureau officer, a grid worker."""
    with acting(scope=Scope.everything(), actor="test"):
        builders.site()
        builders.site(OTHER)
        building = Building.objects.create(place_id=SITE, number="1号楼")
        made = [
            Flat.objects.create(place_id=SITE, building=building, unit="1", room=room, area_m2=80)
            for room in ("101", "102")
        ]
        home = builders.household(flat=made[0])
        builders.person(home, name="邹试安")
        Allocation.objects.create(place_id=SITE, flat=made[0], household=home, start=home.start)
        builders.person(builders.household(OTHER))
        builders.user("clerk", role=RoleName.CLERK, place=SITE)
        builders.user("stranger", role=RoleName.CLERK, place=OTHER)
        builders.user("bureau")
    return made[0]


@pytest.fixture
def enter(flat: Flat) -> Enter:
    def signed_in(name: str) -> Client:
        client = Client()
        client.force_login(User.objects.get(username=name))
        return client

    return signed_in


def test_a_site_is_walked_through_flat_by_flat(flat: Flat, enter: Enter) -> None:
    client = enter("clerk")
    page = client.get(f"/sites/{SITE}/flats/").text
    for words in ("1号楼", "1-101", "1-102", "邹**", "未核查"):
        assert words in page
    assert "邹试安" not in page
    only_free = client.get(f"/sites/{SITE}/flats/?state=free").text
    assert "1-102" in only_free
    assert "1-101" not in only_free
    assert "邹**" not in client.get(f"/sites/{SITE}/flats/?on=2018-01-01").text
    book = fastexcel.read_excel(client.get(f"/sites/{SITE}/flats/export/").content)
    assert len(book.load_sheet(0).to_polars().rows()) == 2
    assert "楼栋住房" in client.get(f"/sites/{SITE}/").text


def test_what_was_found_at_a_flat_is_recorded(flat: Flat, enter: Enter) -> None:
    client, address = enter("clerk"), f"/flats/{flat.pk}/"
    assert "登记交房" in client.get(address).text
    told = {"state": "let", "how": "visit", "day": "2021-05-01", "note": "门口有租客"}
    assert client.post(address, told).status_code == 302
    assert "门口有租客" in client.get(address).text
    assert client.post(address, {"hand_over": "1", "keys-day": "2021-05-02"}).status_code == 302
    assert "登记交房" not in client.get(address).text
    bad = client.post(address, told | {"day": "2999-01-01", "note": "打的字"})
    assert bad.status_code == 422
    assert "不能晚于今天" in bad.text
    assert "打的字" in bad.text


def test_grids_are_made_and_filled(flat: Flat, enter: Enter) -> None:
    client, address = enter("clerk"), f"/sites/{SITE}/grids/"
    new = {"serial": 1, "name": "一号网格", "kind": "basic", "leader": "王某"}
    assert client.post(address, new).status_code == 302
    assert "已经存在" in client.post(address, new).text
    assert client.post(address, {"grid": f"{SITE}001", "buildings": [flat.building_id]}).status_code == 302
    page = client.get(address).text
    assert "一号网格" in page
    assert "1号楼（一号网格）" in page
    with acting(scope=Scope((f"{SITE}001",)), actor="grid"):
        assert Household.objects.count() == 1
        assert Flat.objects.count() == 2
        assert Allocation.objects.count() == 1


def test_a_grid_worker_walks_through_the_own_grid_only(flat: Flat, enter: Enter) -> None:
    test_grids_are_made_and_filled(flat, enter)
    with acting(scope=Scope.everything(), actor="test"):
        other = Building.objects.create(place_id=SITE, number="2号楼")
        Flat.objects.create(place_id=SITE, building=other, unit="1", room="201", area_m2=80)
        builders.user("grid", role=RoleName.GRID, place=f"{SITE}001")
    client = enter("grid")
    page = client.get(f"/sites/{SITE}/flats/").text
    assert "1-101" in page
    assert "1-201" not in page
    assert client.get(f"/sites/{OTHER}/flats/").status_code == 404
    assert client.get("/persons/").status_code == 200
    with acting(scope=Scope.everything(), actor="test"):
        home = Household.objects.get(flat=flat).pk
    assert client.get(f"/households/{home}/").status_code == 200


def test_an_old_house_is_recorded(flat: Flat, enter: Enter) -> None:
    with acting(scope=Scope.everything(), actor="test"):
        home = Household.objects.get(flat=flat).pk
    client, address = enter("clerk"), f"/households/{home}/reclamation/"
    assert address in client.get(f"/households/{home}/").text
    told = {
        "demolished_on": "2021-03-01",
        "reclaimed_on": "2021-02-01",
        "area_m2": "120.5",
        "document": "验字1号",
    }
    assert "早于拆除" in client.post(address, told).text
    assert client.post(address, told | {"reclaimed_on": "2021-04-01"}).status_code == 302
    assert "验字1号" in client.get(address).text
    with acting(scope=Scope.everything(), actor="test"):
        assert Reclamation.objects.get().area_m2 == 120.5


def test_the_county_locks_a_population_and_pages_say_so(flat: Flat, enter: Enter) -> None:
    told = {"programme": "fyp13", "day": "2020-12-31", "document": "平发改发〔2020〕15号"}
    assert "锁定</button>" not in enter("clerk").get("/verifications/").text
    assert enter("clerk").post("/verifications/", told).status_code == 200
    assert not Verification.objects.exists()
    client = enter("bureau")
    assert client.post("/verifications/", told).status_code == 302
    assert "已经锁定" in client.post("/verifications/", told).text
    with acting(scope=Scope.everything(), actor="test"):
        home = Household.objects.get(flat=flat)
        person = home.memberships.get().person_id
    assert "平发改发〔2020〕15号" in client.get("/verifications/").text
    for address in (f"/households/{home.pk}/", f"/persons/{person}/"):
        assert "平发改发〔2020〕15号" in enter("clerk").get(address).text


def test_changes_are_listed_by_month_and_kind_and_exported(flat: Flat, enter: Enter) -> None:
    with acting(scope=Scope.everything(), actor="test"):
        home, born = Household.objects.get(flat=flat), date(2021, 5, 1)
        register_birth(
            household=home.pk, child=NewPerson("邹小", builders.id_number(born)), relation="grandson",
            about=builders.notice(home, born), by="clerk", on=born,
        )  # fmt: skip
    client = enter("clerk")
    for query in (
        "",
        "?month=2021-05",
        "?kind=birth",
        f"?place={SITE}",
        "?sort=place",
        "?sort=-recorded",
        "?page=2",
    ):
        assert client.get(f"/changes/{query}").status_code == 200
    assert home.number in client.get("/changes/?month=2021-05&kind=birth").text
    for query in ("?month=2021-06", "?kind=death"):
        assert home.number not in client.get(f"/changes/{query}").text
    assert "月份写作" in client.get("/changes/?month=xx").text
    assert home.number not in enter("stranger").get("/changes/").text
    book = fastexcel.read_excel(client.get("/changes/export/?why=核对台账").content)
    assert home.number in str(book.load_sheet(0).to_polars().rows())


def test_grids_and_locks_leave_as_workbooks_for_posts_that_may_take_them(flat: Flat, enter: Enter) -> None:
    with acting(scope=Scope.everything(), actor="test"):
        make_grid(
            site=SITE, serial=1, name="第一网格", kind="basic", leader="赵", by="t", on=date(2021, 5, 1)
        )
        lock_population(day=date(2020, 12, 31), document="平发〔2020〕1号", by="t", on=date(2021, 5, 1))
        builders.user("grid", role=RoleName.GRID, place=SITE)
    for address, page, word in (
        (f"/sites/{SITE}/grids/export/", f"/sites/{SITE}/grids/", "第一网格"),
        ("/verifications/export/", "/verifications/", "平发〔2020〕1号"),
        (f"/sites/{SITE}/flats/export/", f"/sites/{SITE}/flats/", "1-101"),
    ):
        shown = enter("clerk").get(page).text
        assert address in shown
        assert "共 " in shown
        book = fastexcel.read_excel(enter("clerk").get(address).content)
        assert word in str(book.load_sheet(0).to_polars().rows())
        assert enter("grid").get(address).status_code == 403
    assert "导出 Excel" not in enter("grid").get(f"/sites/{SITE}/flats/").text


@pytest.mark.parametrize("page", ["flats/", "flats/export/", "grids/", "grids/export/"])
def test_another_site_is_not_there(flat: Flat, enter: Enter, page: str) -> None:
    assert enter("stranger").get(f"/sites/{SITE}/{page}").status_code == 404
    assert enter("clerk").get(f"/sites/610926999999/{page}").status_code == 404


def test_a_flat_of_another_site_is_neither_shown_nor_written(flat: Flat, enter: Enter) -> None:
    client = enter("stranger")
    assert client.get(f"/flats/{flat.pk}/").status_code == 404
    assert (
        client.post(f"/flats/{flat.pk}/", {"state": "let", "how": "visit", "day": "2021-05-01"}).status_code
        == 404
    )
    assert (
        client.post(f"/sites/{SITE}/grids/", {"grid": "", "buildings": [flat.building_id]}).status_code == 404
    )
