"""Month to month jumps: judged for the county and its towns, told in words, opened down to who joined and left."""

from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client

from anju.accounts.codes import RoleName
from anju.accounts.scope import Scope, acting
from anju.indicators import actions, queries
from anju.indicators.actions import as_composed, define, review
from anju.indicators.catalogue import CheckKind
from anju.indicators.crosschecks import COUNTY_AND_TOWN
from anju.indicators.figures import CheckResult, Number
from anju.indicators.models import Close
from anju.kernel.month import Month
from anju.kernel.refused import Refused
from tests import builders

AUGUST, LATER = Month(2021, 8), date(2022, 3, 1)


@pytest.mark.parametrize(
    ("before", "now", "holds"),
    [
        (None, 5, True),
        (100, None, True),
        (100, 102, True),
        (100, 103, True),
        (1000, 1021, False),
        (1000, 979, False),
        (1000, 1020, True),
        (0, 9, True),
        (0, 10, False),
        (400, 409, True),
    ],
)
def test_a_figure_jumps_when_it_moves_by_more_than_both_bounds(
    before: Number | None, now: Number | None, holds: bool
) -> None:
    check = CheckResult("persons", CheckKind.JUMP, (), now, before, percent=2, least=10)
    assert check.holds is holds


def test_the_key_figures_of_the_catalogue_are_watched_from_month_to_month() -> None:
    watched = {
        item.code for item in queries.shipped() if any(check.kind is CheckKind.JUMP for check in item.checks)
    }
    assert {"persons", "households", "employed_persons", "labour_age_persons"} <= watched


@pytest.fixture
def jumped(db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Close:
    """A county in which sixty persons appear from August to September."""
    monkeypatch.setattr(settings, "ANJU_CLOSES", tmp_path / "closes")
    cache.clear()
    with acting(scope=Scope.everything(), actor="test"):
        builders.site()
        builders.family(members=3)
        builders.user("bureau", role=RoleName.BUREAU)
        actions.close(AUGUST, by="test", on=LATER, accepted="试验")
        for _ in range(12):
            builders.family(members=5)
        with pytest.raises(Refused, match="“搬迁人口”由上月 3 变为 63，变动过大"):
            actions.close(AUGUST.plus(1), by="test", on=LATER)
        return actions.close(AUGUST.plus(1), by="test", on=LATER, accepted="九月集中入住")


def test_a_jump_is_told_for_county_and_towns_and_not_for_single_sites(jumped: Close) -> None:
    with acting(scope=Scope.everything(), actor="test"):
        places = {one["place"] for one in queries.breaks_of(jumped) if one["kind"] == CheckKind.JUMP}
    assert places == {builders.COUNTY, builders.TOWN}
    assert all(len(place) <= COUNTY_AND_TOWN for place in places)


def test_an_accepted_jump_opens_the_list_of_who_joined_and_left(jumped: Close) -> None:
    client = Client()
    assert client.login(username="bureau", password="right")
    page = client.get("/closes/2021-09/").content.decode()
    before = Close.objects.get(month=AUGUST.first)
    href = f"/figures/persons/moves/?before={before.pk}&after={jumped.pk}&scope={builders.COUNTY}"
    assert href.replace("&", "&amp;") in page
    assert "共 60 条" in client.get(href).content.decode()


def test_an_own_version_of_a_definition_keeps_its_watch(county: None) -> None:
    made = define(
        composed=as_composed(queries.indicator("persons")), code="persons", since=date(2021, 9, 1), why="试验",
        by="officer",
    )  # fmt: skip
    review(definition=made.pk, granted=True, note="", by="chief")
    assert queries.indicator("persons").checks == queries.shipped().get("persons").checks
