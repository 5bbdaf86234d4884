"""What happens to households and persons, and what hangs on it: dated changes, locked populations, grids, flats in use."""

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from anju.audit.history import tracked
from anju.intake.models import Sourced
from anju.privacy.fields import SealedText
from anju.regions.models import Place, Placed
from anju.registry import codes
from anju.registry.models.ledger import Flat, Gridded, Household, Person


@pghistory.track(*tracked())
class Change(Placed):
    """A change (变动记录) of one or more households, recorded once; a wrong one is undone, never edited.

    `before` and `after` hold the fields that changed, without secrets; `journal` holds sealed what undoing needs.
    `households` and `persons` are ids: the main household comes first. `away` is the place that somebody left by it: both
    places see the change. Evidence may come later (材料后补): then `later` says why, until it is here.
    """

    kind = models.CharField("变动类型", max_length=12, choices=codes.ChangeKind)
    day = models.DateField("变动日期")
    household = models.ForeignKey(Household, models.PROTECT, verbose_name="户", related_name="changes")
    households = ArrayField(models.BigIntegerField(), verbose_name="涉及的户")
    persons = ArrayField(models.BigIntegerField(), verbose_name="涉及的人员")
    away = models.ForeignKey(
        Place, models.PROTECT, null=True, blank=True, db_column="away", db_index=False, verbose_name="迁离地",
        related_name="+",
    )  # fmt: skip
    reason = models.CharField("变动原因", max_length=200, blank=True)
    evidence = models.CharField("佐证材料摘要", max_length=64, blank=True)
    evidence_name = models.CharField("佐证材料", max_length=100, blank=True)
    later = models.CharField("材料后补原因", max_length=200, blank=True)
    evidence_by = models.CharField("材料补交人", max_length=150, blank=True)
    evidence_on = models.DateField("材料补交日期", null=True, blank=True)
    before = models.JSONField("变动前", default=list)
    after = models.JSONField("变动后", default=list)
    journal = SealedText("还原依据", default=b"")
    recorded_by = models.CharField("登记人", max_length=150)
    recorded_on = models.DateField("登记日期")
    recorded_at = models.DateTimeField("登记时间")
    reverted_by = models.CharField("撤销人", max_length=150, blank=True)
    reverted_on = models.DateField("撤销日期", null=True, blank=True)
    reverted_why = models.CharField("撤销原因", max_length=200, blank=True)

    class Classified:
        internal = ("id", "place", "away", "kind", "day", "household", "households", "persons", "evidence", "evidence_by",
                    "evidence_on", "recorded_by", "recorded_on", "recorded_at", "reverted_by", "reverted_on")  # fmt: skip
        personal = ("reason", "evidence_name", "later", "before", "after", "reverted_why")
        secret = ("journal",)

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="change_day_not_after_recording",
                condition=Q(day__lte=F("recorded_on")),
                violation_error_message="变动日期不能晚于登记日期。",
            ),
            models.CheckConstraint(
                name="change_reverted_with_name",
                condition=Q(reverted_on__isnull=True, reverted_by="")
                | Q(reverted_on__isnull=False) & ~Q(reverted_by=""),
                violation_error_message="撤销日期和撤销人必须同时填写。",
            ),
        )
        indexes = (
            GinIndex(fields=("households",), name="change_of_households"),
            GinIndex(fields=("persons",), name="change_of_persons"),
            models.Index(fields=("place", "day"), name="change_of_a_month"),
            models.Index(fields=("away", "day"), name="change_away", condition=Q(away__isnull=False)),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.day}"


@pghistory.track(*tracked())
class HouseholdPast(Placed):
    """What held of a household during `[start, stop)` and no longer does (户情况旧档); the present stands in the household.

    Where it lived is told by memberships, which flat by allocations, and who lives in a flat by what was found there.
    """

    household = models.ForeignKey(Household, models.PROTECT, verbose_name="户", related_name="past")
    household_class = models.CharField("户类型", max_length=10, choices=codes.HouseholdClass)
    mode = models.CharField("安置方式", max_length=2, choices=codes.Mode)
    address = models.CharField("目前具体地址", max_length=120, blank=True)
    lives_there = models.BooleanField("是否实际入住")
    start = models.DateField("起始日期")
    stop = models.DateField("终止日期")

    class Classified:
        internal = ("id", "place", "household", "household_class", "mode", "lives_there", "start", "stop")
        personal = ("address",)

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="past_stop_after_start",
                condition=Q(stop__gt=F("start")),
                violation_error_message="终止日期必须晚于起始日期。",
            ),
            models.UniqueConstraint(name="past_once_a_day", fields=("household", "start")),
        )

    def __str__(self) -> str:
        return f"{self.household_id} {self.start}"


@pghistory.track(*tracked())
class Verification(models.Model):
    """A verification (核定锁定): the population of a programme as it stood on a day, fixed by a document.

    It names no person, so every scope sees it; the locked persons are scoped like the persons themselves.
    """

    county = models.ForeignKey(
        Place, models.PROTECT, db_column="county", verbose_name="县", related_name="verifications"
    )
    day = models.DateField("锁定日")
    programme = models.CharField("搬迁项目", max_length=12, choices=codes.Programme)
    document = models.CharField("文件编号", max_length=60)
    households = models.PositiveIntegerField("锁定户数")
    persons = models.PositiveIntegerField("锁定人数")
    made_by = models.CharField("办理人", max_length=150)

    class Classified:
        internal = ("id", "county", "day", "programme", "document", "households", "persons", "made_by")

    class Meta:
        constraints = (models.UniqueConstraint(name="verification_once_a_day", fields=("programme", "day")),)

    def __str__(self) -> str:
        return f"{self.get_programme_display()} {self.day}"


