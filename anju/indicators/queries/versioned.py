"""One figure under every version of its definition, over the closed months."""

from datetime import date

from anju.indicators import values
from anju.indicators.catalogue import Indicator
from anju.indicators.figures import Number
from anju.indicators.models import Close
from anju.indicators.predicate import Unreadable
from anju.indicators.queries.closed import closes, kept_of
from anju.indicators.queries.definitions import catalogue, versions
from anju.indicators.queries.states import State, reading

MOST = 24
"""How many closed months are counted again; each is read from its files."""


def under_each(code: str, scope: str) -> list[tuple[date, list[Number | None]]]:
    """The newest closed months, each with the value that every version of the definition gives on its facts.

    None where a month's facts lack what a version asks for. `scope` is a place that the viewer has.
    """
    found = versions(code)
    months: dict[date, Close] = {}
    for close in closes():
        months.setdefault(close.month, close)
    return [
        (month, [_value(item, State.of(close), scope) for item in found])
        for month, close in list(months.items())[:MOST]
    ]


def _value(item: Indicator, state: State, scope: str) -> Number | None:
    """What a definition gives on the facts of a close."""
    if item.policy:
        return values.threshold(item, state.on)
    known = catalogue()
    parts = [known.indicators.get(code) for code in item.ratio] if item.ratio else [item]
    held = {one.code: _counted(one, state, scope) for one in parts if one is not None}
    if None in held.values() or len(held) != len(set(item.ratio or (item.code,))):
        return None
    counted = {code: number for code, number in held.items() if number is not None}
    return values.parts_of(item, counted, {})[0]


def _counted(item: Indicator, state: State, scope: str) -> Number | None:
    """A counted value on the facts of a close; None where they lack a dataset or a column."""
    if item.dataset not in _datasets(state):
        return None
    with reading(state, item.dataset) as here:
        try:
            return here.values([item], scope)[scope][item.code]
        except Unreadable:
            return None


def _datasets(state: State) -> set[str]:
    return set(kept_of(state.close).datasets) if state.close else set()
