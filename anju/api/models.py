"""Systems that may call, what they called lately, and the answers that a repeated call gets again."""

import pghistory
from django.db import models

from anju.accounts.models import User
from anju.audit.history import tracked
from anju.privacy.fields import SealedText


@pghistory.track(*tracked())
class System(models.Model):
    """A system of another unit with a token of its own. What it may do and see is its account's role and place."""

    name = models.CharField("系统名称", max_length=60, unique=True)
    owner = models.CharField("责任单位", max_length=80)
    account = models.OneToOneField(User, models.PROTECT, verbose_name="账号", related_name="system")
    token_digest = models.CharField("令牌摘要", max_length=64, unique=True, db_collation="C")
    token_start = models.CharField("令牌开头", max_length=12)
    issued_on = models.DateField("发放日期")
    expires_on = models.DateField("失效日期")
    stopped_on = models.DateField("停用日期", null=True, blank=True)

    class Classified:
        internal = ("id", "name", "owner", "account", "token_start", "issued_on", "expires_on", "stopped_on")
        secret = ("token_digest",)

    def __str__(self) -> str:
        return self.name


class Calls(models.Model):
    """How often a system called in one minute: counted in the database, because several processes answer."""

    system = models.ForeignKey(System, models.PROTECT, related_name="calls")
    minute = models.DateTimeField("分钟")
    count = models.PositiveIntegerField("次数", default=0)

    class Classified:
        internal = ("id", "system", "minute", "count")

    class Meta:
        constraints = (models.UniqueConstraint(name="calls_once_a_minute", fields=("system", "minute")),)

    def __str__(self) -> str:
        return f"{self.system_id} {self.minute:%H:%M}: {self.count}"


class Reply(models.Model):
    """The answer to a call with an Idempotency-Key: the same call again gets the same answer and does nothing."""

    system = models.ForeignKey(System, models.PROTECT, related_name="replies")
    key = models.CharField("幂等键", max_length=100, db_collation="C")
    request_sm3 = models.CharField("请求摘要", max_length=64)
    status = models.PositiveSmallIntegerField("状态码", default=0)
    body = SealedText("应答")
    at = models.DateTimeField("时间")

    class Classified:
        internal = ("id", "system", "key", "request_sm3", "status", "at")
        secret = ("body",)

    class Meta:
        constraints = (models.UniqueConstraint(name="reply_once_a_key", fields=("system", "key")),)

    def __str__(self) -> str:
        return self.key
