"""Reading pairs: the queue, and what the two records of a pair say, side by side."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet

from anju.duplicates.codes import MergeState, PairState
from anju.duplicates.models import Merge, Pair
from anju.registry.models import Membership, Person


@dataclass(frozen=True)
class Wanted:
    """What the queue is narrowed to; empty means all."""

    state: str = PairState.OPEN
    place: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Side:
    """One of two persons, masked, with the open membership."""

    id: int
    name: str
    id_masked: str
    place: str
    number: str


def pairs(wanted: Wanted) -> QuerySet[Pair]:
    """Pairs in scope, the likeliest first."""
    found = _within(wanted).filter(state=wanted.state)
    return found.select_related("place").order_by("-score", "pk")


def _within(wanted: Wanted) -> QuerySet[Pair]:
    found = Pair.objects.filter(place__code__startswith=wanted.place)
    return found.filter(reasons__contains=[wanted.reason]) if wanted.reason else found


def counts(wanted: Wanted) -> dict[str, int]:
    """How many pairs there are of each state."""
    return dict(_within(wanted).order_by().values_list("state").annotate(count=Count("pk")))


def pair(pk: int) -> Pair | None:
    """The pair of an id, None where the scope has none."""
    return Pair.objects.select_related("place").filter(pk=pk).first()


def merge(pk: int) -> Merge | None:
    """The merge of an id, None where the scope has none."""
    return Merge.objects.select_related("place", "pair").defer("journal").filter(pk=pk).first()


def merges_of(pair: int) -> QuerySet[Merge]:
    """What was asked and done about a pair, the latest first."""
    return Merge.objects.filter(pair=pair).defer("journal").order_by("-pk")


def standing(pair: int) -> Merge | None:
    """The merge of a pair that waits or is done."""
    return merges_of(pair).filter(state__in=(MergeState.ASKED, MergeState.DONE)).first()


def standing_of(pairs: Sequence[int]) -> dict[int, Merge]:
    """The merges of a page of pairs that wait or are done, by pair."""
    found = Merge.objects.filter(pair__in=pairs, state__in=(MergeState.ASKED, MergeState.DONE))
    return {merge.pair_id: merge for merge in found.defer("journal").order_by("pk")}


def sides(ids: Sequence[int]) -> dict[int, Side]:
    """The persons of a page of pairs; those that were merged away are missing."""
    numbers = dict(
        Membership.objects.filter(person__in=ids, stop__isnull=True).values_list(
            "person_id", "household__number"
        )
    )
    found = Person.objects.filter(pk__in=ids).values_list("pk", "name_masked", "id_masked", "place__name")
    return {pk: Side(pk, name, masked, place, numbers.get(pk, "")) for pk, name, masked, place in found}


def persons(first: int, second: int) -> Mapping[int, Person]:
    """Both persons with their open values, for comparing."""
    found = Person.objects.select_related("place").filter(pk__in=(first, second)).order_by("pk")
    return {person.pk: person for person in found}


def memberships(*ids: int) -> Mapping[int, Membership]:
    """The open memberships of persons."""
    found: Any = Membership.objects.select_related("household", "place").filter(
        person__in=ids, stop__isnull=True
    )
    return {member.person_id: member for member in found}
