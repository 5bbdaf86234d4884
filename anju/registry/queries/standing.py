"""How a household stood on a day: what was stated of it, which flat it had, whether it lived there, whether that is certified."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Max

from anju.registry.codes import Occupied
from anju.registry.models import Allocation, Certificate, Flat, Household, HouseholdPast, Occupation
from anju.registry.queries import active

DATED = ("household_class", "mode", "address", "lives_there")
"""What holds of a household from a day on: the present stands in the household, what held before in its past."""


@dataclass(frozen=True)
class Standing:
    """A household on a day; `found_on` is the day on which somebody looked whether it lives in its flat."""

    household: Household
    household_class: str
    mode: str
    address: str
    lives_there: bool
    flat: Flat | None
    found_on: date | None
    certificates: tuple[Certificate, ...]

    @property
    def class_label(self) -> str:
        """The class in words."""
        return str(dict(Household._meta.get_field("household_class").flatchoices)[self.household_class])

    @property
    def mode_label(self) -> str:
        """The settlement mode in words."""
        return str(dict(Household._meta.get_field("mode").flatchoices)[self.mode])


def since(household: Household) -> date:
    """Since when the present state of a household holds."""
    last = HouseholdPast.objects.filter(household=household).aggregate(last=Max("stop"))["last"]
    return last or household.start


def standing(household: Household, on: date) -> Standing:
    """The household on a day."""
    past = HouseholdPast.objects.filter(household=household, stop__gt=on).order_by("stop").first()
    then = past or household
    allocation = allocation_of(household.pk, on)
    found = _found(allocation, on)
    return Standing(
        household=household, household_class=then.household_class, mode=then.mode, address=then.address,
        lives_there=found.state == Occupied.OCCUPIED if found else then.lives_there,
        flat=allocation.flat if allocation else None, found_on=found.seen_on if found else None,
        certificates=tuple(certificates_of(household.pk, on)),
    )  # fmt: skip


def allocation_of(household: int, on: date) -> Allocation | None:
    """The allocation of a household on a day."""
    found = Allocation.objects.filter(active(on), household=household).select_related("flat__building")
    return found.order_by("-start").first()


def _found(allocation: Allocation | None, on: date) -> Occupation | None:
    """What was found last at the flat of an allocation, since the household has it."""
    if allocation is None:
        return None
    seen = Occupation.objects.filter(flat=allocation.flat_id, seen_on__range=(allocation.start, on))
    return seen.order_by("-seen_on").first()


def certificates_of(household: int, on: date) -> list[Certificate]:
    """Certificates of a household in force on a day, whatever flat they are of, the latest first."""
    found = Certificate.objects.filter(household=household, issued_on__lte=on).exclude(stop__lte=on)
    return list(found.select_related("flat__building").order_by("-issued_on", "-pk"))


def certified(standing_: Standing) -> bool:
    """Whether one of the certificates is of where the household lives: of its flat, or of no flat of ours."""
    flat = standing_.flat.pk if standing_.flat else None
    return any(one.flat_id in (None, flat) for one in standing_.certificates)
