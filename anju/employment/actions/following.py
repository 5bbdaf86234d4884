"""What a change of the registry does to the round: records move along, lines are settled or come back, clocks follow."""

from datetime import date

from django.db import transaction

from anju.employment.actions.roster import follow_roster
from anju.employment.actions.zero import watch_zero_employment
from anju.employment.models import Hiring, Job, Linkage, Loan, Schooling, Subsidy, Training
from anju.registry.models import Membership

OF_PERSONS: tuple[type[Job | Training | Schooling | Subsidy | Loan | Hiring], ...] = (
    Job, Training, Schooling, Subsidy, Loan, Hiring,
)  # fmt: skip


@transaction.atomic
def move_records(*, persons: list[int], households: list[int], place: str) -> None:
    """Let the records of persons and households follow them to a place, so that its clerks see them."""
    for model in OF_PERSONS:
        model.objects.filter(person__in=persons).exclude(place=place).update(place=place)
    Linkage.objects.filter(household__in=households).exclude(place=place).update(place=place)


@transaction.atomic
def follow_persons(*, persons: list[int], by: str, on: date) -> None:
    """Let lines and clocks follow persons who died or moved: those of every household in which they are or were last."""
    follow_roster(by=by, on=on, persons=persons)
    spells = Membership.objects.filter(person__in=persons).order_by("person", "-start", "-pk")
    last = set(spells.distinct("person").values_list("household", flat=True))
    now = set(spells.filter(stop__isnull=True).values_list("household", flat=True))
    watch_zero_employment(by=by, on=on, households=sorted(last | now))


@transaction.atomic
def follow_back(*, by: str, on: date) -> None:
    """Who came back, because a death or departure was recorded by mistake, has line and clock as before."""
    follow_roster(by=by, on=on)
    watch_zero_employment(by=by, on=on)
