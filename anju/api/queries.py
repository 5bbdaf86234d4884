"""Reading systems."""

from datetime import date

from django.db.models import Q, QuerySet

from anju.api.models import System
from anju.privacy.fields import search_digest


def system_of(token: str, on: date) -> System | None:
    """The system of a token that holds on a day, None for every other text."""
    live = Q(stopped_on__isnull=True, expires_on__gt=on, account__is_active=True)
    return (
        System.objects.select_related("account__place")
        .filter(live, token_digest=search_digest(token))
        .first()
    )


def systems() -> QuerySet[System]:
    """All systems, those at work first."""
    return System.objects.select_related("account__place").order_by("-stopped_on", "name")
