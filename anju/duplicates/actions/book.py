"""Rows changed, made and taken away, written down in their order so that they can be put back exactly."""

import json
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.apps import apps
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _

from anju.kernel.refused import Refused
from anju.privacy.fields import SealedText

Values = dict[str, Any]


@dataclass
class Op:
    """One row made (`before` is None), taken away (`after` is None), or changed (both hold the changed fields only)."""

    table: str
    pk: Any
    before: Values | None
    after: Values | None


@dataclass
class Book:
    """The operations of a merge. Every write of a merge goes through here."""

    ops: list[Op] = field(default_factory=list)

    def create(self, row: models.Model) -> None:
        """Add a row."""
        row.save(force_insert=True)
        self.ops.append(Op(row._meta.label_lower, row.pk, None, _values(row)))

    def change(self, row: models.Model, **wanted: Any) -> None:
        """Change fields of a row (by their `attname`); those that have the value already are left alone."""
        names = [name for name, value in wanted.items() if getattr(row, name) != value]
        if not names:
            return
        before = {name: getattr(row, name) for name in names}
        for name in names:
            setattr(row, name, wanted[name])
        row.save(update_fields=[_named(type(row), name).name for name in names])
        self.ops.append(Op(row._meta.label_lower, row.pk, before, {name: wanted[name] for name in names}))

    def delete(self, row: models.Model) -> None:
        """Take a row away; nothing may hang on it any more."""
        self.ops.append(Op(row._meta.label_lower, row.pk, _values(row), None))
        type(row)._base_manager.filter(pk=row.pk)._raw_delete("default")

    def sealed(self) -> str:
        """Everything that putting back needs, as text."""
        words = [[op.table, op.pk, _all_plain(op.before), _all_plain(op.after)] for op in self.ops]
        return json.dumps(words, ensure_ascii=False)


def _values(row: models.Model) -> Values:
    return {one.attname: getattr(row, one.attname) for one in row._meta.concrete_fields}


def _named(model: type[models.Model], attname: str) -> "models.Field[Any, Any]":
    return next(one for one in model._meta.concrete_fields if one.attname == attname)


def _plain(value: Any) -> Any:
    """A value as JSON holds it, to the microsecond."""
    if isinstance(value, date | datetime):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def _all_plain(values: Values | None) -> Values | None:
    return None if values is None else {name: _plain(value) for name, value in values.items()}


def put_back(sealed: str) -> None:
    """Play the operations backwards; raises Refused where a row is no longer as the merge left it."""
    ops = [Op(*words) for words in json.loads(sealed)]
    for (table, pk), values in _left(ops).items():
        _unchanged(apps.get_model(table), pk, values)
    try:
        with transaction.atomic():
            for op in reversed(ops):
                _put_back(op)
    except IntegrityError as error:
        raise Refused(
            _("合并之后台账又登记了与原记录冲突的内容，不能撤销。请按现在的情况登记更正。")
        ) from error


def _left(ops: list[Op]) -> dict[tuple[str, Any], Values | None]:
    """Each row touched with the values that the merge left in its fields; None where it took the row away."""
    left: dict[tuple[str, Any], Values | None] = {}
    for op in ops:
        known = left.get((op.table, op.pk))
        left[op.table, op.pk] = None if op.after is None else {**(known or {}), **op.after}
    return left


def _unchanged(model: type[models.Model], pk: Any, values: Values | None) -> None:
    row = model._base_manager.select_for_update(of=("self",)).filter(pk=pk).first()
    gone = row is None and values is None
    same = row is not None and values is not None and all(
        _plain(getattr(row, name)) == value for name, value in values.items()
    )  # fmt: skip
    if not gone and not same:
        raise Refused(_("合并之后，有关记录又被改动过，不能直接撤销。请按现在的情况登记更正。"))


def _put_back(op: Op) -> None:
    model = apps.get_model(op.table)
    if op.before is None:
        model._base_manager.filter(pk=op.pk)._raw_delete("default")
        return
    values = {name: _value(model, name, value) for name, value in op.before.items()}
    if op.after is None:
        model(**values).save(force_insert=True)
        return
    row = model._base_manager.get(pk=op.pk)
    for name, value in values.items():
        setattr(row, name, value)
    row.save(update_fields=[_named(model, name).name for name in values])


def _value(model: type[models.Model], attname: str, value: Any) -> Any:
    """A value out of the book as its field holds it."""
    held = _named(model, attname)
    return value if isinstance(held, SealedText) or held.is_relation else held.to_python(value)
