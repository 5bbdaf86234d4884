"""What a system read about people: the one line that an operation needs which answers records."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils import timezone

from anju.accounts import helpings
from anju.accounts.looks import address_of
from anju.api.gate import CallRequest
from anju.audit.actions import saw
from anju.audit.models import Operation


def seen(
    request: CallRequest,
    target: str,
    *,
    persons: Sequence[int] = (),
    rows: int = 1,
    operation: Operation = Operation.API,
    conditions: Mapping[str, Any] | None = None,
    why: str = "",
) -> None:
    """Note the look of the calling system; `target` and `conditions` hold ids and names of filters only.

    A system that reads or opens very much on one day is asked for a second person's word (raises SecondWanted).
    """
    if operation == Operation.REVEAL:
        helpings.reveal(request.user, max(1, len(persons)), url="", at=timezone.now())
    else:
        helpings.read(request.user, rows, at=timezone.now())
    saw(
        by=request.user.username, operation=operation, target=target, persons=persons, rows=rows, why=why,
        conditions={key: value for key, value in (conditions or {}).items() if value},
        address=address_of(request),
    )  # fmt: skip
