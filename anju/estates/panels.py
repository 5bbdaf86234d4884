"""What property management shows of a site."""

from django.utils.translation import gettext as _

from anju.estates.models import PropertyService
from anju.estates.queries import committees_of, services_of
from anju.kernel.money import yuan_of_fen
from anju.registry.panels import SiteSubject
from anju.ui.parts import Fact, Panel
from anju.ui.templatetags.ui import day, number
from anju.ui.words import said


def property_management(subject: SiteSubject) -> Panel:
    """Owners' committee and who manages the site on the day, with the fee."""
    facts = []
    for committee in committees_of(subject.place, subject.on):
        members = _("%(count)s 名委员，%(day)s成立") % {
            "count": committee.members,
            "day": day(committee.established_on),
        }
        facts.append(Fact(_("业主委员会"), committee.name, hint=members))
    for service in services_of(subject.place, subject.on):
        company = service.company.name if service.company else ""
        facts.append(Fact(_("物业管理"), said(service.get_mode_display()), hint=company))
        facts.append(Fact(_("物业费"), _fee(service)))
    return Panel(_("业主委员会与物业"), facts=facts, empty=_("没有业主委员会，也没有物业服务记录。"))


def _fee(service: PropertyService) -> str:
    """The price for a square metre and month, or that none is charged."""
    if not service.charges_fee or service.price_fen is None:
        return _("不收取")
    return _("%(yuan)s 元/㎡·月") % {"yuan": number(yuan_of_fen(service.price_fen))}
