"""Reading what was planned."""

from django.db.models import QuerySet

from anju.plans.models import PlanItem


def items_of(place: str, year: int) -> QuerySet[PlanItem]:
    """Planned things of a year below a place, by kind and title."""
    return PlanItem.objects.filter(place__code__startswith=place, year=year).order_by("target", "title")
