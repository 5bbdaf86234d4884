"""What the registry shows of a site, its flats and grids, and of locked populations."""

from collections import Counter
from collections.abc import Iterable, Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from anju.registry import codes, queries
from anju.registry.models import Community, Verification
from anju.registry.panels.subjects import SiteSubject, spell
from anju.registry.queries import flats
from anju.registry.queries.flats import GridRow
from anju.ui.parts import Fact, Panel, Step
from anju.ui.tables import Address, Cell, Column, Table
from anju.ui.templatetags.ui import day, number
from anju.ui.words import said


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


def allocations(flat: int) -> Panel:
    """To whom a flat was given."""
    found = list(flats.allocations_of(flat))
    numbers = queries.numbers_of(given.household_id for given in found)
    steps = [
        Step(
            spell(given.start, given.stop),
            numbers.get(given.household_id, ("—", False))[0],
            _("交房 %(day)s") % {"day": day(given.handed_over_on)} if given.handed_over_on else _("未交房"),
            reverse("household", args=[given.household_id])
            if numbers.get(given.household_id, ("", False))[1]
            else "",
            current=given.stop is None,
        )
        for given in found
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


def grid_table(rows: Sequence[GridRow], address: Address, export: str = "") -> Table:
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
        columns,
        cells,
        address,
        caption=_("网格"),
        empty=_("还没有划分网格。先新建网格，再把楼栋划入。"),
        export=export,
    )


def verification_table(found: Iterable[Verification], address: Address, export: str = "") -> Table:
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
    return Table(columns, cells, address, caption=_("核定锁定"), empty=_("还没有锁定过人口。"), export=export)
