"""What governance shows of a site."""

from collections import Counter

from django.utils.translation import gettext as _

from anju.governance.queries import mediation_of, organisations_of, police_rooms_of, staff_of, stars_of
from anju.registry.panels import SiteSubject
from anju.ui.parts import Fact, Panel
from anju.ui.templatetags.ui import day
from anju.ui.words import said


def organisations(subject: SiteSubject) -> Panel:
    """Party and residents' organisations of the site."""
    facts = [
        Fact(
            said(one.get_kind_display()), one.name, hint=f"{said(one.get_mode_display())} · {day(one.start)}"
        )
        for one in organisations_of(subject.place, subject.on)
    ]
    return Panel(_("基层组织"), facts=facts, empty=_("没有登记基层组织。"))


def safety(subject: SiteSubject) -> Panel:
    """Grid and public-order staff, mediation, police rooms, stars."""
    staff = Counter(said(one.get_role_display()) for one in staff_of(subject.place, subject.on))
    committees, rooms = mediation_of(subject.place, subject.on)
    entries, awards = stars_of(subject.place, subject.on)
    facts = [Fact(role, _("%(count)s 人") % {"count": count}) for role, count in sorted(staff.items())]
    facts += [Fact(_("调解委员会"), one.name, hint=day(one.start)) for one in committees]
    facts += [
        Fact(_("调解室"), one.name, hint=_("标准化") if one.standardised else _("非标准化")) for one in rooms
    ]
    facts += [
        Fact(said(one.get_kind_display()), one.name, hint=day(one.start))
        for one in police_rooms_of(subject.place, subject.on)
    ]
    facts += [Fact(_("星级创建"), _("%(day)s 参与") % {"day": day(one.start)}) for one in entries]
    facts += [Fact(_("星级"), "★" * one.level, hint=day(one.start)) for one in awards]
    return Panel(_("网格、调解与平安"), facts=facts, empty=_("没有登记网格、调解或警务力量。"))
