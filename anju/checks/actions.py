"""The only writer of the checks: run the rules over a place, accept a finding, take that back."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from anju.accounts.codes import Right
from anju.audit.actions import record
from anju.audit.models import Act
from anju.checks import rulebook
from anju.checks.codes import Severity
from anju.checks.models import Finding, Run
from anju.checks.rulebook import Rule
from anju.checks.subjects import DATASETS
from anju.indicators import engine
from anju.indicators.predicate import Parameters
from anju.jobs import actions as jobs
from anju.jobs.models import Job
from anju.kernel.refused import Refused
from anju.regions.models import SITE_DIGITS
from anju.tasks.actions import raise_task, settle
from anju.tasks.codes import TaskKind

RUN = "checks.run"
Progress = Callable[[int, int, str], None]

_FACTS = "create temporary table check_facts on commit drop as select * from ({sql}) facts where place like %(place)s"
_FIND = """
insert into checks_finding (place, rule, severity, kind, subject, first_seen, last_seen, run_id, accepted_by, accepted_why)
select left(place, 12), %(rule)s, %(severity)s, %(kind)s, {key}, %(on)s, %(on)s, %(run)s, '', '' from check_facts where {where}
on conflict (rule, subject) where cleared_on is null
do update set last_seen = excluded.last_seen, run_id = excluded.run_id, place = excluded.place, severity = excluded.severity
"""
_CLEAR = """
update checks_finding set cleared_on = %(on)s
where cleared_on is null and rule = any(%(rules)s) and place like %(place)s and run_id <> %(run)s
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
    done = Run.objects.create(place_id=place, on=on, by=by, at=timezone.now())
    words: dict[str, Any] = {"place": f"{place}%", "on": on, "run": done.pk}
    with connection.cursor() as cursor:
        for number, name in enumerate(dict.fromkeys(rule.dataset for rule in wanted)):
            mine = [rule for rule in wanted if rule.dataset == name]
            progress(number, len(wanted), _("核查 %(n)s 条规则") % {"n": len(mine)})
            dataset = DATASETS[name]
            cursor.execute(_FACTS.format(sql=dataset.sql), engine.source_values(dataset, on) | words)
            for rule in mine:
                parameters = Parameters()
                where = rule.sql(on, parameters)
                said: dict[str, Any] = {
                    "rule": rule.id,
                    "severity": rule.severity.value,
                    "kind": rule.subject.value,
                }
                cursor.execute(_FIND.format(key=dataset.row, where=where), words | said | parameters.values)
            cursor.execute("drop table check_facts")
        cursor.execute(_CLEAR, words | {"rules": [rule.id for rule in wanted]})
    done.found = Finding.objects.filter(run=done, cleared_on__isnull=True).count()
    done.save(update_fields=["found"])
    if len(place) == SITE_DIGITS:
        _tell(place, on=on, by=by)
    progress(len(wanted), len(wanted), _("核查完成"))
    return done


def _wanted(ids: Sequence[str] | None) -> list[Rule]:
    computed = {rule.id: rule for rule in rulebook.active()}
    if unknown := set(ids or ()) - computed.keys():
        raise Refused(_("没有可核查的规则：%(rules)s。") % {"rules": "、".join(sorted(unknown))})
    return [computed[one] for one in ids] if ids is not None else list(computed.values())


def _tell(place: str, *, on: date, by: str) -> None:
    """A task while something stands in the way of the place's hand-in."""
    count = Finding.objects.filter(
        place=place, severity=Severity.BLOCKING, cleared_on__isnull=True, accepted_on__isnull=True
    ).count()
    subject = f"place:{place}"
    if count:
        raise_task(
            kind=TaskKind.CHECK_FINDINGS, subject=subject, place=place, right=Right.EDIT_REGISTRY,
            title=_("核查发现 %(n)s 个必须改正的问题") % {"n": count}, url=f"{reverse('checks')}?place={place}", on=on, by=by,
        )  # fmt: skip
    else:
        settle(kind=TaskKind.CHECK_FINDINGS, subject=subject, on=on, by=by, outcome=_("已全部改正"))


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
    if len(found.place_id) == SITE_DIGITS:
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
    if len(found.place_id) == SITE_DIGITS:
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
