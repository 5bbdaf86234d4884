"""What the importer writes, and records that follow persons and households who move."""

from django.db import models, transaction

from anju.entitlements.models import (
    Account,
    Assistance,
    BookletRequest,
    BookletState,
    Disability,
    Income,
    Insurance,
    LandRight,
    Measure,
    Monitoring,
)
from anju.intake.actions import Plan, merge

_OF_PERSONS: tuple[type[models.Model], ...] = (Insurance, Assistance, Disability, Account)
_OF_HOUSEHOLDS: tuple[type[models.Model], ...] = (Income, Monitoring, LandRight)


def record_insurances(plan: Plan) -> None:
    """Write the insurance spells of a sheet."""
    merge(plan)


def record_assistances(plan: Plan) -> None:
    """Write the assistance of a sheet."""
    merge(plan)


def record_disabilities(plan: Plan) -> None:
    """Write the disability certificates of a sheet."""
    merge(plan)


def record_incomes(plan: Plan) -> None:
    """Write the yearly incomes of a sheet."""
    merge(plan)


def record_monitorings(plan: Plan) -> None:
    """Write the monitored households of a sheet."""
    merge(plan)


def record_measures(plan: Plan) -> None:
    """Write the measures of a sheet."""
    merge(plan)


def record_lands(plan: Plan) -> None:
    """Write the land rights of a sheet."""
    merge(plan)


def record_accounts(plan: Plan) -> None:
    """Write the bank accounts of a sheet."""
    merge(plan)


@transaction.atomic
def move_records(*, persons: list[int], households: list[int], place: str) -> None:
    """Let the records of persons and households follow them to a place, so that its clerks see them."""
    for model in _OF_PERSONS:
        model._default_manager.filter(person__in=persons).exclude(place=place).update(place=place)
    for model in _OF_HOUSEHOLDS:
        model._default_manager.filter(household__in=households).exclude(place=place).update(place=place)
    Measure.objects.filter(monitoring__household__in=households).exclude(place=place).update(place=place)
    booklets = BookletState.objects.filter(booklet__household__in=households)
    booklets.exclude(place=place).update(place=place)
    BookletRequest.objects.filter(household__in=households).exclude(place=place).update(place=place)
