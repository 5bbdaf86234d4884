"""Two months are open at once for days: July is due on 5 August. What is told in one must show in the other."""

from datetime import date
from typing import Any

import pytest

from anju.employment import actions
from anju.employment.actions import UNTOLD, LineChange
from anju.employment.models import Job, Line
from anju.kernel.month import Month
from anju.kernel.refused import Refused
from anju.registry.models import Person
from tests import builders

pytestmark = pytest.mark.usefixtures("county")
JULY, AUGUST = Month(2021, 7), Month(2021, 8)
THIRD = date(2021, 8, 3)
OUTSIDE: dict[str, Any] = {"channel": "migrant", "work_place": "outside"}


@pytest.fixture
def who() -> Person:
    builders.site()
    return builders.person(builders.household(), name="吴大勇")


def opened(*months: Month) -> None:
    for month in months or (JULY, AUGUST):
        actions.open_month(month=month, by="bureau", on=month.first)


def line(month: Month) -> Line:
    return Line.objects.get(month=month.first)


def change(month: Month, what: str, on: date = THIRD, **words: Any) -> Line:
    held = line(month)
    told = LineChange(what=what, source="phone", **words)
    return actions.change_line(line=held.pk, version=held.version, change=told, by="clerk", on=on)


def confirm(month: Month, on: date = THIRD) -> int:
    return actions.confirm_unchanged(
        ledger=line(month).ledger_id, lines=None, source="phone", by="clerk", on=on
    ).count


def test_work_that_ended_in_july_is_no_work_in_the_open_august(who: Person) -> None:
    builders.job(who)
    opened()
    change(JULY, "stopped", day=date(2021, 7, 20), reason="between", wish="local")
    august = line(AUGUST)
    assert (august.employed, august.job, august.reason, august.wish) == (False, None, "between", "local")
    assert confirm(AUGUST) == 1
    assert (line(AUGUST).state, line(AUGUST).employed) == ("unchanged", False)


def test_work_that_began_in_july_shows_in_the_open_august(who: Person) -> None:
    opened()
    made = change(JULY, "began", day=date(2021, 7, 20), income_fen=300_000, **OUTSIDE).job
    august = line(AUGUST)
    assert (august.employed, august.job, august.income_fen) == (True, made, 300_000)


def test_an_august_that_was_confirmed_already_waits_for_its_clerk_again(who: Person) -> None:
    builders.job(who)
    opened()
    confirm(AUGUST)
    change(JULY, "stopped", day=date(2021, 7, 20), reason="between")
    august = line(AUGUST)
    assert (august.state, august.hint, august.employed, august.source) == (
        "unconfirmed",
        "work_changed",
        False,
        "",
    )
    assert confirm(AUGUST) == 0  # with a hint it is not among those that are confirmed unseen


def test_an_end_that_august_tells_reaches_the_july_that_is_still_open(who: Person) -> None:
    builders.job(who)
    opened()
    confirm(JULY)
    change(AUGUST, "stopped", day=date(2021, 7, 20), reason="between")
    assert (line(JULY).employed, line(JULY).state, line(JULY).hint) == (False, "unconfirmed", "work_changed")


def test_a_july_that_is_handed_in_stays_as_it_was(who: Person) -> None:
    builders.job(who)
    opened()
    confirm(JULY)
    actions.hand_in(ledger=line(JULY).ledger_id, by="clerk", on=THIRD, check=lambda _place, _month: ())
    before = Line.objects.filter(month=JULY.first).values().get()
    change(AUGUST, "stopped", day=date(2021, 7, 20), reason="between")
    assert Line.objects.filter(month=JULY.first).values().get() == before


def test_what_is_taken_back_in_july_is_taken_back_in_august(who: Person) -> None:
    opened()
    held = change(JULY, "began", day=date(2021, 7, 20), **OUTSIDE)
    actions.undo_line(line=held.pk, version=held.version, by="clerk", on=THIRD)
    assert not Job.objects.exists()
    assert (line(AUGUST).employed, line(AUGUST).job) == (False, None)
    builders.job(who)
    Line.objects.all().delete()
    opened()
    held = change(JULY, "stopped", day=date(2021, 7, 20))
    actions.undo_line(line=held.pk, version=held.version, by="clerk", on=THIRD)
    assert line(AUGUST).employed


def test_work_on_which_a_confirmed_august_stands_is_not_taken_back_in_july(who: Person) -> None:
    opened()
    held = change(JULY, "began", day=date(2021, 7, 20), **OUTSIDE)
    confirm(AUGUST)
    with pytest.raises(Refused, match="新的登记"):
        actions.undo_line(line=held.pk, version=held.version, by="clerk", on=THIRD)
    assert Job.objects.count() == 1


