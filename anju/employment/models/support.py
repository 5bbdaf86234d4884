"""What the labour system asks for beside the job: school of a trade, subsidies of a year, start-up loans, whom a business hires."""

import pghistory
from django.db import models
from django.db.models import F, Q

from anju.audit.history import tracked
from anju.employment import codes
from anju.employment.models.work import Job
from anju.intake.models import Sourced
from anju.regions.models import Placed
from anju.registry.models import Person


@pghistory.track(*tracked())
class Schooling(Placed, Sourced):
    """A person at a technical school (技校就读, C16) during `[start, stop)`; amounts are those of a year."""

    person = models.ForeignKey(Person, models.PROTECT, verbose_name="人员", related_name="schoolings")
    school = models.CharField("技校名称", max_length=80)
    address = models.CharField("技校地址", max_length=120, blank=True)
    region = models.CharField("技校区域", max_length=10, choices=codes.SchoolRegion, blank=True)
    major = models.CharField("专业", max_length=60, blank=True)
    years = models.PositiveSmallIntegerField("学年制（年）", null=True, blank=True)
    sushan = models.BooleanField("苏陕协作", null=True, blank=True)
    grant_fen = models.PositiveBigIntegerField("助学金（分）", null=True, blank=True)
    yulu_fen = models.PositiveBigIntegerField("雨露计划补贴（分）", null=True, blank=True)
    free = models.BooleanField("免学费", null=True, blank=True)
    start = models.DateField("入学日期")
    stop = models.DateField("毕业日期", null=True, blank=True)
    hired_on = models.DateField("毕业后就业日期", null=True, blank=True)
    version = models.PositiveIntegerField("版本", default=1)

    class Classified:
        internal = ("id", "place", "person", "region", "years", "sushan", "start", "stop", "hired_on", "batch", "batch_row",
                    "version")  # fmt: skip
        personal = ("school", "address", "major", "grant_fen", "yulu_fen", "free")

    class Meta:
        constraints = (
            models.UniqueConstraint(
                name="schooling_once_of_a_person",
                fields=("person", "start"),
                violation_error_message="同一人同一天入学的技校记录只能有一条。",
            ),
            models.CheckConstraint(
                name="schooling_stop_after_start",
                condition=Q(stop__isnull=True) | Q(stop__gt=F("start")),
                violation_error_message="毕业日期必须晚于入学日期。",
            ),
            models.CheckConstraint(
                name="schooling_hired_after_start",
                condition=Q(hired_on__isnull=True) | Q(hired_on__gt=F("start")),
                violation_error_message="毕业后就业日期必须晚于入学日期。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.person_id} {self.start}"


@pghistory.track(*tracked())
class Subsidy(Placed, Sourced):
    """Employment subsidies (就业补贴, C13 and C15) that a person got in a year; the subsidy of a post stands in the job."""

    person = models.ForeignKey(Person, models.PROTECT, verbose_name="人员", related_name="subsidies")
    year = models.PositiveSmallIntegerField("年度")
    internship_fen = models.PositiveBigIntegerField("就业见习补贴（分）", null=True, blank=True)
    seeking_fen = models.PositiveBigIntegerField("求职补贴（分）", null=True, blank=True)
    transport_fen = models.PositiveBigIntegerField("转移就业交通补贴（分）", null=True, blank=True)
    startup_fen = models.PositiveBigIntegerField("创业补贴（分）", null=True, blank=True)
    version = models.PositiveIntegerField("版本", default=1)

    class Classified:
        internal = ("id", "place", "person", "year", "batch", "batch_row", "version")
        personal = ("internship_fen", "seeking_fen", "transport_fen", "startup_fen")

    class Meta:
        constraints = (
            models.UniqueConstraint(
                name="subsidy_once_a_year",
                fields=("person", "year"),
                violation_error_message="同一人同一年度的就业补贴只能有一条，请在原记录上更正。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.person_id} {self.year}"


@pghistory.track(*tracked())
class Loan(Placed, Sourced):
    """Guaranteed start-up loan (创业担保贷款, C15): paid out on `start`, paid back before `stop`."""

    person = models.ForeignKey(Person, models.PROTECT, verbose_name="人员", related_name="loans")
    amount_fen = models.PositiveBigIntegerField("贷款金额（分）")
    start = models.DateField("发放日期")
    stop = models.DateField("结清日期", null=True, blank=True)
    version = models.PositiveIntegerField("版本", default=1)

    class Classified:
        internal = ("id", "place", "person", "start", "stop", "batch", "batch_row", "version")
        personal = ("amount_fen",)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                name="loan_once_of_a_person_and_day",
                fields=("person", "start"),
                violation_error_message="同一人同一天发放的创业担保贷款只能有一笔。",
            ),
            models.CheckConstraint(
                name="loan_stop_after_start",
                condition=Q(stop__isnull=True) | Q(stop__gt=F("start")),
                violation_error_message="结清日期必须晚于发放日期。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.person_id} {self.start}"


@pghistory.track(*tracked())
class Hiring(Placed, Sourced):
    """How many people a business (自主创业) gives work, as counted on a day (带动就业人数, C15)."""

    person = models.ForeignKey(Person, models.PROTECT, verbose_name="人员", related_name="hirings")
    job = models.ForeignKey(Job, models.PROTECT, verbose_name="创业项目", related_name="hirings")
    counted_on = models.DateField("统计日期")
    hired = models.PositiveIntegerField("带动就业人数")
    hired_lifted = models.PositiveIntegerField("带动贫困劳动力人数")
    version = models.PositiveIntegerField("版本", default=1)

    class Classified:
        internal = (
            "id",
            "place",
            "person",
            "job",
            "counted_on",
            "hired",
            "hired_lifted",
            "batch",
            "batch_row",
            "version",
        )

    class Meta:
        constraints = (
            models.UniqueConstraint(
                name="hiring_once_a_day",
                fields=("job", "counted_on"),
                violation_error_message="同一创业项目同一天只能有一条带动就业记录。",
            ),
            models.CheckConstraint(
                name="hiring_lifted_among_hired",
                condition=Q(hired_lifted__lte=F("hired")),
                violation_error_message="带动贫困劳动力人数不能多于带动就业人数。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.job_id} {self.counted_on}"
