"""The round of the demo county: a month that all handed in, and one under way: some are behind, one was sent back."""

from collections.abc import Callable
from datetime import date, timedelta

from anju.accounts.scope import Scope, acting
from anju.employment import actions
from anju.employment.models import Ledger
from anju.employment.queries import rounds
from anju.kernel.month import Month

BY, TOWN, AFTER = "system:demo", "system:demo-town", timedelta(days=20)
HANDED_IN, ACCEPTED = 3, 2  # of four ledgers so many are handed in, of those two in three accepted
UNREACHED = 4  # people of a ledger who work outside and whose phone did not answer; their kin told
Progress = Callable[[int, int, str], None]


def last_day(until: date) -> date:
    """The day on which the demo county stands: the two months after the history are over, the next has not begun."""
    return Month.of(until).plus(3).first


def open_next(until: date, *, left_open: str, progress: Progress) -> Month:
    """Open the two months after the history; of the second all places but one, the reader's, have done something."""
    first, second = Month.of(until).plus(1), Month.of(until).plus(2)
    with acting(scope=Scope.everything(), actor=BY, why="演示台账"):
        if second in rounds.months():
            return second
        for ledger in _opened(first, first.first + AFTER, progress):
            _finish(ledger, first.first + AFTER)
        others = [one for one in _opened(second, second.first + AFTER, progress) if one.place_id != left_open]
        for number, ledger in enumerate(others):
            _work_on(ledger, number, second.first + AFTER)
    return second


def _opened(month: Month, on: date, progress: Progress) -> list[Ledger]:
    actions.open_month(month=month, by=BY, on=on, progress=progress)
    return list(rounds.ledgers(month))


def _finish(ledger: Ledger, on: date) -> None:
    away = ledger.lines.filter(employed=True, hint="", job__channel="migrant").order_by("pk")
    told = actions.LineChange(what="other", source="kin", reachable=False)
    for pk, version in list(away.values_list("pk", "version")[:UNREACHED]):
        actions.change_line(line=pk, version=version, change=told, by=BY, on=on)
    _hand_in(ledger, on)
    actions.accept_ledger(ledger=ledger.pk, by=TOWN, on=on)


def _hand_in(ledger: Ledger, on: date) -> None:
    lines = list(ledger.lines.values_list("pk", flat=True))
    actions.confirm_unchanged(ledger=ledger.pk, lines=lines, source="phone", by=BY, on=on)
    actions.hand_in(ledger=ledger.pk, by=BY, on=on, check=lambda _place, _month: ())


def _work_on(ledger: Ledger, number: int, on: date) -> None:
    if number % 4 < HANDED_IN:
        _hand_in(ledger, on)
        if number == 1:
            why = "外出务工人员的月收入普遍缺填，请电话核实后补齐。"
            actions.return_ledger(ledger=ledger.pk, reason=why, by=TOWN, on=on)
        elif number % 3 < ACCEPTED:
            actions.accept_ledger(ledger=ledger.pk, by=TOWN, on=on)
