"""What a change did to which rows, kept so that it can be shown and undone: operations in their order."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError, connection, models, transaction
from django.db.models import ProtectedError

from anju.kernel.refused import Refused
from anju.privacy.classes import Privacy, class_of
from anju.privacy.fields import SealedText
from anju.registry.actions import obstacles
from anju.registry.models import (
    Alias,
    Allocation,
    Certificate,
    Household,
    HouseholdPast,
    Membership,
    Occupation,
    Person,
)

MODELS: dict[str, type[models.Model]] = {
    "household": Household,
    "householdpast": HouseholdPast,
    "person": Person,
    "alias": Alias,
    "membership": Membership,
    "allocation": Allocation,
    "occupation": Occupation,
    "certificate": Certificate,
}
# What follows by itself: never part of the comparison that guards an undoing, nor shown.
DERIVED = frozenset({"id", "batch_id", "batch_row", "grid_id", "version", "pinyin", "initials", "name"})
Values = dict[str, Any]
Row = TypeVar("Row", bound=models.Model)


@dataclass(frozen=True)
class Op:
    """One row made (`before` is None), deleted (`after` is None), or changed (both hold the changed fields only)."""

    model: str
    pk: int
    before: Values | None
    after: Values | None


@dataclass
class Journal:
    """Operations of one change. Every write of a change goes through here."""

    ops: list[Op] = field(default_factory=list)

    def create(self, row: Row) -> Row:
        """Add a row after judging its fields; raises Refused for a value that its field cannot hold."""
        judge(row)
        row.save(force_insert=True)
        self.ops.append(Op(row._meta.model_name or "", row.pk, None, _values(row)))
        return row

    def change(self, row: models.Model, **wanted: Any) -> None:
        """Change fields of a row; those that have the value already are left alone."""
        names = [name for name, value in wanted.items() if getattr(row, name) != value]
        if not names:
            return
        before = {name: getattr(row, name) for name in names}
        for name in names:
            setattr(row, name, wanted[name])
        judge(row)
        row.save(update_fields=[name.removesuffix("_id") for name in names])
        after = {name: getattr(row, name) for name in names}
        self.ops.append(Op(row._meta.model_name or "", row.pk, before, after))

    def delete(self, row: models.Model) -> None:
        """Take a row away."""
        self.ops.append(Op(row._meta.model_name or "", row.pk, _values(row), None))
        row.delete()

    def sealed(self, **more: Any) -> str:
        """Everything that undoing needs, as text."""
        words = [[op.model, op.pk, op.before, op.after] for op in self.ops]
        return json.dumps({"ops": words} | more, cls=DjangoJSONEncoder, ensure_ascii=False)

    def shown(self) -> tuple[list[Values], list[Values]]:
        """Before and after of each row touched, without secrets: what the pages show."""
        before, after = _merged(self.ops)
        return [_open(key, row) for key, row in before.items()], [
            _open(key, row) for key, row in after.items()
        ]


def judge(row: models.Model) -> None:
    """Refuse what a field cannot hold (too long, not of its list)."""
    sealed = {field.name for field in row._meta.concrete_fields if isinstance(field, SealedText)}
    relations = {field.name for field in row._meta.concrete_fields if field.is_relation}
    try:
        row.clean_fields(exclude=sealed | relations)
    except ValidationError as error:
        name, said = next(iter(error.message_dict.items()))
        label = next(field.verbose_name for field in row._meta.concrete_fields if field.name == name)
        raise Refused(f"{label}：{''.join(said)}请改正后再登记。") from error


def _values(row: models.Model) -> Values:
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


def _merged(ops: Sequence[Op]) -> tuple[dict[tuple[str, int], Values], dict[tuple[str, int], Values]]:
    """For each row its first values before and its last values after, of the fields that differ."""
    before: dict[tuple[str, int], Values] = {}
    after: dict[tuple[str, int], Values] = {}
    for op in ops:
        key = (op.model, op.pk)
        for name, value in (op.before or {}).items():
            before.setdefault(key, {}).setdefault(name, value)
        after.setdefault(key, {}).update(op.after or {})
        before.setdefault(key, {})
        if op.after is None:
            after[key] = {}
    return before, after


def _open(key: tuple[str, int], row: Values) -> Values:
    """A row as the pages may read it: no secrets, nothing derived."""
    model = MODELS[key[0]]
    fields = {
        name: _plain(value)
        for name, value in row.items()
        if name not in DERIVED and class_of(model, name.removesuffix("_id")) != Privacy.SECRET
    }
    return {"model": key[0], "id": key[1], "fields": fields}


def _plain(value: Any) -> Any:
    return json.loads(json.dumps(value, cls=DjangoJSONEncoder))


def undo(sealed: str) -> Values:
    """Play the operations backwards; raises Refused where a row is not as the change left it. Returns the other words."""
    words = json.loads(sealed)
    ops = [Op(*op) for op in words.pop("ops")]
    before, after = _merged(ops)
    for (model, pk), values in after.items():
        _unchanged(MODELS[model], pk, values)
    pasts = [op for op in ops if op.model == "householdpast" and op.before is None and op.after]
    obstacles.refuse_later_past(
        [(op.after["household_id"], date.fromisoformat(op.after["stop"])) for op in pasts if op.after],
        [op.pk for op in pasts],
    )
    try:
        with transaction.atomic():
            for op in reversed(ops):
                _undo(op)
            connection.check_constraints()
            obstacles.refuse_overlaps(rows_of(ops, "membership"), rows_of(ops, "allocation"))
    except (ProtectedError, IntegrityError) as error:
        raise Refused(obstacles.told(before)) from error
    return {**words, "rows": [[op.model, op.pk] for op in ops]}


def rows_of(ops: Sequence[Op], model: str) -> list[int]:
    """Ids of the rows of a table that the operations touched."""
    return sorted({op.pk for op in ops if op.model == model})


def _unchanged(model: type[models.Model], pk: int, values: Values) -> None:
    row = model._default_manager.select_for_update().filter(pk=pk).first()
    if (row is None) == (not values) and all(
        _plain(getattr(row, name)) == value for name, value in values.items() if name not in DERIVED
    ):
        return
    raise Refused("这次变动之后，有关记录又被更正过，不能直接撤销。请按现在的情况另行登记变动。")


def _undo(op: Op) -> None:
    model = MODELS[op.model]
    if op.before is None:
        model._default_manager.filter(pk=op.pk).delete()
        return
    restored = {name: _value(model, name, value) for name, value in op.before.items()}
    if op.after is None:
        model(**restored).save(force_insert=True)
        return
    row = model._default_manager.get(pk=op.pk)
    for name, value in restored.items():
        setattr(row, name, value)
    row.save(update_fields=[name.removesuffix("_id") for name in restored])


def _value(model: type[models.Model], attname: str, value: Any) -> Any:
    """A value out of the journal as its field holds it."""
    field = next(field for field in model._meta.concrete_fields if field.attname == attname)
    return value if isinstance(field, SealedText) or field.is_relation else field.to_python(value)
