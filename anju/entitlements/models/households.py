"""What concerns a household as a whole: its income, monitoring with measures, land kept at home."""

import pghistory
from django.db import models
from django.db.models import F, Q

from anju.audit.history import tracked
from anju.entitlements import codes
from anju.intake.models import Sourced
from anju.regions.models import Placed
from anju.registry.models import Household


@pghistory.track(*tracked())
class Income(Placed, Sourced):
    """Net income of a household for each member in a year (人均纯收入)."""

    household = models.ForeignKey(Household, models.PROTECT, verbose_name="户", related_name="incomes")
    year = models.PositiveSmallIntegerField("年度")
    person_fen = models.BigIntegerField("人均纯收入（分）", null=True, blank=True)
    farm_fen = models.BigIntegerField("农业人均纯收入（分）", null=True, blank=True)

    class Classified:
        internal = ("id", "place", "household", "year", "batch", "batch_row")
        personal = ("person_fen", "farm_fen")

    class Meta:
        constraints = (
            models.UniqueConstraint(name="income_once_a_year", fields=("household", "year")),
            models.CheckConstraint(
                name="income_says_something",
                condition=Q(person_fen__isnull=False) | Q(farm_fen__isnull=False),
                violation_error_message="人均纯收入和农业人均纯收入至少填一项。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.household_id} {self.year}"


@pghistory.track(*tracked())
class Monitoring(Placed, Sourced):
    """A household under monitoring (防返贫监测对象) from the day it was identified until its risk is resolved."""

    household = models.ForeignKey(Household, models.PROTECT, verbose_name="户", related_name="monitorings")
    kind = models.CharField("监测对象类别", max_length=10, choices=codes.MonitoringClass)
    cause = models.CharField("致贫返贫风险", max_length=16, choices=codes.RiskCause)
    identified_on = models.DateField("识别日期")
    status = models.CharField(
        "风险状态", max_length=10, choices=codes.RiskStatus, default=codes.RiskStatus.OPEN
    )
    resolved_on = models.DateField("风险消除日期", null=True, blank=True)

    class Classified:
        internal = ("id", "place", "household", "identified_on", "resolved_on", "batch", "batch_row")
        personal = ("kind", "cause", "status")

    class Meta:
        constraints = (
            models.UniqueConstraint(name="monitoring_once_a_day", fields=("household", "identified_on")),
            models.UniqueConstraint(
                name="monitoring_one_open_of_a_household",
                fields=("household",),
                condition=Q(resolved_on__isnull=True),
                violation_error_message="一户同时只能有一条风险未消除的监测记录。",
            ),
            models.CheckConstraint(
                name="monitoring_resolved_with_day",
                condition=Q(status=codes.RiskStatus.OPEN, resolved_on__isnull=True)
                | Q(status=codes.RiskStatus.RESOLVED, resolved_on__isnull=False),
                violation_error_message="风险已消除的必须填消除日期，未消除的不填。",
            ),
            models.CheckConstraint(
                name="monitoring_resolved_after_identified",
                condition=Q(resolved_on__isnull=True) | Q(resolved_on__gt=F("identified_on")),
                violation_error_message="风险消除日期必须晚于识别日期。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.household_id} {self.identified_on}"


@pghistory.track(*tracked())
class Measure(Placed, Sourced):
    """Help given to a monitored household (帮扶措施) during `[start, stop)`."""

    monitoring = models.ForeignKey(
        Monitoring, models.PROTECT, verbose_name="监测记录", related_name="measures"
    )
    kind = models.CharField("措施类型", max_length=12, choices=codes.MeasureKind)
    content = models.CharField("措施内容", max_length=120, blank=True)
    start = models.DateField("起始日期")
    stop = models.DateField("终止日期", null=True, blank=True)

    class Classified:
        internal = ("id", "place", "monitoring", "start", "stop", "batch", "batch_row")
        personal = ("kind", "content")

    class Meta:
        constraints = (
            models.UniqueConstraint(name="measure_once_a_day", fields=("monitoring", "kind", "start")),
            models.CheckConstraint(
                name="measure_stop_after_start",
                condition=Q(stop__isnull=True) | Q(stop__gt=F("start")),
                violation_error_message="终止日期必须晚于起始日期。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.monitoring_id} {self.kind}"


@pghistory.track(*tracked())
class LandRight(Placed, Sourced):
    """Land whose rights a household keeps in its home village (承包地、林地、宅基地)."""

    household = models.ForeignKey(Household, models.PROTECT, verbose_name="户", related_name="land_rights")
    kind = models.CharField("土地类型", max_length=10, choices=codes.LandKind)
    number = models.CharField("合同（权证）编号", max_length=60, unique=True)
    village = models.CharField("所在村", max_length=60)
    area_mu = models.DecimalField("面积（亩）", max_digits=8, decimal_places=2)
    transferred = models.BooleanField("是否流转")
    start = models.DateField("取得日期")
    stop = models.DateField("终止日期", null=True, blank=True)

    class Classified:
        internal = (
            "id", "place", "household", "kind", "area_mu", "transferred", "start", "stop", "batch", "batch_row",
        )  # fmt: skip
        personal = ("number", "village")

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="land_area_positive",
                condition=Q(area_mu__gt=0),
                violation_error_message="面积必须大于零。",
            ),
            models.CheckConstraint(
                name="land_stop_after_start",
                condition=Q(stop__isnull=True) | Q(stop__gt=F("start")),
                violation_error_message="终止日期必须晚于取得日期。",
            ),
        )

    def __str__(self) -> str:
        return self.number
