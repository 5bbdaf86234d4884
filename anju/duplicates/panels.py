"""The two records of a pair as tables: what they say, where they differ."""

from collections.abc import Callable, Mapping
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from anju.accounts.eyes import Eyes
from anju.duplicates.codes import Reason
from anju.duplicates.models import Judged, Merge, Pair, Removal
from anju.duplicates.queries.pairs import memberships, persons
from anju.employment import panels as employment
from anju.entitlements import panels as entitlements
from anju.kernel.identity import age_on
from anju.registry import panels as registry
from anju.registry.models import Membership, Person
from anju.registry.panels import PersonSubject
from anju.ui.parts import Fact, Panel
from anju.ui.tables import Address, Cell, Column, Table
from anju.ui.templatetags.ui import day, id_groups
from anju.ui.words import said

LEDGERS: tuple[Callable[[PersonSubject], Panel | None], ...] = (
    registry.roster,
    employment.work_history,
    registry.changes_of_person,
    employment.courses,
    employment.schooling,
    employment.support,
    entitlements.benefits,
    entitlements.disability,
    entitlements.account,
)


def reasons(pair: Pair) -> str:
    """Why the pair is suspected, in words."""
    known = dict(Reason.choices)
    return "、".join(said(known.get(one, one)) for one in pair.reasons)


def compared(pair: Pair, on: date, *, open_: bool) -> Table:
    """Field by field, with a mark where the two differ; compared open, shown masked unless the page is open."""
    found, spells = persons(pair.first, pair.second), memberships(pair.first, pair.second)
    columns = (
        Column("field", _("栏目")), Column("first", _("左边的档案")), Column("second", _("右边的档案")), Column("same", _("比较")),
    )  # fmt: skip
    rows = []
    if len(found) == 2:
        one, other = found[pair.first], found[pair.second]
        rows = [
            _row(label, tell(one), tell(other), show(one), show(other))
            for label, tell, show in _told(on, open_)
        ]
        rows += _household_rows(spells.get(pair.first), spells.get(pair.second))
    return Table(
        columns, rows, Address(""), caption=_("两份档案的比较"), empty=_("其中一份档案已并入另一份。")
    )


Tell = Callable[[Person], object]


def _told(on: date, open_: bool) -> list[tuple[str, Tell, Tell]]:
    """Label, what is compared, what is shown."""
    return [
        (_("姓名"), lambda p: p.name, lambda p: p.name if open_ else p.name_masked),
        (_("身份证号"), lambda p: p.id_number, lambda p: id_groups(p.id_number) if open_ else p.id_masked),
        (_("性别"), lambda p: p.sex, lambda p: said(p.get_sex_display())),
        (_("出生日期"), lambda p: p.birth_date,
         lambda p: day(p.birth_date) if open_ else _("%(age)s 岁") % {"age": age_on(p.birth_date, on)}),
        (_("民族"), lambda p: p.ethnicity, lambda p: said(p.get_ethnicity_display())),
        (_("联系电话"), lambda p: p.phone, lambda p: (p.phone if open_ else p.phone_masked) or "—"),
        (_("安置区"), lambda p: p.place_id, lambda p: p.place.name),
    ]  # fmt: skip


def _row(label: str, one: object, other: object, left: object, right: object) -> list[Cell]:
    mark = Cell(_("相同"), tone="ok") if one == other else Cell(_("不同"), tone="warn")
    return [Cell(label), Cell(str(left)), Cell(str(right)), mark]


def _household_rows(one: Membership | None, other: Membership | None) -> list[list[Cell]]:
    tellers: tuple[tuple[str, Callable[[Membership], str]], ...] = (
        (_("户编号"), lambda m: m.household.number),
        (_("与户主关系"), lambda m: said(m.get_relation_display())),
        (_("搬迁项目"), lambda m: said(m.household.get_programme_display())),
        (_("起始日期"), lambda m: day(m.start)),
    )
    none = _("不在任何一户")
    rows = []
    for label, tell in tellers:
        left, right = (tell(member) if member else none for member in (one, other))
        rows.append(_row(label, left, right, left, right))
    return rows


def ledgers(pair: Pair, on: date, eyes: Eyes) -> list[tuple[Panel | None, Panel | None]]:
    """What each ledger holds of the two, left and right; ledgers that say nothing of either are left out."""
    spells = memberships(pair.first, pair.second)
    left, right = (_subject(person, spells, on, eyes) for person in (pair.first, pair.second))
    shown = [(show(left), show(right)) for show in LEDGERS]
    return [both for both in shown if any(panel is not None and not panel.nothing for panel in both)]


def _subject(person: int, spells: Mapping[int, Membership], on: date, eyes: Eyes) -> PersonSubject:
    member = spells.get(person)
    return PersonSubject(person, member.household_id if member else None, on, eyes)


def merge_facts(merge: Merge, titles: Mapping[str, object]) -> list[Fact]:
    """Who asked for what, who decided, and what became of it."""
    survivor = reverse("person", args=[merge.survivor])
    words = {merge.pair.first: _("左边的档案"), merge.pair.second: _("右边的档案")}
    facts = [
        Fact(_("办理情况"), said(merge.get_state_display()), tone="info"),
        Fact(_("申请"), f"{merge.asked_by} · {day(merge.asked_on)}", hint=merge.asked_why),
        Fact(_("保留档案"), words[merge.survivor], href=survivor),
    ]
    facts += [Fact(str(title), words.get(merge.choice.get(name, 0), "—")) for name, title in titles.items()]
    return [*facts, *_judged(merge)]


def removal_facts(removal: Removal) -> list[Fact]:
    """Whose record, who asked why, who decided, and what became of it."""
    return [
        Fact(_("办理情况"), said(removal.get_state_display()), tone="info"),
        Fact(_("人员"), removal.name, hint=removal.number),
        Fact(_("安置区"), removal.place.name),
        Fact(_("申请"), f"{removal.asked_by} · {day(removal.asked_on)}", hint=removal.asked_why),
        *_judged(removal),
    ]


def _judged(one: Judged) -> list[Fact]:
    facts = []
    if one.decided_on:
        facts.append(Fact(_("审批"), f"{one.decided_by} · {day(one.decided_on)}", hint=one.decided_why))
    if one.undone_on:
        facts.append(Fact(_("撤销"), f"{one.undone_by} · {day(one.undone_on)}", hint=one.undone_why))
    return facts
