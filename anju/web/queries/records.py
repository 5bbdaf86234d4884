"""The record pages: a person, a household. What is outside the viewer's scope is simply not there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import F, Model, Value

from anju.employment.models import Job, Training
from anju.employment.queries import active
from anju.employment.queries.support import MODELS, Support
from anju.registry.models import Household, HouseholdThen, Membership, Person, PersonAccount, PersonThen
from anju.web.queries.history import Entry, history


@dataclass(frozen=True)
class PersonRecord:
    """A person, the membership of the day (or the last one), whether it holds, and the job of the day."""

    person: Person
    member: Membership | None
    here: bool
    job: Job | None


def person(pk: int, on: date) -> PersonRecord | None:
    """The person of an id, None when there is none in scope."""
    found = Person.objects.select_related("place", "batch").filter(pk=pk).first()
    if found is None:
        return None
    spells = Membership.objects.filter(person=pk).select_related("household", "place", "batch")
    latest = spells.filter(active(on)).order_by("-start").first()
    latest = latest or spells.order_by(F("stop").desc(nulls_first=True), "-start").first()
    here = latest is not None and latest.start <= on and (latest.stop is None or latest.stop > on)
    job = Job.objects.filter(active(on), person=pk).order_by("-start").first()
    return PersonRecord(found, latest, here, job)


@dataclass(frozen=True)
class FormerRecord:
    """Somebody who lived here and lives out of sight now: who that is, and the last spell here by a day."""

    person: PersonThen
    member: Membership
    number: str

    @property
    def last_day(self) -> date:
        """The last day of the spell, so that what is shown was so."""
        return self.member.stop - timedelta(days=1) if self.member.stop else date.max


def former(pk: int, on: date) -> FormerRecord | None:
    """The person of an id as this place knew them, by a day or at the end; None for whom it never had."""
    found = PersonThen.objects.filter(pk=pk).first()
    spells = Membership.objects.filter(person=pk).select_related("place")
    spell = spells.filter(start__lte=on).order_by("-start").first() or spells.order_by("start").first()
    home = HouseholdThen.objects.filter(pk=spell.household_id).first() if spell else None
    return FormerRecord(found, spell, home.number) if found and spell and home else None


def person_history(pk: int, *, open_: bool) -> list[Entry]:
    """Changes of the person, the memberships, jobs and courses."""
    return history(
        (
            (Person, [pk]),
            *_of_person(pk, (Membership, Job, Training, *MODELS.values())),
        ),
        open_=open_,
    )


def _of_person(
    pk: int, models: Sequence[type[Membership | Job | Training | Support]]
) -> list[tuple[type[Model], list[int]]]:
    """The records of a person: ids by model, in one query."""
    asked = [
        model.objects.filter(person=pk).order_by().annotate(turn=Value(turn)).values_list("turn", "pk")
        for turn, model in enumerate(models)
    ]
    found: list[tuple[type[Model], list[int]]] = [(model, []) for model in models]
    for turn, record in asked[0].union(*asked[1:], all=True):
        found[turn][1].append(record)
    return found


def household(pk: int) -> Household | None:
    """The household of an id, None when there is none in scope."""
    return Household.objects.select_related("place", "batch").filter(pk=pk).first()


def own_person(user: int) -> int | None:
    """The person to whom an account belongs."""
    return PersonAccount.objects.filter(user=user).values_list("person", flat=True).first()


def members_of(pk: int) -> list[int]:
    """The persons who live in a household or did."""
    return sorted(set(Membership.objects.filter(household=pk).values_list("person", flat=True)))


def household_history(pk: int, *, open_: bool) -> list[Entry]:
    """Changes of the household."""
    return history(((Household, [pk]),), open_=open_)
