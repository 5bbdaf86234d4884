"""The month that is under way in the demo county: most communities have handed in, one was sent back, some are behind."""

from collections.abc import Callable
from datetime import date, timedelta

from anju.accounts.scope import Scope, acting
from anju.employment import actions
from anju.employment.models import Ledger
from anju.employment.queries import rounds
from anju.kernel.month import Month

BY, TOWN = "system:demo", "system:demo-town"
HANDED_IN, ACCEPTED = 3, 2  # of four ledgers so many are handed in, of those two in three accepted
Progress = Callable[[int, int, str], None]


def open_next(until: date, *, left_open: str, progress: Progress) -> Month:
    """Open the month after the history and let all places work on it but one, whose clerk is the reader."""
    month = Month.of(until).plus(1)
    on = month.first + timedelta(days=20)
    with acting(scope=Scope.everything(), actor=BY, why="演示台账"):
        if month in rounds.months():
            return month
        actions.open_month(month=month, by=BY, on=on, progress=progress)
        mine = Ledger.objects.filter(month=month.first).exclude(place=left_open).order_by("place")
        for number, ledger in enumerate(mine.values_list("pk", flat=True)):
            _work_on(ledger, number, on)
    return month


def _work_on(ledger: int, number: int, on: date) -> None:
    """One community's month, by its number: behind, handed in, accepted, or sent back."""
    if number % 4 >= HANDED_IN:
        return
    lines = list(Ledger.objects.get(pk=ledger).lines.values_list("pk", flat=True))
    actions.confirm_unchanged(ledger=ledger, lines=lines, source="phone", by=BY, on=on)
    actions.hand_in(ledger=ledger, by=BY, on=on, check=lambda _place, _month: ())
    if number == 1:
        actions.return_ledger(
            ledger=ledger, reason="外出务工人员的月收入普遍缺填，请电话核实后补齐。", by=TOWN, on=on
        )
    elif number % 3 < ACCEPTED:
        actions.accept_ledger(ledger=ledger, by=TOWN, on=on)
