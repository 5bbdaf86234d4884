"""The records behind a broken cross-check of a close."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from anju.indicators import crosschecks
from anju.indicators.crosschecks import Break, Culprit
from anju.indicators.figures import RecordPage
from anju.indicators.models import Close
from anju.indicators.queries.closed import breaks_of, closed_keys, sealed_catalogue
from anju.indicators.queries.states import State, reading


@dataclass(frozen=True)
class Found:
    """The culprits of a break, the records of a page of them, and in the order of its rows what is wrong with each."""

    culprits: Sequence[Culprit]
    page: RecordPage
    shown: Sequence[Culprit]


def break_of(close: Close, number: int) -> Break | None:
    """The broken check of a number, None where there is none."""
    held = breaks_of(close)
    if not 0 <= number < len(held):
        return None
    one = held[number]
    return Break(one["code"], one["kind"], tuple(one["parts"]), one["place"], one["left"], one["right"])


def named(close: Close, one: Break) -> bool:
    """Whether the records of a break can be named."""
    known = sealed_catalogue(close)
    return crosschecks.comparable(known, one.code, one.kind, one.parts)


def culprits(close: Close, one: Break, offset: int, size: int) -> Found:
    """The records that make the sets of a break disagree; only for a break whose records can be named."""
    whole = closed_keys(close, one.code, one.place)
    parts = {code: closed_keys(close, code, one.place) for code in one.parts}
    found = list(crosschecks.culprits(one.kind, whole, parts))
    wanted: list[Any] = [culprit.key for culprit in found[offset : offset + size]]
    known = sealed_catalogue(close)
    by_key = {culprit.key: culprit for culprit in found}
    item = known.get(one.code)
    inside = [key for key in wanted if by_key[key].in_whole]
    source = item if len(inside) == len(wanted) or not one.parts else known.get(one.parts[0])
    with reading(State.of(close), source.dataset) as here:
        page, order = here.listed(item.key, wanted)
    return Found(found, page, [by_key[key] for key in order])
