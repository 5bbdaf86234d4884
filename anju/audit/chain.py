"""What seals an act to the one before it. Pure: writing is in `actions`, reading and proving in `queries`."""

import json
from datetime import UTC, datetime
from typing import Any

from anju.kernel.digest import sm3_hex

GENESIS = "0" * 64


def seal_of(
    *, previous: str, at: datetime, act: str, actor: str, target: str, why: str, detail: dict[str, Any]
) -> str:
    """The SM3 that binds an event to its forerunner; the same words give the same seal in any process."""
    words = [previous, at.astimezone(UTC).isoformat(), act, actor, target, why]
    return sm3_hex(json.dumps([*words, detail], ensure_ascii=False, sort_keys=True).encode())
