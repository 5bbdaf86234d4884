"""Letters made, their files and the figures they cite. Append-only: a corrected letter is a further row."""

from pathlib import PurePosixPath

from django.db import models

from anju.documents.codes import FileKind
from anju.indicators.models import Close
from anju.regions.models import Place


class Letter(models.Model):
    """One letter as it was made: from which close, for whom, signed when."""

    number = models.CharField("发文字号", max_length=60)
    title = models.CharField("标题", max_length=200)
    matter = models.CharField("所复事项", max_length=60)
    place = models.ForeignKey(Place, models.PROTECT, db_column="place", verbose_name="范围", related_name="+")
    close = models.ForeignKey(Close, models.PROTECT, verbose_name="结账", related_name="letters")
    as_of = models.DateField("数据截止日")
    signed_on = models.DateField("成文日期")
    made_at = models.DateTimeField("生成时间", auto_now_add=True)
    made_by = models.CharField("生成人", max_length=150)
    folder = models.CharField("文件夹", max_length=200, unique=True)
    demo = models.BooleanField("演示数据", default=False)
    findings = models.JSONField("检查意见", default=list)

    class Classified:
        public = ("id", "number", "title", "matter", "place", "close", "as_of", "signed_on", "demo")
        internal = ("made_at", "made_by", "folder", "findings")

    class Meta:
        ordering = ("-id",)
        indexes = (models.Index(fields=("matter", "-id"), name="letter_of_matter"),)

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class LetterFile(models.Model):
    """A file of a letter: below the data folder's `files`, with the SM3 it had when it was made."""

    letter = models.ForeignKey(Letter, models.PROTECT, verbose_name="公文", related_name="files")
    kind = models.CharField("种类", max_length=12, choices=FileKind)
    name = models.CharField("文件名", max_length=120)
    sm3 = models.CharField("摘要", max_length=64)
    size = models.PositiveBigIntegerField("字节数")
    pages = models.PositiveSmallIntegerField("页数", null=True, blank=True)

    class Classified:
        public = ("id", "letter", "kind", "name", "sm3", "size", "pages")

    class Meta:
        constraints = (models.UniqueConstraint(name="letter_file_once_a_kind", fields=("letter", "kind")),)
        ordering = ("id",)

    def __str__(self) -> str:
        return self.name

    @property
    def path(self) -> PurePosixPath:
        """Where the file lies, relative to `settings.ANJU_FILES`."""
        return PurePosixPath(self.letter.folder) / self.name


class Citation(models.Model):
    """A figure at its place in a letter: what was shown, and which value of which close stands behind it."""

    letter = models.ForeignKey(Letter, models.PROTECT, verbose_name="公文", related_name="citations")
    position = models.PositiveSmallIntegerField("次序")
    paragraph = models.PositiveSmallIntegerField("段落")
    code = models.CharField("指标", max_length=60)
    definition = models.CharField("定义版本", max_length=16)
    value = models.DecimalField("值", max_digits=20, decimal_places=4)
    unit = models.CharField("单位", max_length=20, blank=True)
    as_of = models.DateField("数据截止日")
    close = models.ForeignKey(Close, models.PROTECT, verbose_name="结账", related_name="+")
    shown = models.CharField("文中写法", max_length=60)

    class Classified:
        public = ("id", "letter", "position", "paragraph", "code", "definition", "value", "unit", "as_of", "close",
                  "shown")  # fmt: skip

    class Meta:
        constraints = (
            models.UniqueConstraint(name="citation_once_a_position", fields=("letter", "position")),
        )
        ordering = ("letter", "position")
        indexes = (models.Index(fields=("code", "close"), name="citation_of_figure"),)

    def __str__(self) -> str:
        return f"{self.code} {self.shown}"
