"""What was changed about a record, when, by whom and why: two neighbouring events of its history compared."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Field, Model
from django.utils.translation import gettext as _

from anju.privacy.classes import Privacy, class_of
from anju.ui.templatetags.ui import DASH

DERIVED = frozenset({"pinyin", "initials", "batch", "batch_row", "id", "version"})
HIDDEN_CLASSES = frozenset({Privacy.SECRET, Privacy.PERSONAL})
HISTORIES = {
    "Person": "人员", "Membership": "花名册", "Job": "就业记录", "Training": "培训记录", "Household": "搬迁户",
    "Schooling": "技校就读", "Subsidy": "就业补贴", "Loan": "创业担保贷款", "Hiring": "创业带动就业",
}  # fmt: skip
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
    return sorted(entries, key=lambda entry: entry.at, reverse=True)[:most]


def _of_model(model: type[Model], ids: Sequence[int], *, open_: bool) -> Iterator[Entry]:
    events = model.pgh_event_model.objects.filter(pgh_obj__in=ids)  # type: ignore[attr-defined]  # set by pghistory
    title = HISTORIES[model.__name__]
    before: dict[int, Any] = {}
    for event in events.select_related("pgh_context").order_by("pgh_obj_id", "pgh_id"):
        context = event.pgh_context.metadata if event.pgh_context else {}
        last = before.get(event.pgh_obj_id)
        changes = (
            list(_changes(model, last, event, open_=open_)) if event.pgh_label == "update" and last else []
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


def _changes(model: type[Model], last: Any, event: Any, *, open_: bool) -> Iterator[Change]:
    for field in model._meta.concrete_fields:
        if field.name in DERIVED or field.name.endswith(("_masked", "_digest")):
            continue
        old, new = getattr(last, field.attname), getattr(event, field.attname)
        if old == new:
            continue
        hide = class_of(model, field.name) in HIDDEN_CLASSES and not open_
        label = str(field.verbose_name)
        yield Change(label, "••••", "••••") if hide else Change(label, _shown(field, old), _shown(field, new))


def _shown(field: "Field[Any, Any]", value: Any) -> str:
    """A stored value in the words of its list."""
    if value in (None, ""):
        return DASH
    if isinstance(value, bool):
        return _("是") if value else _("否")
    return str(dict(field.flatchoices).get(value, value))
