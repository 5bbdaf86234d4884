"""One row absorbs another: everything that points at the other points at the one, whatever table it stands in."""

from collections.abc import Callable, Iterator
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _

from anju.duplicates.actions.book import Book
from anju.kernel.refused import Refused

Link = tuple[type[models.Model], "models.Field[Any, Any]"]


def links(model: type[models.Model]) -> Iterator[Link]:
    """Every table of the ledger that points at a table, with the field that does; history tables stay as they were."""
    for other in apps.get_models():
        if "pgh_tracked_model" in other.__dict__ or other._meta.proxy or not other._meta.managed:
            continue
        for field in other._meta.local_concrete_fields:
            if field.is_relation and field.related_model is model:
                yield other, field


def nothing(_child: models.Model) -> bool:
    """Nothing stays where it is."""
    return False


def absorb(
    book: Book, row: models.Model, into: models.Model, stays: Callable[[models.Model], bool] = nothing
) -> bool:
    """Let everything that hangs on a row hang on another one. What the other has already is absorbed by its equal.

    What `stays` (because it was reported so) goes on hanging on the row; says whether there is such a thing.
    """
    kept = False
    for model, field in links(type(row)):
        for child in (
            model._base_manager.select_for_update(of=("self",)).filter(**{field.name: row.pk}).order_by("pk")
        ):
            if stays(child):
                kept = True
                continue
            twin = _twin(child, field, into)
            if twin is None:
                book.change(child, **{field.attname: into.pk})
                continue
            if field.unique:
                raise Refused(_("两份档案都有各自的登录账号等一人一份的记录。请先停用其中一个，再合并。"))
            absorb(book, child, twin)
            book.delete(child)
    return kept


def take_away(book: Book, row: models.Model) -> None:
    """Take a row away, and before it everything that hangs on it."""
    for model, field in links(type(row)):
        bound = model._base_manager.select_for_update(of=("self",)).filter(**{field.name: row.pk})
        for child in bound.order_by("pk"):
            take_away(book, child)
    book.delete(row)


def _twin(child: models.Model, field: "models.Field[Any, Any]", into: models.Model) -> models.Model | None:
    """The row that stands where the child would come to stand, by any rule of the table that lets only one be there."""
    model = type(child)
    for names, condition in _unique(model):
        if field.name not in names:
            continue
        attnames = {one.name: one.attname for one in model._meta.concrete_fields}
        others = {name: getattr(child, attnames[name]) for name in names if name != field.name}
        if any(value is None for value in others.values()):
            continue
        bound = model._base_manager.filter(condition)
        if not bound.filter(pk=child.pk).exists():
            continue
        twin = bound.filter(**{field.name: into.pk}, **others).exclude(pk=child.pk).first()
        if twin is not None:
            return twin
    return None


def _unique(model: type[models.Model]) -> Iterator[tuple[tuple[str, ...], Q]]:
    """Sets of fields that may not occur twice, each with the condition under which that holds."""
    for field in model._meta.local_concrete_fields:
        if field.unique and not field.primary_key:
            yield (field.name,), Q()
    for names in model._meta.unique_together:
        yield tuple(names), Q()
    for constraint in model._meta.constraints:
        if isinstance(constraint, models.UniqueConstraint) and constraint.fields:
            yield tuple(constraint.fields), constraint.condition or Q()
