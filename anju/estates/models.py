"""Tables of property management."""

import pghistory
from django.db import models
from django.db.models import F, Q

from anju.audit.history import tracked
from anju.estates import codes
from anju.intake.models import Sourced
from anju.regions.models import Placed


@pghistory.track(*tracked())
class OwnersCommittee(Placed, Sourced):
    """Owners' committee (业主委员会) of a site."""

    name = models.CharField("名称", max_length=80)
    members = models.PositiveSmallIntegerField("委员人数")
    established_on = models.DateField("成立日期")
    filed_on = models.DateField("备案日期", null=True, blank=True)
    term_ends_on = models.DateField("任期届满", null=True, blank=True)
    ended_on = models.DateField("终止日期", null=True, blank=True)

    class Classified:
        public = ("place", "name", "members", "established_on", "filed_on", "term_ends_on", "ended_on")
        internal = ("id", "batch", "batch_row")

    class Meta:
        constraints = (
            models.UniqueConstraint(
                name="committee_one_of_a_site",
                fields=("place",),
                condition=Q(ended_on__isnull=True),
                violation_error_message="一个安置区同时只能有一个业主委员会。",
            ),
            models.CheckConstraint(
                name="committee_ended_after_established",
                condition=Q(ended_on__isnull=True) | Q(ended_on__gt=F("established_on")),
                violation_error_message="终止日期必须晚于成立日期。",
            ),
        )

    def __str__(self) -> str:
        return self.name


@pghistory.track(*tracked())
class PropertyCompany(Sourced):
    """Property company (物业服务企业)."""

    name = models.CharField("名称", max_length=80, unique=True)
    uscc = models.CharField("统一社会信用代码", max_length=18, blank=True)

    class Classified:
        public = ("name", "uscc")
        internal = ("id", "batch", "batch_row")

    def __str__(self) -> str:
        return self.name


@pghistory.track(*tracked())
class PropertyService(Placed, Sourced):
    """Who manages a site during `[start, stop)`, and whether a fee is charged."""

    mode = models.CharField("管理模式", max_length=10, choices=codes.ServiceMode)
    company = models.ForeignKey(
        PropertyCompany,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name="物业公司",
        related_name="services",
    )
    charges_fee = models.BooleanField("是否收取物业费")
    price_fen = models.PositiveIntegerField("单价（分/㎡·月）", null=True, blank=True)
    start = models.DateField("起始日期")
    stop = models.DateField("终止日期", null=True, blank=True)

    class Classified:
        public = ("place", "mode", "company", "charges_fee", "price_fen", "start", "stop")
        internal = ("id", "batch", "batch_row")

    class Meta:
        constraints = (
            models.UniqueConstraint(name="service_once_of_a_site", fields=("place", "start")),
            models.CheckConstraint(
                name="service_stop_after_start",
                condition=Q(stop__isnull=True) | Q(stop__gt=F("start")),
                violation_error_message="终止日期必须晚于起始日期。",
            ),
            models.CheckConstraint(
                name="service_price_with_fee",
                condition=Q(charges_fee=True, price_fen__isnull=False)
                | Q(charges_fee=False, price_fen__isnull=True),
                violation_error_message="收取物业费时必须填单价，不收取时不填。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.place} {self.get_mode_display()}"
