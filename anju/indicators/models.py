"""Closes and the figures that they fixed, and the definitions that the county makes itself.

All of it is append-only: a correction of a close is a further version, a changed definition is a further one.
"""

from django.db import models

from anju.regions.models import Place


class Close(models.Model):
    """The facts of a month as files, with a manifest whose SM3 seals them and links to the close before (D8)."""

    month = models.DateField("月份")
    version = models.PositiveSmallIntegerField("版本", default=1)
    reason = models.CharField("更正原因", max_length=400, blank=True)
    accepted = models.CharField("校验不符的说明", max_length=400, blank=True)
    closed_by = models.CharField("结账人", max_length=150)
    closed_at = models.DateTimeField("结账时间")
    folder = models.CharField("文件夹", max_length=200)
    manifest_sm3 = models.CharField("清单摘要", max_length=64)
    previous = models.ForeignKey("self", models.PROTECT, null=True, blank=True, verbose_name="上一结账")
    code_version = models.CharField("程序版本", max_length=40)

    class Classified:
        public = (
            "id",
            "month",
            "version",
            "reason",
            "accepted",
            "closed_at",
            "manifest_sm3",
            "previous",
            "code_version",
        )
        internal = ("closed_by", "folder")

    class Meta:
        constraints = (models.UniqueConstraint(name="close_once_a_version", fields=("month", "version")),)
        ordering = ("month", "version")

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} v{self.version}"


class Figure(models.Model):
    """The value of one indicator in one close and one scope: county, town or site."""

    close = models.ForeignKey(Close, models.PROTECT, related_name="figures")
    code = models.CharField("指标", max_length=60)
    definition = models.CharField("定义版本", max_length=16)
    place = models.ForeignKey(Place, models.PROTECT, db_column="place", verbose_name="范围", related_name="+")
    numerator = models.DecimalField("值（分子）", max_digits=20, decimal_places=4, null=True)
    denominator = models.DecimalField("分母", max_digits=20, decimal_places=4, null=True)

    class Classified:
        public = ("id", "close", "code", "definition", "place", "numerator", "denominator")

    class Meta:
        constraints = (models.UniqueConstraint(name="figure_once", fields=("close", "code", "place")),)
        indexes = (models.Index(fields=("code", "place", "close")),)

    def __str__(self) -> str:
        return f"{self.code} {self.close_id}"


class Definition(models.Model):
    """One version of an indicator of the county's own, or the county's change of one that came with the program.

    `body` has the keys of a definition file. It holds from `since` on, once a second person has checked it.
    """

    code = models.CharField("指标", max_length=60)
    number = models.PositiveSmallIntegerField("版本")
    since = models.DateField("启用日期")
    body = models.JSONField("定义")
    why = models.CharField("理由", max_length=400)
    written_by = models.CharField("编制人", max_length=150)
    written_at = models.DateTimeField("编制时间")

    class Classified:
        public = ("id", "code", "number", "since", "body", "why", "written_at")
        internal = ("written_by",)

    class Meta:
        constraints = (models.UniqueConstraint(name="definition_once", fields=("code", "number")),)
        ordering = ("code", "number")

    def __str__(self) -> str:
        return f"{self.code} v{self.number}"


class Review(models.Model):
    """What a second person decided about a definition."""

    definition = models.OneToOneField(Definition, models.PROTECT, related_name="review", verbose_name="定义")
    granted = models.BooleanField("同意")
    note = models.CharField("意见", max_length=400, blank=True)
    checked_by = models.CharField("复核人", max_length=150)
    checked_at = models.DateTimeField("复核时间")

    class Classified:
        public = ("id", "definition", "granted", "note", "checked_at")
        internal = ("checked_by",)

    def __str__(self) -> str:
        return f"{self.definition} {'✓' if self.granted else '✗'}"
