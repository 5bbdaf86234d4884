"""Before a month is closed: who has not handed in, which figures disagree."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings

from anju.indicators import crosschecks, values
from anju.indicators.crosschecks import Break, Values
from anju.indicators.engine import LEVELS
from anju.indicators.queries.closed import close_for, held_figures
from anju.indicators.queries.definitions import catalogue
from anju.indicators.queries.live import counted
from anju.indicators.queries.places import names_of
from anju.kernel.month import Month
from anju.kernel.refused import Refused

LATE = "ledger_places_open"
"""The indicator whose records are the ledgers that are not handed in."""


@dataclass(frozen=True)
class Preflight:
    """What stands in the way of closing a month, or is at least to be known."""

    month: Month
    late: int
    ledgers: int
    breaks: Sequence[tuple[Break, str]]
    checks: int


def preflight(month: Month) -> Preflight:
    """Count the month's figures as the ledger has them now and judge them, in every place, in one pass a dataset."""
    day, county = month.last, settings.ANJU_COUNTY
    known = catalogue(day)
    held = counted(day, county, values.needed(known, known.indicators), ("", *LEVELS))
    thresholds = values.thresholds(known, day)
    found: Values = {
        (place, item.code): values.parts_of(item, held[place], thresholds)[0]
        for place in held
        for item in known
    }
    breaks = crosschecks.broken(known, found, before_of(month), county)
    names = names_of({one.place for one in breaks})
    whole = crosschecks.value_in(found, county)
    return Preflight(
        month, int(whole(LATE) or 0), int(whole("ledger_places") or 0),
        [(one, one.sentence(known, names)) for one in breaks], sum(len(item.checks) for item in known),
    )  # fmt: skip


def before_of(month: Month) -> Values:
    """The values of the month before, as its newest close fixed them; empty for the first."""
    try:
        return held_figures(close_for(month.plus(-1)))
    except Refused:
        return {}
