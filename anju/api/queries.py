"""Reading systems."""

from datetime import date

from django.db.models import Q, QuerySet

from anju.accounts.queries import at_places
from anju.accounts.scope import Scope
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


def systems(scope: Scope) -> QuerySet[System]:
    """The systems of a scope, those at work first."""
    found = System.objects.filter(at_places(scope, "account__place")).select_related("account__place")
    return found.order_by("-stopped_on", "name")
