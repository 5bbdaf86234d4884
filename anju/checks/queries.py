"""Reading: what the rules find on a day, and the findings that are kept, by place and rule, with whom they are about."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.apps import apps
from django.db import connection
from django.db.models import Count, Q, QuerySet

from anju.accounts.scope import Scope, acting
from anju.checks import rulebook
from anju.checks.codes import Severity, SubjectKind
from anju.checks.models import Finding, Run
from anju.checks.rulebook import Rule
from anju.checks.subjects import EMPLOYER_WORDS
from anju.employment.models import Job
from anju.employment.queries import active
from anju.entitlements.codes import InsuranceKind
from anju.entitlements.models import Insurance
from anju.intake.models import Sourced
from anju.kernel.addresses import names_a_county
from anju.regions.models import SITE_DIGITS
from anju.registry.codes import Relation
from anju.registry.models import Community, Household, Person

OPEN, ACCEPTED, CLEARED = "open", "accepted", "cleared"
BY = "system:checks"
ORDER = ("severity", "rule", "place", "id")
SORTS: Mapping[str, tuple[str, ...]] = {
    "severity": ORDER,
    "place": ("place", "severity", "rule", "id"),
    "rule": ("rule", "place", "id"),
    "since": ("first_seen", "severity", "rule", "id"),
    "until": ("accepted_until", "severity", "rule", "id"),
}
_NOTHING: frozenset[str] = frozenset()
_MEDICAL = (InsuranceKind.RESIDENT_MEDICAL, InsuranceKind.EMPLOYEE_MEDICAL)


@dataclass(frozen=True)
class Sighting:
    """A rule that a person or household breaks on a day, whether a finding is kept of it or not."""

    place: str
    rule: str
    severity: str
    kind: str
    subject: int

    @property
    def key(self) -> tuple[str, int]:
        """What tells it from others: the rule says of which kind the subject is."""
        return self.rule, self.subject


@dataclass(frozen=True)
class Spot:
    """What a rule says of one person or household on a day, looked for at and below a place."""

    rule: str
    subject: int
    place: str
    day: date


@dataclass(frozen=True)
class Wanted:
    """Which findings: state, rule, place, severity (empty means all), without those of hidden rules; in which order."""

    state: str = OPEN
    rule: str = ""
    place: str = ""
    severity: str = ""
    hidden: Collection[str] = _NOTHING
    sort: str = ""


@dataclass(frozen=True)
class Told:
    """A finding with the words that a page needs; `who` is masked."""

    finding: Finding
    rule: Rule | None
    who: str


@dataclass(frozen=True)
class AtPlace:
    """How many findings a site has, and the community that looks after it."""

    place: str
    name: str
    blocking: int
    total: int


def surroundings(on: date) -> dict[str, Any]:
    """What the facts take besides the day.

    Whether the county keeps medical insurance at all is asked of the whole county, so that a site which recorded nobody
    is not judged in one way by its own clerk and in another by the county.
    """
    addresses = (
        Job.objects.filter(active(on)).exclude(address="").values_list("address", flat=True).distinct()
    )
    with acting(scope=Scope.everything(), actor=BY, why="核查：全县参保台账是否启用"):
        insured = Insurance.objects.filter(kind__in=_MEDICAL, start__lte=on).exists()
    return {
        "county_addresses": [address for address in addresses if names_a_county(address)],
        "insurance_in_use": insured,
        "relations": list(Relation.values),
        "employer_words": EMPLOYER_WORDS,
    }


def sightings(*, place: str, on: date, rules: Sequence[str] | None = None) -> list[Sighting]:
    """What the rules find at and below a place as of a day, without keeping anything; Refused for an unknown rule."""
    found: list[Sighting] = []
    values = surroundings(on)
    with connection.cursor() as cursor:
        for statement in rulebook.statements(rulebook.chosen(rules), place=place, on=on):
            cursor.execute(statement.sql, statement.values | values)
            found += [Sighting(*row) for row in cursor.fetchall()]
    order = {rule: number for number, rule in enumerate(rulebook.rules())}
    return sorted(found, key=lambda one: (one.severity, order[one.rule], one.place, one.subject))


def seen(spot: Spot) -> Sighting | None:
    """What the rule finds there; None where it finds nothing."""
    found = sightings(place=spot.place, on=spot.day, rules=[spot.rule])
    return next((one for one in found if one.subject == spot.subject), None)


def accepted(on: date) -> Q:
    """Findings whose acceptance holds on a day."""
    return Q(accepted_on__isnull=False, accepted_until__gt=on)


def accepted_among(seen: Sequence[Sighting], on: date) -> set[tuple[str, int]]:
    """Which of these are accepted on a day, be it by a finding that is cleared meanwhile."""
    held = Finding.objects.filter(accepted(on), subject__in={one.subject for one in seen})
    return set(held.values_list("rule", "subject"))


def standing(seen: Sequence[Sighting]) -> dict[tuple[str, int], int]:
    """The finding that is kept of each of these."""
    held = Finding.objects.filter(cleared_on__isnull=True, subject__in={one.subject for one in seen})
    return {(rule, subject): pk for rule, subject, pk in held.values_list("rule", "subject", "pk")}


def findings(wanted: Wanted, on: date) -> QuerySet[Finding]:
    """Findings in scope, blocking ones first unless another order is wanted."""
    found = (
        Finding.objects.select_related("place").exclude(rule__in=wanted.hidden).order_by(*order_of(wanted))
    )
    states = _states(on)
    found = found.filter(states.get(wanted.state, states[OPEN]))
    for name in ("rule", "severity"):
        if value := getattr(wanted, name):
            found = found.filter(**{name: value})
    return found.filter(place__code__startswith=wanted.place) if wanted.place else found


def order_of(wanted: Wanted) -> list[str]:
    """The columns to sort by; a minus before the word turns the first of them round."""
    falling, word = wanted.sort.startswith("-"), wanted.sort.removeprefix("-")
    first, *rest = SORTS.get(word, ORDER)
    return [f"-{first}" if falling and word in SORTS else first, *rest]


def _states(on: date) -> dict[str, Q]:
    """An acceptance in force is one, whether the finding stands or not: it holds for what was wrong in a past month."""
    stands, held = Q(cleared_on__isnull=True), accepted(on)
    return {OPEN: stands & ~held, ACCEPTED: held, CLEARED: ~stands & ~held}


def names(kind_and_subject: Collection[tuple[str, int]]) -> dict[tuple[str, int], str]:
    """Whom these are about: masked names of persons, numbers of households; two queries for all of them."""
    persons = [subject for kind, subject in kind_and_subject if kind == SubjectKind.PERSON]
    homes = [subject for kind, subject in kind_and_subject if kind == SubjectKind.HOUSEHOLD]
    known = Person.objects.filter(pk__in=persons).values_list("pk", "name_masked")
    numbers = Household.objects.filter(pk__in=homes).values_list("pk", "number")
    return {(SubjectKind.PERSON.value, pk): name for pk, name in known} | {
        (SubjectKind.HOUSEHOLD.value, pk): number for pk, number in numbers
    }


def told(found: Sequence[Finding]) -> list[Told]:
    """These findings in words."""
    known, rules = names({(one.kind, one.subject) for one in found}), rulebook.rules()
    return [Told(one, rules.get(one.rule), known.get((one.kind, one.subject), "")) for one in found]


def finding(pk: int, hidden: Collection[str] = _NOTHING) -> Finding | None:
    """One finding in scope that is not of a hidden rule."""
    return Finding.objects.select_related("place").filter(pk=pk).exclude(rule__in=hidden).first()


def counts(wanted: Wanted, on: date) -> Mapping[str, int]:
    """How many findings each rule has, in one query."""
    rows = findings(wanted, on).order_by().values("rule").annotate(n=Count("pk")).values_list("rule", "n")
    return dict(rows)


def tally(on: date, hidden: Collection[str] = _NOTHING) -> dict[str, int]:
    """How many are open, accepted, cleared."""
    counted = {name: Count("pk", filter=state) for name, state in _states(on).items()}
    return Finding.objects.exclude(rule__in=hidden).aggregate(**counted)


def by_place(wanted: Wanted, on: date) -> list[AtPlace]:
    """Each site with findings under the name of its community, the most first."""
    rows = list(
        findings(wanted, on)
        .order_by()
        .values_list("place", "place__name")
        .annotate(blocking=Count("pk", filter=Q(severity=Severity.BLOCKING)), n=Count("pk"))
        .order_by("-blocking", "-n", "place")
    )
    looked_after = Community.objects.filter(place__in=[row[0] for row in rows], closed_on__isnull=True)
    communities = dict(looked_after.values_list("place_id", "name"))
    return [
        AtPlace(place, communities.get(place, name), blocking, total) for place, name, blocking, total in rows
    ]


def blocking(place: str, on: date) -> QuerySet[Finding]:
    """What stands in the way of a place's hand-in."""
    return findings(Wanted(place=place, severity=Severity.BLOCKING), on)


