"""Reading the monthly round: ledgers, their lines page by page, progress, comparison with the month before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.db.models import Case, Count, OuterRef, Q, QuerySet, Subquery, Sum, Value, When

from anju.employment.codes import Hint, LineSource, LineState
from anju.employment.models import Ledger, Line
from anju.employment.queries.zero import ZeroRow, zero_rows
from anju.kernel.identity import age_on
from anju.kernel.month import Month
from anju.registry.models import Building, Membership, Person

HINTED = "hinted"
ORDERS: dict[str, tuple[str, ...]] = {
    "name": ("pinyin", "pk"),
    "age": ("-birth_date", "pk"),
    "hint": ("surest", "pinyin", "pk"),
    "state": ("state", "pinyin", "pk"),
    "income": ("income_fen", "pk"),
}
# The likely changed first, in the order of the list of hints; the others after them.
SUREST = Case(*(When(hint=hint, then=Value(n)) for n, hint in enumerate(Hint)), default=Value(len(Hint)))
# Somebody who has moved out of the reader's places is not seen any more; a join would lose the line.
_WHO = Person.objects.filter(pk=OuterRef("person"))
_OF_ORDERS: dict[str, Any] = {
    "surest": SUREST, "pinyin": Subquery(_WHO.values("pinyin")[:1]), "birth_date": Subquery(_WHO.values("birth_date")[:1]),
}  # fmt: skip

_OVERVIEW = """
select p.code, p.name, count(distinct l.id),
       count(distinct l.id) filter (where l.state = 'open'), count(distinct l.id) filter (where l.state = 'handed_in'),
       count(distinct l.id) filter (where l.state = 'returned'), count(distinct l.id) filter (where l.state = 'accepted'),
       count(distinct l.id) filter (where l.state in ('open', 'returned') and l.due_on < %(day)s),
       coalesce(max(%(day)s::date - l.due_on) filter (where l.state in ('open', 'returned') and l.due_on < %(day)s), 0),
       coalesce(sum(n.lines), 0), coalesce(sum(n.unconfirmed), 0), coalesce(sum(n.unchanged), 0), coalesce(sum(n.changed), 0),
       coalesce(sum(n.employed), 0), coalesce(sum(n.unreachable), 0), min(l.id)
from employment_ledger l
join regions_place p on p.code = left(l.place, %(digits)s)
left join (select ledger_id, count(*) as lines, count(*) filter (where state = 'unconfirmed') as unconfirmed,
                  count(*) filter (where state = 'unchanged') as unchanged, count(*) filter (where state = 'changed') as changed,
                  count(*) filter (where employed) as employed, count(*) filter (where reachable is false) as unreachable
           from employment_line where month = %(month)s group by ledger_id) n on n.ledger_id = l.id
