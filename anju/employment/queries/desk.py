"""What the desks of the round ask beside the lines: last contacts, phones, progress of many ledgers, who is in charge."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, F, Q, QuerySet
from django.utils.translation import gettext as _

from anju.accounts.codes import RoleName
from anju.accounts.models import User
from anju.employment.codes import LedgerState, LineSource, LineState
from anju.employment.models import Ledger, Line
from anju.employment.queries.rounds import Progress
from anju.kernel.month import Month
from anju.regions.models import Place
from anju.registry.models import Community, Person
from anju.tasks.codes import TaskKind
from anju.tasks.models import Task

TOWN_DIGITS = 9
REMINDERS = (TaskKind.LEDGER_DUE, TaskKind.LEDGER_LATE, TaskKind.MONTH_UNOPENED)


@dataclass(frozen=True)
class Contact:
    """How somebody was last reached: by which way, when, and whether the phone answered."""

    source: str
    at: datetime | None
    reachable: bool | None


def before(persons: Sequence[int], month: date) -> dict[int, Contact]:
    """The last contact with each person, of the month before."""
    found = Line.objects.filter(person__in=persons, month=Month.of(month).plus(-1).first)
    known = found.values_list("person_id", "source", "confirmed_at", "reachable")
    return {person: Contact(source, at, reachable) for person, source, at, reachable in known}


def phones(persons: Sequence[int]) -> Mapping[int, str]:
    """Phone numbers in full, for those who may see them."""
    return {one.pk: one.phone for one in Person.objects.filter(pk__in=persons).only("pk", "phone")}


def ledger_of(line: int) -> Ledger | None:
    """The ledger of a line in scope."""
    return Ledger.objects.select_related("community", "place").filter(lines=line).first()


def open_line_of(person: int) -> int | None:
    """The line of a person in the newest ledger that may be written in; None where there is none or they have left."""
    found = Line.objects.filter(person=person, ledger__state__in=(LedgerState.OPEN, LedgerState.RETURNED))
    here = found.exclude(source=LineSource.REGISTRY)
    return here.order_by("-month").values_list("pk", flat=True).first()


def lines_of_persons(ledger: int) -> dict[int, int]:
    """The line of each person of a ledger."""
    return dict(Line.objects.filter(ledger=ledger).values_list("person_id", "pk"))


def persons_of(place: str, month: Month) -> set[int]:
    """Who has a line in the ledger of a place and month."""
    return set(Line.objects.filter(place=place, month=month.first).values_list("person_id", flat=True))


def progress_of(ledgers: Sequence[int]) -> dict[int, Progress]:
    """How far each of these ledgers is, in one query."""
    open_ = Q(state=LineState.UNCONFIRMED)
    found = (
        Line.objects.filter(ledger__in=ledgers)
        .values("ledger")
        .annotate(
            total=Count("pk"), unconfirmed=Count("pk", filter=open_), hinted=Count("pk", filter=open_ & ~Q(hint="")),
            unchanged=Count("pk", filter=Q(state=LineState.UNCHANGED)),
            changed=Count("pk", filter=Q(state=LineState.CHANGED)), working=Count("pk", filter=Q(employed=True)),
        )
    )  # fmt: skip
    known = {
        one["ledger"]: Progress(
            one["total"], one["unconfirmed"], one["hinted"], one["unchanged"], one["changed"], one["working"]
        )
        for one in found
    }
    return {pk: known.get(pk, Progress(0, 0, 0, 0, 0, 0)) for pk in ledgers}


def shares(months: Sequence[Month]) -> dict[Month, tuple[int | None, int | None]]:
    """For each month the per cent of lines confirmed and of ledgers handed in; None where there are none."""
    firsts = [one.first for one in months]
    sure = ~Q(state=LineState.UNCONFIRMED)
    lines = (
        Line.objects.filter(month__in=firsts)
        .values("month")
        .annotate(all=Count("pk"), done=Count("pk", filter=sure))
    )
    within = Q(state__in=(LedgerState.HANDED_IN, LedgerState.ACCEPTED))
    ledgers = (
        Ledger.objects.filter(month__in=firsts)
        .values("month")
        .annotate(all=Count("pk"), done=Count("pk", filter=within))
    )
    confirmed, handed_in = _percent(lines), _percent(ledgers)
    return {one: (confirmed.get(one.first), handed_in.get(one.first)) for one in months}


def _percent(counted: Iterable[Mapping[str, object]]) -> dict[object, int]:
    return {one["month"]: int(str(one["done"])) * 100 // int(str(one["all"])) for one in counted}


def named(username: str) -> str:
    """The name of a member of staff, as colleagues know it; what the program did by itself is said as such."""
    if username.startswith("system:"):
        return _("系统")
    found = User.objects.filter(username=username).values_list("display_name", flat=True).first()
    return found or username


def place_name(code: str) -> str:
    """The name of a place."""
    return Place.objects.filter(code=code).values_list("name", flat=True).first() or code


def in_charge(places: Sequence[str]) -> dict[str, str]:
    """Who sees to the people of these places: the clerk, else the community, else the town."""
    wanted = set(places)
    charge = dict(
        Place.objects.filter(code__in={code[:TOWN_DIGITS] for code in wanted}).values_list("code", "name")
    )
    found = {code: charge.get(code[:TOWN_DIGITS], "") for code in wanted}
    found |= dict(Community.objects.filter(place__in=wanted).values_list("place_id", "name"))
    clerks = User.objects.filter(place__in=wanted, role=RoleName.CLERK, is_active=True).order_by("pk")
    found |= {
        place: f"{found[place]} {name}" for place, name in clerks.values_list("place_id", "display_name")
    }
    return found


_REMINDED = {"place": "place_id", "raised": "raised_on", "due": "due_on"}


def reminders(sort: str = "") -> QuerySet[Task]:
    """Reminders of the round in scope, the latest first unless sorted by a word of the list; a minus lets it fall."""
    column = _REMINDED.get(sort.removeprefix("-"), "raised_on")
    falls = sort.startswith("-") or sort.removeprefix("-") not in _REMINDED
    order = F(column).desc(nulls_last=True) if falls else F(column).asc(nulls_last=True)
    return Task.objects.filter(kind__in=REMINDERS).select_related("place").order_by(order, "place_id", "-pk")
