"""The checks of a ledger before it is handed in, as the pages and the hand-in of the monthly round ask for them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from anju.kernel.month import Month
from anju.ui.tables import Address, Cell, Column, Table

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
    """What the checks find in a ledger of a place and month."""
    return []


def blocking_sentences(place: str, month: Month) -> Sequence[str]:
    """What stands in the way of handing in."""
    return []


def table(found: Sequence[Found]) -> Table:
    """Findings as a list; each leads to the record that it speaks of."""
    rows = [(Cell(one.who, one.href), Cell(one.rule), Cell(one.sentence), Cell(one.remedy)) for one in found]
    return Table(COLUMNS, rows, Address(""), total=len(rows))