def latest_run(place: str) -> Run | None:
    """The newest run that covered a place."""
    codes = [place[:digits] for digits in (6, 9, 12) if digits <= len(place)]
    return Run.objects.filter(place__in=codes).order_by("-on", "-id").first()


def of_subject(kind: str, subject: int, hidden: Collection[str] = _NOTHING) -> QuerySet[Finding]:
    """What stands against a person or household."""
    standing = Finding.objects.filter(kind=kind, subject=subject, cleared_on__isnull=True)
    return standing.exclude(rule__in=hidden).order_by("severity", "rule")


def touched(batches: Collection[int]) -> list[str]:
    """The sites and towns whose records these batches of an import wrote last."""
    found: set[str] = set()
    for model in apps.get_models():
        if issubclass(model, Sourced) and any(field.name == "place" for field in model._meta.fields):
            written: QuerySet[Any] = model._default_manager.filter(batch__in=batches)
            found |= set(written.values_list("place", flat=True).distinct())
    return sorted({code[:SITE_DIGITS] for code in found if code})


def place_of(kind: str, subject: int) -> str | None:
    """Where a person or household lives; None where there is none in scope."""
    model: type[Person | Household] = Person if kind == SubjectKind.PERSON else Household
    return model.objects.filter(pk=subject).values_list("place_id", flat=True).first()


def kept(rule: str, subject: int, on: date) -> int | None:
    """The finding that stands of a rule and subject, or whose acceptance holds."""
    found = Finding.objects.filter(Q(cleared_on__isnull=True) | accepted(on), rule=rule, subject=subject)
    return found.order_by("-id").values_list("pk", flat=True).first()