def test_work_that_begins_in_august_is_no_work_in_july(who: Person) -> None:
    opened()
    july = change(JULY, "began", day=date(2021, 8, 2), income_fen=300_000, **OUTSIDE)
    assert (july.employed, july.job, july.income_fen) == (False, None, None)
    assert line(AUGUST).employed


def test_who_changes_work_in_august_had_the_former_work_in_july(who: Person) -> None:
    former = builders.job(who, income_fen=250_000)
    opened()
    july = change(
        JULY, "changed", day=date(2021, 8, 2), channel="factory", work_place="county", income_fen=300_000
    )
    assert (july.job, july.employed, july.income_fen) == (former, True, 250_000)
    assert line(AUGUST).job == Job.objects.get(channel="factory")


def test_who_stops_in_august_worked_all_july_and_keeps_what_it_says(who: Person) -> None:
    former = builders.job(who, income_fen=250_000)
    builders.job(who, channel="flexible", work_place="county", start=date(2021, 1, 1), stop=date(2021, 8, 20))
    opened()
    Line.objects.update(job=former, income_fen=250_000)
    july = change(JULY, "stopped", day=date(2021, 8, 2))
    assert (july.job, july.employed, july.income_fen) == (former, True, 250_000)


def test_a_july_that_came_back_is_corrected_although_the_work_has_ended_since(who: Person) -> None:
    job = builders.job(who, income_fen=100)
    opened()
    change(AUGUST, "stopped", day=date(2021, 8, 2), reason="between")
    july = change(JULY, "income", income_fen=310_000)
    assert (july.income_fen, july.employed, july.job) == (310_000, True, job)
    change(JULY, "stopped", day=date(2021, 7, 15), reason="between")
    job.refresh_from_db()
    assert (job.stop, line(JULY).employed) == (date(2021, 7, 15), False)


def test_work_that_had_ended_before_the_month_is_not_corrected_in_it(who: Person) -> None:
    builders.job(who, stop=date(2021, 7, 1))
    opened()
    with pytest.raises(Refused, match="没有在岗"):
        change(JULY, "income", income_fen=1)


@pytest.mark.parametrize("day", [date(2021, 8, 4), date(2021, 8, 20)])
def test_a_known_later_end_is_brought_forward_and_comes_back_with_the_undo(who: Person, day: date) -> None:
    job = builders.job(who, stop=date(2021, 12, 31))
    opened(AUGUST)
    held = change(AUGUST, "stopped", date(2021, 8, 21), day=day, reason="between")
    job.refresh_from_db()
    assert (job.stop, held.employed) == (day, False)
    actions.undo_line(line=held.pk, version=held.version, by="clerk", on=date(2021, 8, 21))
    job.refresh_from_db()
    assert (job.stop, line(AUGUST).employed) == (date(2021, 12, 31), True)


def test_an_undo_never_discards_an_end_that_came_after_it(who: Person) -> None:
    job = builders.job(who)
    opened(AUGUST)
    held = change(AUGUST, "stopped", day=date(2021, 8, 2))
    Job.objects.filter(pk=job.pk).update(stop=date(2021, 8, 10))  # an import
    with pytest.raises(Refused, match="新的登记"):
        actions.undo_line(line=held.pk, version=held.version, by="clerk", on=date(2021, 8, 16))
    job.refresh_from_db()
    assert job.stop == date(2021, 8, 10)


def test_who_does_not_work_has_no_income_carried_over(who: Person) -> None:
    builders.job(who, income_fen=300_000)
    opened(JULY)
    change(JULY, "stopped", date(2021, 7, 20), day=date(2021, 7, 20), income_fen=200_000)
    opened(AUGUST)
    assert (line(JULY).income_fen, line(AUGUST).income_fen) == (200_000, None)


def test_the_income_of_one_work_is_not_that_of_another(who: Person) -> None:
    builders.job(who)
    opened(JULY)
    change(JULY, "income", date(2021, 7, 20), income_fen=200_000)
    Job.objects.update(income_fen=None)
    opened(AUGUST)
    assert line(AUGUST).income_fen == 200_000  # the same work
    change(AUGUST, "changed", day=date(2021, 8, 2), **OUTSIDE | {"channel": "flexible"})
    opened(Month(2021, 9))
    assert line(Month(2021, 9)).income_fen is None


