"""Tables of employment. Spells are `[start, stop)`; money is in fen."""

import pghistory
from django.db import models
from django.db.models import F, Q

from anju.audit.history import tracked
from anju.employment import codes
from anju.intake.models import Sourced
from anju.regions.models import Placed
from anju.registry.models import Community, Household, Person


@pghistory.track(*tracked())
class Operator(Placed, Sourced):
    """Agricultural park (农业园区) or community factory (社区工厂), attached to a site."""

    kind = models.CharField("类型", max_length=8, choices=codes.OperatorKind)
    name = models.CharField("名称", max_length=80)
    uscc = models.CharField("统一社会信用代码", max_length=18, blank=True)
    industry = models.CharField("产业", max_length=40)
    area_mu = models.DecimalField("面积（亩）", max_digits=10, decimal_places=2, null=True, blank=True)
    workshop_m2 = models.PositiveIntegerField("标准化厂房（㎡）", null=True, blank=True)
    posts = models.PositiveIntegerField("岗位数", null=True, blank=True)
    start = models.DateField("建成（认定）日期")
    stop = models.DateField("停产（注销）日期", null=True, blank=True)

    class Classified:
        public = (
            "place",
            "kind",
            "name",
            "uscc",
            "industry",
            "area_mu",
            "workshop_m2",
            "posts",
            "start",
            "stop",
        )
        internal = ("id", "batch", "batch_row")

    class Meta:
        constraints = (
            models.UniqueConstraint(name="operator_name_once_of_a_kind", fields=("kind", "name")),
            models.CheckConstraint(
                name="operator_stop_after_start",
                condition=Q(stop__isnull=True) | Q(stop__gt=F("start")),
                violation_error_message="停产日期必须晚于建成日期。",
            ),
        )

    def __str__(self) -> str:
        return self.name


@pghistory.track(*tracked())
class Linkage(Placed, Sourced):
    """Linkage contract (利益联结合同) between an operator and a household."""

    operator = models.ForeignKey(Operator, models.PROTECT, verbose_name="经营主体", related_name="linkages")
    household = models.ForeignKey(Household, models.PROTECT, verbose_name="户", related_name="linkages")
    contract = models.CharField("合同编号", max_length=40, unique=True)
    form = models.CharField("联结方式", max_length=8, choices=codes.LinkageForm)
    amount_fen = models.PositiveBigIntegerField("年约定金额（分）", null=True, blank=True)
    start = models.DateField("起始日期")
    stop = models.DateField("终止日期", null=True, blank=True)

    class Classified:
        internal = (
            "id",
            "place",
            "operator",
            "household",
            "contract",
            "form",
            "start",
            "stop",
            "batch",
            "batch_row",
        )
        personal = ("amount_fen",)

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="linkage_stop_after_start",
                condition=Q(stop__isnull=True) | Q(stop__gt=F("start")),
                violation_error_message="终止日期必须晚于起始日期。",
            ),
        )

    def __str__(self) -> str:
        return self.contract


@pghistory.track(*tracked())
class Job(Placed, Sourced):
    """Employment spell (就业记录): one person in one work from `start` until before `stop`."""

    person = models.ForeignKey(Person, models.PROTECT, verbose_name="人员", related_name="jobs")
    operator = models.ForeignKey(
        Operator, models.PROTECT, null=True, blank=True, verbose_name="园区（工厂）", related_name="jobs"
    )
    kind = models.CharField("就业类型", max_length=1, choices=codes.Kind)
    work_place = models.CharField("就业地域", max_length=8, choices=codes.WorkPlace)
    channel = models.CharField("就业途径", max_length=12, choices=codes.Channel)
    found_by = models.CharField("就业渠道", max_length=12, choices=codes.FoundBy, default=codes.FoundBy.SELF)
    post_kind = models.CharField("公岗类型", max_length=8, choices=codes.PostKind, blank=True)
    address = models.CharField("就业地址", max_length=120, blank=True)
    employer = models.CharField("就业单位", max_length=120, blank=True)
    trade = models.CharField("岗位工种", max_length=60, blank=True)
    contract_months = models.PositiveSmallIntegerField("签订合同或协议（月）", null=True, blank=True)
    income_fen = models.PositiveBigIntegerField("月收入（分）", null=True, blank=True)
    industry = models.CharField("所属行业", max_length=1, choices=codes.Industry, blank=True)
    employer_nature = models.CharField(
        "就业单位性质", max_length=12, choices=codes.EmployerNature, blank=True
    )
    point_to_point = models.BooleanField("点对点输送", null=True, blank=True)
    seasonal = models.BooleanField("季节性务工", default=False)
    post_subsidy_fen = models.PositiveBigIntegerField("岗位补贴（分）", null=True, blank=True)
    pay_cycle_months = models.PositiveSmallIntegerField("工资发放周期（月）", null=True, blank=True)
    start = models.DateField("就业起始日期")
    stop = models.DateField("就业终止日期", null=True, blank=True)

    class Classified:
        internal = ("id", "place", "person", "operator", "kind", "work_place", "channel", "found_by", "post_kind",
                    "contract_months", "start", "stop", "batch", "batch_row", "trade", "industry", "employer_nature",
                    "point_to_point", "seasonal", "pay_cycle_months")  # fmt: skip
        personal = ("address", "employer", "income_fen", "post_subsidy_fen")

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="job_stop_after_start",
                condition=Q(stop__isnull=True) | Q(stop__gt=F("start")),
                violation_error_message="就业终止日期必须晚于起始日期。",
            ),
            models.UniqueConstraint(
                name="job_once_of_a_person_and_day",
                fields=("person", "start", "channel"),
                violation_error_message="同一人同一天同一途径只能有一条就业记录。",
            ),
            models.CheckConstraint(
                name="job_post_kind_with_public_post",
                condition=Q(channel="public_post") & ~Q(post_kind="")
                | ~Q(channel="public_post") & Q(post_kind=""),
                violation_error_message="就业途径为公益性岗位时必须填公岗类型，其他途径不填。",
            ),
        )
        indexes = (models.Index(fields=("person", "start")),)

    def __str__(self) -> str:
        return f"{self.person_id} {self.start}"


@pghistory.track(*tracked())
class Training(Placed, Sourced):
    """A person in a course (技能培训)."""

    person = models.ForeignKey(Person, models.PROTECT, verbose_name="人员", related_name="trainings")
    kind = models.CharField("培训类型", max_length=1, choices=codes.TrainingKind)
    content = models.CharField("培训内容", max_length=80)
    start = models.DateField("开班日期")
    stop = models.DateField("结业日期", null=True, blank=True)

    class Classified:
        internal = ("id", "place", "person", "kind", "content", "start", "stop", "batch", "batch_row")

    class Meta:
        constraints = (
            models.UniqueConstraint(name="training_once_of_a_person", fields=("person", "start", "content")),
            models.CheckConstraint(
                name="training_stop_after_start",
                condition=Q(stop__isnull=True) | Q(stop__gte=F("start")),
                violation_error_message="结业日期不能早于开班日期。",
            ),
        )

    def __str__(self) -> str:
        return self.content


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
