"""Writing a plan: what is new is inserted, what differs is updated, the rest is not touched at all."""

from django.db import connection
from django.db.backends.utils import CursorWrapper

from anju.intake.actions.plan import Aim, Plan, ref_joins
from anju.intake.sheet import Ref


def _fill_refs(cursor: CursorWrapper, aim: Aim) -> None:
    """Foreign keys to records that an earlier target of the same sheet has just made.

    A record that stood in the ledger cannot have pointed to them, so it counts as changed.
    """
    for field in aim.fields:
        source = aim.target.fields.get(field.name)
        if isinstance(source, Ref):
            key = source.model._meta.pk.column
            cursor.execute(
                f'update "{aim.planned}" p set "v_{field.column}" = f.key, changed = p.found is not null from '
                f'(select s.row, r."{key}" as key from staged s {ref_joins("r", source)}) f '
                f'where f.row = p.row and p."v_{field.column}" is null and f.key is not null'
            )


def _update(cursor: CursorWrapper, aim: Aim, batch: int | None) -> None:
    """Bring changed records to what their line says; quiet fields without a value keep what stands."""
    given = [field for field in aim.fields if field.value and field not in aim.key_fields]
    changes = [
        f'"{f.column}" = '
        + (f'coalesce(p."v_{f.column}", t."{f.column}")' if f.quiet else f'p."v_{f.column}"')
        for f in given
    ]
    if aim.sourced:
        changes += ["batch_id = %(batch)s", "batch_row = p.row"]
    if changes:
        cursor.execute(
            f'update "{aim.table}" t set {", ".join(changes)} from "{aim.planned}" p '
            f'where t."{aim.key}" = p.found and p.changed',
            {"batch": batch},
        )


def _insert(cursor: CursorWrapper, aim: Aim, batch: int | None) -> None:
    """Add the records that the ledger does not have, in the order of the file."""
    columns = [f'"{field.column}"' for field in aim.fields]
    values = [
        (f'coalesce(p."v_{f.column}", {f.missing})' if f.quiet and f.missing else f'p."v_{f.column}"')
        if f.value
        else f.missing
        for f in aim.fields
    ]
    if aim.sourced:
        columns += ["batch_id", "batch_row"]
        values += ["%(batch)s", "p.row"]
    cursor.execute(
        f'insert into "{aim.table}" ({", ".join(columns)}) select {", ".join(values)} from "{aim.planned}" p '
        "where p.found is null order by p.seq",
        {"batch": batch},
    )


def merge(plan: Plan) -> None:
    """Write every target of a plan in order, inside the caller's transaction.

    Updates come before inserts, so that an ended spell makes room for the one that follows it.
    """
    with connection.cursor() as cursor:
        for aim in plan.aims:
            _fill_refs(cursor, aim)
            _update(cursor, aim, plan.batch)
            _insert(cursor, aim, plan.batch)
