"""What a person is insured by, gets, and holds: all of it personal, accounts and certificates sealed."""

import pghistory
from django.db import models
from django.db.models import F, Q

from anju.audit.history import tracked
from anju.entitlements import codes
from anju.intake.models import Sourced
from anju.privacy.fields import SealedText
from anju.regions.models import Placed
from anju.registry.models import Person


@pghistory.track(*tracked())
class Insurance(Placed, Sourced):
    """A person insured (社会保险) during `[start, stop)`."""

    person = models.ForeignKey(Person, models.PROTECT, verbose_name="人员", related_name="insurances")
    kind = models.CharField("险种", max_length=16, choices=codes.InsuranceKind)
    start = models.DateField("参保日期")
    stop = models.DateField("停保日期", null=True, blank=True)

    class Classified:
        internal = ("id", "place", "person", "start", "stop", "batch", "batch_row")
        personal = ("kind",)

    class Meta:
        constraints = (
            models.UniqueConstraint(name="insurance_once_a_day", fields=("person", "kind", "start")),
            models.UniqueConstraint(
                name="insurance_one_open_of_a_kind",
                fields=("person", "kind"),
                condition=Q(stop__isnull=True),
                violation_error_message="同一人同一险种同时只能有一条参保记录。",
            ),
            models.CheckConstraint(
                name="insurance_stop_after_start",
                condition=Q(stop__isnull=True) | Q(stop__gt=F("start")),
                violation_error_message="停保日期必须晚于参保日期。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.person_id} {self.kind}"


@pghistory.track(*tracked())
class Assistance(Placed, Sourced):
    """Social assistance (社会救助) that a person gets during `[start, stop)`; one kind at a time."""

    person = models.ForeignKey(Person, models.PROTECT, verbose_name="人员", related_name="assistances")
    kind = models.CharField("救助类型", max_length=12, choices=codes.AssistanceKind)
    document = models.CharField("审批文号（证号）", max_length=60, blank=True)
    amount_fen = models.PositiveBigIntegerField("月救助金额（分）", null=True, blank=True)
    start = models.DateField("享受起始日期")
    stop = models.DateField("停止日期", null=True, blank=True)

    class Classified:
        internal = ("id", "place", "person", "start", "stop", "batch", "batch_row")
        personal = ("kind", "document", "amount_fen")

    class Meta:
        constraints = (
            models.UniqueConstraint(name="assistance_once_a_day", fields=("person", "start")),
            models.UniqueConstraint(
                name="assistance_one_open_of_a_person",
                fields=("person",),
                condition=Q(stop__isnull=True),
                violation_error_message="一个人同时只能享受一种救助。",
            ),
            models.CheckConstraint(
                name="assistance_stop_after_start",
                condition=Q(stop__isnull=True) | Q(stop__gt=F("start")),
                violation_error_message="停止日期必须晚于享受起始日期。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.person_id} {self.kind}"


@pghistory.track(*tracked())
class Disability(Placed, Sourced):
    """Disability certificate (残疾证): identity number, category, level, and two digits more after a re-issue."""

    person = models.ForeignKey(Person, models.PROTECT, verbose_name="人员", related_name="disabilities")
    category = models.CharField("残疾类别", max_length=1, choices=codes.DisabilityCategory)
    level = models.CharField("残疾等级", max_length=1, choices=codes.DisabilityLevel)
    certificate = SealedText("残疾证号")
    certificate_digest = models.CharField("残疾证号摘要", max_length=64, db_collation="C", db_index=True)
    certificate_masked = models.CharField("残疾证号（脱敏）", max_length=22)
    issued_year = models.PositiveSmallIntegerField("办证年度")
    start = models.DateField("起始日期")
    stop = models.DateField("终止日期", null=True, blank=True)

    class Classified:
        internal = ("id", "place", "person", "start", "stop", "batch", "batch_row")
        personal = ("category", "level", "certificate_masked", "issued_year")
        secret = ("certificate", "certificate_digest")

    class Meta:
        constraints = (
            models.UniqueConstraint(name="disability_once_a_day", fields=("person", "start")),
            models.UniqueConstraint(
                name="disability_one_open_of_a_person",
                fields=("person",),
                condition=Q(stop__isnull=True),
                violation_error_message="一个人同时只能有一本有效的残疾证。",
            ),
            models.CheckConstraint(
                name="disability_stop_after_start",
                condition=Q(stop__isnull=True) | Q(stop__gt=F("start")),
                violation_error_message="终止日期必须晚于起始日期。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.person_id} {self.start}"


@pghistory.track(*tracked())
class Account(Placed, Sourced):
    """Bank account (一卡通) to which benefits of a person are paid during `[start, stop)`; the holder may be kin."""

    person = models.ForeignKey(Person, models.PROTECT, verbose_name="人员", related_name="accounts")
    bank = models.CharField("开户银行", max_length=60)
    holder = models.CharField("户名", max_length=40)
    number = SealedText("银行账号")
    number_digest = models.CharField("银行账号摘要", max_length=64, db_collation="C", db_index=True)
    number_masked = models.CharField("银行账号（脱敏）", max_length=32)
    start = models.DateField("启用日期")
    stop = models.DateField("停用日期", null=True, blank=True)

    class Classified:
        internal = ("id", "place", "person", "start", "stop", "batch", "batch_row")
        personal = ("bank", "holder", "number_masked")
        secret = ("number", "number_digest")

    class Meta:
        constraints = (
            models.UniqueConstraint(name="account_once_a_day", fields=("person", "start")),
            models.UniqueConstraint(
                name="account_one_open_of_a_person",
                fields=("person",),
                condition=Q(stop__isnull=True),
                violation_error_message="一个人同时只能有一个发放账户。",
            ),
            models.CheckConstraint(
                name="account_stop_after_start",
                condition=Q(stop__isnull=True) | Q(stop__gt=F("start")),
                violation_error_message="停用日期必须晚于启用日期。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.person_id} {self.start}"
