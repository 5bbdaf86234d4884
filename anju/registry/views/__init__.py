"""Pages of the registry. A view reads the address, calls one query or action, and returns a template."""

from collections.abc import Sequence

from anju.accounts.pages import StaffRequest
from anju.audit.actions import saw
from anju.audit.models import Operation


def seen(
    request: StaffRequest, operation: Operation, target: str, *, persons: Sequence[int] = (), rows: int = 1
) -> None:
    """Note that somebody looked at people: the target is an id, never a name."""
    saw(
        by=request.user.username,
        behalf=str(getattr(request, "behalf", "") or ""),
        operation=operation,
        target=target,
        persons=persons,
        rows=rows,
        address=str(request.META.get("REMOTE_ADDR", "")),
    )
