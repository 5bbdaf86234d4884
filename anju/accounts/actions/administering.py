"""What administrators do to the accounts of others: within their own places, and by two where it opens a privileged post.

One person who may let others in could else let themselves in everywhere: with an account of the county, with the
password or the phone of an approver.
"""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.db import transaction
from django.utils.translation import gettext as _

from anju.accounts import rules
from anju.accounts.actions.approvals import agreed
from anju.accounts.actions.factors import reset_factor
from anju.accounts.actions.users import change_post, create_user, one_time_password, reset_password
from anju.accounts.codes import ApprovalKind, RoleName
from anju.accounts.models import User
from anju.accounts.wishes import Wish
from anju.kernel.refused import Refused
from anju.kernel.stored import stored
from anju.regions.models import Place


def _within(by: User, *places: str) -> None:
    """Refuses what lies outside the administrator's own places."""
    if not all(rules.covers(by.post.place_id, place) for place in places):
        raise Refused(_("不在您的管辖范围内。请由上一级系统管理员办理。"))


def _post_of(role: str, place: str) -> str:
    """A post as a second person reads it."""
    found = Place.objects.filter(code=place).first()
    label = RoleName(role).label if role in RoleName.values else role
    return f"{label}，{found or place}"


@transaction.atomic
def open_account(
    *, username: str, display_name: str, role: str, place: str, by: User, at: datetime
) -> tuple[User, str]:
    """Make an account; returns it with its password, which is good for one log-in. Raises SecondWanted."""
    _within(by, place)
    password = one_time_password()
    words = {"username": username, "display_name": display_name, "role": role, "place": place}
    made = create_user(**words, password=password, by=by.username, once=True)
    if rules.privileged(role, place):
        summary = stored("新建账号 %(name)s（%(who)s）：%(post)s") % {
            "name": username, "who": display_name, "post": _post_of(role, place)}  # fmt: skip
        _by_two(username, summary, f"/accounts/new/?{urlencode(words)}", words | {"what": "open"}, by, at)
    return made, password


@transaction.atomic
def move(*, user: User, display_name: str, role: str, place: str, by: User, at: datetime) -> User:
    """Another post, place or name for somebody. Raises SecondWanted when a privileged post is given or taken."""
    _within(by, user.place_id, place)
    before = user.role, user.place_id
    words = {"display_name": display_name, "role": role, "place": place}
    moved = change_post(user=user, **words, by=by.username)
    given = before != (role, place) and (rules.privileged(role, place) or rules.privileged(*before))
    if given:
        summary = stored("账号 %(name)s 改为：%(post)s") % {
            "name": user.username,
            "post": _post_of(role, place),
        }
        address = f"/accounts/{user.pk}/?{urlencode(words)}"
        _by_two(user.username, summary, address, words | {"what": "move"}, by, at)
    return moved


@transaction.atomic
def give_password(*, user: User, by: User, at: datetime) -> str:
    """A password that is good for one log-in; returns it. Raises SecondWanted for a privileged post."""
    password = reset_password(user=user, by=by.username)
    summary = stored("重置账号 %(name)s（%(who)s）的密码")
    _by_two_if_privileged(user, "password", summary, by, at)
    return password


@transaction.atomic
def forget_factor(*, user: User, by: User, at: datetime) -> None:
    """Switch somebody's second factor off. Raises SecondWanted for a privileged post."""
    reset_factor(user=user, by=by.username)
    summary = stored("重置账号 %(name)s（%(who)s）的动态口令")
    _by_two_if_privileged(user, "factor", summary, by, at)


def _by_two_if_privileged(user: User, what: str, summary: str, by: User, at: datetime) -> None:
    _within(by, user.place_id)
    if rules.privileged(user.role, user.place_id):
        told = summary % {"name": user.username, "who": user.display_name}
        _by_two(user.username, told, f"/accounts/{user.pk}/", {"what": what}, by, at)


def _by_two(username: str, summary: str, url: str, words: dict[str, Any], by: User, at: datetime) -> None:
    """What was just done stands only with the word of a second person: without it, all of it goes back."""
    agreed(wish=Wish(ApprovalKind.ACCOUNT, f"user:{username}", summary, url, words), by=by, at=at)
