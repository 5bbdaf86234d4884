"""Reading the chain: is it whole, and what was done to a thing."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import QuerySet

from anju.audit.chain import GENESIS, seal_of
from anju.audit.models import Event

_AT_ONCE = 2_000


@dataclass(frozen=True)
class BrokenLink:
    """An event that does not fit the chain: its number, and what is wrong with it."""

    event: int
    problem: str


def broken_links() -> Iterator[BrokenLink]:
    """Every place where the chain of acts is not what was written; none when nobody has altered it.

    An altered event no longer gives its own seal, a removed or inserted one no longer fits its neighbour.
    Cut off at its end, a chain stays whole: compare `head` with a copy kept elsewhere.
    """
    previous = GENESIS
    for event in Event.objects.order_by("id").iterator(_AT_ONCE):
        if event.previous != previous:
            yield BrokenLink(event.pk, "does not follow the event before it")
        if event.digest != _seal(event):
            yield BrokenLink(event.pk, "is not what was sealed")
        previous = event.digest


def head() -> str:
    """The seal of the last act, which stands for the whole chain: print it, keep it elsewhere."""
    return Event.objects.order_by("-id").values_list("digest", flat=True).first() or GENESIS


def _seal(event: Event) -> str:
    return seal_of(
        previous=event.previous,
        at=event.at,
        act=event.act,
        actor=event.actor,
        target=event.target,
        why=event.why,
        detail=event.detail,
    )


def acts_on(target: str) -> QuerySet[Event]:
    """What was done to a thing, newest first."""
    return Event.objects.filter(target=target).order_by("-id")
