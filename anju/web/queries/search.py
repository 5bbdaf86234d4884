"""One box for everything: persons, households, sites, communities, operators."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.urls import reverse

from anju.employment.models import Operator
from anju.registry.models import Community, Household, Person, Site
from anju.ui.words import said
from anju.web.queries.matching import matching
from anju.web.queries.persons import PersonRow, named

MOST = 50
SHORTEST = 1


@dataclass(frozen=True)
class Hit:
    """A thing that is not a person: its kind, name, where it is, and its page."""

    kind: str
    name: str
    where: str
    href: str


@dataclass(frozen=True)
class Found:
    """What a text may mean; `more` when there are more persons than shown."""

    persons: Sequence[PersonRow] = ()
    hits: Sequence[Hit] = ()
    more: bool = False


def find(text: str, *, on: date) -> Found:
    """Persons by name, pinyin, initials, ID, phone or household number; households, sites, operators by name."""
    text = text.strip()
    if len(text) < SHORTEST:
        return Found()
    ids = list(
        Person.objects.filter(matching(text))
        .order_by("pinyin", "id")
        .values_list("pk", flat=True)[: MOST + 1]
    )
    return Found(named(ids[:MOST], on), [*_households(text), *_places(text)], len(ids) > MOST)


def _households(text: str) -> list[Hit]:
    found = (
        Household.objects.filter(number__startswith=text.upper())
        .select_related("place")
        .order_by("number")[:10]
    )
    return [
        Hit("household", one.number, one.place.name, reverse("household", args=[one.pk])) for one in found
    ]


def _places(text: str) -> list[Hit]:
    sites = (
        Site.objects.filter(Q(place__name__contains=text) | Q(place_id=text))
        .select_related("place")
        .order_by("pk")[:20]
    )
    communities = Community.objects.filter(name__contains=text).select_related("place").order_by("name")[:20]
    operators = Operator.objects.filter(name__contains=text).select_related("place").order_by("name")[:20]
    return [
        *(
            Hit("site", one.place.name, said(one.get_mode_display()), reverse("site", args=[one.pk]))
            for one in sites
        ),
        *(
            Hit("community", one.name, one.place.name, reverse("site", args=[one.place_id]))
            for one in communities
        ),
        *(
            Hit("operator", one.name, one.place.name, reverse("site", args=[one.place_id]))
            for one in operators
        ),
    ]
