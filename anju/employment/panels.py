"""What employment shows of a person, a household and a site."""

from collections.abc import Sequence
from dataclasses import replace

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from anju.accounts.codes import Field
from anju.accounts.eyes import Eyes
from anju.employment.models import Job, Schooling, Subsidy
from anju.employment.queries import jobs_of, ledgers_of, linkages_of, operators_of, trainings_of
from anju.employment.queries.support import hirings_of, loans_of, schoolings_of, subsidies_of
from anju.kernel.money import yuan_of_fen
from anju.registry.panels import HIDDEN, HouseholdSubject, PersonSubject, SiteSubject, spell
from anju.ui.parts import Panel, Step
from anju.ui.tables import Address, Cell, Column, Table
from anju.ui.templatetags.ui import day, month, number
from anju.ui.words import said

LEDGER_MONTHS = 6


def work_history(subject: PersonSubject) -> Panel:
    """Every job of the person, the latest first; what still holds on the day is marked."""
    steps = []
    for job in jobs_of(subject.person):
        title = f"{said(job.get_channel_display())} · {said(job.get_work_place_display())}"
        current = job.start <= subject.on and (job.stop is None or job.stop > subject.on)
        steps.append(Step(spell(job.start, job.stop), title, _job_text(job, subject.eyes), current=current))
    return Panel(_("就业经历"), steps=steps, empty=_("没有就业记录。就业情况由社区每月在就业台账中登记。"))


def _job_text(job: Job, eyes: Eyes) -> str:
    """Operator and trade always; employer, address and income are personal."""
    income = f"{number(yuan_of_fen(job.income_fen))} {_('元/月')}" if job.income_fen else ""
    parts = [job.operator.name if job.operator else "", said(job.get_post_kind_display()), job.trade]
    for field, personal in ((Field.CONTACT, [job.employer, job.address]), (Field.INCOME, [income])):
        parts += personal if eyes.shows(field) else [HIDDEN] if any(personal) else []
    return " · ".join(filter(None, parts))


def courses(subject: PersonSubject) -> Panel:
    """Training of the person, the latest first."""
    steps = [
        Step(f"{day(course.start)} — {day(course.stop)}", course.content, said(course.get_kind_display()))
        for course in trainings_of(subject.person)
    ]
    return Panel(_("技能培训"), steps=steps, empty=_("没有培训记录。"))


def schooling(subject: PersonSubject) -> Panel | None:
    """Technical schools of the person, for posts that see income: what is granted belongs to it."""
    if Field.INCOME not in subject.eyes.sees:
        return None
    steps = [
        Step(spell(one.start, one.stop), one.school if subject.eyes.opened else HIDDEN, _school_text(one, subject.eyes),
             current=one.start <= subject.on and (one.stop is None or one.stop > subject.on))
        for one in schoolings_of(subject.person)
    ]  # fmt: skip
    panel = Panel(_("技校就读"), steps=steps, empty=_("没有技校就读记录。"))
    return _with_way(panel, subject)


def _school_text(one: Schooling, eyes: Eyes) -> str:
    granted = ((_("助学金"), one.grant_fen), (_("雨露计划补贴"), one.yulu_fen))
    amounts = [f"{label} {number(yuan_of_fen(fen))} {_('元')}" for label, fen in granted if fen]
    parts = [one.major, _("免学费") if one.free else "", *amounts]
    return " · ".join(filter(None, parts)) if eyes.opened else HIDDEN


def support(subject: PersonSubject) -> Panel | None:
    """Subsidies of each year, start-up loans, whom the business hires: for posts that see income."""
    if Field.INCOME not in subject.eyes.sees:
        return None
    steps = [
        *(Step(str(one.year), _("就业补贴"), _money(_subsidies(one), subject.eyes)) for one in subsidies_of(subject.person)),
        *(Step(spell(one.start, one.stop), _("创业担保贷款"), _money([(_("金额"), one.amount_fen)], subject.eyes),
               current=one.stop is None or one.stop > subject.on) for one in loans_of(subject.person)),
        *(Step(day(one.counted_on), _("创业带动就业"), _("%(all)s 人，其中贫困劳动力 %(lifted)s 人") % {
            "all": number(one.hired), "lifted": number(one.hired_lifted)}) for one in hirings_of(subject.person)),
    ]  # fmt: skip
    panel = Panel(_("补贴与创业扶持"), steps=steps, empty=_("没有补贴、贷款或带动就业的记录。"))
    return _with_way(panel, subject)


def _subsidies(one: Subsidy) -> list[tuple[str, int | None]]:
    return [
        (_("就业见习补贴"), one.internship_fen), (_("求职补贴"), one.seeking_fen), (_("转移就业交通补贴"), one.transport_fen),
        (_("创业补贴"), one.startup_fen),
    ]  # fmt: skip


def _money(parts: Sequence[tuple[str, int | None]], eyes: Eyes) -> str:
    """Amounts where the page is open; what they are for is told anyhow."""
    return " · ".join(
        f"{label} {number(yuan_of_fen(fen)) if eyes.opened else HIDDEN} {_('元')}"
        for label, fen in parts
        if fen
    )


def _with_way(panel: Panel, subject: PersonSubject) -> Panel:
    """With the way to the page on which these are recorded and corrected."""
    if not subject.may_keep:
        return panel
    return replace(panel, href=reverse("support", args=[subject.person]), action=_("登记"))


def linkages(subject: PersonSubject | HouseholdSubject) -> Panel | None:
    """Linkage contracts of the household."""
    if subject.household is None:
        return None
    steps = [
        Step(
            spell(link.start, link.stop),
            f"{link.operator.name} · {said(link.get_form_display())}",
            link.contract,
            current=link.start <= subject.on and (link.stop is None or link.stop > subject.on),
        )
        for link in linkages_of(subject.household)
    ]
    return Panel(_("利益联结"), steps=steps, empty=_("这一户没有利益联结合同。"))


def operators(subject: SiteSubject) -> Panel:
    """Parks and factories of the site, and how many people work in each on the day."""
    working = Count(
        "jobs",
        filter=Q(jobs__start__lte=subject.on) & (Q(jobs__stop__isnull=True) | Q(jobs__stop__gt=subject.on)),
    )
    found = operators_of(subject.place, subject.on).annotate(working=working)
    columns = (
        Column("name", _("名称")), Column("kind", _("类型")), Column("industry", _("产业")),
        Column("posts", _("岗位"), numeric=True), Column("working", _("在岗搬迁人口"), numeric=True),
    )  # fmt: skip
    rows = [
        (
            Cell(one.name),
            Cell(said(one.get_kind_display())),
            Cell(one.industry),
            Cell(number(one.posts)),
            Cell(number(one.working)),
        )
        for one in found
    ]
    return Panel(
        _("园区与社区工厂"),
        table=Table(columns, rows, Address("")),
        empty=_("没有园区或社区工厂。"),
        wide=True,
    )


def ledgers(subject: SiteSubject) -> Panel:
    """The latest monthly ledgers of the site's community."""
    found = ledgers_of(subject.place).filter(month__lte=subject.on)[:LEDGER_MONTHS]
    steps = [
        Step(
            month(one.month),
            _("%(day)s 确认（%(who)s）") % {"day": day(one.confirmed_on), "who": one.confirmed_by}
            if one.confirmed_on
            else _("未确认"),
            current=one.confirmed_on is not None,
        )
        for one in found
    ]
    return Panel(_("就业创业台账"), steps=steps, empty=_("没有建立就业创业台账。"))
