"""One box for everything: persons, households, flats, sites, communities, grids, operators."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.urls import reverse

from anju.employment.models import Operator
from anju.kernel.identity import normalise
from anju.regions.models import SITE_DIGITS
from anju.registry.models import Community, Grid, Household, Person, PersonThen, Site
from anju.registry.queries import within
from anju.ui.words import said
from anju.web.queries.matching import exactly, flats, stages, typed
from anju.web.queries.persons import PersonRow, named

MOST = 50
SUGGESTED = 8
PLACES = 20
FEW = 2_000


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


def find(text: str, *, on: date, most: int = MOST) -> Found:
    """Persons by name, pinyin, initials, number, phone, household or flat; everything else by name or number."""
    text = typed(text)
    if not text:
        return Found()
    ids = _persons(text, most + 1)
    if len(ids) < most:
        ids = list(dict.fromkeys([*ids, *_strayed(text, most)]))
    return Found(named(ids[:most], on, left=True), [*_others(text)][: most + PLACES], len(ids) > most)


def _strayed(text: str, most: int) -> list[int]:
    """Ids of who lived here once and lives out of sight now, by the whole name or number."""
    return list(PersonThen.objects.filter(exactly(text)).order_by("pk").values_list("pk", flat=True)[:most])


def _persons(text: str, most: int) -> list[int]:
    """Ids in the order of how well they fit: each stage is asked only while there is room."""
    ids: dict[int, None] = {}
    near = within()
    for condition in stages(text):
        ids.update(dict.fromkeys(_in_order(condition & near, most + len(ids))))
        if len(ids) >= most:
            break
    return list(ids)[:most]


def _in_order(condition: Q, most: int) -> list[int]:
    """Ids of those who fit, by name. Few are sorted here: PostgreSQL would read all names in order to find them."""
    found = Person.objects.filter(condition, survivor__isnull=True)
    few = list(found.order_by().values_list("pinyin", "pk")[: FEW + 1])
    if len(few) <= FEW:
        return [pk for _sound, pk in sorted(few)[:most]]
    return list(found.order_by("pinyin", "id").values_list("pk", flat=True)[:most])


def _others(text: str) -> Iterator[Hit]:
    number = normalise(text)
    if len(number) > 2 and len(number) == len(text):
        households = (
            Household.objects.filter(number__startswith=number)
            .select_related("place")
            .order_by("number")[:10]
        )
        for one in households:
            yield Hit("household", one.number, one.place.name, reverse("household", args=[one.pk]))
    for flat in flats(text):
        name = f"{flat.building.number}{flat.unit}单元{flat.room}室"
        yield Hit("flat", name, flat.place.name, reverse("flat", args=[flat.pk]))
    yield from _places("".join(text.split()))


def _places(text: str) -> Iterator[Hit]:
    sites = (
        Site.objects.filter(Q(place__name__contains=text) | Q(place_id=text))
        .select_related("place")
        .order_by("pk")
    )
    for site in sites[:PLACES]:
        yield Hit("site", site.place.name, said(site.get_mode_display()), reverse("site", args=[site.pk]))
    for community in (
        Community.objects.filter(name__contains=text).select_related("place").order_by("name")[:PLACES]
    ):
        yield Hit(
            "community", community.name, community.place.name, reverse("site", args=[community.place_id])
        )
    for grid in (
        Grid.objects.filter(place__name__contains=text)
        .select_related("place__parent")
        .order_by("pk")[:PLACES]
    ):
        href = reverse("site_grids", args=[grid.pk[:SITE_DIGITS]])
        yield Hit("grid", grid.place.name, str(grid.place.parent or ""), href)
    for operator in (
        Operator.objects.filter(name__contains=text).select_related("place").order_by("name")[:PLACES]
    ):
        yield Hit("operator", operator.name, operator.place.name, reverse("site", args=[operator.place_id]))
