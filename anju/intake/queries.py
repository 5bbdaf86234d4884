"""Reading what the importer knows: rooms of fields, remembered heads, source rows."""

from typing import Any

from django.db import connection, models

from anju.intake.files import unsealed
from anju.intake.models import Batch, Mapping
from anju.intake.reading import Mappings, Rooms
from anju.intake.rules import Room
from anju.intake.sheet import Sheet, Target
from anju.intake.workbook import line


def _room(field: "models.Field[Any, Any]") -> Room | None:
    """What a field holds: characters of a text, numbers of an integer or decimal."""
    if isinstance(field, models.CharField) and field.max_length and not field.choices:
        return 0, field.max_length
    if isinstance(field, models.DecimalField):
        most = 10 ** ((field.max_digits or 18) - (field.decimal_places or 0)) - 1
        return -most, most
    if isinstance(field, models.IntegerField):
        low, high = connection.ops.integer_field_range(field.get_internal_type())
        return int(low or 0), int(high or 10**11)
    return None


def _fields_of(target: Target) -> dict[str, "models.Field[Any, Any]"]:
    """Staged column → model field that takes it."""
    named = {source: name for name, source in target.fields.items() if isinstance(source, str)}
    fields = {field.name: field for field in target.model._meta.concrete_fields}
    return fields | {source: fields[name] for source, name in named.items()}


def rooms(sheet: Sheet) -> Rooms:
    """What the ledger has room for, by column name of the sheet."""
    found: dict[str, Room] = {}
    for target in sheet.targets:
        for name, field in _fields_of(target).items():
            room = _room(field)
            if room:
                found[name] = room
    return found


def mappings() -> Mappings:
    """Remembered heads: sheet name → own head → column name."""
    known: dict[str, dict[str, str]] = {}
    for sheet, head, column in Mapping.objects.values_list("sheet", "head", "column"):
        known.setdefault(sheet, {})[head] = column
    return known


def all_batches() -> "models.QuerySet[Batch]":
    """Every batch in scope, the latest first."""
    return Batch.objects.order_by("-id")


def upload(number: int) -> list[Batch]:
    """All batches of the upload to which a batch belongs, the batch itself where it came by a command."""
    batch = Batch.objects.filter(pk=number).first()
    if batch is None:
        return []
    return list(Batch.objects.filter(upload=batch.upload).order_by("id")) if batch.upload else [batch]


def first_batch(upload_id: str) -> Batch | None:
    """The first batch of an upload."""
    return Batch.objects.filter(upload=upload_id).order_by("id").first()


def source_row(batch: Batch, row: int) -> dict[str, str]:
    """Row n of the file that a record came from: head → text as typed, in the order of the file. Holds personal data."""
    with unsealed(batch.sm3) as path:
        return line(path, batch.tab, batch.head_row, row)