def test_an_end_on_a_day_past_leaves_the_newer_work_in_the_line(who: Person) -> None:
    old = builders.job(who, channel="flexible", work_place="county", start=date(2020, 1, 1))
    new = builders.job(who, start=date(2021, 8, 5))
    opened(AUGUST)
    actions.end_job(job=old, on=date(2021, 7, 10), by="clerk")
    assert (line(AUGUST).employed, line(AUGUST).job) == (True, new)


def test_a_death_that_was_recorded_by_mistake_gives_the_line_its_work_back(who: Person) -> None:
    job = builders.job(who, income_fen=1)
    opened(AUGUST)
    ended = actions.end_jobs_of(persons=[who.pk], on=date(2021, 8, 3), by="registry")
    assert (ended, line(AUGUST).employed) == ([job.pk], False)
    actions.reopen_jobs(jobs=ended, by="registry")
    assert (line(AUGUST).employed, line(AUGUST).job, line(AUGUST).income_fen) == (True, job, 1)


def test_work_that_ends_within_the_month_is_looked_at_before_it_is_confirmed(who: Person) -> None:
    builders.job(who, stop=date(2021, 8, 15))
    opened(AUGUST)
    assert (line(AUGUST).employed, line(AUGUST).hint) == (False, "work_changed")
    assert confirm(AUGUST) == 0


def test_an_end_within_the_month_that_becomes_known_later_is_hinted_too(who: Person) -> None:
    job = builders.job(who)
    opened(AUGUST)
    actions.end_job(job=job, on=date(2021, 8, 15), by="clerk")
    assert (line(AUGUST).employed, line(AUGUST).hint) == (False, "work_changed")


def test_a_contract_that_is_over_is_the_surest_hint(who: Person) -> None:
    builders.job(who, contract_months=12, start=date(2020, 3, 1), seasonal=True)
    opened(AUGUST)
    assert line(AUGUST).hint == "contract_over"


def test_work_that_a_clerk_confirmed_after_its_contract_was_over_is_not_asked_about_each_month(
    who: Person,
) -> None:
    builders.job(who, contract_months=12, start=date(2020, 6, 15))
    opened(JULY)
    ids = {line(JULY).pk: line(JULY).version}
    actions.confirm_unchanged(
        ledger=line(JULY).ledger_id, lines=ids, source="phone", by="clerk", on=JULY.last
    )
    opened(AUGUST)
    assert (line(JULY).hint, line(AUGUST).hint) == ("contract_over", "")


WISHES: dict[str, Any] = {
    "wish": "local", "training_wish": "1", "reachable": True, "planned_out": True, "wish_industry": "电子", "wish_employer": "某厂",
}  # fmt: skip


@pytest.mark.parametrize(
    "told", [{"what": "income", "income_fen": 100}, {"what": "other", "reason": "caring"}]
)
def test_a_wish_that_is_not_told_stays_and_one_told_as_empty_goes(who: Person, told: dict[str, Any]) -> None:
    if told["what"] == "income":
        builders.job(who)
    opened(AUGUST)
    Line.objects.update(**WISHES)
    held = change(AUGUST, **told)
    assert {name: getattr(held, name) for name in WISHES} == WISHES
    held = change(
        AUGUST, "other", wish="", training_wish="", reachable=None, planned_out=False, wish_industry=""
    )
    assert (held.wish, held.training_wish, held.reachable, held.planned_out) == ("", "", None, False)
    assert LineChange(what="other", source="phone").wish is UNTOLD


def test_wishes_of_a_july_reach_an_august_that_nobody_confirmed(who: Person) -> None:
    opened()
    change(JULY, "other", wish="local", planned_out=True, wish_industry="电子厂")
    assert (line(AUGUST).wish, line(AUGUST).planned_out, line(AUGUST).wish_industry) == (
        "local",
        True,
        "电子厂",
    )
    change(AUGUST, "other", wish="go_out")
    change(JULY, "other", wish="farm")
    assert line(AUGUST).wish == "go_out"


def test_a_correction_of_an_old_month_does_not_reach_beyond_what_was_confirmed_since(who: Person) -> None:
    opened()
    change(JULY, "other", wish="local")
    actions.hand_in(ledger=line(JULY).ledger_id, by="clerk", on=THIRD, check=lambda _place, _month: ())
    change(AUGUST, "other", wish="go_out")
    actions.open_month(month=Month(2021, 9), by="bureau", on=date(2021, 9, 1))
    actions.return_ledger(ledger=line(JULY).ledger_id, reason="更正", by="town", on=date(2021, 9, 2))
    change(JULY, "other", date(2021, 9, 2), wish="farm")
    assert [line(month).wish for month in (JULY, AUGUST, Month(2021, 9))] == ["farm", "go_out", "go_out"]
