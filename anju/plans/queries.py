"""Reading what was planned."""

from django.db.models import QuerySet

from anju.plans.models import Goal, PlanItem


def items_of(place: str, year: int) -> QuerySet[PlanItem]:
    """Planned things of a year below a place, by kind and title."""
    return PlanItem.objects.filter(place__code__startswith=place, year=year).order_by("target", "title")


def goals_of(year: int, prefix: str = "") -> QuerySet[Goal]:
    """Targets of a year at the places below a prefix, by indicator and place."""
    return Goal.objects.filter(year=year, place__code__startswith=prefix).order_by("code", "place_id")


def goals_at(place: str, year: int) -> dict[str, Goal]:
    """Targets of a year at just this place, by indicator."""
    return {goal.code: goal for goal in Goal.objects.filter(place_id=place, year=year)}


def years_with_goals() -> list[int]:
    """The years for which there are targets, the newest first."""
    return list(Goal.objects.values_list("year", flat=True).distinct().order_by("-year"))
