"""The only writer of the checks: run the rules over a place, accept a finding, take that back."""

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from datetime import date
from typing import Any

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from django.db.models import Count
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from anju.accounts.codes import Right
from anju.audit.actions import record
from anju.audit.models import Act
from anju.checks import queries, rulebook
from anju.checks.models import Finding, Run
from anju.checks.queries import Spot
from anju.jobs import actions as jobs
from anju.jobs.models import Job
from anju.kernel.month import Month
from anju.kernel.refused import Refused
from anju.kernel.stored import stored
from anju.policy import book
from anju.regions.models import SITE_DIGITS, Level, Place
from anju.tasks.actions import NewTask, raise_tasks, settle_all
from anju.tasks.codes import TaskKind

RUN = "checks.run"
DIGITS = (6, 9, SITE_DIGITS)
SITE_BY_SITE = 8  # more sites than this are checked in one run over what holds them
Progress = Callable[[int, int, str], None]

_STAGE = """
create temporary table check_found (place text, rule text, severity text, kind text, subject bigint) on commit drop
"""
_FIND = "insert into check_found ({columns}) {found}"
_FOLLOW = """
update checks_finding f set place = c.place from check_found c
where f.rule = c.rule and f.subject = c.subject and f.cleared_on is null and f.place <> c.place and not exists (
  select from checks_finding g where g.rule = c.rule and g.subject = c.subject and g.place = c.place and g.cleared_on is null)
"""
_SEE = """
update checks_finding f set last_seen = %(on)s, severity = c.severity from check_found c
where f.rule = c.rule and f.subject = c.subject and f.place = c.place and f.cleared_on is null
  and (f.last_seen < %(on)s or f.severity <> c.severity)
"""
_CLEAR = """
update checks_finding f set cleared_on = %(on)s
where f.cleared_on is null and f.rule = any(%(rules)s) and f.place like %(place)s and not exists (
  select from check_found c where c.rule = f.rule and c.subject = f.subject and c.place = f.place)
"""
# What was accepted and comes back within the term keeps its identity and its acceptance.
_REOPEN = """
update checks_finding f set cleared_on = null, last_seen = %(on)s, severity = o.severity, place = o.place, run_id = %(run)s
from (select distinct on (g.rule, g.subject) g.id, c.place, c.severity
      from check_found c join checks_finding g on g.rule = c.rule and g.subject = c.subject
      where g.cleared_on is not null and g.accepted_until > %(on)s and not exists (
        select from checks_finding s where s.rule = c.rule and s.subject = c.subject and s.cleared_on is null)
      order by g.rule, g.subject, g.id desc) o
where f.id = o.id
"""
_ADD = """
insert into checks_finding
  (place, rule, severity, kind, subject, first_seen, last_seen, run_id, accepted_by, accepted_why)
select c.place, c.rule, c.severity, c.kind, c.subject, %(on)s, %(on)s, %(run)s, '', '' from check_found c
where not exists (select from checks_finding f where f.rule = c.rule and f.subject = c.subject and f.place = c.place
                  and f.cleared_on is null)
"""


def _silent(_done: int, _total: int, _words: str) -> None:
    """Nobody watches."""


def ask_run(*, place: str, by: str) -> Job:
    """Queue a run over a place; pages watch the job."""
    return jobs.start(kind=RUN, title=stored("核查台账"), arguments={"place": place}, place=place, by=by)


@transaction.atomic
def run(
    *, place: str, on: date, by: str, rules: Sequence[str] | None = None, progress: Progress = _silent
) -> Run:
    """Run the rules (all that are computed, or these) over everything at and below a place, as of a day.

    What a run does not find again is cleared. Raises Refused for a rule that there is not, and for a day before the one
    of a run that went over this place already.
    """
    wanted = rulebook.chosen(rules)
    words: dict[str, Any] = {"place": f"{place}%", "on": on, "rules": [rule.id for rule in wanted]}
    values = queries.surroundings(on)
    with connection.cursor() as cursor:
        _one_at_a_time(cursor, place)
        _not_before(place, on)
        done = Run.objects.create(place_id=place, on=on, by=by, at=timezone.now())
        cursor.execute(_STAGE)
        asked = 0
        for statement in rulebook.statements(wanted, place=place, on=on):
            progress(asked, len(wanted), stored("核查 %(n)s 条规则") % {"n": statement.rules})
            cursor.execute(
                _FIND.format(columns=rulebook.COLUMNS, found=statement.sql), statement.values | values
            )
            asked += statement.rules
        _keep(cursor, words | {"run": done.pk})
    standing = Finding.objects.filter(
        place__code__startswith=place, rule__in=words["rules"], cleared_on__isnull=True
    )
    done.found = standing.count()
    done.save(update_fields=["found"])
    _tell(place, on=on, by=by)
    progress(len(wanted), len(wanted), stored("核查完成"))
    return done


