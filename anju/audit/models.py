"""The chain of acts. Plain text ids instead of foreign keys: the log never blocks or follows live data."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models


class Act(models.TextChoices):
    """Everything that is written to the chain. Closed list: a new act is a new line here."""

    IMPORT_APPLIED = "import.applied", "导入入账"
    DEMO_BUILT = "demo.built", "生成演示县"
    MONTH_CLOSED = "month.closed", "月度结账"
    GOAL_SET = "goal.set", "下达年度目标"
    INDICATOR_DEFINED = "indicator.defined", "编制指标口径"
    PACK_MADE = "province.pack_made", "生成上报包"
    PACK_RECEIVED = "province.pack_received", "接收上报包"
    INDICATOR_CHECKED = "indicator.checked", "复核指标口径"
    LETTER_MADE = "letter.made", "生成公文"
    RECORDS_EXPORTED = "records.exported", "导出名单"
    SECRET_REVEALED = "secret.revealed", "查看敏感信息"
    LEDGER_OPENED = "ledger.opened", "台账建账"
    LEDGER_CONFIRMED = "ledger.confirmed", "台账月度确认"
    LEDGER_RETURNED = "ledger.returned", "台账退回"
    LEDGER_ACCEPTED = "ledger.accepted", "台账审核通过"
    LINE_CHANGED = "line.changed", "台账行变更"
    RECORD_CHANGED = "record.changed", "登记变更"
    SIGNED_IN = "account.signed_in", "登录"
    SIGN_IN_REFUSED = "account.sign_in_refused", "登录失败"
    SIGNED_OUT = "account.signed_out", "退出登录"
    POST_SWITCHED = "account.post_switched", "切换岗位"
    USER_CHANGED = "account.changed", "账号变更"
    SYSTEM_CHANGED = "system.changed", "接口系统变更"
    USER_UNLOCKED = "account.unlocked", "解除登录锁定"
    DUTIES_LENT = "account.lent", "委托代办"
    APPROVAL_GIVEN = "approval.given", "双人审批"
    FINDING_ACCEPTED = "finding.accepted", "认可核查例外"
    HISTORY_SEALED = "history.sealed", "历史记录封存"
    HISTORY_VERIFIED = "history.verified", "审计核验"
    ACCESS_ARCHIVED = "access.archived", "查阅记录归档"
    KEYS_ROTATED = "keys.rotated", "更换密钥"
    BACKUP_MADE = "backup.made", "制作备份"
    BACKUP_RESTORED = "backup.restored", "恢复备份"
    OWN_RECORD_PRINTED = "record.printed", "打印本人登记信息"


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


class Operation(models.TextChoices):
    """How somebody came to see data about people."""

    PERSON = "person", "查看人员"
    HOUSEHOLD = "household", "查看户"
    LIST = "list", "查看名单"
    FIGURE = "figure", "查看指标名单"
    SEARCH = "search", "搜索"
    SEARCH_NUMBER = "search_number", "按证件号或电话查找"
    REVEAL = "reveal", "显示完整信息"
    EXPORT = "export", "导出"
    RECORD = "record", "打印登记信息"
    API = "api", "接口读取"


class Access(models.Model):
    """One look at data about people: appended without a lock, sealed into the chain in batches.

    `target` and `conditions` hold ids and names of filters, never personal data; `persons` are ids.
    """

    at = models.DateTimeField("时间")
    actor = models.CharField("查阅人", max_length=150)
    behalf = models.CharField("代为办理", max_length=150, blank=True)
    operation = models.CharField("方式", max_length=20, choices=Operation)
    target = models.CharField("对象", max_length=200)
    conditions = models.JSONField("条件", default=dict)
    persons = ArrayField(models.BigIntegerField(), verbose_name="人员", default=list)
    rows = models.PositiveIntegerField("行数", default=1)
    why = models.CharField("事由", max_length=400, blank=True)
    address = models.CharField("来源地址", max_length=45, blank=True)

    class Classified:
        internal = (
            "id", "at", "actor", "behalf", "operation", "target", "conditions", "persons", "rows", "why", "address",
        )  # fmt: skip

    class Meta:
        ordering = ("id",)
        indexes = (
            models.Index(fields=("target",)),
            models.Index(fields=("actor",)),
            models.Index(fields=("at",)),
            GinIndex(fields=("persons",), name="access_persons"),
        )

    def __str__(self) -> str:
        return f"{self.get_operation_display()} {self.target}"


class Seal(models.Model):
    """A range of rows of an append-only table, sealed by the act `event`.

    The act holds the digest that proves the range; `marks`, four bytes a row, only tell which row was altered.
    """

    table = models.CharField("表", max_length=63, db_collation="C")
    first = models.BigIntegerField("首行")
    last = models.BigIntegerField("末行")
    rows = models.PositiveIntegerField("行数")
    columns = models.JSONField("列")
    sm3 = models.CharField("摘要", max_length=64)
    marks = models.BinaryField("行标记")
    event = models.BigIntegerField("封存事项")

    class Classified:
        internal = ("id", "table", "first", "last", "rows", "columns", "sm3", "marks", "event")

    class Meta:
        ordering = ("table", "first")
        constraints = (
            models.UniqueConstraint(
                name="seal_once_from_a_row",
                fields=("table", "first"),
                violation_error_message="这一段记录已经封存。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.table} {self.first}-{self.last}"
