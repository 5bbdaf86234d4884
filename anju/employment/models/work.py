"""Work on the spot and elsewhere: operators, linkage, jobs, training."""

import pghistory
from django.db import models
from django.db.models import F, Q

from anju.audit.history import tracked
from anju.employment import codes
from anju.intake.models import Sourced
from anju.regions.models import Placed
from anju.registry.models import Household, Person


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
