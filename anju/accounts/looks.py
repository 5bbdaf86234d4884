"""Who saw what and who takes which list away, from a request: the one line that a view about people needs."""

from collections.abc import Mapping, Sequence
from typing import Any

from anju.accounts.pages import StaffRequest
from anju.audit.actions import saw
from anju.audit.exports import Take
from anju.audit.models import Operation
from anju.ui.words import said


def seen(
    request: StaffRequest,
    operation: Operation,
    target: str,
    *,
    persons: Sequence[int] = (),
    rows: int | None = None,
    conditions: Mapping[str, Any] | None = None,
    why: str = "",
) -> None:
    """Note the look of the one who asks; `target` and `conditions` hold ids and names of filters only.

    `rows` is how many lines were shown, the number of persons unless said otherwise.
    """
    saw(
        by=request.user.username,
        behalf=behalf_of(request),
        operation=operation,
        target=target,
        persons=persons,
        rows=max(1, len(persons)) if rows is None else rows,
        conditions=conditions,
        why=why,
        address=address_of(request),
    )


def address_of(request: StaffRequest) -> str:
    """Where the request came from."""
    return str(request.META.get("REMOTE_ADDR", ""))


def behalf_of(request: StaffRequest) -> str:
    """For whom the one who asks acts during a leave; empty for oneself."""
    return str(getattr(request, "behalf", "") or "")


def take(
    request: StaffRequest,
    *,
    target: str,
    title: str,
    filename: str,
    conditions: Mapping[str, Any] | None = None,
    persons: Sequence[int] = (),
    asks: bool = True,
) -> Take:
    """What `audit.exports` needs of the one who takes a list away."""
    user = request.user
    return Take(
        request=request,
        by=user.username,
        taker=f"{user.display_name}（{said(user.get_role_display())}）",
        behalf=behalf_of(request),
        address=address_of(request),
        target=target,
        title=title,
        filename=filename,
        conditions=dict(conditions or {}),
        persons=tuple(persons),
        asks=asks,
    )
