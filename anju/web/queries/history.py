"""What was changed about a record, when, by whom and why: two neighbouring events of its history compared."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, cast

from django.db.models import Field, Model
from django.utils.translation import gettext as _

from anju.accounts.models import User
from anju.privacy.classes import Privacy, class_of
from anju.regions.models import Place
from anju.registry.models import Household
from anju.ui.templatetags.ui import DASH
from anju.ui.words import said

DERIVED = frozenset({"pinyin", "initials", "batch", "batch_row", "id", "version"})
HIDDEN_CLASSES = frozenset({Privacy.SECRET, Privacy.PERSONAL})
HISTORIES = {
    "Person": "人员", "Membership": "花名册", "Job": "就业记录", "Training": "培训记录", "Household": "搬迁户",
    "Schooling": "技校就读", "Subsidy": "就业补贴", "Loan": "创业担保贷款", "Hiring": "创业带动就业",
}  # fmt: skip
Names = dict[str, dict[Any, str]]
LABELS = {"insert": "登记", "update": "更正", "delete": "删除"}


@dataclass(frozen=True)
class Change:
    """One field that changed; values of personal fields are left out unless the page is open."""

    field: str
    before: str
    after: str


@dataclass(frozen=True)
class Entry:
    """One event: its kind, its record, who did it and why, and what changed."""

    at: datetime
    kind: str
    record: str
    actor: str
    why: str
    changes: Sequence[Change]


def history(
    records: Sequence[tuple[type[Model], Sequence[int]]], *, open_: bool, most: int = 60
) -> list[Entry]:
    """The latest events of these records (model, ids), newest first."""
    entries = [entry for model, ids in records for entry in _of_model(model, ids, open_=open_)]
    latest = sorted(entries, key=lambda entry: entry.at, reverse=True)[:most]
    staff = dict(
        User.objects.filter(username__in={entry.actor for entry in latest}).values_list(
            "username", "display_name"
        )
    )
    return [
        replace(entry, actor=staff.get(entry.actor, _system(entry.actor)), why=_reason(entry.why))
        for entry in latest
    ]


def _system(actor: str) -> str:
    """What the program did by itself is said as such."""
    return _("系统") if actor.startswith("system:") else actor


def _reason(why: str) -> str:
    """Why in words; a change without a reason of its own names only the request, which nobody reads."""
    return "" if why.startswith(("POST /", "GET /")) else said(why)


def _of_model(model: type[Model], ids: Sequence[int], *, open_: bool) -> Iterator[Entry]:
    found = model.pgh_event_model.objects.filter(pgh_obj__in=ids)  # type: ignore[attr-defined]  # set by pghistory
    events = list(found.select_related("pgh_context").order_by("pgh_obj_id", "pgh_id"))
    names = _names(model, events)
    title = HISTORIES[model.__name__]
    before: dict[int, Any] = {}
    for event in events:
        context = event.pgh_context.metadata if event.pgh_context else {}
        last = before.get(event.pgh_obj_id)
        changes = (
            list(_changes(model, last, event, names, open_=open_))
            if event.pgh_label == "update" and last
            else []
        )
        before[event.pgh_obj_id] = event
        yield Entry(
            event.pgh_created_at,
            _(LABELS[event.pgh_label]),
            _(title),
            context.get("actor", ""),
            context.get("why", ""),
            changes,
        )


def _changes(model: type[Model], last: Any, event: Any, names: Names, *, open_: bool) -> Iterator[Change]:
    for field in model._meta.concrete_fields:
        if field.name in DERIVED or field.name.endswith(("_masked", "_digest")):
            continue
        old, new = getattr(last, field.attname), getattr(event, field.attname)
        if old == new:
            continue
        hide = class_of(model, field.name) in HIDDEN_CLASSES and not open_
        label = str(field.verbose_name)
        before, after = (_shown(field, value, names.get(field.name, {})) for value in (old, new))
        yield Change(label, "••••", "••••") if hide else Change(label, before, after)


def _names(model: type[Model], events: Sequence[Any]) -> Names:
    """How the places and households are called to which records pointed; one query a field."""
    found: Names = {}
    for field in model._meta.concrete_fields:
        named = {Place: "name", Household: "number"}.get(cast(type[Model], field.related_model))
        ids = {getattr(event, field.attname) for event in events} if named else set()
        if named and len(ids) > 1:
            known = cast(type[Model], field.related_model)._default_manager.filter(pk__in=ids - {None})
            found[field.name] = dict(known.values_list("pk", named))
    return found


def _shown(field: "Field[Any, Any]", value: Any, names: Mapping[Any, str]) -> str:
    """A stored value in the words of its list, or the name of what it points to."""
    if value in (None, ""):
        return DASH
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if field.is_relation:
        return names.get(value, _("%(number)s 号") % {"number": value})
    return said(dict(field.flatchoices).get(value, value))
