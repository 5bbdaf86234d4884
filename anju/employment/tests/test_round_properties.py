"""What holds of the round whatever happens: how ledgers go on, who is carried into a month, and why a line is looked at first."""

from calendar import monthrange
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from anju.employment import actions, rules
from anju.employment.codes import Hint, LedgerState
from anju.employment.models import Ledger, Line
from anju.employment.queries import rounds
from anju.employment.queries.rounds import LineFilter
from anju.kernel.month import Month
from anju.kernel.refused import Refused
from anju.registry.models import Person
from anju.tasks.models import Task
from tests import builders

MONTHS = st.builds(Month, st.integers(2000, 2099), st.integers(1, 12))
DAYS = st.dates(date(2000, 1, 1), date(2099, 12, 31))
JULY, AUGUST, ON = Month(2021, 7), Month(2021, 8), date(2021, 8, 20)
REACHED = (
    Hint.CONTRACT_OVER,
    Hint.CONTRACT_ENDING,
    Hint.UNREACHABLE,
    Hint.PLANNED_OUT,
    Hint.NEWCOMER,
    Hint.AGED,
)
# A few lasting examples each write a whole county of one site; what they wrote is taken back.
IN_DATABASE = settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])


@given(MONTHS, st.integers(1, 31))
def test_a_month_is_due_in_the_month_that_follows(month: Month, day: int) -> None:
    due = rules.due_on(month, day)
    assert Month.of(due) == month.plus(1)
    assert due.day == min(day, 28)
    assert due <= rules.due_on(month, min(day + 1, 31))


@given(MONTHS, DAYS)
def test_a_month_is_opened_on_a_day_of_its_own_and_on_today_where_that_is_one(month: Month, on: date) -> None:
    day = rules.reference_day(month, on)
    assert Month.of(day) == month
    assert (day == on) is (Month.of(on) == month)


@given(st.integers(1, 12), st.integers(1, 12))
def test_a_season_has_as_many_months_as_lie_between_its_ends(first: int, last: int) -> None:
    inside = [number for number in range(1, 13) if rules.is_season(Month(2021, number), first, last)]
    assert len(inside) == (last - first) % 12 + 1
    assert {first, last} <= set(inside)


@given(st.sampled_from(LedgerState), st.sampled_from(rules.Step))
def test_each_step_leads_to_its_one_state_or_nowhere_and_never_stands_still(
    state: LedgerState, step: rules.Step
) -> None:
    led = rules.after(state, step)
    assert led != state
    assert led is None or rules.after(led, step) is None  # nothing is done twice
    assert led != LedgerState.OPEN  # what was opened is not opened again
    assert rules.is_writable(state) is (state in {LedgerState.OPEN, LedgerState.RETURNED})


def _nothing(_place: str, _month: Month) -> Sequence[str]:
    return ()


def _take(step: rules.Step, ledger: int) -> None:
    if step is rules.Step.HAND_IN:
        actions.hand_in(ledger=ledger, by="clerk", on=ON, check=_nothing)
    elif step is rules.Step.RETURN:
        actions.return_ledger(ledger=ledger, reason="更正", by="town", on=ON)
    else:
        actions.accept_ledger(ledger=ledger, by="town", on=ON)


TASKS = {
    "open": {"ledger_opened"}, "handed_in": {"ledger_handed_in"}, "returned": {"ledger_returned"}, "accepted": set(),
}  # fmt: skip


@pytest.mark.usefixtures("county")
@IN_DATABASE
@given(st.lists(st.sampled_from(rules.Step), max_size=8))
def test_a_ledger_goes_as_the_table_says_and_one_task_always_tells_whose_turn_it_is(
    steps: list[rules.Step],
) -> None:
    with transaction.atomic():
        builders.site()
        ledger = Ledger.objects.create(place_id=builders.SITE, month=AUGUST.first, opened_on=ON)
        builders.person(builders.household())
        actions.open_month(month=AUGUST, by="bureau", on=ON)
        actions.confirm_unchanged(ledger=ledger.pk, lines=None, source="phone", by="clerk", on=ON)
        state: str = LedgerState.OPEN
        for step in steps:
            wanted = rules.after(state, step)
            with suppress(Refused), transaction.atomic():
                _take(step, ledger.pk)
                assert wanted is not None, f"{step} was done from {state}"
            state = wanted or state
            ledger.refresh_from_db()
            assert ledger.state == state
            assert (ledger.confirmed_on is None) is rules.is_writable(state)
            turn = Task.objects.filter(settled_on__isnull=True, subject=f"ledger:{ledger.pk}")
            assert set(turn.values_list("kind", flat=True)) == TASKS[state]
        transaction.set_rollback(True)


