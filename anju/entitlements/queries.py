"""Reading entitlements: what workbooks are held against, what pages show, who is responsible for what."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl
from django.conf import settings
from django.db import connection, models
from django.db.models import Count, Q, QuerySet

from anju.entitlements import rules
from anju.entitlements.codes import Matter, RequestState, Side
from anju.entitlements.models import (
    Account,
    Assistance,
    BookletRequest,
    Disability,
    Income,
    Insurance,
    LandRight,
    Monitoring,
)
from anju.kernel.money import yuan_of_fen
from anju.policy import book
from anju.regions.models import TOWN_DIGITS, Level, Place
from anju.registry.models import Booklet, Community, Household
from anju.registry.queries import standing as registry

_NAMES = "select id, name from registry_person where id = any(%(ids)s)"
_MONITORINGS = """
select household_id, identified_on, id, resolved_on from entitlements_monitoring where household_id = any(%(ids)s)
"""
_SPELLS = {
    "insurance": "select person_id, kind, start, stop from entitlements_insurance where person_id = any(%(ids)s)",
    "assistance": "select person_id, '' as kind, start, stop from entitlements_assistance where person_id = any(%(ids)s)",
    "disability": "select person_id, '' as kind, start, stop from entitlements_disability where person_id = any(%(ids)s)",
    "account": "select person_id, '' as kind, start, stop from entitlements_account where person_id = any(%(ids)s)",
}
OPEN_STATES = (RequestState.AT_HOME, RequestState.AT_RESIDENCE)
RESPONSIBILITY, THRESHOLD, BOOKLETS = (
    "entitlements/responsibility",
    "entitlements/monitoring",
    "entitlements/booklets",
)


def _frame(sql: str, ids: list[int], schema: Mapping[str, type[pl.DataType]]) -> pl.DataFrame:
    with connection.cursor() as cursor:
        cursor.execute(sql, {"ids": ids})
        return pl.DataFrame(cursor.fetchall(), schema=dict(schema), orient="row")


def known_names(persons: list[int]) -> pl.DataFrame:
    """Names of persons. Columns: person_id, known_name."""
    return _frame(_NAMES, persons, {"person_id": pl.Int64, "known_name": pl.String})


def known_spells(of: str, persons: list[int]) -> pl.DataFrame:
    """Spells in the ledger of insurance, assistance, disability or account. Columns: person_id, kind, start, stop."""
    schema: dict[str, type[pl.DataType]] = {
        "person_id": pl.Int64, "kind": pl.String, "start": pl.Date, "stop": pl.Date,
    }  # fmt: skip
    return _frame(_SPELLS[of], persons, schema)


def known_monitorings(households: list[int]) -> pl.DataFrame:
    """Monitoring records of households. Columns: household_id, identified_on, monitoring, resolved."""
    schema: dict[str, type[pl.DataType]] = {
        "household_id": pl.Int64, "identified_on": pl.Date, "monitoring": pl.Int64, "resolved": pl.Date,
    }  # fmt: skip
    return _frame(_MONITORINGS, households, schema)


def active(on: date) -> Q:
    """Spells that cover a day."""
    return Q(start__lte=on) & (Q(stop__isnull=True) | Q(stop__gt=on))


def insurances_of(person: int, on: date) -> QuerySet[Insurance]:
    """What a person is insured by on a day."""
    return Insurance.objects.filter(active(on), person=person).order_by("kind", "start")


def assistances_of(person: int) -> QuerySet[Assistance]:
    """Assistance that a person gets or got, the latest first."""
    return Assistance.objects.filter(person=person).order_by("-start")


def disability_of(person: int, on: date) -> Disability | None:
    """The certificate in force on a day; it is opened only where its number is read."""
    return Disability.objects.filter(active(on), person=person).defer("certificate").first()


def account_of(person: int, on: date) -> Account | None:
    """The account to which benefits of a person go on a day."""
    return Account.objects.filter(active(on), person=person).defer("number").first()


def lands_of(household: int, on: date) -> QuerySet[LandRight]:
    """Land of a household on a day."""
    return LandRight.objects.filter(active(on), household=household).order_by("kind", "number")


def monitorings_of(household: int, on: date) -> QuerySet[Monitoring]:
    """Monitoring records of a household that began by a day, the latest first, with their measures."""
    found = Monitoring.objects.filter(household=household, identified_on__lte=on)
    return found.prefetch_related("measures").order_by("-identified_on")


def threshold(year: int) -> int | None:
    """The monitoring threshold of a year in yuan, None where none was published."""
    held = book.named(THRESHOLD)
    return int(held.on(date(year, 12, 31))[str(year)]) if str(year) in held.values else None


def judgement(household: int, on: date) -> rules.Judgement | None:
    """The hint for a household on a day; None where there is no such household."""
    home = Household.objects.filter(pk=household).first()
    if home is None:
        return None
    found = registry.standing(home, on).household_class
    income = (
        Income.objects.filter(household=household, year=on.year).values_list("person_fen", flat=True).first()
    )
    latest = monitorings_of(household, on).first()
    standing = latest and (latest.resolved_on is None or latest.resolved_on > on)
    person_yuan: Decimal | None = None if income is None else yuan_of_fen(income)
    situation = rules.Situation(found, person_yuan, latest.cause if latest and standing else "")
    return rules.judge(situation, threshold(on.year), on.year)


@dataclass(frozen=True)
class Responsible:
    """A matter, the side that answers for it on a day, and the document that says so."""

    matter: Matter
    side: Side
    source: str
    since: date


def matrix(on: date) -> list[Responsible]:
    """Every matter with its responsible side on a day; matters that no document settles yet are left out."""
    page = book.named(RESPONSIBILITY).on(on)
    found = []
    for matter in Matter:
        held = [dated for dated in page.book.values[matter.value] if dated.since <= on]
        if held:
            latest = max(held, key=lambda dated: dated.since)
            found.append(Responsible(matter, Side(latest.value), latest.source, latest.since))
    return found


def home_of(household: Household) -> str:
    """The place of ours that keeps the registration of a household: the town of its origin, else the county.

    Workbooks give a village code, or only a text that begins with the town's name.
    """
    towns = Place.objects.filter(level=Level.TOWN)
    code = household.origin_code[:TOWN_DIGITS]
    if len(code) == TOWN_DIGITS and towns.filter(pk=code).exists():
        return code
    named = [(name, pk) for pk, name in towns.values_list("pk", "name") if name in household.origin]
    return max(named, key=lambda one: len(one[0]))[1] if named else str(settings.ANJU_COUNTY)


def community_of(place: str, on: date) -> str:
    """The community of a site on a day, else the name of the place itself."""
    there = Q(founded_on__lte=on) & (Q(closed_on__isnull=True) | Q(closed_on__gt=on))
    name = Community.objects.filter(there, place=place).values_list("name", flat=True).first()
    return name or Place.objects.filter(pk=place).values_list("name", flat=True).first() or ""


def place_name(code: str) -> str:
    """The name of a place; names are public."""
    return Place.objects.filter(pk=code).values_list("name", flat=True).first() or ""


def booklet_of(household: int) -> Booklet | None:
    """The booklet that a household holds now, with its state."""
    found = Booklet.objects.filter(household=household, cancelled_on__isnull=True)
    return found.select_related("state").order_by("-issued_on", "-id").first()


def requests() -> QuerySet[BookletRequest]:
    """Requests in scope. No household is joined: the home side may see the request and not the household."""
    return BookletRequest.objects.select_related("place", "home")


def request_of(pk: int) -> BookletRequest | None:
    """The request of an id, None where the scope has none."""
    return requests().filter(pk=pk).first()


def requests_of(household: int) -> QuerySet[BookletRequest]:
    """Requests about a household, the latest first."""
    return requests().filter(household=household).order_by("-id")


def counts(found: QuerySet[BookletRequest]) -> dict[str, int]:
    """How many requests stand in each state."""
    return dict(found.order_by().values_list("state").annotate(count=Count("pk")))


def visible_household(pk: int) -> bool:
    """Whether the reader's scope shows the household itself."""
    return Household.objects.filter(pk=pk).exists()


def version_of(row: Any) -> int:
    """Which state of a record this is: the number of its latest line in the history."""
    return int(row.events.aggregate(last=models.Max("pgh_id"))["last"] or 0)


def all_of_person(model: type[models.Model], person: int) -> list[Any]:
    """Every record of a kind of a person, the latest first."""
    return list(model._default_manager.filter(person=person).order_by("-start", "-pk"))


def lands_ever(household: int) -> list[LandRight]:
    """All land of a household, also what it has no longer."""
    return list(LandRight.objects.filter(household=household).order_by("kind", "number"))


def monitorings_ever(household: int) -> list[Monitoring]:
    """All monitoring records of a household with their measures, the latest first."""
    found = Monitoring.objects.filter(household=household).prefetch_related("measures")
    return list(found.order_by("-identified_on"))


def monitoring(pk: int) -> Monitoring | None:
    """A monitoring record, None where the scope has none."""
    return Monitoring.objects.filter(pk=pk).first()


def record_of(model: type[models.Model], pk: int) -> Any:
    """A record of a kind, None where the scope has none."""
    return model._default_manager.filter(pk=pk).first()
