"""Reading places and what holds for the county."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db.models import Q, QuerySet
from django.utils import timezone

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


def working_day(at: datetime | None = None) -> date:
    """The day on which the county works: today; in a demo county the last day of its history, so that nothing is years late.

    What people do about the ledger goes by it. Sessions, tokens, requests and acts go by the clock.
    """
    until = CountySetting.objects.filter(is_demo=True).values_list("demo_until", flat=True).first()
    return until or (timezone.localdate(at) if at else timezone.localdate())
