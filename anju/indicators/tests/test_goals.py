"""Targets of the year: set, changed, taken away, imported, and told beside what was reached."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from anju.accounts.codes import RoleName
from anju.accounts.scope import Scope, acting
from anju.audit.models import Act, Event
from anju.indicators import actions, sheets
from anju.kernel.month import Month
from anju.kernel.refused import Refused
from anju.plans.actions import Wanted, drop_goal, set_goal
from anju.plans.codes import Sense
from anju.plans.models import Goal
from tests import builders
from tests.workbooks import brought, rules

pytestmark = pytest.mark.django_db
PLAN = "试验县2021年后续扶持计划"


@pytest.fixture(autouse=True)
def _county(db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Three persons of one household at one site, one at work; August is closed."""
    monkeypatch.setattr(settings, "ANJU_CLOSES", tmp_path / "closes")
    cache.clear()
    with acting(scope=Scope.everything(), actor="test"):
        builders.site()
        home = builders.family(members=3)
        builders.job(home.memberships.get(relation="head").person)
        actions.close(Month(2021, 8), by="test", on=date(2022, 3, 1), accepted="试验")
        builders.user("bureau", role=RoleName.BUREAU)
        builders.user("town", role=RoleName.TOWN, place=builders.TOWN)
    return


def client(name: str) -> Client:
    """Somebody signed in."""
    made = Client()
    assert made.login(username=name, password="right")
    return made


def wanted(value: str, sense: Sense = Sense.AT_LEAST) -> Wanted:
    return Wanted(sense, Decimal(value), PLAN)


def given(code: str, value: str, place: str = builders.COUNTY, sense: Sense = Sense.AT_LEAST) -> Goal:
    with acting(scope=Scope.everything(), actor="test"):
        return set_goal(place=place, year=2021, code=code, wanted=wanted(value, sense), why="", by="test")


FORM = {
    "code": "persons",
    "place": builders.COUNTY,
    "year": "2021",
    "sense": "at_least",
    "value": "4",
    "document": PLAN,
}


def test_an_officer_sets_a_target_and_sees_how_far_it_is() -> None:
    bureau = client("bureau")
    assert bureau.post("/goals/new/", FORM).status_code == 302
    page = bureau.get("/goals/?year=2021").content.decode()
    assert "不低于 4 人" in page
    assert "75%" in page
    assert "未达到" in page
    assert f"/figures/persons/?as_of=2021-08-31&amp;scope={builders.COUNTY}" in page
    assert "完成 75％" in bureau.get("/figures/persons/?as_of=2021-08-31").content.decode()


def test_a_changed_target_needs_its_reason_and_keeps_the_old_value_in_the_history() -> None:
    held = given("persons", "4")
    bureau = client("bureau")
    assert bureau.post(f"/goals/{held.pk}/", FORM | {"value": "3"}).status_code == 422
    assert bureau.post(f"/goals/{held.pk}/", FORM | {"value": "3", "why": "文件调整"}).status_code == 302
    with acting(scope=Scope.everything(), actor="test"):
        assert Goal.objects.get().value == 3
        assert sorted(Goal.pgh_event_model.objects.values_list("value", flat=True)) == [3, 4]  # type: ignore[attr-defined]  # by pghistory
        told = Event.objects.filter(act=Act.GOAL_SET).last()
    assert told is not None
    assert (told.why, told.detail["before"]["value"]) == ("文件调整", "4.0000")
    assert "已达到" in bureau.get("/goals/?year=2021").content.decode()


def test_indicator_place_and_year_of_a_standing_target_do_not_change() -> None:
    held = given("persons", "4")
    changed = FORM | {"code": "households", "year": "2022", "why": "试验", "value": "5"}
    assert client("bureau").post(f"/goals/{held.pk}/", changed).status_code == 302
    with acting(scope=Scope.everything(), actor="test"):
        assert Goal.objects.values_list("code", "year", "value").get() == ("persons", 2021, Decimal(5))


def test_a_target_set_by_mistake_is_taken_away_with_a_reason() -> None:
    held = given("persons", "4")
    bureau = client("bureau")
    bureau.post(f"/goals/{held.pk}/drop/", {"why": " "})
    with acting(scope=Scope.everything(), actor="test"):
        assert Goal.objects.exists()
        with pytest.raises(Refused, match="理由"):
            drop_goal(goal=held.pk, why="", by="test")
    bureau.post(f"/goals/{held.pk}/drop/", {"why": "登记错了县"})
    with acting(scope=Scope.everything(), actor="test"):
        assert not Goal.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"value": "-1"},
        {"value": "很多"},
        {"code": "ghost"},
        {"place": "610927"},
        {"year": "1900"},
        {"document": ""},
        {"sense": "about"},
    ],
)
def test_a_target_that_cannot_be_right_is_not_saved(wrong: dict[str, str]) -> None:
    assert client("bureau").post("/goals/new/", FORM | wrong).status_code == 422
    with acting(scope=Scope.everything(), actor="test"):
        assert not Goal.objects.exists()