@dataclass(frozen=True)
class Life:
    """What is known of a person before August 2021: the line of July, the job, the age."""

    line: bool
    reachable: bool | None
    planned_out: bool
    contract_until: date | None
    works: bool
    born: date
    wish: str
    income: int | None

    @property
    def hint(self) -> str:
        """Why the line of August is looked at first: the first that holds, in the order of how sure it is."""
        ending = date(2021, 8, 1), date(2021, 10, 1)
        reasons = {
            Hint.CONTRACT_OVER: self.works and self.contract_until and self.contract_until < ending[0],
            Hint.CONTRACT_ENDING: self.works and self.contract_until and ending[0] <= self.contract_until < ending[1],
            Hint.UNREACHABLE: self.line and self.reachable is False,
            Hint.PLANNED_OUT: self.line and self.planned_out,
            Hint.NEWCOMER: not self.line,
            Hint.AGED: self.born <= date(1961, 9, 1),
        }  # fmt: skip
        return next((hint.value for hint in REACHED if reasons[hint]), "")

    @property
    def carried(self) -> bool:
        """Of labour age on the day of opening: sixteen, and not sixty yet."""
        return date(1961, 8, 20) < self.born <= date(2005, 8, 20)


LIVES = st.builds(
    Life, line=st.booleans(), reachable=st.sampled_from([None, True, False]), planned_out=st.booleans(),
    contract_until=st.none() | st.dates(date(2021, 6, 1), date(2021, 12, 28)), works=st.booleans(),
    born=st.dates(date(1961, 8, 10), date(1961, 9, 10)) | st.dates(date(2005, 8, 10), date(2005, 8, 30))
    | st.dates(date(1970, 1, 1), date(2000, 1, 1)),
    wish=st.sampled_from(["", "local", "none_wished"]), income=st.none() | st.integers(0, 1_000_000),
)  # fmt: skip


def _lived(life: Life, july: Ledger) -> Person:
    made = builders.person(builders.household(), id_number=builders.id_number(life.born))
    if life.works:
        until = life.contract_until
        start = (
            date(2020, until.month, min(until.day, monthrange(2020, until.month)[1]))
            if until
            else ON.replace(2020)
        )
        builders.job(made, start=start, contract_months=12 if until else None, income_fen=life.income)
    if life.line:
        Line.objects.create(
            ledger=july, person=made, place_id=builders.SITE, month=JULY.first, reachable=life.reachable,
            planned_out=life.planned_out, wish=life.wish, state="changed", source="phone", confirmed_by="clerk",
            confirmed_at="2021-07-20T00:00:00+08:00",
        )  # fmt: skip
    return made


@pytest.mark.usefixtures("county")
@IN_DATABASE
@given(st.lists(LIVES, min_size=1, max_size=8))
def test_everybody_of_labour_age_is_carried_once_with_wishes_and_the_surest_hint(lives: list[Life]) -> None:
    with transaction.atomic():
        builders.site()
        july = Ledger.objects.create(
            place_id=builders.SITE, month=JULY.first, opened_on=JULY.first, state="accepted", confirmed_on=ON,
            confirmed_by="clerk",
        )  # fmt: skip
        _lived(Life(True, None, False, None, False, date(1980, 1, 1), "", None), july)  # there was a July
        known = {_lived(life, july).pk: life for life in lives}
        actions.open_month(month=AUGUST, by="bureau", on=ON)
        held = {line.person_id: line for line in Line.objects.filter(month=AUGUST.first, person__in=known)}
        assert set(held) == {pk for pk, life in known.items() if life.carried}
        for pk, line in held.items():
            life = known[pk]
            assert (line.hint, line.employed, line.state) == (life.hint, life.works, "unconfirmed")
            assert (line.wish, line.reachable) == (life.wish if life.line else "", None)
            assert line.income_fen == (life.income if life.works else None)
        _are_first(AUGUST, {line.pk for line in held.values() if line.hint})
        transaction.set_rollback(True)


def _are_first(month: Month, hinted: set[int]) -> None:
    """The likely changed come first, the surest before the others, and make up the tab of theirs."""
    ledger = Ledger.objects.get(month=month.first).pk
    rows = rounds.lines_of(ledger, LineFilter(), "hint", 1, 50).rows
    assert {row.id for row in rows[: len(hinted)]} == hinted
    order = [list(Hint).index(Hint(row.hint)) for row in rows[: len(hinted)]]
    assert order == sorted(order)
    tab = rounds.lines_of(ledger, LineFilter(tab=rounds.HINTED), "name", 1, 50)
    assert ({row.id for row in tab.rows}, tab.total) == (hinted, len(hinted))


@pytest.mark.usefixtures("county")
@IN_DATABASE
@given(st.lists(LIVES, min_size=1, max_size=5), st.integers(1, 3))
def test_opening_again_never_changes_what_is_there(lives: list[Life], times: int) -> None:
    with transaction.atomic():
        builders.site()
        for life in lives:
            builders.person(builders.household(), id_number=builders.id_number(life.born))
        actions.open_month(month=AUGUST, by="bureau", on=ON)
        before = list(Line.objects.order_by("pk").values())
        for _ in range(times):
            opened = actions.open_month(month=AUGUST, by="bureau", on=ON)
            assert (opened.ledgers, opened.lines) == (0, 0)
        assert list(Line.objects.order_by("pk").values()) == before
        transaction.set_rollback(True)
