"""Reading moral appraisals of a place."""

from datetime import date

from django.db.models import QuerySet

from anju.conduct.models import Appraisal


def appraisals_of(place: str, until: date) -> QuerySet[Appraisal]:
    """Appraisal sessions below a place up to a day, the latest first."""
    return Appraisal.objects.filter(place__code__startswith=place, held_on__lte=until).order_by(
        "-held_on", "place"
    )
