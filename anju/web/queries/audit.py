"""What the auditor reads: acts, looks at people, and the result of the last verification."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from anju.accounts.models import User
from anju.accounts.queries import at_places
from anju.accounts.scope import Scope
from anju.audit.models import Access, Act, Event

MOST_WORDS = 160


@dataclass(frozen=True)
class Wanted:
    """Which acts or looks: by whom, of which kind, between which days, on what, of which person."""

    actor: str = ""
    kind: str = ""
    since: date | None = None
    until: date | None = None
    target: str = ""
    person: int | None = None

    @property
    def in_use(self) -> list[str]:
        """The names of the filters in force, for the audit of the audit."""
        return [name for name, value in self.__dict__.items() if value]


def acts(wanted: Wanted, scope: Scope) -> QuerySet[Event]:
    """The acts, newest first, of those who belong to the scope."""
    found = Event.objects.filter(_common(wanted), _by(scope)).order_by("-id")
    if wanted.person is not None:
        found = found.filter(target=f"person:{wanted.person}")
    return found.filter(act=wanted.kind) if wanted.kind else found


def looks(wanted: Wanted, scope: Scope) -> QuerySet[Access]:
    """The looks at people, newest first, by those who belong to the scope."""
    found = Access.objects.filter(_common(wanted), _by(scope)).order_by("-id")
    if wanted.person is not None:
        found = found.filter(persons__contains=[wanted.person])
    return found.filter(operation=wanted.kind) if wanted.kind else found


def _common(wanted: Wanted) -> Q:
    found = Q()
    if wanted.actor:
        found &= Q(actor=wanted.actor)
    if wanted.target:
        found &= Q(target__startswith=wanted.target)
    if wanted.since:
        found &= Q(at__gte=_begin(wanted.since))
    if wanted.until:
        found &= Q(at__lt=_begin(wanted.until + timedelta(days=1)))
    return found


def _begin(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


def _by(scope: Scope) -> Q:
    """Who has the whole county sees every act; a town's auditor those of the people of that town."""
    if scope.whole:
        return Q()
    return Q(actor__in=User.objects.filter(at_places(scope)).values("username"))


def last_verification() -> Event | None:
    """The act of the last verification."""
    return Event.objects.filter(act=Act.HISTORY_VERIFIED).order_by("-id").first()


def ways_of_looking_at(person: int) -> list[str]:
    """How each look at a person came about."""
    return list(Access.objects.filter(persons__contains=[person]).values_list("operation", flat=True))
