"""The chain of acts. Plain text ids instead of foreign keys: the log never blocks or follows live data."""

from django.db import models


class Act(models.TextChoices):
    """Everything that is written to the chain. Closed list: a new act is a new line here."""

    IMPORT_APPLIED = "import.applied", "导入入账"
    DEMO_BUILT = "demo.built", "生成演示县"
    MONTH_CLOSED = "month.closed", "月度结账"
    LETTER_MADE = "letter.made", "生成公文"
    RECORDS_EXPORTED = "records.exported", "导出名单"
    SECRET_REVEALED = "secret.revealed", "查看敏感信息"
    LEDGER_CONFIRMED = "ledger.confirmed", "台账月度确认"
    RECORD_CHANGED = "record.changed", "登记变更"
    SIGNED_IN = "account.signed_in", "登录"
    SIGN_IN_REFUSED = "account.sign_in_refused", "登录失败"
    USER_CHANGED = "account.changed", "账号变更"


class Event(models.Model):
    """One act: who, when, what, on which thing; each sealed to the one before by SM3."""

    at = models.DateTimeField("时间")
    act = models.CharField("事项", max_length=40, choices=Act)
    actor = models.CharField("操作人", max_length=150)
    target = models.CharField("对象", max_length=200)
    why = models.CharField("事由", max_length=400, blank=True)
    detail = models.JSONField("内容", default=dict)
    previous = models.CharField("前一摘要", max_length=64)
    digest = models.CharField("摘要", max_length=64, unique=True)

    class Classified:
        internal = ("id", "at", "act", "actor", "target", "why", "detail", "previous", "digest")

    class Meta:
        ordering = ("id",)
        indexes = (models.Index(fields=("target",)), models.Index(fields=("actor",)))

    def __str__(self) -> str:
        return f"{self.get_act_display()} {self.target}"
