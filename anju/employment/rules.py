"""Judgements of the monthly round. Pure: dates, months and policy values are arguments."""

from datetime import date
from enum import StrEnum

from anju.employment.codes import LedgerState
from anju.kernel.month import Month


class Step(StrEnum):
    """What is done with a whole ledger."""

    HAND_IN = "hand_in"
    RETURN = "return"
    ACCEPT = "accept"


# An accepted ledger may be returned: it is the only way to correct one.
STEPS: dict[tuple[str, Step], LedgerState] = {
    (LedgerState.OPEN, Step.HAND_IN): LedgerState.HANDED_IN,
    (LedgerState.RETURNED, Step.HAND_IN): LedgerState.HANDED_IN,
    (LedgerState.HANDED_IN, Step.RETURN): LedgerState.RETURNED,
    (LedgerState.ACCEPTED, Step.RETURN): LedgerState.RETURNED,
    (LedgerState.HANDED_IN, Step.ACCEPT): LedgerState.ACCEPTED,
}


def after(state: str, step: Step) -> LedgerState | None:
    """The state that a step leads to; None where it cannot be taken."""
    return STEPS.get((state, step))


def is_writable(state: str) -> bool:
    """Whether lines of a ledger may be changed: as long as it may be handed in."""
    return after(state, Step.HAND_IN) is not None


def due_on(month: Month, day: int) -> date:
    """The last day for handing in a month: a day of the month that follows."""
    following = month.plus(1)
    return min(following.first.replace(day=min(day, 28)), following.last)


def is_season(month: Month, first: int, last: int) -> bool:
    """Whether seasonal workers come or go in a month; the season may span the new year."""
    number = month.first.month
    return first <= number <= last if first <= last else number >= first or number <= last


def reference_day(month: Month, on: date) -> date:
    """The day on whose state a month is opened: the day of opening, inside the month."""
    return min(max(on, month.first), month.last)
