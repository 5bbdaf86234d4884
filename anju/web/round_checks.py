"""The checks of a ledger before it is handed in, as the pages and the hand-in of the monthly round ask for them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from anju.checks import actions, queries
from anju.checks.codes import Severity, SubjectKind
from anju.checks.queries import Told, Wanted
from anju.employment.queries import desk
from anju.kernel.month import Month
from anju.ui.tables import Address, Cell, Column, Table
from anju.ui.templatetags.ui import chinese

BY, SHOWN = "system:hand-in", 50
COLUMNS = (
    Column("who", _("对象")),
    Column("sentence", _("问题")),
    Column("remedy", _("怎么改")),
    Column("rule", _("规则")),
    Column("do", _("办理")),
)


@dataclass(frozen=True)
class Found:
    """Something that a check found: about whom, what is wrong, what to do; `blocking` must be put right first."""

    pk: int
    person: int | None
    who: str
    href: str
    rule: str
    sentence: str
    remedy: str
    blocking: bool


def findings(place: str, month: Month, *, on: date, by: str) -> list[Found]:
    """What the checks find in a ledger of a place and month: they run now, as of the month's last day that has come.

    What concerns somebody who has no line in the ledger (a child, somebody above labour age) is told but blocks nothing:
    it cannot be put right in this ledger.
    """
    day = min(on, month.last)
    actions.run(place=place, on=day, by=by)
    listed = desk.persons_of(place, month)
    return [_found(one, listed) for one in queries.told(list(queries.findings(Wanted(place=place), day)))]


def _found(told: Told, listed: set[int]) -> Found:
    one, rule = told.finding, told.rule
    within = one.kind != SubjectKind.PERSON or one.subject in listed
    sentence = (rule.zh if chinese() else rule.en) if rule else one.rule
    return Found(
        one.pk, one.subject if one.kind == SubjectKind.PERSON else None, told.who or "—", f"/{one.kind}s/{one.subject}/",
        one.rule, sentence, (rule.remedy_zh if chinese() else rule.remedy_en) if rule else "",
        within and one.severity == Severity.BLOCKING,
    )  # fmt: skip


def blocking_sentences(place: str, month: Month) -> Sequence[str]:
    """What stands in the way of handing in: checked anew at this moment."""
    found = findings(place, month, on=timezone.localdate(), by=BY)
    return [f"{one.who}：{one.sentence.rstrip('。')}" for one in found if one.blocking]


def table(found: Sequence[Found], lines: Mapping[int, int], back: str) -> Table:
    """The first findings as a list; each leads to the form of its line, or to the finding where the ledger has no line."""
    rows = [
        (
            Cell(one.who, one.href),
            Cell(one.sentence, reverse("finding", args=[one.pk])),
            Cell(one.remedy),
            Cell(one.rule, reverse("check_rule", args=[one.rule])),
            _way_out(one, lines, back),
        )
        for one in found[:SHOWN]
    ]
    return Table(COLUMNS, rows, Address(""), total=len(found))


def _way_out(one: Found, lines: Mapping[int, int], back: str) -> Cell:
    line = lines.get(one.person or 0)
    if line is None:
        return Cell(_("查看"), reverse("finding", args=[one.pk]))
    return Cell(_("改台账"), f"{reverse('line', args=[line])}?{urlencode({'next': back})}")
