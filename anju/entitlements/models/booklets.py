"""Residence booklets (居住簿) beyond what the registry holds, and the requests that change them."""

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from anju.audit.history import tracked
from anju.entitlements import codes
from anju.regions.models import Place, Placed
from anju.registry.models import Booklet, Household


@pghistory.track(*tracked())
class BookletState(Placed):
    """Who issued a booklet, whom it names, and how it stands; booklets from workbooks have none and count as valid."""

    booklet = models.OneToOneField(Booklet, models.PROTECT, verbose_name="居住簿", related_name="state")
    issued_by = models.CharField("发放单位", max_length=60)
    status = models.CharField(
        "状态", max_length=10, choices=codes.BookletStatus, default=codes.BookletStatus.VALID
    )
    address = models.CharField("居住地址", max_length=120)
    members = ArrayField(models.BigIntegerField(), verbose_name="登记人员")
    since = models.DateField("状态日期")

    class Classified:
        internal = ("id", "place", "booklet", "issued_by", "status", "members", "since")
        personal = ("address",)

    def __str__(self) -> str:
        return f"{self.booklet_id} {self.status}"


@pghistory.track(*tracked())
class BookletRequest(Placed):
    """A request about a booklet (居住簿申请). `place` is where the household lives, `home` where it is registered.

    Both sides see the row. The home side may not see the household itself, so the row says who it is about.
    """

    home = models.ForeignKey(
        Place, models.PROTECT, db_column="home", verbose_name="原籍所在地", related_name="+"
    )
    household = models.ForeignKey(
        Household, models.PROTECT, verbose_name="户", related_name="booklet_requests"
    )
    number = models.CharField("户编号", max_length=20)
    kind = models.CharField("申请事项", max_length=8, choices=codes.RequestKind)
    applicant = models.CharField("申请人（脱敏）", max_length=40)
    members = ArrayField(models.BigIntegerField(), verbose_name="登记人员")
    from_address = models.CharField("原地址", max_length=120, blank=True)
    to_address = models.CharField("新地址", max_length=120, blank=True)
    reason = models.CharField("申请原因", max_length=200)
    asked_by = models.CharField("受理人", max_length=150)
    asked_on = models.DateField("受理日期")
    state = models.CharField(
        "办理状态", max_length=12, choices=codes.RequestState, default=codes.RequestState.AT_HOME
    )
    home_by = models.CharField("原籍确认人", max_length=150, blank=True)
    home_on = models.DateField("原籍确认日期", null=True, blank=True)
    residence_by = models.CharField("住地确认人", max_length=150, blank=True)
    residence_on = models.DateField("住地确认日期", null=True, blank=True)
    refused_by = models.CharField("退件人", max_length=150, blank=True)
    refused_why = models.CharField("退件原因", max_length=200, blank=True)
    decided_on = models.DateField("办结日期", null=True, blank=True)
    booklet = models.ForeignKey(
        Booklet, models.PROTECT, null=True, blank=True, verbose_name="居住簿", related_name="requests"
    )

    class Classified:
        internal = (
            "id", "place", "home", "household", "number", "kind", "applicant", "members", "asked_by", "asked_on", "state",
            "home_by", "home_on", "residence_by", "residence_on", "refused_by", "decided_on", "booklet",
        )  # fmt: skip
        personal = ("from_address", "to_address", "reason", "refused_why")

    class Meta:
        constraints = (
            models.UniqueConstraint(
                name="request_one_open_of_a_household",
                fields=("household",),
                condition=Q(decided_on__isnull=True),
                violation_error_message="这一户已有一件居住簿申请在办理。",
            ),
            models.CheckConstraint(
                name="request_by_two_persons",
                condition=Q(residence_by="") | ~Q(residence_by=F("home_by")),
                violation_error_message="原籍和住地必须由两个人分别确认。",
            ),
            models.CheckConstraint(
                name="request_decided_with_day",
                condition=Q(state__in=("at_home", "at_residence"), decided_on__isnull=True)
                | Q(state__in=("done", "refused"), decided_on__isnull=False),
                violation_error_message="办结的申请必须有办结日期。",
            ),
            models.CheckConstraint(
                name="request_done_by_both",
                condition=~Q(state="done") | Q(home_on__isnull=False, residence_on__isnull=False),
                violation_error_message="原籍和住地都确认后才能办结。",
            ),
            models.CheckConstraint(
                name="request_refused_with_reason",
                condition=~Q(state="refused") | (~Q(refused_by="") & ~Q(refused_why="")),
                violation_error_message="不予办理必须写明原因。",
            ),
        )
        indexes = (models.Index(fields=("home", "state"), name="request_of_home"),)

    def __str__(self) -> str:
        return f"{self.number} {self.kind}"
