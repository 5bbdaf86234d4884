"""Lines of a ledger: confirmed in bulk, changed one by one with their jobs, taken back."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from anju.audit.actions import record
from anju.audit.models import Act
from anju.employment import rules
from anju.employment.actions.spells import LineChange, apply, take_back
from anju.employment.actions.zero import watch_zero_employment
from anju.employment.codes import LineSource, LineState
from anju.employment.models import Ledger, Line
from anju.kernel.refused import Refused
from anju.registry.models import Membership

STOPPED, BEGAN, CHANGED, INCOME, OTHER = "stopped", "began", "changed", "income", "other"
KEPT = (
    "job_id", "state", "source", "confirmed_by", "employed", "income_fen", "reason", "wish", "wish_industry",
    "training_wish", "reachable", "planned_out",
)  # fmt: skip
WISHES = ("reason", "wish", "wish_industry", "training_wish", "reachable", "planned_out")

_CONFIRM = """
update employment_line set state = 'unchanged', source = %(source)s, confirmed_by = %(by)s, confirmed_at = %(at)s,
       version = version + 1
where ledger_id = %(ledger)s and state = 'unconfirmed' and (id = any(%(lines)s) or (%(rest)s and hint = ''))
"""


class Stale(Refused):
    """Somebody else has written the line since: who, when, and the line as it is now."""

    def __init__(self, line: Line) -> None:
        self.who, self.at, self.line = line.confirmed_by, line.confirmed_at, line
        when = timezone.localtime(line.confirmed_at).strftime("%H:%M") if line.confirmed_at else ""
        super().__init__(
            _("这一行已由 %(who)s 在 %(when)s 改过，您的填写没有保存。请核对后再存。")
            % {"who": self.who or _("他人"), "when": when}
        )


@transaction.atomic
def confirm_unchanged(*, ledger: int, lines: Sequence[int] | None, source: str, by: str, on: date) -> int:
    """Confirm that nothing changed: these lines, or (None) all that nothing hints at. Returns how many were not yet.

    Lines that are confirmed or changed already stay as they are, so a second click does nothing.
    """
    if source not in LineSource.values:
        raise Refused(_("请选择怎么知道的：本人电话、入户、企业花名册或亲属。"))
    found = _open_ledger(ledger)
    words: dict[str, Any] = {
        "ledger": found.pk, "source": source, "by": by, "at": timezone.now(), "lines": list(lines or []),
        "rest": lines is None,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_CONFIRM, words)
        count = cursor.rowcount
    if count:
        record(
            act=Act.LINE_CHANGED, by=by, target=f"ledger:{found.pk}", why=_("批量确认无变化"),
            detail={"lines": count, "source": source, "on": on.isoformat()},
        )  # fmt: skip
    return count


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
    line = Line.objects.select_for_update(of=("self",)).select_related("person", "job").get(pk=pk)
    if line.version != version:
        raise Stale(line)
    return line


@transaction.atomic
def change_line(*, line: int, version: int, change: LineChange, by: str, on: date) -> Line:
    """Write what changed for a person in the month; jobs end, begin or are corrected with it.

    Raises Stale when somebody else wrote the line since `version`, Refused where the change cannot be.
    """
    if change.source not in LineSource.values:
        raise Refused(_("请选择怎么知道的：本人电话、入户、企业花名册或亲属。"))
    found = _line(line, version)
    before = _kept(found)
    jobs = apply(found, change, by=by, on=on)
    for name in WISHES:
        setattr(found, name, getattr(change, name))
    if found.employed:
        found.reason = ""
    prior = {"prior": found.undo} if found.state == LineState.CHANGED and found.undo else {}
    found.undo = {"line": before, "jobs": jobs} | prior
    _write(found, LineState.CHANGED, change.source, by)
    _follow(found, by=by, on=on)
    said = {
        name: value
        for name, value in asdict(change).items()
        if name in {"what", "source", "channel"} and value
    }
    record(act=Act.LINE_CHANGED, by=by, target=f"line:{found.pk}", why=_("台账变更"), detail=said)
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
    _follow(found, by=by, on=on)
    record(act=Act.LINE_CHANGED, by=by, target=f"line:{found.pk}", why=_("撤销台账变更"))
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
    households = Membership.objects.filter(person=line.person_id, stop__isnull=True).values_list(
        "household", flat=True
    )
    for household in households:  # one at most
        watch_zero_employment(place=line.place_id, by=by, on=on, household=household)
