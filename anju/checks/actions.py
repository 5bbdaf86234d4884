"""The only writer of the checks: run the rules over a place, accept a finding, take that back."""

from collections.abc import Callable, Iterator, Sequence
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
from anju.checks.rulebook import Rule
from anju.checks.subjects import DATASETS
from anju.indicators import engine
from anju.indicators.predicate import Parameters
from anju.jobs import actions as jobs
from anju.jobs.models import Job
from anju.kernel.refused import Refused
from anju.regions.models import SITE_DIGITS, Level, Place
from anju.tasks.actions import NewTask, raise_tasks, settle_all
from anju.tasks.codes import TaskKind

RUN = "checks.run"
DIGITS = (6, 9, SITE_DIGITS)
Progress = Callable[[int, int, str], None]

_FACTS = "create temporary table check_facts on commit drop as select * from ({sql}) facts where place like %(place)s"
_STAGE = """
create temporary table check_found (place text, rule text, severity text, kind text, subject bigint) on commit drop
"""
_FIND = """
insert into check_found
select left(place, 12), %(rule)s, %(severity)s, %(kind)s, {key} from check_facts where {where}
"""
_COUNT = "select count(*) from check_facts where {where}"
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
    return jobs.start(kind=RUN, title=_("核查台账"), arguments={"place": place}, place=place, by=by)


@transaction.atomic
def run(
    *, place: str, on: date, by: str, rules: Sequence[str] | None = None, progress: Progress = _silent
) -> Run:
    """Run the rules (all that are computed, or these) over everything at and below a place, as of a day.

    What a run does not find again is cleared. Raises Refused for a rule that there is not.
    """
    wanted = _wanted(rules)
    ids = [rule.id for rule in wanted]
    words: dict[str, Any] = {"place": f"{place}%", "on": on, "rules": ids}
    with connection.cursor() as cursor:
        _one_at_a_time(cursor, place)
        done = Run.objects.create(place_id=place, on=on, by=by, at=timezone.now())
        cursor.execute(_STAGE)
        for rule, where, values in _each(cursor, wanted, words, progress):
            said = {"rule": rule.id, "severity": rule.severity.value, "kind": rule.subject.value}
            cursor.execute(_FIND.format(key=DATASETS[rule.dataset].row, where=where), said | values)
        cursor.execute("analyze check_found")
        # The history trigger keeps the plan of its first, perhaps tiny, change, and the table may have no statistics yet:
        # both end in a loop over all findings for each finding (minutes instead of a second).
        cursor.execute("set local enable_nestloop = off")
        cursor.execute("discard plans")
        for statement in (_FOLLOW, _SEE, _CLEAR, _ADD):
            cursor.execute(statement, words | {"run": done.pk})
        cursor.execute("set local enable_nestloop = on")
        cursor.execute("drop table check_found")
    standing = Finding.objects.filter(place__code__startswith=place, rule__in=ids, cleared_on__isnull=True)
    done.found = standing.count()
    done.save(update_fields=["found"])
    _tell(place, on=on, by=by)
    progress(len(wanted), len(wanted), _("核查完成"))
    return done


@transaction.atomic
def look(*, place: str, on: date, rules: Sequence[str] | None = None) -> dict[str, int]:
    """How many each rule would find as of a day, without keeping anything: a day of the past clears no finding of today."""
    counts: dict[str, int] = {}
    with connection.cursor() as cursor:
        words: dict[str, Any] = {"place": f"{place}%", "on": on}
        for rule, where, values in _each(cursor, _wanted(rules), words, _silent):
            cursor.execute(_COUNT.format(where=where), values)
            counts[rule.id] = int(cursor.fetchone()[0])
    return {rule: count for rule, count in counts.items() if count}


def _one_at_a_time(cursor: CursorWrapper, place: str) -> None:
    """Runs over one place, or over places of which one holds the other, wait for each other: none clears what another finds."""
    for digits in (digits for digits in DIGITS if digits < len(place)):
        cursor.execute("select pg_advisory_xact_lock_shared(hashtext(%s))", [f"checks:{place[:digits]}"])
    cursor.execute("select pg_advisory_xact_lock(hashtext(%s))", [f"checks:{place}"])


