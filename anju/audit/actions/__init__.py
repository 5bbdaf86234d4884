"""Writing the chain of acts and the log of who looked at whom."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from django.db import connection

from anju.audit.chain import GENESIS, seal_of
from anju.audit.models import Access, Act, Event, Operation

_CHAIN_LOCK = 61_0926


def record(*, act: Act, by: str, target: str, why: str = "", detail: dict[str, Any] | None = None) -> Event:
    """Append one act to the chain inside the caller's transaction.

    The advisory lock serialises writers for the rest of the transaction, so that the chain never forks. Who stands in
    for a colleague (`acting`) leaves the colleague's name in the detail.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "select current_setting('anju.behalf', true), pg_advisory_xact_lock(%s)", [_CHAIN_LOCK]
        )
        behalf = cursor.fetchone()[0]
    last = Event.objects.order_by("-id").values_list("digest", flat=True).first()
    words: dict[str, Any] = {
        "previous": last or GENESIS,
        "at": datetime.now(UTC),
        "act": act.value,
        "actor": by,
        "target": target,
        "why": why,
        "detail": (detail or {}) | ({"behalf": behalf} if behalf else {}),
    }
    return Event.objects.create(**words, digest=seal_of(**words))


def saw(
    *,
    by: str,
    operation: Operation,
    target: str,
    persons: Sequence[int] = (),
    rows: int = 1,
    conditions: Mapping[str, Any] | None = None,
    why: str = "",
    behalf: str = "",
    address: str = "",
) -> None:
    """Note that somebody looked at data about people: one INSERT, no lock, so that readers never queue.

    `target` is an id like person:12, `conditions` name the filters in force; neither holds personal data.
    The rows are sealed into the chain later, in batches (`actions.sealing`).
    """
    Access.objects.create(
        at=datetime.now(UTC),
        actor=by,
        behalf=behalf,
        operation=operation,
        target=target[:200],
        conditions=dict(conditions or {}),
        persons=list(persons),
        rows=rows,
        why=why[:400],
        address=address[:45],
    )
