"""The list of sites with the people who live there on a day, and what a site's page needs."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from anju.employment.queries import active
from anju.registry.models import Community, Household, Membership, Site
from anju.ui.words import said


@dataclass(frozen=True)
class SiteRow:
    """A site as a line of the list."""

    place: str
    name: str
    town: str
    mode: str
    urbanity: str
    fyp13: bool
    community: str
    households: int
    persons: int


def sites(*, on: date, town: str = "", kind: str = "1") -> list[SiteRow]:
    """Sites of a town (all when empty) that exist on the day; kind 1 concentrated, 2 dispersed, empty both."""
    there = Q(closed_on__isnull=True) | Q(closed_on__gt=on)
    found = Site.objects.filter(there, place__code__startswith=town, mode__startswith=kind)
    households = _counts(Household.objects.filter(active(on)))
    persons = _counts(Membership.objects.filter(active(on)))
    communities = dict(Community.objects.filter(closed_on__isnull=True).values_list("place_id", "name"))
    return [
        SiteRow(
            place=site.place_id,
            name=site.place.name,
            town=site.place.parent.name if site.place.parent else "",
            mode=said(site.get_mode_display()),
            urbanity=said(site.get_urbanity_display()),
            fyp13=site.fyp13,
            community=communities.get(site.place_id, ""),
            households=households.get(site.place_id, 0),
            persons=persons.get(site.place_id, 0),
        )
        for site in found.select_related("place__parent").order_by("place_id")
    ]


def _counts(found: QuerySet[Household] | QuerySet[Membership]) -> dict[str, int]:
    """How many of these there are at each place."""
    return {row["place_id"]: row["count"] for row in found.values("place_id").annotate(count=Count("pk"))}


def site(code: str) -> Site | None:
    """The site of a place code, None when there is none in scope."""
    return Site.objects.select_related("place__parent", "batch").filter(pk=code).first()
