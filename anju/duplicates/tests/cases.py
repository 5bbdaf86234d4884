"""Two records of one person, and a picture of the ledger to compare with."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from django.apps import apps

from anju.duplicates.actions import find
from anju.duplicates.models import Pair
from anju.kernel import identity
from anju.registry.models import Person

ON = date(2021, 12, 1)
AT = datetime(2021, 12, 1, 2, 0, tzinfo=UTC)
AREA = "612427"


def number(born: str = "19850302", serial: str = "123") -> str:
    """A valid identity number."""
    first17 = f"{AREA}{born}{serial}"
    return first17 + identity.check_digit(first17)


def suspected(one: Person, other: Person) -> Pair:
    """The pair of two persons, after a run."""
    find(on=ON, by="finder")
    first, second = sorted((one.pk, other.pk))
    return Pair.objects.get(first=first, second=second)


def ledger(
    *, without: tuple[str, ...] = ("accounts.", "api.", "duplicates.", "audit.", "tasks.")
) -> Mapping[str, Any]:
    """Every row of every table but history, opened: what an undone merge must give back.

    Versions of households are left out: they only ever grow, so that a page that was open meanwhile is told.
    """
    picture = {}
    for model in apps.get_models():
        label = model._meta.label_lower
        if (
            not model.__module__.startswith("anju.")
            or "pgh_tracked_model" in model.__dict__
            or label.startswith(without)
        ):
            continue
        names = [field.attname for field in model._meta.concrete_fields if field.attname != "version"]
        rows = [{name: getattr(row, name) for name in names} for row in model._base_manager.order_by("pk")]
        picture[label] = [
            {name: bytes(value) if isinstance(value, memoryview) else value for name, value in row.items()}
            for row in rows
        ]
    return picture
