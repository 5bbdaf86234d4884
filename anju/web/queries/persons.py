"""The list of persons: who is on the roster on a day, filtered, sorted, one page at a time.

The page is cut from `registry_person` alone, in the order of its indexes, and the details are fetched for the page
only. What other tables say is a set of person ids, made first (`Among`): PostgreSQL cannot estimate the conditions of
row security and would join by nested loops (130 ms instead of 40 for a county of 96,513 persons).
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection
from django.db.models import BooleanField, Count, F, Func, Q, QuerySet, Window

from anju.employment.models import Job
from anju.employment.queries import active
from anju.kernel.identity import age_on
from anju.registry.models import Household, Membership, Person
from anju.ui.words import said
from anju.web.queries.matching import matching

ORDERS = {
    "name": ("pinyin", "id"),
    "age": ("-birth_date", "-id"),
    "sex": ("sex", "pinyin", "id"),
    "site": ("place_id", "pinyin", "id"),
}
INDEXED = frozenset({"name", ""})
PLACES_INSIDE = ("county", "city", "province")
AT_ONCE = 5_000


@dataclass(frozen=True)
class PersonFilter:
    """What the list is narrowed to; empty means all. `work` is yes, no, inside, a place or a channel of work.

    `past` says that the day is not today: people may live elsewhere by now.
    """

    text: str = ""
    place: str = ""
    programme: str = ""
    sex: str = ""
    age_from: int | None = None
    age_to: int | None = None
    labour: str = ""
    work: str = ""
    past: bool = False

    @property
    def in_use(self) -> list[str]:
        """Names of the conditions in force: for the audit trail, which holds no values that name a person."""
        return [field.name for field in fields(self) if getattr(self, field.name) not in ("", None, False)]


@dataclass(frozen=True)
class PersonRow:
    """A person as a line of the list: masked, with the household and the work of the day."""

    id: int
    name: str
    full_name: str
    id_masked: str
    sex: str
    age: int
    site: str
    place: str
    household: int
    number: str
    relation: str
    programme: str
    labour: str
    channel: str
    work_place: str


@dataclass(frozen=True)
class PersonPage:
    """A page of the list and how many persons the whole has."""

    rows: Sequence[PersonRow]
    total: int


class Among(Func):
    """`column = any(array(subquery))`: the set is made once, before the rows are read."""

    template = "%(expressions)s)"
    arg_joiner = " = any("
    output_field = BooleanField()


def persons(wanted: PersonFilter, *, on: date, order: str, page: int, size: int) -> PersonPage:
    """One page. `order` is a key of ORDERS, with a minus for falling; unknown ones sort by name."""
    first = (page - 1) * size
    if wanted.in_use:
        # Conditions are checked once: the count comes with the page.
        counted = _found(wanted, on).annotate(total=Window(Count("*"))).order_by(*_order(order))
        cut = list(counted.values_list("pk", "total")[first : first + size])
        total = cut[0][1] if cut else _found(wanted, on).count()
        return PersonPage(_rows([pk for pk, _total in cut], on), total)
    total = Membership.objects.filter(active(on)).count()
    return PersonPage(_rows(_slice(on, order, first, size, total), on), total)


def _slice(on: date, order: str, first: int, size: int, total: int) -> list[int]:
    """Ids of a page of everybody; a page of the second half is read from the end, which is nearer."""
    present = Membership.objects.filter(active(on)).values("person")
    everybody = Person.objects.filter(pk__in=present).values_list("pk", flat=True)
    with _index_order(order):
        if first <= total // 2:
            return list(everybody.order_by(*_order(order))[first : first + size])
        start = max(0, total - first - size)
        return list(everybody.order_by(*_turned(_order(order)))[start : max(0, total - first)])[::-1]


@contextmanager
def _index_order(order: str) -> Iterator[None]:
    """Read names in the order of their index: PostgreSQL thinks few rows pass row security and would sort them all.

    Page 400 of a full county takes 28 ms this way instead of 54.
    """
    if order.removeprefix("-") not in INDEXED:
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("set local enable_sort = off")
        yield
        cursor.execute("set local enable_sort = on")


def every_person(wanted: PersonFilter, *, on: date, order: str) -> Iterator[PersonRow]:
    """The whole list in the same order: for its export."""
    ids = list(_found(wanted, on).order_by(*_order(order)).values_list("pk", flat=True))
    for first in range(0, len(ids), AT_ONCE):
        yield from _rows(ids[first : first + AT_ONCE], on)


def named(ids: Sequence[int], on: date) -> Sequence[PersonRow]:
    """The lines of these persons, in this order."""
    return _rows(ids, on)


def _order(order: str) -> tuple[str, ...]:
    falling, key = order.startswith("-"), order.removeprefix("-")
    names = ORDERS.get(key, ORDERS["name"])
    return _turned(names) if falling else names


def _turned(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name[1:] if name.startswith("-") else f"-{name}" for name in names)


def _found(wanted: PersonFilter, on: date) -> QuerySet[Person]:
    """Everybody whom the conditions leave."""
    members = Membership.objects.filter(active(on))
    if wanted.place:
        members = members.filter(place__code__startswith=wanted.place)
    if wanted.labour:
        members = members.filter(labour=wanted.labour)
    if wanted.programme:
        households = Household.objects.filter(programme=wanted.programme)
        members = members.filter(Among(F("household_id"), ArraySubquery(households.values("pk"))))
    found = Person.objects.filter(_own(wanted, on))
    if not (wanted.labour or wanted.programme or wanted.work):
        return found.filter(pk__in=members.values("person"))
    return found.filter(Among(F("pk"), ArraySubquery(_by_work(members, wanted.work, on))))


def _by_work(members: QuerySet[Membership], work: str, on: date) -> QuerySet[Membership, Any]:
    """Ids of those of the members who work as asked."""
    ids = members.values("person_id")
    if not work:
        return ids
    workers = Job.objects.filter(active(on), _work(work)).values("person_id")
    return ids.difference(workers) if work == "no" else ids.intersection(workers)


def _own(wanted: PersonFilter, on: date) -> Q:
    """Conditions on the person's own columns."""
    own = matching(wanted.text) if wanted.text else Q()
    if wanted.place and not wanted.past:
        own &= Q(place__code__startswith=wanted.place)
    if wanted.sex:
        own &= Q(sex=wanted.sex)
    if wanted.age_from is not None:
        own &= Q(birth_date__lte=_years_before(on, wanted.age_from))
    if wanted.age_to is not None:
        own &= Q(birth_date__gt=_years_before(on, wanted.age_to + 1))
    return own


