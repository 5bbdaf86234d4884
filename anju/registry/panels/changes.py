"""Changes of a person or a household as a timeline, and what one of them altered."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anju.privacy.classes import Privacy, class_of
from anju.regions.models import Place
from anju.registry import codes, queries
from anju.registry.models import (
    Alias,
    Allocation,
    Certificate,
    Change,
    Flat,
    Household,
    HouseholdPast,
    Membership,
    Occupation,
    Person,
)
from anju.registry.panels.subjects import HIDDEN, HouseholdSubject, PersonSubject
from anju.ui.parts import Panel, Step
from anju.ui.tables import Address, Cell, Column, Table
from anju.ui.templatetags.ui import day, moment
from anju.ui.words import said

CHANGED_MODELS: dict[str, type[models.Model]] = {
    "household": Household,
    "householdpast": HouseholdPast,
    "person": Person,
    "alias": Alias,
    "membership": Membership,
    "allocation": Allocation,
    "occupation": Occupation,
    "certificate": Certificate,
}
SHOWN_OF_NEW_SPELLS = frozenset({"relation", "place", "start", "start_reason"})
CHANGED_TITLES = {
    "household": gettext_lazy("户"),
    "householdpast": gettext_lazy("户情况旧档"),
    "person": gettext_lazy("人员"),
    "alias": gettext_lazy("曾用号码"),
    "membership": gettext_lazy("在户记录"),
    "allocation": gettext_lazy("住房分配"),
    "occupation": gettext_lazy("入住核查"),
    "certificate": gettext_lazy("不动产权证"),
}


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


def changed_rows(change: Change, *, open_: bool, away: bool = False) -> Table:
    """What a change altered, field by field; personal fields show as stars unless the page is open.

    `away` is the view of the place that was left: its own spells alone, nothing of what began elsewhere.
    """
    after = {(row["model"], row["id"]): row["fields"] for row in change.after}
    whose = queries.whose([row["id"] for row in change.before if row["model"] == "membership"])
    shown = [
        row for row in change.before if not away or (row["model"] == "membership" and row["id"] in whose)
    ]
    rows = [
        [
            Cell(title),
            Cell(whose.get(row["id"], "") if row["model"] == "membership" else ""),
            Cell(label),
            Cell(old),
            Cell(new),
        ]
        for row in shown
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
    if field.name == "flat":
        return str(Flat.objects.select_related("building").filter(pk=value).first() or "—")
    return said(dict(field.flatchoices).get(value, value))
