"""The definitions in force on a day: those that came with the program, and the county's own on top of them."""

import logging
from collections.abc import Mapping
from datetime import date
from functools import cache, lru_cache
from typing import Any

from django.db.models import Max, QuerySet

from anju.indicators import reader
from anju.indicators.catalogue import Broken, Catalogue, Indicator, Status, linked
from anju.indicators.datasets import DATASETS
from anju.indicators.models import Definition, Review
from anju.kernel.refused import Refused
from anju.policy.strict import Malformed

_log = logging.getLogger(__name__)


@cache
def shipped() -> Catalogue:
    """The catalogue that came with this code, read and checked once."""
    return reader.read(reader.FOLDER, DATASETS)


def made(held: Definition) -> Indicator:
    """The indicator of one of the county's own definitions; raises Malformed where it no longer fits the ledger."""
    review = getattr(held, "review", None)
    body: dict[str, Any] = dict(held.body) | {
        "id": held.code,
        "authored": held.written_by,
        "checked": review.checked_by if review else "",
        "reviewed": (review.checked_at if review else held.written_at).date(),
        "next_review": date.max,
    }
    return reader.defined(str(held), body, DATASETS, number=held.number, since=held.since)


@lru_cache(maxsize=4)
def _own(stamp: tuple[int, int]) -> tuple[Indicator, ...]:
    """The county's checked definitions; the stamp of the newest rows says when to read again."""
    found = []
    for held in (
        Definition.objects.filter(review__granted=True).select_related("review").order_by("code", "number")
    ):
        try:
            found.append(made(held))
        except Malformed:
            _log.exception("a definition of the county's own no longer fits: %s", held)
    return tuple(found)


def _stamp() -> tuple[int, int]:
    """What changes whenever a definition or a review is added: one small query."""
    newest = Review.objects.aggregate(review=Max("id"), definition=Max("definition_id"))
    return newest["definition"] or 0, newest["review"] or 0


@lru_cache(maxsize=256)
def _in_force(stamp: tuple[int, int], on: date) -> Catalogue:
    found: dict[str, Indicator] = dict(shipped().indicators)
    for item in _own(stamp):
        if item.since <= on:
            found[item.code] = item
    return _fitting({code: item for code, item in found.items() if item.status is not Status.ARCHIVED})


def _fitting(found: Mapping[str, Indicator]) -> Catalogue:
    """The catalogue without own definitions that lean on what is no longer there."""
    kept = dict(found)
    while True:
        try:
            return linked(kept, DATASETS)
        except Broken as error:
            if not kept[error.code].own:
                raise
            _log.warning("a definition of the county's own leans on what is not there: %s", error.code)
            base = shipped().indicators.get(error.code)
            if base is None:
                del kept[error.code]
            else:
                kept[error.code] = base


def catalogue(on: date | None = None) -> Catalogue:
    """The definitions in force on a day, the newest of all without one."""
    return _in_force(_stamp(), on or date.max)


def indicator(code: str, on: date | None = None) -> Indicator:
    """The definition of a code; raises Refused with the nearest way out."""
    try:
        return catalogue(on).get(code)
    except KeyError:
        raise Refused(f"没有代码为 {code} 的指标。可用 anju figures 查看全部指标代码。") from None


def own_versions(code: str = "") -> QuerySet[Definition]:
    """The county's own definitions with their reviews, the newest first; of one code, or all."""
    found = Definition.objects.select_related("review").order_by("code", "-number")
    return found.filter(code=code) if code else found


def versions(code: str) -> list[Indicator]:
    """Every version of an indicator that was ever in force, the oldest first."""
    base = shipped().indicators.get(code)
    own = [item for item in _own(_stamp()) if item.code == code]
    return [*([base] if base else []), *own]