def _each(
    cursor: CursorWrapper, wanted: Sequence[Rule], words: dict[str, Any], progress: Progress
) -> Iterator[tuple[Rule, str, dict[str, Any]]]:
    """Each rule with its condition and bound values, while the facts of its dataset stand in check_facts."""
    for number, name in enumerate(dict.fromkeys(rule.dataset for rule in wanted)):
        mine = [rule for rule in wanted if rule.dataset == name]
        progress(number, len(wanted), _("核查 %(n)s 条规则") % {"n": len(mine)})
        dataset, on = DATASETS[name], words["on"]
        cursor.execute(_FACTS.format(sql=dataset.sql), engine.source_values(dataset, on) | words)
        for rule in mine:
            parameters = Parameters()
            yield rule, rule.sql(on, parameters), parameters.values
        cursor.execute("drop table check_facts")


def _wanted(ids: Sequence[str] | None) -> list[Rule]:
    computed = {rule.id: rule for rule in rulebook.active()}
    if unknown := set(ids or ()) - computed.keys():
        raise Refused(_("没有可核查的规则：%(rules)s。") % {"rules": "、".join(sorted(unknown))})
    return [computed[one] for one in ids] if ids is not None else list(computed.values())


def _tell(place: str, *, on: date, by: str) -> None:
    """A task for each site at and below a place while something stands in the way of its hand-in."""
    sites = Place.objects.filter(code__startswith=place, level=Level.SITE).values_list("code", flat=True)
    found = queries.blocking(place, on).order_by().values_list("place").annotate(n=Count("pk"))
    counts: dict[str, int] = dict(found)
    raise_tasks(
        [
            NewTask(
                TaskKind.CHECK_FINDINGS, f"place:{code}", code, Right.EDIT_REGISTRY,
                _("核查发现 %(n)s 个必须改正的问题") % {"n": count}, f"{reverse('checks')}?place={code}",
            )
            for code, count in counts.items()
        ],
        on=on, by=by,
    )  # fmt: skip
    done = [f"place:{code}" for code in sites if code not in counts]
    settle_all(kind=TaskKind.CHECK_FINDINGS, subjects=done, on=on, by=by, outcome=_("已全部改正"))


@transaction.atomic
def accept(*, finding: int, why: str, by: str, on: date, until: date | None = None) -> Finding:
    """Let a finding stand with a reason; it is in nobody's way until the day named. Raises Refused where it may not be."""
    found = _standing(finding)
    rule = rulebook.rules().get(found.rule)
    if rule is not None and rule.never_accept:
        raise Refused(_("“%(sentence)s”必须改正，不能认可为例外。") % {"sentence": rule.zh})
    if len(why.strip()) < 2:
        raise Refused(_("请写明认可的理由。"))
    if until is not None and until <= on:
        raise Refused(_("认可的截止日期必须晚于今天。"))
    found.accepted_on, found.accepted_by, found.accepted_why, found.accepted_until = (
        on,
        by,
        why.strip(),
        until,
    )
    found.save()
    _record(found, by, why.strip())
    _tell(found.place_id, on=on, by=by)
    return found


@transaction.atomic
def withdraw(*, finding: int, by: str, on: date) -> Finding:
    """Take an acceptance back."""
    found = _standing(finding)
    if found.accepted_on is None:
        raise Refused(_("这个问题没有被认可过。"))
    found.accepted_on, found.accepted_by, found.accepted_why, found.accepted_until = None, "", "", None
    found.save()
    _record(found, by, _("撤回认可"))
    _tell(found.place_id, on=on, by=by)
    return found


def _standing(pk: int) -> Finding:
    found = Finding.objects.select_for_update(of=("self",)).filter(pk=pk, cleared_on__isnull=True).first()
    if found is None:
        raise Refused(_("没有这个问题，它已经消除，或不在您的管辖范围内。"))
    return found


def _record(found: Finding, by: str, why: str) -> None:
    detail: dict[str, Any] = {"rule": found.rule, "subject": f"{found.kind}:{found.subject}"}
    record(act=Act.FINDING_ACCEPTED, by=by, target=f"finding:{found.pk}", why=why[:400], detail=detail)
