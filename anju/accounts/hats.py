"""Standing in for a colleague on leave (代办): which post somebody wears for a request.

A lent post is a separate hat. Who puts it on has the rights and the place of its owner and nothing of the own post;
so no right ever meets a place for which nobody gave it.
"""

from collections.abc import Sequence
from datetime import date

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _

from anju.accounts import rules
from anju.accounts.models import Delegation, User
from anju.accounts.queries import lendings
from anju.regions.queries import is_demo

HAT = "post"  # key in the session: the delegation whose post is worn


def factor_wanted(post: User) -> bool:
    """Whether a post asks for the second factor here: in a demo county, and where it is switched off, none does."""
    wanted = settings.ANJU_SECOND_FACTOR
    if wanted == "off" or not rules.needs_factor(post.role, post.place_id):
        return False
    return wanted == "required" or not is_demo()


def wear(request: HttpRequest, user: User, on: date) -> None:
    """Let the user wear the post that the session names, if it is still lent; else the own one, and say so."""
    user.lendings = lendings(user, on)
    session = getattr(request, "session", {})
    if HAT not in session:
        return
    held = _held(user.lendings, session[HAT])
    if held is None or (factor_wanted(held.owner) and not user.totp_since):
        del session[HAT]
        messages.warning(request, _("代办已到期或已收回，现在是您本人的岗位。"))
        return
    user.hat = held.owner


def _held(lent: Sequence[Delegation], pk: object) -> Delegation | None:
    return next((one for one in lent if one.pk == pk), None)