def run_touched(*, batches: Collection[int], on: date, by: str, progress: Progress = _silent) -> list[Run]:
    """Run all rules where these batches of an import wrote something: site by site, or over all of it at once when many."""
    places = queries.touched(batches)
    if len(places) > SITE_BY_SITE:
        places = [_around(places)]
    return [run(place=place, on=on, by=by, progress=progress) for place in places]


def _around(places: Sequence[str]) -> str:
    """The town or county that holds all of these."""
    shared = (digits for digits in reversed(DIGITS) if len({code[:digits] for code in places}) == 1)
    return places[0][: next(shared)]


def _keep(cursor: CursorWrapper, words: dict[str, Any]) -> None:
    """Bring the findings that are kept in line with what was found."""
    cursor.execute("analyze check_found")
    # The history trigger keeps the plan of its first, perhaps tiny, change, and the table may have no statistics yet:
    # both end in a loop over all findings for each finding (minutes instead of a second).
    cursor.execute("set local enable_nestloop = off")
    cursor.execute("discard plans")
    for statement in (_FOLLOW, _SEE, _CLEAR, _REOPEN, _ADD):
        cursor.execute(statement, words)
    cursor.execute("set local enable_nestloop = on")
    cursor.execute("drop table check_found")


def _not_before(place: str, on: date) -> None:
    """A run of a past day would clear what was found since: such a day is looked at, never run. Raises Refused."""
    later = Finding.objects.filter(place__code__startswith=place, cleared_on__isnull=True, last_seen__gt=on)
    newest = later.order_by("-last_seen").values_list("last_seen", flat=True).first()
    if newest is not None:
        words = {"newest": newest.isoformat(), "day": on.isoformat()}
        raise Refused(
            _("这里已按 %(newest)s 的台账核查过；%(day)s 已经过去，只能查看，不能重新核查。") % words
        )


def look(*, place: str, on: date, rules: Sequence[str] | None = None) -> dict[str, int]:
    """How many each rule would find as of a day, without keeping anything: a day of the past clears no finding of today."""
    return dict(Counter(one.rule for one in queries.sightings(place=place, on=on, rules=rules)))


def _one_at_a_time(cursor: CursorWrapper, place: str) -> None:
    """Runs over one place, or over places of which one holds the other, wait for each other: none clears what another finds."""
    for digits in (digits for digits in DIGITS if digits < len(place)):
        cursor.execute("select pg_advisory_xact_lock_shared(hashtext(%s))", [f"checks:{place[:digits]}"])
    cursor.execute("select pg_advisory_xact_lock(hashtext(%s))", [f"checks:{place}"])


def _tell(place: str, *, on: date, by: str) -> None:
    """A task for each site at and below a place while something stands in the way of its hand-in."""
    sites = Place.objects.filter(code__startswith=place, level=Level.SITE).values_list("code", flat=True)
    found = queries.blocking(place, on).order_by().values_list("place").annotate(n=Count("pk"))
    counts: dict[str, int] = dict(found)
    raise_tasks(
        [
            NewTask(
                TaskKind.CHECK_FINDINGS, f"place:{code}", code, Right.EDIT_REGISTRY,
                stored("核查发现 %(n)s 个必须改正的问题") % {"n": count}, f"{reverse('checks')}?place={code}",
            )
            for code, count in counts.items()
        ],
        on=on, by=by,
    )  # fmt: skip
    done = [f"place:{code}" for code in sites if code not in counts]
    settle_all(kind=TaskKind.CHECK_FINDINGS, subjects=done, on=on, by=by, outcome=stored("已全部改正"))