def _years_before(on: date, years: int) -> date:
    """The same day so many years earlier; 29 February becomes the 28th."""
    year = max(1, on.year - years)
    return on.replace(year=year, day=28) if (on.month, on.day) == (2, 29) else on.replace(year=year)


def _work(work: str) -> Q:
    kind, _colon, code = work.partition(":")
    if kind == "place":
        return Q(work_place__in=PLACES_INSIDE) if code == "inside" else Q(work_place=code)
    return Q(channel=code) if kind == "channel" else Q()


def _rows(ids: Sequence[int], on: date) -> list[PersonRow]:
    members = {
        member.person_id: member
        for member in Membership.objects.filter(active(on), person__in=ids)
        .select_related("person", "household", "place")
        .defer("person__id_number", "person__phone")
    }
    jobs: dict[int, Job] = {}
    for job in Job.objects.filter(active(on), person__in=ids).order_by("start", "id"):
        jobs[job.person_id] = job
    return [_row(members[pk], jobs.get(pk), on) for pk in ids if pk in members]


def _row(member: Membership, job: Job | None, on: date) -> PersonRow:
    person = member.person
    return PersonRow(
        id=person.pk,
        name=person.name_masked,
        full_name=person.name,
        id_masked=person.id_masked,
        sex=said(person.get_sex_display()),
        age=age_on(person.birth_date, on),
        site=member.place.name,
        place=member.place_id,
        household=member.household_id,
        number=member.household.number,
        relation=said(member.get_relation_display()),
        programme=said(member.household.get_programme_display()),
        labour=said(member.get_labour_display()),
        channel=said(job.get_channel_display()) if job else "",
        work_place=said(job.get_work_place_display()) if job else "",
    )
