"""Who saw what and who takes which list away, from a request: the one line that a view about people needs."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from anju.accounts import helpings
from anju.accounts.pages import StaffRequest, came_from
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
    in_full: bool = True,
) -> None:
    """Note the look of the one who asks; `target` and `conditions` hold ids and names of filters only.

    `rows` is how many lines were shown, the number of persons unless said otherwise. Who opens very many in full (names
    alone are not) on one day is asked for a second person's word (raises SecondWanted).
    """
    rows = max(1, len(persons)) if rows is None else rows
    if in_full and operation in (Operation.REVEAL, Operation.RECORD):
        helpings.reveal(request.user, rows, url=came_from(request), at=timezone.now())
    saw(
        by=request.user.username,
        behalf=behalf_of(request),
        operation=operation,
        target=target,
        persons=persons,
        rows=rows,
        conditions=conditions,
        why=why,
        address=address_of(request),
    )


def address_of(request: HttpRequest) -> str:
    """Where the request came from; behind a known proxy it is the browser's (`ui.proxies`)."""
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
    post = said(user.post.get_role_display())
    if user.hat:
        post = _("代%(who)s，%(post)s") % {"who": user.hat.display_name, "post": post}
    return Take(
        request=request,
        by=user.username,
        taker=f"{user.display_name}（{post}）",
        behalf=behalf_of(request),
        address=address_of(request),
        target=target,
        title=title,
        filename=filename,
        conditions=dict(conditions or {}),
        persons=tuple(persons),
        asks=asks,
    )
