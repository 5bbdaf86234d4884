"""Certificates belong to a flat and a household: registered, replaced, transferred, cancelled, left behind by a move."""

from datetime import date
from typing import Any

import pytest
from django.db import connection

from anju.kernel.refused import Refused
from anju.registry import actions
from anju.registry.facts import CERTIFICATE, HOUSEHOLD
from anju.registry.models import Building, Certificate, Flat, Household
from tests import builders

pytestmark = pytest.mark.usefixtures("county")
ON, DAY, LATER = date(2021, 12, 31), date(2021, 5, 1), date(2021, 6, 1)
FIRST, SECOND = "陕（2021）平利县不动产权第0000001号", "陕（2021）平利县不动产权第0000002号"


@pytest.fixture
def flats() -> list[Flat]:
    builders.site()
    building = Building.objects.create(place_id=builders.SITE, number="1号楼")
    return [
        Flat.objects.create(place_id=builders.SITE, building=building, unit="1", room=room, area_m2=80)
        for room in ("101", "102")
    ]


def asked(home: Household, day: date = DAY) -> dict[str, Any]:
    return {"household": home.pk, "about": builders.notice(home, day), "by": "clerk", "on": ON}


@pytest.fixture
def home(flats: list[Flat]) -> Household:
    made = builders.household(number="H-HOME")
    builders.person(made)
    actions.rehouse(flat=flats[0].pk, **asked(made, date(2021, 1, 1)))
    return made


def certified(day: date) -> dict[str, bool]:
    with connection.cursor() as cursor:
        cursor.execute(f"select number, certified from ({HOUSEHOLD.sql}) x", {"day": day})
        return dict(cursor.fetchall())


def counted(day: date) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"select count(*) from ({CERTIFICATE.sql}) x", {"day": day})
        found: int = cursor.fetchone()[0]
        return found


def test_a_certificate_is_of_the_flat_of_its_day(home: Household, flats: list[Flat]) -> None:
    change = actions.register_certificate(number=f" {FIRST} ", **asked(home))
    held = Certificate.objects.get()
    assert (held.number, held.flat_id, held.issued_on) == (FIRST, flats[0].pk, DAY)
    assert (certified(date(2021, 4, 30)), certified(DAY)) == ({"H-HOME": False}, {"H-HOME": True})
    for number, sentence in ((SECOND, "已有不动产权证"), ("", "请填写"), ("长" * 61, "60个字")):
        with pytest.raises(Refused, match=sentence):
            actions.register_certificate(number=number, **asked(home, LATER))
    actions.revert(change=change.pk, version=2, why="登错了", by="c", on=ON)
    assert not Certificate.objects.exists()


def test_a_household_that_moves_leaves_its_certificate_behind(home: Household, flats: list[Flat]) -> None:
    actions.register_certificate(number=FIRST, **asked(home))
    actions.rehouse(flat=flats[1].pk, **asked(home, LATER))
    assert (certified(date(2021, 5, 31)), certified(LATER)) == ({"H-HOME": True}, {"H-HOME": False})
    with pytest.raises(Refused, match="登记过"):
        actions.register_certificate(number=FIRST, **asked(home, date(2021, 7, 1)))
    actions.register_certificate(number=SECOND, **asked(home, date(2021, 7, 1)))
    assert certified(date(2021, 7, 1)) == {"H-HOME": True}


def test_a_new_certificate_takes_the_place_of_the_old_one(home: Household) -> None:
    actions.register_certificate(number=FIRST, **asked(home))
    old = Certificate.objects.get()
    with pytest.raises(Refused, match="晚于原证"):
        actions.register_certificate(number=SECOND, replaces=old.pk, **asked(home))
    actions.register_certificate(number=SECOND, replaces=old.pk, **asked(home, LATER))
    assert [(one.number, one.stop, one.stop_reason) for one in Certificate.objects.order_by("pk")] == [
        (FIRST, LATER, "replaced"), (SECOND, None, ""),
    ]  # fmt: skip
    assert (counted(DAY), counted(LATER)) == (1, 1)


def test_a_flat_goes_to_another_household_with_a_certificate_of_its_own(
    home: Household, flats: list[Flat]
) -> None:
    actions.register_certificate(number=FIRST, **asked(home))
    other = builders.household(number="H-NEXT")
    builders.person(other)
    held = Certificate.objects.get()
    with pytest.raises(Refused, match="不能转移给本户"):
        actions.transfer_certificate(certificate=held.pk, other=home.pk, number=SECOND, **asked(home, LATER))
    actions.rehouse(flat=flats[1].pk, **asked(home, LATER))
    actions.rehouse(flat=flats[0].pk, **asked(other, LATER))
    change = actions.transfer_certificate(
        certificate=held.pk, other=other.pk, number=SECOND, **asked(home, LATER)
    )
    assert certified(LATER) == {"H-HOME": False, "H-NEXT": True}
    assert change.households == [home.pk, other.pk]
    actions.revert(change=change.pk, version=4, why="登错了", by="c", on=ON)
    assert [(one.number, one.stop) for one in Certificate.objects.all()] == [(FIRST, None)]


def test_a_cancelled_certificate_counts_no_longer(home: Household) -> None:
    actions.register_certificate(number=FIRST, **asked(home))
    held = Certificate.objects.get()
    actions.end_certificate(certificate=held.pk, **asked(home, LATER))
    assert (certified(LATER), counted(LATER), counted(DAY)) == ({"H-HOME": False}, 0, 1)
    with pytest.raises(Refused, match="已于 2021-06-01 失效"):
        actions.end_certificate(certificate=held.pk, **asked(home, date(2021, 7, 1)))
    with pytest.raises(Refused, match="没有这本"):
        actions.end_certificate(certificate=held.pk + 1, **asked(home, date(2021, 7, 1)))
