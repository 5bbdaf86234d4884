"""Flats, grids, old houses and sheets through the interface: the scope, refusals and masks of the pages."""

import base64
from datetime import date
from typing import Any

import pytest

from anju.accounts.codes import RoleName
from anju.api.tests.test_gate import OTHER_SITE, issued
from anju.api.tests.test_gate import call as asked
from anju.employment import actions as employment
from anju.kernel.month import Month
from anju.registry.actions.evidence import LARGEST
from anju.registry.models import Building, Flat, Household
from tests import builders

pytestmark = pytest.mark.usefixtures("county")
MONTH = Month(2021, 8)


@pytest.fixture
def home() -> Household:
    """A household with a flat here, one elsewhere, and August open."""
    for code in (builders.SITE, OTHER_SITE):
        builders.site(code)
        building = Building.objects.create(place_id=code, number="1号楼")
        Flat.objects.create(place_id=code, building=building, unit="1", room="101", area_m2=80)
    household = builders.household()
    builders.person(household, name="邹试安", willing=True)
    builders.person(builders.household(OTHER_SITE), name="肖试宁")
    employment.open_month(month=MONTH, by="t", on=date(2021, 8, 20))
    return household


def clerk() -> str:
    return issued(role=RoleName.CLERK, place=builders.SITE)


def call(path: str, token: str, told: Any = None) -> tuple[int, Any]:
    status, held, _headers = asked(token, f"/{path}", told)
    return status, held


def body(answer: tuple[int, Any]) -> Any:
    status, held = answer
    assert status == 200, held
    return held


def test_flats_are_a_list_of_the_own_site(home: Household) -> None:
    token = clerk()
    listed = body(call(f"sites/{builders.SITE}/flats/", token))
    assert (listed["total"], listed["items"][0]["room"]) == (1, "101")
    assert body(call(f"sites/{builders.SITE}/flats/?state=free", token))["total"] == 1
    assert body(call(f"sites/{builders.SITE}/flats/?state=occupied", token))["total"] == 0
    assert call(f"sites/{OTHER_SITE}/flats/", token)[0] == 404


def test_what_was_found_at_a_flat_is_recorded_and_read_back(home: Household) -> None:
    token, flat = clerk(), Flat.objects.get(place_id=builders.SITE)
    told = {"state": "empty", "how": "visit", "day": "2021-08-20"}
    body(call(f"flats/{flat.pk}/occupation/", token, told))
    assert [one["state"] for one in body(call(f"flats/{flat.pk}/", token))["occupations"]] == ["empty"]
    other = Flat.objects.get(place_id=OTHER_SITE)
    assert call(f"flats/{other.pk}/occupation/", token, told)[0] == 404


def test_the_old_house_grids_and_the_matrix(home: Household) -> None:
    token = clerk()
    assert call(f"households/{home.pk}/reclamation/", token)[0] == 404
    told = {"demolished_on": "2021-05-01", "area_m2": "133.50"}
    assert body(call(f"households/{home.pk}/reclamation/", token, told))["area_m2"] == "133.50"
    grids = body(
        call(f"sites/{builders.SITE}/grids/", token, {"serial": 1, "name": "一号网格", "kind": "basic"})
    )
    assert [grid["name"] for grid in grids] == ["一号网格"]
    assert {one["side"] for one in body(call("matrix/", token))} == {"home", "residence"}
    assert body(call("verifications/", token)) == []
    locked = {"day": "2021-08-01", "document": "平发改〔2021〕1号", "programme": "fyp13"}
    assert call("verifications/", token, locked)[0] == 403


def test_a_sheet_is_masked_and_paged(home: Household) -> None:
    token = clerk()
    ledger = body(call("ledgers/", token))["items"][0]["id"]
    code = body(call(f"ledgers/{ledger}/sheets/", token))[0]["code"]
    sheet = body(call(f"ledgers/{ledger}/sheets/{code}/", token))
    assert sheet["heads"]
    assert "邹试安" not in str(sheet)


def test_persons_are_narrowed_as_on_the_page(home: Household) -> None:
    token = clerk()
    assert body(call("persons/?age_from=16&work=no", token))["total"] == 1
    assert body(call("persons/?work=yes", token))["total"] == 0
    assert body(call("persons/?sex=2", token))["total"] == 0
    assert call("persons/?work=nonsense", token)[0] == 422


def test_households_without_work_come_page_by_page(home: Household) -> None:
    page = body(call("zero-employment/?size=1", clerk()))
    assert (page["total"], page["size"], len(page["items"])) == (1, 1, 1)


def test_a_scan_of_the_largest_size_fits_into_the_notice_and_other_bodies_stay_small(home: Household) -> None:
    token = clerk()
    scan = base64.b64encode(b"%PDF-1.4" + b"0" * (LARGEST - 8)).decode()
    son = builders.person(home, relation="son", name="邹小", id_number=builders.id_number(date(2010, 1, 1)))
    told = {
        "day": "2021-08-20", "version": home.version, "reason": "据通知书", "person": son.pk, "health": "chronic",
        "evidence": {"name": "a.pdf", "content": scan},
    }  # fmt: skip
    body(call(f"households/{home.pk}/state/", token, told))
    ledger = body(call("ledgers/", token))["items"][0]["id"]
    large = {"source": "phone", "nonsense": "x" * 2_000_000}
    assert call(f"ledgers/{ledger}/confirm/", token, large)[0] == 413
