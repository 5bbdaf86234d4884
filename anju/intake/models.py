"""What was received: one batch for each workbook sheet, and from which row of it each record came."""

import pghistory
from django.db import models

from anju.audit.history import tracked
from anju.regions.models import Place


class BatchState(models.TextChoices):
    """A batch is previewed, then applied once or dropped."""

    RECEIVED = "received", "已接收"
    PREVIEWED = "previewed", "已预览"
    APPLIED = "applied", "已入账"
    REFUSED = "refused", "未通过"
    DROPPED = "dropped", "已放弃"


@pghistory.track(*tracked(), exclude=["findings"])
class Batch(models.Model):
    """One sheet of one received file, with what the importer found in it. An upload has one batch for each sheet."""

    upload = models.CharField("上传", max_length=32, default="", db_index=True)
    sheet = models.CharField("表样", max_length=40)
    tab = models.CharField("工作表", max_length=40, default="")
    head_row = models.PositiveIntegerField("表头所在行", default=1)
    filename = models.CharField("文件名", max_length=200)
    sm3 = models.CharField("文件摘要", max_length=64)
    size = models.PositiveBigIntegerField("字节数")
    place = models.ForeignKey(Place, models.PROTECT, db_column="place", verbose_name="范围", related_name="+")
    received_by = models.CharField("提交人", max_length=150)
    received_at = models.DateTimeField("接收时间")
    state = models.CharField("状态", max_length=12, choices=BatchState, default=BatchState.RECEIVED)
    rows_new = models.PositiveIntegerField("新增", default=0)
    rows_changed = models.PositiveIntegerField("变更", default=0)
    rows_unchanged = models.PositiveIntegerField("无变化", default=0)
    rows_refused = models.PositiveIntegerField("退回", default=0)
    warnings = models.PositiveIntegerField("提醒", default=0)
    findings = models.JSONField("问题", default=list)
    judged_on = models.DateField("核对日", null=True, blank=True)
    applied_at = models.DateTimeField("入账时间", null=True, blank=True)

    class Classified:
        internal = (
            "id", "upload", "sheet", "tab", "head_row", "filename", "sm3", "size", "place", "received_by", "received_at",
            "state", "rows_new", "rows_changed", "rows_unchanged", "rows_refused", "warnings", "judged_on", "applied_at",
        )  # fmt: skip
        personal = ("findings",)

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"{self.filename} ({self.sheet})"


@pghistory.track(*tracked())
class Mapping(models.Model):
    """A county's own column head, mapped once to a column of a sheet and remembered."""

    sheet = models.CharField("表样", max_length=40)
    head = models.CharField("表头", max_length=100)
    column = models.CharField("栏目", max_length=60)
    mapped_by = models.CharField("设置人", max_length=150)

    class Classified:
        internal = ("id", "sheet", "head", "column", "mapped_by")

    class Meta:
        constraints = (models.UniqueConstraint(name="mapping_once", fields=("sheet", "head")),)

    def __str__(self) -> str:
        return f"{self.head} = {self.column}"


class Sourced(models.Model):
    """A record that knows the row of the file it came from (last written by)."""

    batch = models.ForeignKey(
        Batch, models.PROTECT, null=True, blank=True, verbose_name="来源", related_name="+"
    )
    batch_row = models.PositiveIntegerField("来源行", null=True, blank=True)

    class Meta:
        abstract = True
