"""What a province has received, and what it refused. The facts and figures lie as files (`store`)."""

from django.db import models


class Receipt(models.Model):
    """A pack that came in: whose, of which month and version, under which seal. Never changed; a restatement is a further one."""

    county = models.CharField("县代码", max_length=6)
    name = models.CharField("县", max_length=60)
    month = models.DateField("月份")
    version = models.PositiveSmallIntegerField("版本")
    reason = models.CharField("更正原因", max_length=400, blank=True)
    pack_sm3 = models.CharField("上报包摘要", max_length=64)
    close_sm3 = models.CharField("结账摘要", max_length=64)
    code_version = models.CharField("程序版本", max_length=40)
    other_definitions = models.JSONField("口径不同的指标", default=list)
    missing = models.JSONField("未报的指标", default=list)
    received_by = models.CharField("接收人", max_length=150)
    received_at = models.DateTimeField("接收时间")

    class Classified:
        public = ("id", "county", "name", "month", "version", "reason", "pack_sm3", "close_sm3", "code_version",
                  "other_definitions", "missing", "received_at")  # fmt: skip
        internal = ("received_by",)

    class Meta:
        constraints = (models.UniqueConstraint(name="receipt_once", fields=("county", "month", "version")),)
        ordering = ("-month", "county", "-version")

    def __str__(self) -> str:
        return f"{self.county} {self.month:%Y-%m} v{self.version}"