where l.month = %(month)s
group by p.code, p.name order by p.code
"""


@dataclass(frozen=True)
class LineFilter:
    """Which lines: `tab` is hinted or a state, empty for all; texts narrow further."""

    tab: str = ""
    text: str = ""
    building: str = ""
    household: str = ""
    work: str = ""
    reach: str = ""


@dataclass(frozen=True)
class LineRow:
    """A line as the list shows it, in stored codes; the phone masked. `left` says that its person is here no more."""

    id: int
    version: int
    person: int
    name: str
    full_name: str
    phone_masked: str
    age: int
    household: int | None
    number: str
    place: str
    state: str
    hint: str
    job: int | None
    channel: str
    post_kind: str
    work_place: str
    employer: str
    address: str
    trade: str
    found_by: str
    industry: str
    employer_nature: str
    point_to_point: bool | None
    contract_months: int | None
    post_subsidy_fen: int | None
    pay_cycle_months: int | None
    income_fen: int | None
    job_start: date | None
    employed: bool
    reason: str
    wish: str
    wish_industry: str
    wish_employer: str
    training_wish: str
    reachable: bool | None
    planned_out: bool
    source: str
    confirmed_by: str
    confirmed_at: datetime | None
    left: bool


@dataclass(frozen=True)
class LinePage:
    """A page of lines and how many there are in all."""

    rows: Sequence[LineRow]
    total: int


@dataclass(frozen=True)
class Progress:
    """How far a ledger is, in lines; `hinted` are unconfirmed ones that have likely changed."""

    total: int
    unconfirmed: int
    hinted: int
    unchanged: int
    changed: int
    employed: int


@dataclass(frozen=True)
class PlaceMonth:
    """The ledgers of a town or site in a month; `days_late` is that of the latest; `first` is one of its ledgers."""

    place: str
    name: str
    ledgers: int
    open: int
    handed_in: int
    returned: int
    accepted: int
    late: int
    days_late: int
    lines: int
    unconfirmed: int
    unchanged: int
    changed: int
    employed: int
    unreachable: int
    first: int


@dataclass(frozen=True)
class Compared:
    """What is different from the month before: lines of those who began, stopped, changed work; `before` by person."""

    began: Sequence[LineRow]
    stopped: Sequence[LineRow]
    changed: Sequence[LineRow]
    employed_now: int
    employed_before: int
    before: Mapping[int, LineRow]


def ledger(pk: int) -> Ledger | None:
    """A ledger in scope."""
    return Ledger.objects.select_related("community", "place__parent").filter(pk=pk).first()


def ledgers(month: Month | None = None) -> QuerySet[Ledger]:
    """Ledgers in scope, the newest month first; of one month when it is named."""
    found = Ledger.objects.select_related("community", "place").order_by("-month", "place")
    return found.filter(month=month.first) if month else found


def months() -> list[Month]:
    """Months that have ledgers in scope, the newest first."""
    return [
        Month.of(first)
        for first in Ledger.objects.order_by("-month").values_list("month", flat=True).distinct()
    ]


def buildings_of(place: str) -> list[tuple[str, str]]:
    """Buildings of a site as (id, number)."""
    return [
        (str(pk), number)
        for pk, number in Building.objects.filter(place=place).order_by("number").values_list("pk", "number")
    ]


def progress(ledger: int) -> Progress:
    """How far a ledger is, in one query."""
    open_ = Q(state=LineState.UNCONFIRMED)
    found = Line.objects.filter(ledger=ledger).aggregate(
        total=Count("pk"), unconfirmed=Count("pk", filter=open_), hinted=Count("pk", filter=open_ & ~Q(hint="")),
        unchanged=Count("pk", filter=Q(state=LineState.UNCHANGED)), changed=Count("pk", filter=Q(state=LineState.CHANGED)),
        employed=Count("pk", filter=Q(employed=True)),
    )  # fmt: skip
    return Progress(**found)


def lines_of(ledger: int, wanted: LineFilter, order: str, page: int, size: int) -> LinePage:
    """One page of a ledger's lines; `order` is a key of ORDERS, with a minus for falling."""
    found = wanted_lines(ledger, wanted)
    total = found.count()
    names = ORDERS.get(order.removeprefix("-"), ORDERS["name"])
    if order.startswith("-"):
        names = tuple(name[1:] if name.startswith("-") else f"-{name}" for name in names)
    asked = {name.removeprefix("-") for name in names} & set(_OF_ORDERS)
    whole = found.annotate(**{name: _OF_ORDERS[name] for name in asked})
    return LinePage(_rows(whole.order_by(*names)[(page - 1) * size : page * size]), total)


def wanted_lines(ledger: int, wanted: LineFilter) -> QuerySet[Line]:
    """The lines of a ledger that a filter leaves."""
    found = Line.objects.filter(ledger=ledger)
    if wanted.tab == HINTED:
        found = found.filter(state=LineState.UNCONFIRMED).exclude(hint="")
    elif wanted.tab:
        found = found.filter(state=wanted.tab)
    if wanted.text:
        found = found.filter(_matching(wanted.text.strip()))
    living: dict[str, Any] = {"stop__isnull": True}
    if wanted.building.isdigit():
        living["household__flat__building"] = int(wanted.building)
    if wanted.household:
        living["household__number__startswith"] = wanted.household.upper()
    if len(living) > 1:
        found = found.filter(person__in=Membership.objects.filter(**living).values("person"))
    told = {"employed": wanted.work, "reachable": wanted.reach}
    return found.filter(**{name: said == "yes" for name, said in told.items() if said})


def _matching(text: str) -> Q:
    low = text.lower().replace(" ", "")
    return (
        Q(person__name__startswith=text)
        | Q(person__pinyin__startswith=low)
        | Q(person__initials__startswith=low)
        | Q(person__id_masked__endswith=text.upper())
        | Q(person__phone_masked__endswith=text)
    )


