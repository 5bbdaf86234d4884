"""Lines of a ledger: confirmed in bulk, changed one by one with their jobs, taken back."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from anju.audit.actions import record
from anju.audit.models import Act
from anju.employment import rules
from anju.employment.actions.refreshing import carry_on, follow_jobs
from anju.employment.actions.spells import UNTOLD, LineChange, apply, take_back
from anju.employment.actions.zero import watch_zero_employment
from anju.employment.codes import TOLD, LineSource, LineState
from anju.employment.models import Ledger, Line
from anju.employment.queries import rounds
from anju.kernel.refused import Refused
from anju.kernel.stored import stored
from anju.registry.models import Membership, Person

STOPPED, BEGAN, CHANGED, INCOME, OTHER = "stopped", "began", "changed", "income", "other"
KEPT = (
    "job_id", "state", "source", "confirmed_by", "employed", "income_fen", "reason", "wish", "wish_industry", "wish_employer",
    "training_wish", "reachable", "planned_out",
)  # fmt: skip
WISHES = ("reason", "wish", "wish_industry", "wish_employer", "training_wish", "reachable", "planned_out")

_CONFIRM = """
update employment_line l set state = 'unchanged', source = %(source)s, confirmed_by = %(by)s, confirmed_at = %(at)s,
       version = version + 1
where ledger_id = %(ledger)s and state = 'unconfirmed' and (id = any(%(lines)s) or (%(rest)s and hint = ''))
  and (%(versions)s::int[] is null
       or (id, version) in (select * from unnest(%(lines)s::bigint[], %(versions)s::int[])))
