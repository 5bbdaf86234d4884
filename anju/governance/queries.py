"""Reading governance of a place."""

from datetime import date

from django.db.models import Q, QuerySet

from anju.governance.models import (
    MediationCommittee,
    MediationRoom,
    Organisation,
    PoliceRoom,
    Staff,
    StarAward,
    StarEntry,
)


def _there(place: str, on: date) -> Q:
    """Spells below a place that cover a day."""
    return Q(place__code__startswith=place, start__lte=on) & (Q(stop__isnull=True) | Q(stop__gt=on))


def organisations_of(place: str, on: date) -> QuerySet[Organisation]:
    """Party and resident organisations below a place that exist on a day."""
    return Organisation.objects.filter(_there(place, on)).order_by("kind", "name")


def staff_of(place: str, on: date) -> QuerySet[Staff]:
    """Grid and public-order staff below a place on a day."""
    return Staff.objects.filter(_there(place, on)).order_by("role", "start", "id")


def mediation_of(place: str, on: date) -> tuple[QuerySet[MediationCommittee], QuerySet[MediationRoom]]:
    """Mediation committees and rooms below a place on a day."""
    there = _there(place, on)
    return MediationCommittee.objects.filter(there).order_by("name"), MediationRoom.objects.filter(
        there
    ).order_by("name")


def police_rooms_of(place: str, on: date) -> QuerySet[PoliceRoom]:
    """Police rooms and posts below a place on a day."""
    return PoliceRoom.objects.filter(_there(place, on)).order_by("name")


def stars_of(place: str, on: date) -> tuple[QuerySet[StarEntry], QuerySet[StarAward]]:
    """Communities below a place that take part in the star programme on a day, and the levels they hold."""
    there = _there(place, on)
    return StarEntry.objects.filter(there).order_by("community"), StarAward.objects.filter(there).order_by(
        "-level", "community"
    )
