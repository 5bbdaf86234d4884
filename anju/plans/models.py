"""Tables of what a year's plan names: things to be done, and figures to be reached."""

import pghistory
from django.db import models
from django.db.models import Q

from anju.audit.history import tracked
from anju.intake.models import Sourced
from anju.plans import codes
from anju.regions.models import Placed


@pghistory.track(*tracked())
class PlanItem(Placed, Sourced):
    """One planned thing of a year, at a place, and the day on which it was done."""

    year = models.PositiveSmallIntegerField("年度")
    target = models.CharField("计划事项", max_length=20, choices=codes.Target)
    title = models.CharField("内容", max_length=120)
    document = models.CharField("依据文件", max_length=80, blank=True)
    done_on = models.DateField("完成日期", null=True, blank=True)

    class Classified:
        public = ("place", "year", "target", "title", "document", "done_on")
        internal = ("id", "batch", "batch_row")

    class Meta:
        constraints = (
            models.UniqueConstraint(name="plan_item_once", fields=("year", "target", "title")),
            models.CheckConstraint(
                name="plan_year_plausible",
                condition=Q(year__range=(2001, 2100)),
                violation_error_message="年度不在合理范围。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.year} {self.title}"


@pghistory.track(*tracked())
class Goal(Placed, Sourced):
    """What a figure is to reach in a year at a place: county, town or site. `code` names an indicator of the catalogue."""

    year = models.PositiveSmallIntegerField("年度")
    code = models.CharField("指标", max_length=60)
    sense = models.CharField("要求", max_length=10, choices=codes.Sense, default=codes.Sense.AT_LEAST)
    value = models.DecimalField("目标值", max_digits=16, decimal_places=4)
    document = models.CharField("依据文件", max_length=80)

    class Classified:
        public = ("place", "year", "code", "sense", "value", "document")
        internal = ("id", "batch", "batch_row")

    class Meta:
        constraints = (
            models.UniqueConstraint(name="goal_once", fields=("place", "year", "code")),
            models.CheckConstraint(
                name="goal_year_plausible",
                condition=Q(year__range=(2001, 2100)),
                violation_error_message="年度不在合理范围。",
            ),
            models.CheckConstraint(
                name="goal_not_negative",
                condition=Q(value__gte=0),
                violation_error_message="目标值不能是负数。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.year} {self.code}"
