"""Reading property management of a place."""

from datetime import date

from django.db.models import Q, QuerySet

from anju.estates.models import OwnersCommittee, PropertyService


def committees_of(place: str, on: date) -> QuerySet[OwnersCommittee]:
    """Owners' committees below a place that exist on a day."""
    there = Q(established_on__lte=on) & (Q(ended_on__isnull=True) | Q(ended_on__gt=on))
    return OwnersCommittee.objects.filter(there, place__code__startswith=place).order_by(
        "place", "established_on"
    )


def services_of(place: str, on: date) -> QuerySet[PropertyService]:
    """Property services below a place that run on a day."""
    there = Q(start__lte=on) & (Q(stop__isnull=True) | Q(stop__gt=on))
    found = PropertyService.objects.filter(there, place__code__startswith=place)
    return found.select_related("company").order_by("place", "start")
