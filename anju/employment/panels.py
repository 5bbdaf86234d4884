"""What employment shows of a person, a household and a site."""

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from anju.accounts.codes import Field
from anju.accounts.eyes import Eyes
from anju.employment.models import Job
from anju.employment.queries import jobs_of, ledgers_of, linkages_of, operators_of, trainings_of
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
