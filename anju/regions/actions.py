"""Writing places."""

from datetime import date

from anju.regions.models import CountySetting, Level, Place


def ensure_county(code: str) -> Place:
    """The county at the root of the tree; its name comes with the first workbook of places (行政区划)."""
    place, _ = Place.objects.get_or_create(code=code, defaults={"name": code, "level": Level.COUNTY})
    return place


def mark_as_demo(*, code: str, short_name: str, until: date) -> CountySetting:
    """Say of a county that everything in its ledger is invented; pages and documents then show 演示数据."""
    setting, _ = CountySetting.objects.update_or_create(
        county_id=code, defaults={"short_name": short_name, "is_demo": True, "demo_until": until}
    )
    return setting
