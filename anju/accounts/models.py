"""Users. What a user sees is a place code prefix; what a user may do is a role."""

from collections.abc import Sequence
from typing import ClassVar

import pghistory
from django.contrib.auth.hashers import check_password
from django.contrib.auth.models import AbstractUser
from django.db import models

from anju.accounts.codes import ROLES, ApprovalKind, CountKind, Decision, Field, Right, RoleName
from anju.accounts.scope import Scope
from anju.audit.history import tracked
from anju.privacy.fields import SealedText
from anju.regions.models import Place, Placed


class Marked(models.Func):
    """A digest that the database itself keeps of a secret text, so that history tells a change without the secret."""

    function = "anju_mark"


MARK = 64  # characters of such a digest


@pghistory.track(
    *tracked(),
    exclude=["password", "password_mark", "totp", "totp_step", "recovery", "last_login", "email"],
    attrs={"password_mark": models.CharField(max_length=MARK)},
)
class User(AbstractUser):
    """A member of staff: the scope is everything below `place` of the post that is worn."""

    first_name = last_name = None  # type: ignore[assignment]  # Chinese names are one field
    display_name = models.CharField("姓名", max_length=60)
    role = models.CharField("岗位", max_length=20, choices=RoleName)
    place = models.ForeignKey(Place, models.PROTECT, verbose_name="管辖范围", related_name="+")
    password_set_on = models.DateField("密码设置日期", null=True, blank=True)
    is_system = models.BooleanField("接口系统账号", default=False)
    must_change = models.BooleanField("须修改密码", default=False)
    given_at = models.DateTimeField("一次性密码发放时间", null=True, blank=True)
    password_mark = models.GeneratedField(
        expression=Marked("password"), output_field=models.CharField(max_length=MARK), db_persist=True,
        verbose_name="密码摘要的摘要",
    )  # fmt: skip
    totp = SealedText("动态口令密钥", default=b"")
    totp_since = models.DateField("动态口令启用日期", null=True, blank=True)
    totp_step = models.BigIntegerField("动态口令最近一次", default=0)
    recovery = models.JSONField("恢复码摘要", default=list, blank=True)

    lendings: "Sequence[Delegation]" = ()
    """What colleagues on leave have lent for today; `pages.page` fills it for a request."""
    hat: "User | None" = None
    """The colleague whose post is worn instead of the own one (代办): one post at a time, never both."""

    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Classified:
        internal = (
            "id", "username", "display_name", "role", "place", "is_active", "is_staff", "is_superuser",
            "last_login", "date_joined", "groups", "user_permissions", "password_set_on", "must_change", "totp_since", "totp_step",
            "is_system", "given_at", "password_mark",
        )  # fmt: skip
        personal = ("email",)
        secret = ("password", "totp", "recovery")

    def __str__(self) -> str:
        return self.display_name

    def check_password(self, raw_password: str | None) -> bool:
        """Whether it is the password. The kept one is not made anew meanwhile: it changes with an act only."""
        return check_password(raw_password, self.password)

    @property
    def post(self) -> "User":
        """Whose role and place count now: a colleague's while standing in for them, else the own."""
        return self.hat or self

    def may(self, right: Right) -> bool:
        """Whether the post that is worn carries the right."""
        return self.is_active and right in ROLES[self.post.role].rights

    def sees(self, field: Field) -> bool:
        """Whether the post that is worn sees this group of personal fields."""
        return self.is_active and field in ROLES[self.post.role].fields

    @property
    def opens(self) -> frozenset[Field]:
        """The groups of personal fields that the user may open on a page."""
        return frozenset(field for field in Field if self.sees(field))

    @property
    def scope(self) -> Scope:
        """What the user sees: everything at and below the place of the post that is worn."""
        return Scope((self.post.place_id,))


class OldPassword(models.Model):
    """A password that a user had: it may not come back."""

    user = models.ForeignKey(User, models.PROTECT, related_name="old_passwords")
    password = models.CharField("密码摘要", max_length=128)
    at = models.DateTimeField("停用时间")

    class Classified:
        internal = ("id", "user", "at")
        secret = ("password",)

    def __str__(self) -> str:
        return f"{self.user_id} {self.at:%Y-%m-%d}"


