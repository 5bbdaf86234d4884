"""What the registry shows of a person, a household and a site."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anju.accounts.codes import Field
from anju.accounts.eyes import NOBODY, Eyes
from anju.kernel.identity import age_on
from anju.privacy.classes import Privacy, class_of
from anju.regions.models import Place
from anju.registry import codes, queries
from anju.registry.models import (
    Allocation,
    Booklet,
    Certificate,
    Change,
    Community,
    Household,
    Membership,
    Person,
    Verification,
)
from anju.registry.queries import flats
from anju.registry.queries.flats import GridRow
from anju.ui.parts import Fact, Panel, Step
from anju.ui.tables import Address, Cell, Column, Table
from anju.ui.templatetags.ui import day, moment, number
from anju.ui.words import said

HIDDEN = "••••••"
CHANGED_MODELS: dict[str, type[models.Model]] = {
    "household": Household,
    "person": Person,
    "membership": Membership,
    "allocation": Allocation,
}
SHOWN_OF_NEW_SPELLS = frozenset({"relation", "place", "start", "start_reason"})
CHANGED_TITLES = {
    "household": gettext_lazy("户"),
    "person": gettext_lazy("人员"),
    "membership": gettext_lazy("在户记录"),
    "allocation": gettext_lazy("住房分配"),
}


@dataclass(frozen=True)
class PersonSubject:
    """A person on a day, with the household of that day (None for who has left), and who looks."""

    person: int
    household: int | None
    on: date
    eyes: Eyes = NOBODY
    may_edit: bool = False


@dataclass(frozen=True)
class HouseholdSubject:
    """A household on a day, and who looks."""

    household: int
    on: date
    eyes: Eyes = NOBODY
    may_edit: bool = False


@dataclass(frozen=True)
class SiteSubject:
    """A site on a day, by its place code."""

    place: str
    on: date


def spell(start: date, stop: date | None) -> str:
    """A spell in words: 2018年6月1日 起, or from … until the day before it stopped."""
    return _("%(start)s 起") % {"start": day(start)} if stop is None else f"{day(start)} — {day(stop)}"


def _covers(on: date) -> Q:
    return Q(start__lte=on) & (Q(stop__isnull=True) | Q(stop__gt=on))


def family(subject: PersonSubject | HouseholdSubject) -> Panel | None:
    """Who lives in the household on the day, the head first."""
    if subject.household is None:
        return None
    found = Membership.objects.filter(_covers(subject.on), household=subject.household).select_related(
        "person"
    )
    members = sorted(found, key=lambda member: (member.relation != "head", member.person.birth_date))
    columns = (
        Column("name", _("姓名")), Column("relation", _("与户主关系")), Column("sex", _("性别")),
        Column("age", _("年龄"), numeric=True), Column("labour", _("劳动能力")), Column("student", _("在校情况")),
    )  # fmt: skip
    rows = [
        (
            Cell(
                member.person.name if subject.eyes.shows(Field.NAME) else member.person.name_masked,
                reverse("person", args=[member.person_id]),
            ),
            Cell(said(member.get_relation_display())),
            Cell(said(member.person.get_sex_display())),
            Cell(str(age_on(member.person.birth_date, subject.on))),
            Cell(said(member.get_labour_display())),
            Cell(said(member.get_student_display()) or "—"),
        )
        for member in members
    ]
    note = _("%(count)s 人") % {"count": number(len(rows))}
    table = Table(columns, rows, Address(""), caption=_("家庭成员"))
    return Panel(_("家庭成员"), note=note, table=table, empty=_("这一天户内没有在册成员。"), wide=True)


def roster(subject: PersonSubject) -> Panel:
    """The spells of the person on the roster: where, in which household, and why each began and ended."""
    found = (
        Membership.objects.filter(person=subject.person)
        .select_related("household", "place")
        .order_by("-start")
    )
    return Panel(
        _("花名册记录"),
        steps=[_roster_step(member, subject.on) for member in found],
        empty=_("没有花名册记录。"),
    )


def _roster_step(member: Membership, on: date) -> Step:
    title = f"{member.place.name} · {member.household.number} · {said(member.get_relation_display())}"
    why = [
        said(member.get_start_reason_display()),
        said(member.get_stop_reason_display()),
        said(member.get_labour_display()),
    ]
    current = member.start <= on and (member.stop is None or member.stop > on)
    href = reverse("household", args=[member.household_id])
    return Step(spell(member.start, member.stop), title, " · ".join(filter(None, why)), href, current)


def housing(subject: PersonSubject | HouseholdSubject) -> Panel | None:
    """Flat, certificate and residence booklet of the household."""
    if subject.household is None:
        return None
    household = Household.objects.select_related("flat__building").filter(pk=subject.household).first()
    if household is None:
        return None
    flat = household.flat
    facts = [
        Fact(
            _("住房"),
            f"{flat.building.number} {flat.unit} {flat.room}" if flat else "—",
            href=reverse("flat", args=[flat.pk]) if flat else "",
        ),
        Fact(_("建筑面积"), f"{number(flat.area_m2)} ㎡" if flat else "—"),
        Fact(
            _("实际入住"),
            _("是") if household.lives_there else _("否"),
            tone="" if household.lives_there else "warn",
        ),
        Fact(_("拆旧复垦"), {True: _("是"), False: _("否"), None: "—"}[household.old_house_reclaimed]),
        *_papers(Certificate.objects.filter(household=household), _("不动产权证")),
        *_papers(Booklet.objects.filter(household=household, cancelled_on__isnull=True), _("居住簿")),
    ]
    href = reverse("reclamation", args=[household.pk])
    return Panel(_("住房与权证"), facts=facts, href=href, action=_("登记拆旧复垦"))


def _papers(papers: Iterable[Certificate | Booklet], title: str) -> list[Fact]:
    held = [Fact(title, paper.number, hint=day(paper.issued_on)) for paper in papers]
    return held or [Fact(title, _("未登记"), tone="warn")]


def communities(subject: SiteSubject) -> Panel:
    """The community that manages the site."""
    found = Community.objects.filter(place=subject.place, founded_on__lte=subject.on).order_by("-founded_on")
    facts = [
        fact
        for community in found
        for fact in (
            Fact(_("社区"), community.name),
            Fact(_("组织类型"), said(community.get_mode_display()), hint=community.host),
            Fact(_("成立日期"), day(community.founded_on)),
            Fact(_("居民小组"), number(community.resident_groups)),
        )
    ]
    return Panel(_("社区"), facts=facts, empty=_("这个安置区没有单独的社区。"))


def changes_of_person(subject: PersonSubject) -> Panel:
    """What was recorded of the person: births, moves, corrections, the latest first."""
    return _changes(queries.changes_of(person=subject.person), _("没有登记过变动。"), "")


def changes_of(household: int) -> Panel:
    """What was recorded of a household."""
    return _changes(queries.changes_of(household=household), _("没有登记过变动。"), "")


def changes_of_household(subject: HouseholdSubject) -> Panel:
    """What was recorded of a household, with the way to record more."""
    href = reverse("household_changes", args=[subject.household])
    return _changes(queries.changes_of(household=subject.household), _("没有登记过变动。"), href)


def _changes(found: Iterable[Change], empty: str, href: str) -> Panel:
    return Panel(
        _("变动历史"),
        steps=[_change_step(change) for change in found],
        empty=empty,
        href=href,
        action=_("全部变动"),
    )


def _change_step(change: Change) -> Step:
    title = said(change.get_kind_display())
    if change.reverted_on:
        title = _("%(kind)s（已撤销）") % {"kind": title}
    by = _("%(by)s 于 %(at)s 登记") % {"by": change.recorded_by, "at": moment(change.recorded_at)}
    return Step(
        day(change.day), title, by, reverse("change", args=[change.pk]), current=not change.reverted_on
    )


def changed_rows(change: Change, *, open_: bool) -> Table:
    """What a change altered, field by field; personal fields show as stars unless the page is open."""
    after = {(row["model"], row["id"]): row["fields"] for row in change.after}
    whose = queries.whose([row["id"] for row in change.before if row["model"] == "membership"])
    rows = [
        [
            Cell(title),
            Cell(whose.get(row["id"], "") if row["model"] == "membership" else ""),
            Cell(label),
            Cell(old),
            Cell(new),
        ]
        for row in change.before
        for title, label, old, new in _altered(row, after[row["model"], row["id"]], open_, change.kind)
    ]
    columns = (
        Column("record", _("记录")), Column("person", _("人员")), Column("field", _("栏目")),
        Column("before", _("变动前")), Column("after", _("变动后")),
    )  # fmt: skip
    return Table(columns, rows, Address(""), caption=_("变动内容"), empty=_("没有可以显示的内容。"))


def _altered(
    row: dict[str, Any], after: dict[str, Any], open_: bool, kind: str
) -> Iterator[tuple[str, str, str, str]]:
    """Title, field, before and after. A spell that begins shows how it differs, not all that went on."""
    model, begun = CHANGED_MODELS[row["model"]], row["model"] == "membership" and not row["fields"]
    for field in model._meta.concrete_fields:
        old, new = row["fields"].get(field.attname), after.get(field.attname)
        if old == new or {old, new} <= {None, ""} or field.attname in ("person_id", "household_id"):
            continue
        if begun and kind != codes.ChangeKind.STATE and field.name not in SHOWN_OF_NEW_SPELLS:
            continue
        hidden = class_of(model, field.name) in (Privacy.PERSONAL, Privacy.SECRET) and not open_
        shown = [
            HIDDEN if hidden and value not in (None, "") else _worded(field, value) for value in (old, new)
        ]
        yield str(CHANGED_TITLES[row["model"]]), str(field.verbose_name), shown[0], shown[1]


def _worded(field: "models.Field[Any, Any]", value: Any) -> str:
    """A value of the record in the words of its list."""
    if value in (None, ""):
        return "—"
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if field.name == "place":
        return str(Place.objects.get(pk=value))
    return said(dict(field.flatchoices).get(value, value))


def allocations(flat: int) -> Panel:
    """To whom a flat was given."""
    steps = [
        Step(
            spell(given.start, given.stop),
            given.household.number,
            _("交房 %(day)s") % {"day": day(given.handed_over_on)} if given.handed_over_on else _("未交房"),
            reverse("household", args=[given.household_id]),
            current=given.stop is None,
        )
        for given in flats.allocations_of(flat)
    ]
    return Panel(_("分配记录"), steps=steps, empty=_("这套住房没有分配过。"))


def occupations(flat: int) -> Panel:
    """What was found at a flat."""
    steps = [
        Step(
            day(seen.seen_on),
            said(seen.get_state_display()),
            " · ".join(filter(None, (said(seen.get_how_display()), seen.seen_by, seen.note))),
            current=first == 0,
        )
        for first, seen in enumerate(flats.occupations_of(flat))
    ]
    return Panel(_("入住核查记录"), steps=steps, empty=_("还没有核查过。"))


def buildings(subject: SiteSubject) -> Panel | None:
    """Flats of a site and their use in a few numbers, with the way to the list."""
    rows = flats.flats_of(subject.place, subject.on)
    if not rows:
        return None
    states = Counter(row.state for row in rows)
    facts = [
        Fact(_("楼栋"), number(len({row.building for row in rows}))),
        Fact(_("住房"), number(len(rows))),
        Fact(_("已分配"), number(sum(row.household is not None for row in rows))),
        *(Fact(said(state.label), number(states[state.value])) for state in codes.Occupied),
        Fact(_("未核查"), number(states[""])),
    ]
    href = f"{reverse('site_flats', args=[subject.place])}?on={subject.on.isoformat()}"
    return Panel(_("楼栋住房"), facts=facts, href=href, action=_("逐套查看"))


def grids(subject: SiteSubject) -> Panel:
    """The grids of a site."""
    rows = flats.grids_of(subject.place)
    table = grid_table(rows, Address(""))
    href = reverse("site_grids", args=[subject.place])
    return Panel(_("网格"), table=table, empty=_("还没有划分网格。"), href=href, action=_("网格台账"))


def grid_table(rows: Sequence[GridRow], address: Address) -> Table:
    """Grids with their leaders, buildings and people."""
    columns = (
        Column("name", _("网格")), Column("kind", _("网格类型")), Column("leader", _("网格长")),
        Column("buildings", _("楼栋")), Column("households", _("户"), numeric=True), Column("persons", _("人"), numeric=True),
    )  # fmt: skip
    cells = [
        [
            Cell(row.grid.place.name),
            Cell(said(row.grid.get_kind_display())),
            Cell(row.grid.leader or "—"),
            Cell("、".join(row.buildings) or "—"),
            Cell(number(row.households)),
            Cell(number(row.persons)),
        ]
        for row in rows
    ]
    return Table(
        columns, cells, address, caption=_("网格"), empty=_("还没有划分网格。先新建网格，再把楼栋划入。")
    )


def verification_table(found: Iterable[Verification], address: Address) -> Table:
    """Locked populations, each with what was fixed."""
    columns = (
        Column("day", _("锁定日")), Column("programme", _("搬迁项目")), Column("document", _("文件编号")),
        Column("households", _("锁定户数"), numeric=True), Column("persons", _("锁定人数"), numeric=True),
        Column("by", _("办理人")),
    )  # fmt: skip
    cells = [
        [
            Cell(day(one.day)),
            Cell(said(one.get_programme_display())),
            Cell(one.document),
            Cell(number(one.households)),
            Cell(number(one.persons)),
            Cell(one.made_by),
        ]
        for one in found
    ]
    return Table(columns, cells, address, caption=_("核定锁定"), empty=_("还没有锁定过人口。"))


def lock_fact(locked: Verification | None) -> Fact:
    """Whether a person or a household belongs to a locked population."""
    if locked is None:
        return Fact(_("锁定人口"), _("否"))
    return Fact(_("锁定人口"), _("是"), hint=f"{day(locked.day)} {locked.document}", tone="info")
