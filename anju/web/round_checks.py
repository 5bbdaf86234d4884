"""The checks of a ledger before it is handed in, as the pages and the hand-in of the monthly round ask for them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from anju.checks import actions, queries
from anju.checks.codes import Severity
from anju.checks.queries import Told, Wanted
from anju.kernel.month import Month
from anju.ui.tables import Address, Cell, Column, Table
from anju.ui.templatetags.ui import chinese

BY = "system:hand-in"
COLUMNS = (
    Column("who", _("对象")),
    Column("rule", _("规则")),
    Column("sentence", _("问题")),
    Column("remedy", _("怎么改")),
)


@dataclass(frozen=True)
class Found:
    """Something that a check found: about whom, what is wrong, what to do; `blocking` must be put right first."""

    who: str
    href: str
    rule: str
    sentence: str
    remedy: str
    blocking: bool


def findings(place: str, month: Month, *, on: date, by: str) -> list[Found]:
    """What the checks find in a ledger of a place and month: they run now, as of the month's last day that has come."""
    day = min(on, month.last)
    actions.run(place=place, on=day, by=by)
    return [_found(one) for one in queries.told(list(queries.findings(Wanted(place=place), day)))]


def _found(told: Told) -> Found:
    one, rule = told.finding, told.rule
    sentence = (rule.zh if chinese() else rule.en) if rule else one.rule
    return Found(
        told.who or "—", f"/{one.kind}s/{one.subject}/", one.rule, sentence,
        (rule.remedy_zh if chinese() else rule.remedy_en) if rule else "", one.severity == Severity.BLOCKING,
    )  # fmt: skip


def blocking_sentences(place: str, month: Month) -> Sequence[str]:
    """What stands in the way of handing in: checked anew at this moment."""
    found = findings(place, month, on=timezone.localdate(), by=BY)
    return [f"{one.who}：{one.sentence}" for one in found if one.blocking]


def table(found: Sequence[Found]) -> Table:
    """Findings as a list; each leads to the record that it speaks of."""
    rows = [
        (
            Cell(one.who, one.href),
            Cell(one.rule, reverse("check_rule", args=[one.rule])),
            Cell(one.sentence),
            Cell(one.remedy),
        )
        for one in found
    ]
    return Table(COLUMNS, rows, Address(""), total=len(rows))
