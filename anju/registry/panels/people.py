"""What the registry shows of a person: the family, the spells on the roster, other numbers, the locked population."""

from django.urls import reverse
from django.utils.translation import gettext as _

from anju.accounts.codes import Field
from anju.kernel.identity import age_on
from anju.registry import queries
from anju.registry.models import Membership, Verification
from anju.registry.panels.subjects import HouseholdSubject, PersonSubject, spell
from anju.ui.parts import Fact, Panel, Step
from anju.ui.tables import Address, Cell, Column, Table
from anju.ui.templatetags.ui import day, number
from anju.ui.words import said


def family(subject: PersonSubject | HouseholdSubject) -> Panel | None:
    """Who lives in the household on the day, the head first; those who moved on since are told by what was known here."""
    if subject.household is None:
        return None
    found = queries.members_then(subject.household, subject.on)
    columns = (
        Column("name", _("姓名")), Column("relation", _("与户主关系")), Column("sex", _("性别")),
        Column("age", _("年龄"), numeric=True), Column("labour", _("劳动能力")), Column("student", _("在校情况")),
    )  # fmt: skip
    rows = [
        (
            Cell(
                person.name if subject.eyes.shows(Field.NAME) else person.name_masked,
                reverse("person", args=[person.pk]),
            ),
            Cell(said(member.get_relation_display())),
            Cell(said(person.get_sex_display())),
            Cell(str(age_on(person.birth_date, subject.on))),
            Cell(said(member.get_labour_display())),
            Cell(said(member.get_student_display()) or "—"),
        )
        for member, person in found
    ]
    note = _("%(count)s 人") % {"count": number(len(rows))}
    table = Table(columns, rows, Address(""), caption=_("家庭成员"))
    return Panel(_("家庭成员"), note=note, table=table, empty=_("这一天户内没有在册成员。"), wide=True)


def roster(subject: PersonSubject) -> Panel:
    """The spells of the person on the roster: where, in which household, and why each began and ended."""
    found = list(Membership.objects.filter(person=subject.person).select_related("place").order_by("-start"))
    numbers = queries.numbers_of(member.household_id for member in found)
    return Panel(
        _("花名册记录"),
        steps=[
            _roster_step(member, numbers.get(member.household_id, ("—", False)), subject) for member in found
        ],
        empty=_("没有花名册记录。"),
    )


def _roster_step(member: Membership, household: tuple[str, bool], subject: PersonSubject) -> Step:
    text, opens = household
    title = f"{member.place.name} · {text} · {said(member.get_relation_display())}"
    why = [
        said(member.get_start_reason_display()),
        said(member.get_stop_reason_display()),
        said(member.get_labour_display()),
    ]
    current = member.start <= subject.on and (member.stop is None or member.stop > subject.on)
    href = reverse("household", args=[member.household_id]) if opens else ""
    return Step(spell(member.start, member.stop), title, " · ".join(filter(None, why)), href, current)


def aliases(subject: PersonSubject) -> Panel | None:
    """Old numbers, and records that were merged into this one; nothing for who has none."""
    found = queries.aliases_of(subject.person)
    steps = [
        Step(
            day(one.since),
            one.id_number if subject.eyes.shows_numbers else one.id_masked,
            " · ".join(filter(None, (said(one.get_kind_display()), one.source))),
        )
        for one in found
    ]
    return Panel(_("曾用号码"), steps=steps) if steps else None


def lock_fact(locked: Verification | None) -> Fact:
    """Whether a person or a household belongs to a locked population."""
    if locked is None:
        return Fact(_("锁定人口"), _("否"))
    return Fact(_("锁定人口"), _("是"), hint=f"{day(locked.day)} {locked.document}", tone="info")