class Locked(Placed):
    """A person of a locked population, with the household of that day. `place` follows the person, `then` does not."""

    verification = models.ForeignKey(
        Verification, models.PROTECT, verbose_name="核定", related_name="members"
    )
    person = models.ForeignKey(Person, models.PROTECT, verbose_name="人员", related_name="locked")
    household = models.ForeignKey(Household, models.PROTECT, verbose_name="户", related_name="locked")
    then = models.ForeignKey(
        Place, models.PROTECT, db_column="then", db_index=False, verbose_name="锁定时所在地", related_name="+"
    )
    relation = models.CharField("与户主关系", max_length=20, choices=codes.Relation)

    class Classified:
        internal = ("id", "place", "verification", "person", "household", "then", "relation")

    class Meta:
        constraints = (models.UniqueConstraint(name="locked_once", fields=("verification", "person")),)

    def __str__(self) -> str:
        return f"{self.verification_id} {self.person_id}"


@pghistory.track(*tracked())
class Grid(Sourced):
    """Grid (网格) of a site: a place of its own, so that a scope can be one grid."""

    place = models.OneToOneField(
        Place, models.PROTECT, primary_key=True, db_column="place", verbose_name="网格", related_name="grid"
    )
    kind = models.CharField("网格类型", max_length=10, choices=codes.GridKind)
    leader = models.CharField("网格长", max_length=40, blank=True)

    class Classified:
        public = ("place", "kind")
        internal = ("leader", "batch", "batch_row")

    def __str__(self) -> str:
        return str(self.place)


@pghistory.track(*tracked())
class Allocation(Gridded):
    """Allocation (住房分配): a flat given to a household during `[start, stop)`, and when the keys were handed over."""

    flat = models.ForeignKey(Flat, models.PROTECT, verbose_name="住房", related_name="allocations")
    household = models.ForeignKey(Household, models.PROTECT, verbose_name="户", related_name="allocations")
    start = models.DateField("分配日期")
    handed_over_on = models.DateField("交房日期", null=True, blank=True)
    stop = models.DateField("腾退日期", null=True, blank=True)

    class Classified:
        internal = ("id", "place", "grid", "flat", "household", "start", "handed_over_on", "stop")

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="allocation_stop_after_start",
                condition=Q(stop__isnull=True) | Q(stop__gt=F("start")),
                violation_error_message="腾退日期必须晚于分配日期。",
            ),
            models.UniqueConstraint(
                name="allocation_one_of_a_flat",
                fields=("flat",),
                condition=Q(stop__isnull=True),
                violation_error_message="一套住房同时只能分给一户。",
            ),
            models.UniqueConstraint(
                name="allocation_one_of_a_household",
                fields=("household",),
                condition=Q(stop__isnull=True),
                violation_error_message="一户同时只能分得一套住房。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.flat_id} {self.household_id}"


@pghistory.track(*tracked())
class Occupation(Gridded):
    """What was found at a flat on a day (实际入住情况): it holds until the next finding."""

    flat = models.ForeignKey(Flat, models.PROTECT, verbose_name="住房", related_name="occupations")
    seen_on = models.DateField("核查日期")
    state = models.CharField("入住情况", max_length=10, choices=codes.Occupied)
    how = models.CharField("核查方式", max_length=10, choices=codes.SeenBy)
    note = models.CharField("说明", max_length=200, blank=True)
    seen_by = models.CharField("登记人", max_length=150)

    class Classified:
        internal = ("id", "place", "grid", "flat", "seen_on", "state", "how", "seen_by")
        personal = ("note",)

    class Meta:
        constraints = (models.UniqueConstraint(name="occupation_once_a_day", fields=("flat", "seen_on")),)

    def __str__(self) -> str:
        return f"{self.flat_id} {self.seen_on}"


@pghistory.track(*tracked())
class Reclamation(Placed):
    """The old house of a household torn down and its land reclaimed (拆旧复垦)."""

    household = models.OneToOneField(Household, models.PROTECT, verbose_name="户", related_name="reclamation")
    demolished_on = models.DateField("拆除日期")
    reclaimed_on = models.DateField("复垦验收日期", null=True, blank=True)
    area_m2 = models.DecimalField("复垦面积（㎡）", max_digits=8, decimal_places=2)
    document = models.CharField("验收文件", max_length=80, blank=True)

    class Classified:
        internal = ("id", "place", "household", "demolished_on", "reclaimed_on", "area_m2", "document")

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="reclamation_after_demolition",
                condition=Q(reclaimed_on__isnull=True) | Q(reclaimed_on__gte=F("demolished_on")),
                violation_error_message="复垦验收日期不能早于拆除日期。",
            ),
            models.CheckConstraint(
                name="reclamation_area_positive",
                condition=Q(area_m2__gt=0),
                violation_error_message="复垦面积必须大于零。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.household_id} {self.demolished_on}"
