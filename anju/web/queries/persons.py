"""The list of persons: who is on the roster on a day, filtered, sorted, one page at a time.

The page is cut from `registry_person` alone, in the order of its indexes, and the details are fetched for the page
only. What other tables say is a set of person ids, made first (`Among`): PostgreSQL cannot estimate the conditions of
row security and would join by nested loops (130 ms instead of 40 for a county of 96,513 persons).

Of a past day some may live elsewhere by now, out of sight: they are read from `PersonThen`, which tells who they are and
nothing that came later. They are few, so both lists are put in order here, by the same keys.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection
from django.db.models import BooleanField, Count, Exists, F, Func, OuterRef, Q, QuerySet, Subquery, Window
from django.utils.translation import gettext as _

from anju.employment.models import Job
from anju.employment.queries import active
from anju.kernel.identity import age_on
from anju.registry.codes import StopReason
from anju.registry.models import Household, HouseholdThen, Membership, Person, PersonThen
from anju.registry.queries import everywhere
from anju.ui.words import said
from anju.web.queries.matching import matching, matching_then

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
    """A person as a line of the list: masked, with the household and the work of the day.

    `left` says how somebody who is not on the roster here left it; `opens` whether the page of the household does.
    """

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
    left: str = ""
    opens: bool = True


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
    if wanted.past and (strayed := _strayed(on)):
        ids = _ids_then(wanted, on, order, strayed)
        return PersonPage(_rows(ids[first : first + size], on), len(ids))
    if wanted.in_use:
        # Conditions are checked once: the count comes with the page.
        counted = _placed(_found(wanted, on), on).annotate(total=Window(Count("*")))
        counted = counted.order_by(*(_then(order) if wanted.past else _order(order)))
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
    strayed = _strayed(on) if wanted.past else set()
    if strayed:
        ids = _ids_then(wanted, on, order, strayed)
    else:
        sorted_ = _then(order) if wanted.past else _order(order)
        ids = list(_placed(_found(wanted, on), on).order_by(*sorted_).values_list("pk", flat=True))
    for first in range(0, len(ids), AT_ONCE):
        yield from _rows(ids[first : first + AT_ONCE], on)


def named(ids: Sequence[int], on: date, *, left: bool = False) -> Sequence[PersonRow]:
    """The lines of these persons, in this order; with `left`, those who have left as they were last, and how they left."""
    return _rows(ids, on, left=left)


def _strayed(on: date) -> set[int]:
    """Who was on the roster here on a day and is out of sight now, or the household of that day is.

    Nobody is out of sight of who sees the whole county.
    """
    if everywhere():
        return set()
    person = Exists(Person.objects.filter(pk=OuterRef("person_id")))
    home = Exists(Household.objects.filter(pk=OuterRef("household_id")))
    found = Membership.objects.filter(active(on)).exclude(person & home)
    return set(found.values_list("person_id", flat=True))


def _placed(found: QuerySet[Any], on: date) -> QuerySet[Any]:
    """Persons with where each lived on a day, which is read only where it is asked for."""
    place = Membership.objects.filter(active(on), person=OuterRef("pk")).values("place_id")[:1]
    return found.annotate(lived=Subquery(place))


def _then(order: str) -> tuple[str, ...]:
    """The order of a past day: by the site of that day."""
    return tuple(name.replace("place_id", "lived") for name in _order(order))


def _ids_then(wanted: PersonFilter, on: date, order: str, strayed: set[int]) -> list[int]:
    """Ids of everybody of a past day in order, be they here or out of sight now."""
    names = [name.removeprefix("-") for name in _then(order)]
    keys = [name for name in names if name != "id"] + ["pk"]
    here, gone = _found(wanted, on).exclude(pk__in=strayed), _found_then(wanted, on, strayed)
    rows = [row for found in (here, gone) for row in _placed(found, on).order_by().values_list(*keys)]
    return [row[-1] for row in sorted(rows, reverse=_order(order)[0].startswith("-"))]


def _found_then(wanted: PersonFilter, on: date, strayed: set[int]) -> QuerySet[PersonThen]:
    """Those out of sight whom the conditions leave. What they worked at is told where they live, so no work is asked."""
    members = Membership.objects.filter(active(on), person__in=strayed)
    if wanted.place:
        members = members.filter(place__code__startswith=wanted.place)
    if wanted.labour:
        members = members.filter(labour=wanted.labour)
    if wanted.programme:
        homes = HouseholdThen.objects.filter(pk__in=list(members.values_list("household_id", flat=True)))
        kept = list(homes.filter(programme=wanted.programme).values_list("pk", flat=True))
        members = members.filter(household__in=kept)
    ids = [] if wanted.work else list(members.values_list("person_id", flat=True))
    own = _born(wanted, on) & (matching_then(wanted.text) if wanted.text else Q())
    return PersonThen.objects.filter(own, pk__in=ids)


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
    return own & _born(wanted, on)


def _born(wanted: PersonFilter, on: date) -> Q:
    """Conditions on what somebody is born with."""
    own = Q(sex=wanted.sex) if wanted.sex else Q()
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


def _rows(ids: Sequence[int], on: date, *, left: bool = False) -> list[PersonRow]:
    members = {
        member.person_id: member
        for member in Membership.objects.filter(active(on), person__in=ids)
        .select_related("person", "household", "place")
        .defer("person__id_number", "person__phone")
    }
    jobs: dict[int, Job] = {}
    for job in Job.objects.filter(active(on), person__in=ids).order_by("start", "id"):
        jobs[job.person_id] = job
    rows = {
        pk: _row(member, member.person, member.household, jobs.get(pk), on) for pk, member in members.items()
    }
    missing = [pk for pk in ids if pk not in rows]
    if missing:
        rows |= _away(missing, on, left=left)
    return [rows[pk] for pk in ids if pk in rows]


def _away(ids: Sequence[int], on: date, *, left: bool) -> dict[int, PersonRow]:
    """Who lived here on the day and lives out of sight now; with `left`, who was on the roster last before the day."""
    spells = Membership.objects.filter(person__in=ids).select_related("place")
    spells = spells.filter(start__lte=on) if left else spells.filter(active(on))
    latest = {spell.person_id: spell for spell in spells.order_by("start", "pk")}
    people = PersonThen.objects.in_bulk(list(latest))
    homes = HouseholdThen.objects.in_bulk([spell.household_id for spell in latest.values()])
    open_ = set(Household.objects.filter(pk__in=homes).values_list("pk", flat=True))
    return {
        pk: _row(
            spell,
            people[pk],
            homes[spell.household_id],
            None,
            on,
            _how(spell, on),
            spell.household_id in open_,
        )
        for pk, spell in latest.items()
        if pk in people and spell.household_id in homes
    }


def _how(spell: Membership, on: date) -> str:
    """How somebody left whose last spell this is, in a word or two."""
    if spell.stop is None or spell.stop > on:
        return _("已搬离")
    ways = {
        StopReason.DIED.value: _("已去世"),
        StopReason.MOVED_OUT.value: _("已迁出"),
        StopReason.MARRIED_OUT.value: _("已婚出"),
    }
    return ways.get(spell.stop_reason, _("已搬离"))


def _row(
    member: Membership,
    person: Person | PersonThen,
    household: Household | HouseholdThen,
    job: Job | None,
    on: date,
    left: str = "",
    opens: bool = True,
) -> PersonRow:
    return PersonRow(
        id=person.pk,
        name=person.name_masked,
        full_name=person.name,
        id_masked=person.id_masked,
        sex=said(person.get_sex_display()),
        age=age_on(person.birth_date, on),
        site=member.place.name,
        place=member.place_id,
        household=household.pk,
        number=household.number,
        relation=said(member.get_relation_display()),
        programme=said(household.get_programme_display()),
        labour=said(member.get_labour_display()),
        channel=said(job.get_channel_display()) if job else "",
        work_place=said(job.get_work_place_display()) if job else "",
        left=left,
        opens=opens,
    )