@transaction.atomic
def accept(*, finding: int, why: str, by: str, on: date, until: date | None = None) -> Finding:
    """Let a finding stand with a reason; it is in nobody's way until the day named, the longest term where none is.

    Raises Refused where it may not be.
    """
    found = _locked(finding)
    if found.cleared_on is not None:
        raise Refused(_("这个问题已经消除，不用认可。"))
    _accept(found, why=why, by=by, on=on, until=until)
    found.save()
    return _accepted(found, by=by, on=on)


@transaction.atomic
def accept_seen(*, spot: Spot, why: str, by: str, on: date, until: date | None = None) -> Finding:
    """Accept what a rule finds on a past day, though it is right today: it stands in the way of that month's ledger only.

    Raises Refused where the rule finds nothing of the kind on that day.
    """
    standing = Finding.objects.filter(rule=spot.rule, subject=spot.subject, cleared_on__isnull=True)
    kept = standing.values_list("pk", flat=True).first()
    if kept is not None:
        return accept(finding=kept, why=why, by=by, on=on, until=until)
    one = queries.seen(spot)
    if one is None:
        raise Refused(_("这一天没有这个问题，不用认可。"))
    run = Run.objects.create(place_id=one.place, on=spot.day, by=by, at=timezone.now(), found=1)
    found = Finding(
        place_id=one.place, rule=one.rule, severity=one.severity, kind=one.kind, subject=one.subject, first_seen=spot.day,
        last_seen=spot.day, cleared_on=on, run=run,
    )  # fmt: skip
    _accept(found, why=why, by=by, on=on, until=until)
    found.save()
    return _accepted(found, by=by, on=on)


def _accept(found: Finding, *, why: str, by: str, on: date, until: date | None) -> None:
    """Write an acceptance on a finding; raises Refused for a rule that takes none, no reason, no term or too long a term."""
    rule = rulebook.rules().get(found.rule)
    if rule is not None and rule.never_accept:
        raise Refused(_("“%(sentence)s”必须改正，不能认可为例外。") % {"sentence": rule.zh})
    if len(why.strip()) < 2:
        raise Refused(_("请写明认可的理由。"))
    longest = longest_until(on)
    if until is not None and until <= on:
        raise Refused(_("认可的截止日期必须晚于今天。"))
    if until is not None and until > longest:
        raise Refused(_("认可最长到 %(day)s，到期后请重新核实。") % {"day": longest.isoformat()})
    found.accepted_on, found.accepted_by, found.accepted_why = on, by, why.strip()
    found.accepted_until = until or longest


def longest_until(on: date) -> date:
    """The last day on which an acceptance of today may end (dated policy)."""
    ends = Month.of(on).plus(int(book.value(rulebook.LIMITS, "exception_months", on)))
    return ends.first.replace(day=min(on.day, ends.last.day))


def _accepted(found: Finding, *, by: str, on: date) -> Finding:
    _record(found, by, found.accepted_why)
    _tell(found.place_id, on=on, by=by)
    return found


@transaction.atomic
def withdraw(*, finding: int, by: str, on: date) -> Finding:
    """Take an acceptance back."""
    found = _locked(finding)
    if found.accepted_on is None:
        raise Refused(_("这个问题没有被认可过。"))
    found.accepted_on, found.accepted_by, found.accepted_why, found.accepted_until = None, "", "", None
    found.save()
    _record(found, by, stored("撤回认可"))
    _tell(found.place_id, on=on, by=by)
    return found


def _locked(pk: int) -> Finding:
    found = Finding.objects.select_for_update(of=("self",)).filter(pk=pk).first()
    if found is None:
        raise Refused(_("没有这个问题，或不在您的管辖范围内。"))
    return found


def _record(found: Finding, by: str, why: str) -> None:
    """On the chain, whose readers see no personal field: a rule that tells one is not named there, nor is its reason."""
    rule = rulebook.rules().get(found.rule)
    detail: dict[str, Any] = {"subject": f"{found.kind}:{found.subject}"}
    if rule is None or rule.field is None:
        detail["rule"] = found.rule
    else:
        why = stored("理由见核查问题")
    record(act=Act.FINDING_ACCEPTED, by=by, target=f"finding:{found.pk}", why=why[:400], detail=detail)
