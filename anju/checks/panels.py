"""What the checks show on the page of a person or household."""

from django.urls import reverse
from django.utils.translation import gettext as _

from anju.accounts.eyes import Eyes
from anju.checks import queries, rulebook
from anju.checks.codes import Severity, SubjectKind
from anju.registry.panels import HouseholdSubject, PersonSubject
from anju.ui.parts import Panel
from anju.ui.tables import Address, Cell, Column, Table
from anju.ui.templatetags.ui import chinese
from anju.ui.words import said


def of_person(subject: PersonSubject) -> Panel | None:
    """What stands against a person, as far as the post sees it; nothing when nothing does."""
    return _panel(SubjectKind.PERSON, subject.person, subject.eyes)


def of_household(subject: HouseholdSubject) -> Panel | None:
    """What stands against a household."""
    return _panel(SubjectKind.HOUSEHOLD, subject.household, subject.eyes)


def _panel(kind: str, subject: int, eyes: Eyes) -> Panel | None:
    found = queries.told(list(queries.of_subject(kind, subject, rulebook.hidden(eyes.sees))))
    if not found:
        return None
    columns = (Column("severity", _("程度")), Column("sentence", _("问题")), Column("remedy", _("怎么改")))
    rows = [
        (
            Cell(said(one.finding.get_severity_display()),
                 tone="bad" if one.finding.severity == Severity.BLOCKING else "warn"),
            Cell((one.rule.zh if chinese() else one.rule.en) if one.rule else one.finding.rule,
                 href=reverse("finding", args=[one.finding.pk])),
            Cell((one.rule.remedy_zh if chinese() else one.rule.remedy_en) if one.rule else ""),
        )
        for one in found
    ]  # fmt: skip
    return Panel(_("核查结果"), table=Table(columns, rows, Address("")), wide=True)
