"""Reading findings: by place and rule, one by one with whom they are about."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from anju.checks import rulebook
from anju.checks.codes import Severity, SubjectKind
from anju.checks.models import Finding, Run
from anju.checks.rulebook import Rule
from anju.registry.models import Household, Person

OPEN, ACCEPTED, CLEARED = "open", "accepted", "cleared"


@dataclass(frozen=True)
class Wanted:
    """Which findings: state, rule, place, severity; empty means all."""

    state: str = OPEN
    rule: str = ""
    place: str = ""
    severity: str = ""


@dataclass(frozen=True)
class Told:
    """A finding with the words that a page needs; `who` is masked."""

    finding: Finding
    rule: Rule | None
    who: str
    number: str


def accepted(on: date) -> Q:
    """Findings whose acceptance holds on a day."""
    return Q(accepted_on__isnull=False) & (Q(accepted_until__isnull=True) | Q(accepted_until__gt=on))


def findings(wanted: Wanted, on: date) -> QuerySet[Finding]:
    """Findings in scope, blocking ones first."""
    found = Finding.objects.select_related("place").order_by("severity", "rule", "place", "id")
    standing = Q(cleared_on__isnull=True)
    states = {OPEN: standing & ~accepted(on), ACCEPTED: standing & accepted(on), CLEARED: ~standing}
    found = found.filter(states.get(wanted.state, states[OPEN]))
    for name in ("rule", "severity"):
        if value := getattr(wanted, name):
            found = found.filter(**{name: value})
    return found.filter(place__code__startswith=wanted.place) if wanted.place else found


def told(found: Sequence[Finding]) -> list[Told]:
    """These findings in words; two queries for all of them."""
    persons = {one.subject for one in found if one.kind == SubjectKind.PERSON}
    names = dict(Person.objects.filter(pk__in=persons).values_list("pk", "name_masked"))
    homes = {one.subject for one in found if one.kind == SubjectKind.HOUSEHOLD}
    numbers = dict(Household.objects.filter(pk__in=homes).values_list("pk", "number"))
    rules = rulebook.rules()
    return [
        Told(
            one, rules.get(one.rule),
            names.get(one.subject, "") if one.kind == SubjectKind.PERSON else numbers.get(one.subject, ""),
            numbers.get(one.subject, ""),
        )
        for one in found
    ]  # fmt: skip


def finding(pk: int) -> Finding | None:
    """One finding in scope."""
    return Finding.objects.select_related("place").filter(pk=pk).first()


def counts(wanted: Wanted, on: date) -> Mapping[str, int]:
    """How many findings each rule has, in one query."""
    rows = findings(wanted, on).order_by().values("rule").annotate(n=Count("pk")).values_list("rule", "n")
    return dict(rows)


def tally(on: date) -> dict[str, int]:
    """How many are open, accepted, cleared."""
    standing = Q(cleared_on__isnull=True)
    return Finding.objects.aggregate(
        open=Count("pk", filter=standing & ~accepted(on)), accepted=Count("pk", filter=standing & accepted(on)),
        cleared=Count("pk", filter=~standing),
    )  # fmt: skip


def by_place(wanted: Wanted, on: date) -> list[tuple[str, str, int, int]]:
    """(code, name, blocking, all) of each site with findings, the most first."""
    rows = (
        findings(wanted, on)
        .order_by()
        .values_list("place", "place__name")
        .annotate(blocking=Count("pk", filter=Q(severity=Severity.BLOCKING)), n=Count("pk"))
        .order_by("-blocking", "-n", "place")
    )
    return list(rows)


def blocking(place: str, on: date) -> QuerySet[Finding]:
    """What stands in the way of a place's hand-in."""
    return findings(Wanted(place=place, severity=Severity.BLOCKING), on)


def latest_run(place: str) -> Run | None:
    """The newest run that covered a place."""
    codes = [place[:digits] for digits in (6, 9, 12) if digits <= len(place)]
    return Run.objects.filter(place__in=codes).order_by("-id").first()


def of_subject(kind: str, subject: int) -> QuerySet[Finding]:
    """What stands against a person or household."""
    return Finding.objects.filter(kind=kind, subject=subject, cleared_on__isnull=True).order_by(
        "severity", "rule"
    )
