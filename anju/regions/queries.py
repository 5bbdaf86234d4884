"""Reading places and what holds for the county."""

from collections.abc import Sequence

from django.db.models import Q, QuerySet

from anju.regions.models import CountySetting, Place


def setting(code: str) -> CountySetting | None:
    """The settings of a county, None where nobody has set any."""
    return CountySetting.objects.filter(pk=code).first()


def is_demo() -> bool:
    """Whether the ledger holds an invented county: then pages and documents say 演示数据."""
    return CountySetting.objects.filter(is_demo=True).exists()


def places_within(codes: Sequence[str]) -> QuerySet[Place]:
    """Places at and below these codes, in the order of the tree."""
    inside = Q()
    for code in codes:
        inside |= Q(code__startswith=code)
    return Place.objects.filter(inside).order_by("code")
