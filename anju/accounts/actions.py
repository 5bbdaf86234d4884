"""Writing accounts: making a user, logging in, changing the password."""

from datetime import datetime, timedelta

from django.contrib.auth import authenticate
from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from anju.accounts.codes import ROLES
from anju.accounts.models import User
from anju.audit.actions import record
from anju.audit.models import Act, Event
from anju.kernel.refused import Refused
from anju.privacy.fields import search_digest
from anju.regions.models import Place

TRIES = (
    8  # refused log-ins of one name within WINDOW, then a pause: slows guessing, locks nobody out for long
)
WINDOW = timedelta(minutes=15)


@transaction.atomic
def create_user(*, username: str, display_name: str, role: str, place: str, password: str, by: str) -> User:
    """Make an account whose scope is everything below the place code; one audit event."""
    if role not in ROLES:
        raise Refused(_("没有“%(role)s”这个岗位。") % {"role": role})
    if User.objects.filter(username=username).exists():
        raise Refused(_("账号 %(name)s 已存在，请换一个。") % {"name": username})
    if not Place.objects.filter(code=place).exists():
        raise Refused(_("没有代码为 %(code)s 的地点，请先导入行政区划。") % {"code": place})
    user = User(username=username, display_name=display_name, role=role, place_id=place)
    _check_password(password, user)
    user.set_password(password)
    user.save()
    record(act=Act.USER_CHANGED, by=by, target=f"user:{username}", detail={"role": role, "place": place})
    return user


def sign_in(*, username: str, password: str, at: datetime) -> User:
    """The user whom name and password prove, recorded either way; raises Refused.

    The refusal says the same for a wrong name and a wrong password, so that names cannot be tried out.
    """
    known = User.objects.filter(username=username).exists()
    # A password typed into the wrong box must not stay in the chain: unknown names are kept as a digest.
    target = f"user:{username}" if known else f"user:?{search_digest(username)[:16]}"
    refused = Event.objects.filter(act=Act.SIGN_IN_REFUSED, target=target, at__gte=at - WINDOW).count()
    if refused >= TRIES:
        raise Refused(_("登录失败次数过多，请 15 分钟后再试，或联系系统管理员。"))
    user = authenticate(username=username, password=password)
    if not isinstance(user, User):
        with transaction.atomic():
            record(act=Act.SIGN_IN_REFUSED, by="system:login", target=target)
        raise Refused(_("账号或密码不正确。请检查大小写后重试。"))
    with transaction.atomic():
        record(act=Act.SIGNED_IN, by=username, target=f"user:{username}")
    return user


@transaction.atomic
def change_password(*, user: User, password: str, by: str) -> None:
    """Set a new password; one audit event without the password."""
    _check_password(password, user)
    User.objects.filter(pk=user.pk).update(password=make_password(password))
    record(act=Act.USER_CHANGED, by=by, target=f"user:{user.username}", detail={"field": "password"})
    user.refresh_from_db()


def _check_password(password: str, user: User) -> None:
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise Refused(" ".join(error.messages)) from error