def unhinted(ledger: int) -> QuerySet[Line]:
    """Lines of a ledger that are open and of which nothing says that they have changed."""
    return Line.objects.filter(ledger=ledger, state=LineState.UNCONFIRMED, hint="")


def stamp(lines: QuerySet[Line]) -> str:
    """A word for how a list stands: it is another as soon as one of its lines is written, comes or goes."""
    found = lines.aggregate(count=Count("pk"), versions=Sum("version"), pks=Sum("pk"))
    return "-".join(str(value or 0) for value in found.values())


def line_row(line: int) -> LineRow | None:
    """One line as the list shows it."""
    rows = _rows(Line.objects.filter(pk=line))
    return rows[0] if rows else None


def _rows(lines: QuerySet[Line]) -> list[LineRow]:
    held = list(lines.select_related("job"))
    ids = [one.person_id for one in held]
    people = Person.objects.only("name", "name_masked", "phone_masked", "birth_date").in_bulk(ids)
    homes = {
        person: (household, number)
        for person, household, number in Membership.objects.filter(
            person__in=ids, stop__isnull=True
        ).values_list("person", "household", "household__number")
    }
    return [_row(one, people.get(one.person_id), homes.get(one.person_id)) for one in held]


def _row(line: Line, person: Person | None, home: tuple[int, str] | None) -> LineRow:
    job, (household, number) = line.job, home or (None, "")
    own: dict[str, Any] = {
        name: getattr(line, name)
        for name in ("version", "state", "hint", "income_fen", "employed", "reason", "wish", "wish_industry", "wish_employer",
                     "training_wish", "reachable", "planned_out", "source", "confirmed_by", "confirmed_at")
    }  # fmt: skip
    work: dict[str, Any] = {
        name: getattr(job, name) if job else ""
        for name in ("channel", "post_kind", "work_place", "employer", "address", "trade", "found_by", "industry",
                     "employer_nature")
    } | {
        name: getattr(job, name) if job else None
        for name in ("point_to_point", "contract_months", "post_subsidy_fen", "pay_cycle_months")
    }  # fmt: skip
    return LineRow(
        id=line.pk, person=line.person_id, name=person.name_masked if person else "", full_name=person.name if person else "",
        phone_masked=person.phone_masked if person else "",
        age=age_on(person.birth_date, Month.of(line.month).last) if person else 0,
        household=household, number=number, place=line.place_id, job=line.job_id,
        job_start=job.start if job else None,
        left=person is None or line.source == LineSource.REGISTRY, **own, **work,
    )  # fmt: skip


def overview(month: Month, on: date, by: str = "town") -> list[PlaceMonth]:
    """Each town or site of the scope in a month, with how late it is; one query."""
    digits = {"county": 6, "town": 9, "site": 12}[by]
    with connection.cursor() as cursor:
        cursor.execute(_OVERVIEW, {"digits": digits, "month": month.first, "day": on})
        return [PlaceMonth(*row) for row in cursor.fetchall()]


def changes_since(ledger: int) -> Compared:
    """What the changed lines of a ledger say against the month before."""
    held = Ledger.objects.get(pk=ledger)
    before = {
        line.person_id: line
        for line in Line.objects.filter(month=Month.of(held.month).plus(-1).first, place=held.place_id)
    }
    changed = Line.objects.filter(ledger=ledger, state=LineState.CHANGED)
    rows = _rows(changed.annotate(pinyin=_OF_ORDERS["pinyin"]).order_by("pinyin", "pk"))
    was = {row.person: before[row.person].employed if row.person in before else None for row in rows}
    began = [row for row in rows if row.employed and not was[row.person]]
    stopped = [row for row in rows if not row.employed and was[row.person]]
    told = {row.id for row in (*began, *stopped)}
    employed_now = Line.objects.filter(ledger=ledger, employed=True).count()
    return Compared(
        began, stopped, [row for row in rows if row.id not in told], employed_now,
        sum(line.employed for line in before.values()), _before([before[row.person].pk for row in rows if row.person in before]),
    )  # fmt: skip


def _before(lines: Sequence[int]) -> Mapping[int, LineRow]:
    """Lines of the month before, by person."""
    return {row.person: row for row in _rows(Line.objects.filter(pk__in=lines))}


def zero_employed(on: date, place: str = "") -> list[ZeroRow]:
    """Households without work, those with a running clock first."""
    return zero_rows(on, place)