"""
_OVERTAKEN = """
select count(*) from unnest(%(lines)s::bigint[], %(versions)s::int[]) s(id, version)
join employment_line l on l.id = s.id and l.ledger_id = %(ledger)s where l.version <> s.version
"""


@dataclass(frozen=True)
class Confirmed:
    """What a confirmation did: how many lines it confirmed, and how many others had written since they were seen."""

    count: int
    overtaken: int = 0


def stale_sentence(who: str, at: datetime | None) -> str:
    """What the second of two people is told."""
    if at is None:
        return _("这一行在您打开之后随就业记录变了，您的填写没有保存。请核对后再存。")
    words = {"who": who or _("他人"), "when": timezone.localtime(at).strftime("%H:%M")}
    return _("这一行已由 %(who)s 在 %(when)s 改过，您的填写没有保存。请核对后再存。") % words


class Stale(Refused):
    """Somebody else has written the line since: who, when, and the line as it is now."""

    def __init__(self, line: Line) -> None:
        self.who, self.at, self.line = line.confirmed_by, line.confirmed_at, line
        super().__init__(stale_sentence(line.confirmed_by, line.confirmed_at))


@transaction.atomic
def confirm_unchanged(
    *, ledger: int, lines: Mapping[int, int] | Sequence[int] | None, source: str, by: str, on: date, stamp: str | None = None
) -> Confirmed:  # fmt: skip
    """Confirm that nothing changed: these lines, or (None) all that nothing hints at.

    Lines come with the versions in which they were seen; those that somebody has written since are left out and counted.
    All together come with the stamp of the list that was seen (`queries.rounds.stamp`): Refused when it is another by now.
    Lines that are confirmed or changed already stay as they are, so a second click does nothing.
    """
    _told_source(source)
    found = _open_ledger(ledger)
    follow_jobs(ledger=found.pk)
    if stamp is not None and stamp != rounds.stamp(rounds.unhinted(found.pk)):
        raise Refused(_("名单在您打开之后有了变化，没有确认任何人。请刷新后核对，再确认。"))
    seen = lines if isinstance(lines, Mapping) else None
    words: dict[str, Any] = {
        "ledger": found.pk, "source": source, "by": by, "at": timezone.now(), "lines": list(lines or []),
        "rest": lines is None, "versions": list(seen.values()) if seen is not None else None,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_OVERTAKEN, words | {"versions": words["versions"] or []})
        overtaken = cursor.fetchone()[0] if seen else 0
        cursor.execute(_CONFIRM, words)
        count = cursor.rowcount
    if count:
        record(
            act=Act.LINE_CHANGED, by=by, target=f"ledger:{found.pk}", why=stored("批量确认无变化"),
            detail={"lines": count, "source": source, "on": on.isoformat()},
        )  # fmt: skip
    return Confirmed(count, overtaken)


def _told_source(source: str) -> None:
    if source not in TOLD:
        raise Refused(_("请选择怎么知道的：本人电话、入户、企业花名册或亲属。"))


def _open_ledger(pk: int) -> Ledger:
    found = Ledger.objects.select_for_update(of=("self",)).filter(pk=pk).first()
    if found is None:
        raise Refused(_("没有这本台账，或不在您的管辖范围内。"))
    if not rules.is_writable(found.state):
        raise Refused(_("台账已报送，不能再改。需要更正时，请由审核人退回。"))
    return found


def _line(pk: int, version: int) -> Line:
    """A line of an open ledger, locked, as the caller saw it; raises Refused, or Stale when it is not."""
    ledger = Line.objects.filter(pk=pk).values_list("ledger", flat=True).first()
    if ledger is None:
        raise Refused(_("没有这一行，或不在您的管辖范围内。"))
    _open_ledger(ledger)
    line = Line.objects.select_for_update(of=("self",)).select_related("job").get(pk=pk)
    if line.source == LineSource.REGISTRY or not Person.objects.filter(pk=line.person_id).exists():
        raise Refused(_("此人已离开本地，这一行按人口变动记录，不能再改。登记有误的，请先在户页面撤销变动。"))
    if line.version != version:
        raise Stale(line)
    return line


@transaction.atomic
def change_line(*, line: int, version: int, change: LineChange, by: str, on: date) -> Line:
    """Write what changed for a person in the month; jobs end, begin or are corrected with it.

    Raises Stale when somebody else wrote the line since `version`, Refused where the change cannot be.
    """
    _told_source(change.source)
    found = _line(line, version)
    before = _kept(found)
    jobs = apply(found, change, by=by, on=on)
    for name in WISHES:
        if (told := getattr(change, name)) is not UNTOLD:
            setattr(found, name, told)
    if found.employed:
        found.reason = ""
    prior = {"prior": found.undo} if found.state == LineState.CHANGED and found.undo else {}
    found.undo = {"line": before, "jobs": jobs} | prior
    _write(found, LineState.CHANGED, change.source, by)
    carry_on(found)
    _follow(found, by=by, on=on)
    said = {
        name: value
        for name, value in asdict(change).items()
        if name in {"what", "source", "channel"} and value
    }
    record(act=Act.LINE_CHANGED, by=by, target=f"line:{found.pk}", why=stored("台账变更"), detail=said)
    return found


@transaction.atomic
def undo_line(*, line: int, version: int, by: str, on: date) -> Line:
    """Take back the last change of a line, its jobs with it; after the first one the line is unconfirmed again."""
    found = _line(line, version)
    if found.state == LineState.UNCONFIRMED:
        raise Refused(_("这一行还没有确认，没有可以撤销的。"))
    held: dict[str, Any] = found.undo or {}
    take_back(found, held.get("jobs", {}), by=by)
    for name, value in held.get("line", {}).items():
        setattr(found, name, value)
    found.undo = held.get("prior", {})
    if found.undo:  # the change before this one still stands
        _write(found, LineState.CHANGED, found.source, by)
    else:
        _write(found, LineState.UNCONFIRMED, "", "")
    carry_on(found)
    _follow(found, by=by, on=on)
    record(act=Act.LINE_CHANGED, by=by, target=f"line:{found.pk}", why=stored("撤销台账变更"))
    found.refresh_from_db()
    return found


def _kept(line: Line) -> dict[str, Any]:
    return {name: getattr(line, name) for name in KEPT if name not in {"state", "source", "confirmed_by"}}


def _write(line: Line, state: str, source: str, by: str) -> None:
    at: datetime | None = timezone.now() if by else None
    line.state, line.source, line.confirmed_by, line.confirmed_at = state, source, by, at
    line.version += 1
    line.save()


def _follow(line: Line, *, by: str, on: date) -> None:
    """The household's zero-employment clock starts or stops with the change."""
    homes = Membership.objects.filter(person=line.person_id, stop__isnull=True)
    households = list(homes.values_list("household", flat=True))
    watch_zero_employment(by=by, on=on, households=households)