class Desk(models.Model):
    """A session that the log-in made: where it is used from, when it was last, so that it can be ended from elsewhere."""

    user = models.ForeignKey(User, models.PROTECT, related_name="desks")
    key = models.CharField("会话", max_length=40, unique=True)
    began_at = models.DateTimeField("登录时间")
    seen_at = models.DateTimeField("最近使用")
    address = models.CharField("来源地址", max_length=45, blank=True)
    second_factor = models.BooleanField("已用动态口令", default=False)

    class Classified:
        internal = ("id", "user", "began_at", "seen_at", "address", "second_factor")
        secret = ("key",)

    class Meta:
        ordering = ("-seen_at",)

    def __str__(self) -> str:
        return f"{self.user_id} {self.began_at:%Y-%m-%d %H:%M}"


@pghistory.track(*tracked())
class Delegation(models.Model):
    """Duties lent to a colleague during a leave (代办), from the first day until before the last."""

    owner = models.ForeignKey(User, models.PROTECT, verbose_name="委托人", related_name="lent_to")
    delegate = models.ForeignKey(User, models.PROTECT, verbose_name="代办人", related_name="lent_by")
    start = models.DateField("起始日期")
    stop = models.DateField("终止日期")
    reason = models.CharField("事由", max_length=200)

    class Classified:
        internal = ("id", "owner", "delegate", "start", "stop", "reason")

    class Meta:
        ordering = ("-start", "-id")
        constraints = (
            models.CheckConstraint(
                name="delegation_stop_not_before_start",
                condition=models.Q(stop__gte=models.F("start")),
                violation_error_message="终止日期不能早于起始日期。",
            ),
            models.CheckConstraint(
                name="delegation_to_somebody_else",
                condition=~models.Q(owner=models.F("delegate")),
                violation_error_message="不能委托给自己。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.owner_id} → {self.delegate_id}"


@pghistory.track(*tracked())
class Approval(Placed):
    """What a second person must agree to (双人审批): see ApprovalKind. Good once, for just this, for a time."""

    kind = models.CharField("事项", max_length=20, choices=ApprovalKind)
    subject = models.CharField("对象", max_length=100)
    payload_sm3 = models.CharField("内容摘要", max_length=64)
    summary = models.CharField("内容", max_length=200)
    url = models.CharField("办理页面", max_length=400, blank=True)
    asked_by = models.ForeignKey(User, models.PROTECT, verbose_name="申请人", related_name="+")
    asked_at = models.DateTimeField("申请时间")
    why = models.CharField("申请事由", max_length=200)
    decision = models.CharField("审批结果", max_length=10, choices=Decision, default=Decision.OPEN)
    decided_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, verbose_name="审批人", related_name="+"
    )
    decided_at = models.DateTimeField("审批时间", null=True, blank=True)
    remark = models.CharField("审批意见", max_length=200, blank=True)
    expires_on = models.DateField("失效日期")
    used_at = models.DateTimeField("使用时间", null=True, blank=True)

    class Classified:
        internal = ("id", "place", "kind", "subject", "payload_sm3", "summary", "url", "asked_by", "asked_at", "why",
                    "decision", "decided_by", "decided_at", "remark", "expires_on", "used_at")  # fmt: skip

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.CheckConstraint(
                name="approval_by_two_people",
                condition=models.Q(decided_by__isnull=True) | ~models.Q(decided_by=models.F("asked_by")),
                violation_error_message="申请人不能审批自己的申请。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.subject}"


class Count(models.Model):
    """How many rows somebody took, opened or read on a day, so that many small helpings do not make a large one.

    The truth is the log of looks; this sum is kept beside it because it is asked for at every helping.
    """

    user = models.ForeignKey(User, models.PROTECT, related_name="counts")
    on = models.DateField("日期")
    kind = models.CharField("方式", max_length=10, choices=CountKind)
    rows = models.PositiveIntegerField("行数", default=0)

    class Classified:
        internal = ("id", "user", "on", "kind", "rows")

    class Meta:
        constraints = (models.UniqueConstraint(name="count_once_a_day", fields=("user", "on", "kind")),)

    def __str__(self) -> str:
        return f"{self.user_id} {self.on} {self.kind}: {self.rows}"
