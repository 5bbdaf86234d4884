"""How much somebody took, opened or read on a day: one upsert, so that helpings at the same time are counted too."""

from datetime import date

from django.db import connection, transaction

from anju.accounts.codes import CountKind
from anju.accounts.models import User

_ADD = """
insert into accounts_count (user_id, "on", kind, rows) values (%s, %s, %s, %s)
on conflict (user_id, "on", kind) do update set rows = accounts_count.rows + excluded.rows returning rows
"""


class _TooMany(Exception):
    """Takes the addition back."""


def count(*, user: User, kind: CountKind, rows: int, on: date, most: int) -> bool:
    """Add to the sum of the day and say True, unless it would pass `most`: then nothing is added.

    The row stays locked until the end of the transaction, so that two helpings at once do not both pass.
    """
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(_ADD, [user.pk, on, kind.value, rows])
            if cursor.fetchone()[0] > most:
                raise _TooMany
    except _TooMany:
        return False
    return True


def counted(*, user: User, kind: CountKind, on: date) -> int:
    """The sum of the day so far."""
    return user.counts.filter(on=on, kind=kind).values_list("rows", flat=True).first() or 0
