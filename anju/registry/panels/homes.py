"""What the registry shows of the home of a household: its flat, whether it lives there, certificate and booklet."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _

from anju.registry import queries
from anju.registry.codes import ChangeKind
from anju.registry.models import Booklet, Flat, Household
from anju.registry.panels.subjects import HouseholdSubject, PersonSubject
from anju.registry.queries.standing import Standing, certified, standing
from anju.ui.parts import Fact, Panel
from anju.ui.templatetags.ui import day, number


def housing(subject: PersonSubject | HouseholdSubject) -> Panel | None:
    """Flat, certificate and residence booklet of the household, as they stood on the day."""
    if subject.household is None:
        return None
    household = Household.objects.filter(pk=subject.household).first()
    if household is None:
        return None
    held = standing(household, subject.on)
    facts = [
        Fact(_("住房"), _door(held.flat), href=reverse("flat", args=[held.flat.pk]) if held.flat else ""),
        Fact(_("建筑面积"), f"{number(held.flat.area_m2)} ㎡" if held.flat else "—"),
        Fact(
            _("实际入住"),
            _("是") if held.lives_there else _("否"),
            tone="" if held.lives_there else "warn",
            hint=_("%(day)s 核查") % {"day": day(held.found_on)} if held.found_on else "",
        ),
        Fact(_("拆旧复垦"), {True: _("是"), False: _("否"), None: "—"}[household.old_house_reclaimed]),
        *_certificates(held),
        *_booklets(Booklet.objects.filter(household=household, issued_on__lte=subject.on)
                   .exclude(cancelled_on__lte=subject.on)),
    ]  # fmt: skip
    may_edit = subject.may_edit
    href = reverse("change_new", args=[household.pk, ChangeKind.CERTIFIED.value]) if may_edit else ""
    return Panel(_("住房与权证"), facts=facts, href=href, action=_("登记权证"))


def _door(flat: Flat | None) -> str:
    return f"{flat.building.number} {flat.unit} {flat.room}" if flat else "—"


def _certificates(held: Standing) -> list[Fact]:
    """Each certificate in force; one of a flat that the household has left says so."""
    title = _("不动产权证")
    here = held.flat.pk if held.flat else None
    facts = [
        Fact(title, one.number, hint=day(one.issued_on))
        if one.flat_id in (None, here)
        else Fact(
            title,
            one.number,
            hint=_("属原住房 %(door)s，请办理注销或转移") % {"door": _door(one.flat)},
            tone="warn",
        )
        for one in held.certificates
    ]
    return facts if certified(held) else [*facts, Fact(title, _("现住房未登记"), tone="warn")]


def _booklets(booklets: Iterable[Booklet]) -> list[Fact]:
    found = [Fact(_("居住簿"), one.number, hint=day(one.issued_on)) for one in booklets]
    return found or [Fact(_("居住簿"), _("未登记"), tone="warn")]


def reclamation(subject: HouseholdSubject) -> Panel:
    """The old house of the household."""
    known = queries.reclamation_of(subject.household)
    facts = (
        [
            Fact(_("拆除日期"), day(known["demolished_on"])),
            Fact(_("复垦验收日期"), day(known["reclaimed_on"])),
            Fact(_("复垦面积"), f"{number(known['area_m2'])} ㎡"),
            Fact(_("验收文件"), known["document"] or "—"),
        ]
        if known
        else []
    )
    href = reverse("reclamation", args=[subject.household]) if subject.may_edit else ""
    return Panel(
        _("拆旧复垦"), facts=facts, empty=_("没有登记旧房拆除和复垦。"), href=href, action=_("登记拆旧复垦")
    )