def test_a_town_sees_its_own_targets_and_sets_none() -> None:
    given("persons", "4")
    own = given("persons", "2", builders.TOWN)
    town = client("town")
    page = town.get("/goals/?year=2021").content.decode()
    assert "不低于 2 人" in page
    assert "不低于 4 人" not in page
    assert town.get("/goals/new/").status_code == 403
    assert town.get(f"/goals/{own.pk}/").status_code == 403
    assert town.post(f"/goals/{own.pk}/drop/", {"why": "试验"}).status_code == 403


def test_a_target_of_an_indicator_that_is_no_longer_used_can_still_be_changed() -> None:
    held = given("persons", "4")
    with acting(scope=Scope.everything(), actor="test"):
        Goal.objects.filter(pk=held.pk).update(code="own_gone")
    bureau = client("bureau")
    assert "own_gone" in bureau.get("/goals/?year=2021").content.decode()
    assert bureau.post(f"/goals/{held.pk}/", FORM | {"value": "3", "why": "文件调整"}).status_code == 302


def test_nothing_is_chosen_before_the_officer_chooses() -> None:
    page = client("bureau").get("/goals/new/").content.decode()
    assert page.count('<option value="" selected>请选择</option>') == 2
    assert client("bureau").post("/goals/new/", FORM | {"code": "", "place": ""}).status_code == 422


def test_a_ceiling_is_met_below_it_and_has_no_share() -> None:
    given("persons", "5", sense=Sense.AT_MOST)
    page = client("bureau").get("/goals/?year=2021&state=met").content.decode()
    assert "不高于 5 人" in page
    assert "60%" not in page
    assert "不高于 5 人" not in client("bureau").get("/goals/?year=2021&state=short").content.decode()


def test_a_year_without_a_close_says_so() -> None:
    with acting(scope=Scope.everything(), actor="test"):
        set_goal(place=builders.COUNTY, year=2030, code="persons", wanted=wanted("4"), why="", by="test")
    assert "这一年还没有结账" in client("bureau").get("/goals/?year=2030").content.decode()


def test_the_list_is_exported_as_it_is_filtered() -> None:
    given("persons", "4")
    answer = client("bureau").get("/goals/export/?year=2021&state=short")
    assert answer["Content-Type"].startswith("application/vnd.openxml")
    assert client("bureau").get("/goals/?year=2021&sort=-share").status_code == 200


def test_more_targets_need_no_more_queries() -> None:
    bureau = client("bureau")
    given("persons", "4")
    bureau.get("/goals/?year=2021")
    with CaptureQueriesContext(connection) as one:
        bureau.get("/goals/?year=2021")
    for code in ("households", "employed_persons", "labour_age_persons", "booklet_rate", "parks"):
        given(code, "4")
        given(code, "4", builders.TOWN)
    with CaptureQueriesContext(connection) as many:
        bureau.get("/goals/?year=2021")
    assert len(many) <= len(one)


def _line(**changes: object) -> dict[str, object]:
    line = {
        "范围": "试验安置区100001",
        "年度": 2021,
        "指标": "就业人口",
        "要求": "不低于",
        "目标值": 3,
        "依据文件": PLAN,
    }
    return line | changes


def test_a_workbook_of_targets_goes_in_by_names_or_codes(tmp_path: Path) -> None:
    with acting(scope=Scope.everything(), actor="test"):
        second = _line(指标="zero_employment_households", 要求="不高于", 目标值=0)
        outcome = brought(tmp_path, sheets.GOALS, [_line(), second])
        assert outcome.applied
        held = {(goal.code, goal.sense, goal.value) for goal in Goal.objects.all()}
        assert held == {
            ("employed_persons", "at_least", Decimal(3)),
            ("zero_employment_households", "at_most", Decimal(0)),
        }
        assert brought(tmp_path, sheets.GOALS, [_line(目标值=4)]).changed == 1


def test_an_indicator_named_twice_in_a_workbook_is_refused_even_by_name_and_code(tmp_path: Path) -> None:
    with acting(scope=Scope.everything(), actor="test"):
        doubled = [_line(), _line(指标="employed_persons", 目标值=5)]
        assert "doubled_goal" in rules(brought(tmp_path, sheets.GOALS, doubled))
        assert not Goal.objects.exists()


def test_an_unknown_indicator_in_a_workbook_is_refused(tmp_path: Path) -> None:
    with acting(scope=Scope.everything(), actor="test"):
        assert "unknown_indicator" in rules(brought(tmp_path, sheets.GOALS, [_line(指标="幸福指数")]))
        assert not Goal.objects.exists()
