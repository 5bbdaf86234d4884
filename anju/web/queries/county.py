"""The county itself: its name, whether its people are invented, the places that a scope covers."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q

from anju.accounts.scope import Scope
from anju.audit.models import Act, Event
from anju.regions.models import Level, Place


@dataclass(frozen=True)
class County:
    """Name of the county and whether its ledger was made by `anju demo`."""

    name: str
    demo: bool


def county(code: str) -> County:
    """The county of a place code; a fresh database has no name yet."""
    name = Place.objects.filter(code=code).values_list("name", flat=True).first()
    return County(name or "", Event.objects.filter(act=Act.DEMO_BUILT).exists())


def _within(scope: Scope) -> Q:
    """Places at or below a code of the scope."""
    found = Q(pk__in=())
    for code in scope.codes:
        found |= Q(code__startswith=code)
    return found


def towns(scope: Scope) -> Sequence[Place]:
    """The towns that a scope reaches: its own, those below it, and the one around a site."""
    around = {code[:9] for code in scope.codes if len(code) >= 9}
    return list(Place.objects.filter(_within(scope) | Q(code__in=around), level=Level.TOWN).order_by("code"))


def sites_of(scope: Scope, town: str = "") -> Sequence[Place]:
    """The sites of a scope, of one town when given."""
    found = Place.objects.filter(_within(scope), level=Level.SITE)
    return list(found.filter(code__startswith=town).order_by("code") if town else found.order_by("code"))
