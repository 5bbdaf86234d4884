"""Writing the chain of acts."""

from datetime import UTC, datetime
from typing import Any

from django.db import connection

from anju.audit.chain import GENESIS, seal_of
from anju.audit.models import Act, Event

_CHAIN_LOCK = 61_0926


def record(*, act: Act, by: str, target: str, why: str = "", detail: dict[str, Any] | None = None) -> Event:
    """Append one act to the chain inside the caller's transaction.

    The advisory lock serialises writers for the rest of the transaction, so that the chain never forks.
    """
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [_CHAIN_LOCK])
    last = Event.objects.order_by("-id").values_list("digest", flat=True).first()
    words: dict[str, Any] = {
        "previous": last or GENESIS,
        "at": datetime.now(UTC),
        "act": act.value,
        "actor": by,
        "target": target,
        "why": why,
        "detail": detail or {},
    }
    return Event.objects.create(**words, digest=seal_of(**words))
