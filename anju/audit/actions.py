"""Writing the chain of acts."""

import json
from datetime import UTC, datetime
from typing import Any

from django.db import connection

from anju.audit.models import Act, Event
from anju.kernel.digest import sm3_hex

GENESIS = "0" * 64
_CHAIN_LOCK = 61_0926


def seal_of(*, previous: str, at: datetime, act: str, actor: str, target: str, why: str, detail: dict[str, Any]) -> str:
    """The SM3 that binds an event to its forerunner; the same words give the same seal in any process."""
    words = [previous, at.astimezone(UTC).isoformat(), act, actor, target, why]
    return sm3_hex(json.dumps([*words, detail], ensure_ascii=False, sort_keys=True).encode())


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
