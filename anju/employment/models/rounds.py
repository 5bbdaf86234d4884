"""The monthly round: ledgers of places and months, and their lines."""

import pghistory
from django.db import models
from django.db.models import Q

from anju.audit.history import tracked
from anju.employment import codes
from anju.employment.models.work import Job
from anju.intake.models import Sourced
from anju.regions.models import Placed
from anju.registry.models import Community, Person


@pghistory.track(*tracked())
class Ledger(Placed, Sourced):
    """Employment ledger (就业创业台账) of one place and month: opened, handed in, sent back or accepted.

    A site without a community, and the dispersed households of a town, have one too: their town keeps it.
    """

    community = models.ForeignKey(
        Community, models.PROTECT, null=True, blank=True, verbose_name="社区", related_name="ledgers"
    )
    month = models.DateField("月份")
    state = models.CharField("状态", max_length=10, choices=codes.LedgerState, default=codes.LedgerState.OPEN)
    opened_on = models.DateField("建账日期")
    due_on = models.DateField("报送期限", null=True, blank=True)
    confirmed_on = models.DateField("确认日期", null=True, blank=True)
    confirmed_by = models.CharField("确认人", max_length=60, blank=True)
    reviewed_on = models.DateField("审核日期", null=True, blank=True)
    reviewed_by = models.CharField("审核人", max_length=150, blank=True)
    return_reason = models.CharField("退回原因", max_length=400, blank=True)

    class Classified:
        internal = ("id", "place", "community", "month", "state", "opened_on", "due_on", "confirmed_on", "confirmed_by",
                    "reviewed_on", "reviewed_by", "return_reason", "batch", "batch_row")  # fmt: skip

    class Meta:
        constraints = (
            models.UniqueConstraint(name="ledger_once_of_a_month", fields=("community", "month")),
            models.UniqueConstraint(
                name="ledger_once_of_a_place",
                fields=("place", "month"),
                violation_error_message="一个安置区一个月只能有一本台账。",
            ),
            models.CheckConstraint(
                name="ledger_month_is_a_first_day",
                condition=Q(month__day=1),
                violation_error_message="月份以该月一日存放。",
            ),
            models.CheckConstraint(
                name="ledger_confirmed_with_name",
                condition=Q(confirmed_on__isnull=True, confirmed_by="")
                | Q(confirmed_on__isnull=False) & ~Q(confirmed_by=""),
                violation_error_message="确认日期和确认人必须同时填写。",
            ),
            models.CheckConstraint(
                name="ledger_handed_in_is_confirmed",
                condition=Q(state__in=("open", "returned")) | Q(confirmed_on__isnull=False),
                violation_error_message="已报送和已审核的台账必须有确认日期。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.community or self.place} {self.month:%Y-%m}"


@pghistory.track(*tracked())
class Line(Placed):
    """Line of a ledger (台账行): one person in one month, carried forward, then confirmed or changed (domain.md §2.4).

    What the person works at stands in the job; the line keeps what was so in this month and how it is known.
    `version` grows with every writing: who wants to change an older one is told.
    """

    ledger = models.ForeignKey(Ledger, models.PROTECT, verbose_name="台账", related_name="lines")
    person = models.ForeignKey(Person, models.PROTECT, verbose_name="人员", related_name="lines")
    month = models.DateField("月份")
    job = models.ForeignKey(
        Job, models.PROTECT, null=True, blank=True, verbose_name="主要就业", related_name="lines"
    )
    state = models.CharField(
        "状态", max_length=12, choices=codes.LineState, default=codes.LineState.UNCONFIRMED
    )
    source = models.CharField("确认来源", max_length=8, choices=codes.LineSource, blank=True)
    confirmed_by = models.CharField("确认人", max_length=150, blank=True)
    confirmed_at = models.DateTimeField("确认时间", null=True, blank=True)
    employed = models.BooleanField("在岗", default=False)
    income_fen = models.PositiveBigIntegerField("本月收入（分）", null=True, blank=True)
    reason = models.CharField("未就业原因", max_length=14, choices=codes.Reason, blank=True)
    wish = models.CharField("就业意愿", max_length=14, choices=codes.Wish, blank=True)
    wish_industry = models.CharField("意向行业或企业", max_length=60, blank=True)
    wish_employer = models.CharField("意向企业", max_length=60, blank=True)
    training_wish = models.CharField("培训意愿", max_length=1, choices=codes.TrainingKind, blank=True)
    reachable = models.BooleanField("电话打通", null=True, blank=True)
    planned_out = models.BooleanField("打算外出", default=False)
    hint = models.CharField("可能有变化", max_length=16, choices=codes.Hint, blank=True)
    undo = models.JSONField("撤销依据", default=dict, blank=True)
    version = models.PositiveIntegerField("版本", default=1)

    class Classified:
        internal = ("id", "place", "ledger", "person", "month", "job", "state", "source", "confirmed_by", "confirmed_at",
                    "employed", "hint", "version")  # fmt: skip
        personal = (
            "income_fen",
            "reason",
            "wish",
            "wish_industry",
            "wish_employer",
            "training_wish",
            "reachable",
            "planned_out",
            "undo",
        )

    class Meta:
        constraints = (
            models.UniqueConstraint(
                name="line_once_of_a_person",
                fields=("person", "month"),
                violation_error_message="一个人一个月只有一行台账。",
            ),
            models.CheckConstraint(
                name="line_confirmed_with_source",
                condition=Q(state="unconfirmed", confirmed_by="", confirmed_at__isnull=True, source="")
                | ~Q(state="unconfirmed")
                & ~Q(confirmed_by="")
                & Q(confirmed_at__isnull=False)
                & ~Q(source=""),
                violation_error_message="确认过的台账行必须有确认人、确认时间和确认来源。",
            ),
        )
        indexes = (models.Index(fields=("ledger", "state")),)

    def __str__(self) -> str:
        return f"{self.person_id} {self.month:%Y-%m}"
