"""Which places a question is about."""

from collections.abc import Iterable

from django.conf import settings

from anju.kernel.refused import Refused
from anju.regions.models import SITE_DIGITS, TOWN_DIGITS, Place
from anju.registry.models import Site

LEVEL_DIGITS = {"town": TOWN_DIGITS, "site": SITE_DIGITS}


def names_of(codes: Iterable[str]) -> dict[str, str]:
    """Names by code."""
    return dict(Place.objects.filter(code__in=codes).values_list("code", "name"))


def place_name(scope: str) -> str:
    """The name of a place code; raises Refused for an unknown one."""
    name = names_of([scope]).get(scope)
    if name is None:
        raise Refused(f"没有代码为 {scope} 的地点。请使用县、镇或安置区的代码。")
    return name


def prefix(scope: str) -> str:
    """The filter that a scope needs: none for the county itself, whose rows are all there are."""
    return "" if scope == settings.ANJU_COUNTY else scope


def places_below(scope: str, by: str) -> list[tuple[str, str]]:
    """Code and name of the towns or sites of a scope, in code order."""
    if by not in LEVEL_DIGITS:
        raise Refused("按地区分组只能是 town（镇）或 site（安置区）。")
    places = Place.objects.filter(level=by, code__startswith=prefix(scope)).order_by("code")
    return list(places.values_list("code", "name"))


def positions(codes: Iterable[str]) -> dict[str, tuple[float, float]]:
    """Longitude and latitude of the sites that have them."""
    sites = Site.objects.filter(place__in=list(codes), longitude__isnull=False, latitude__isnull=False)
    return {
        code: (float(longitude or 0), float(latitude or 0))
        for code, longitude, latitude in sites.values_list("place_id", "longitude", "latitude")
    }
