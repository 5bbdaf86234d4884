"""Writing places."""

from anju.regions.models import Level, Place


def ensure_county(code: str) -> Place:
    """The county at the root of the tree; its name comes with the first workbook of places (行政区划)."""
    place, _ = Place.objects.get_or_create(code=code, defaults={"name": code, "level": Level.COUNTY})
    return place
