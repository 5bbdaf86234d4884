"""Judgements: who may answer a request, and which class a household would fall into."""

from decimal import Decimal

import pytest

from anju.entitlements.codes import MonitoringClass, RequestState, RiskCause, Side
from anju.entitlements.queries import threshold
from anju.entitlements.rules import Situation, Standing, after, barred, judge
from anju.registry.codes import HouseholdClass

LIFTED, ORDINARY = HouseholdClass.LIFTED, HouseholdClass.ORDINARY


@pytest.mark.parametrize(
    ("household", "yuan", "cause", "kind"),
    [
        (LIFTED, "5999", "", MonitoringClass.UNSTABLE),
        (ORDINARY, "5999", "", MonitoringClass.MARGINAL),
        (LIFTED, "6000", "", None),
        (LIFTED, "9000", RiskCause.ILLNESS, MonitoringClass.SUDDEN),
        (ORDINARY, "9000", RiskCause.DISASTER, MonitoringClass.SUDDEN),
        (LIFTED, "9000", RiskCause.SCHOOL, None),
        (LIFTED, "5000", RiskCause.ILLNESS, MonitoringClass.UNSTABLE),
    ],
)
def test_a_household_falls_into_the_class_of_its_situation(
    household: str, yuan: str, cause: str, kind: MonitoringClass | None
) -> None:
    judged = judge(Situation(household, Decimal(yuan), cause), 6000, 2021)
    assert (judged.kind, judged.open_question) == (kind, False)
    assert len(judged.trace) == 3


def test_a_year_without_a_published_threshold_is_said_and_not_guessed() -> None:
    judged = judge(Situation(LIFTED, Decimal("3000")), None, 2023)
    assert judged.kind is None
    assert judged.open_question
    assert any("2023年监测范围尚未公布" in step.sentence for step in judged.trace)


def test_a_household_without_income_is_an_open_question() -> None:
    judged = judge(Situation(ORDINARY, None), 6000, 2021)
    assert (judged.kind, judged.open_question) == (None, True)


def test_only_the_threshold_of_2021_is_known() -> None:
    assert threshold(2021) == 6000
    assert threshold(2020) is None
    assert threshold(2022) is None


def test_the_home_side_comes_first_and_the_residence_side_completes() -> None:
    asked = Standing(RequestState.AT_HOME)
    assert asked.turn is Side.HOME
    assert after(asked, confirmed=True) is RequestState.AT_RESIDENCE
    confirmed = Standing(RequestState.AT_RESIDENCE, home_by="a")
    assert after(confirmed, confirmed=True) is RequestState.DONE
    assert after(asked, confirmed=False) is after(confirmed, confirmed=False) is RequestState.REFUSED
    with pytest.raises(ValueError, match="done"):
        after(Standing(RequestState.DONE), confirmed=True)


@pytest.mark.parametrize(
    ("standing", "by", "reach", "word"),
    [
        (Standing(RequestState.AT_HOME), "a", False, "原籍"),
        (Standing(RequestState.AT_RESIDENCE, "a"), "a", True, "两个人"),
        (Standing(RequestState.DONE, "a"), "b", True, "已经办结"),
        (Standing(RequestState.AT_RESIDENCE, "a"), "b", True, ""),
    ],
)
def test_who_may_not_answer_is_told_why(standing: Standing, by: str, reach: bool, word: str) -> None:
    told = barred(standing, by, in_reach=reach)
    assert word in told
    assert bool(told) == bool(word)
