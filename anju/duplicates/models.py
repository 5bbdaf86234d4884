"""Records that should not be: pairs of persons that may be one with their merges, and persons entered by mistake."""

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from anju.audit.history import tracked
from anju.duplicates.codes import MergeState, PairState, RemovalState
from anju.privacy.fields import SealedText
from anju.regions.models import Placed


@pghistory.track(*tracked())
class Pair(Placed):
    """Two persons that may be one (疑似重复). Ids instead of foreign keys: after a merge one of them is gone.

    `place` is the smallest place that holds both, so that only who sees both sees the pair.
    """

    first = models.BigIntegerField("人员一")
    second = models.BigIntegerField("人员二")
    reasons = ArrayField(models.CharField(max_length=12), verbose_name="依据")
    score = models.PositiveSmallIntegerField("可能性")
    state = models.CharField("核对结果", max_length=10, choices=PairState, default=PairState.OPEN)
    found_on = models.DateField("发现日期")
    decided_on = models.DateField("核对日期", null=True, blank=True)
    decided_by = models.CharField("核对人", max_length=150, blank=True)
    decided_why = models.CharField("理由", max_length=200, blank=True)

    class Classified:
        internal = (
            "id",
            "place",
            "first",
            "second",
            "reasons",
            "score",
            "state",
            "found_on",
            "decided_on",
            "decided_by",
        )
        personal = ("decided_why",)

    class Meta:
        constraints = (
            models.UniqueConstraint(name="pair_once", fields=("first", "second")),
            models.CheckConstraint(
                name="pair_in_order",
                condition=Q(first__lt=F("second")),
                violation_error_message="一对疑似重复人员按编号先后存放。",
            ),
            models.CheckConstraint(
                name="pair_different_with_reason",
                condition=~Q(state="different")
                | (Q(decided_on__isnull=False) & ~Q(decided_by="") & ~Q(decided_why="")),
                violation_error_message="认定不是同一人必须有日期、核对人和理由。",
            ),
        )
        indexes = (models.Index(fields=("state", "place")), models.Index(fields=("second",)))

    def __str__(self) -> str:
        return f"{self.first}+{self.second}"


class Judged(Placed):
    """What one asked for and another decided, done and undone where need be; `journal` holds sealed what undoing needs."""

    asked_on = models.DateField("申请日期")
    asked_by = models.CharField("申请人", max_length=150)
    asked_why = models.CharField("申请理由", max_length=200)
    decided_on = models.DateField("审批日期", null=True, blank=True)
    decided_by = models.CharField("审批人", max_length=150, blank=True)
    decided_why = models.CharField("审批意见", max_length=200, blank=True)
    undone_on = models.DateField("撤销日期", null=True, blank=True)
    undone_by = models.CharField("撤销人", max_length=150, blank=True)
    undone_why = models.CharField("撤销理由", max_length=200, blank=True)
    journal = SealedText("撤销依据", default=b"")

    class Meta:
        abstract = True


@pghistory.track(*tracked())
class Merge(Judged):
    """A merge of two records (合并): asked for by one, approved by another, done, and undone where need be.

    `choice` names from which record each value is taken.
    """

    pair = models.ForeignKey(Pair, models.PROTECT, verbose_name="疑似重复", related_name="merges")
    survivor = models.BigIntegerField("保留档案")
    merged = models.BigIntegerField("并入档案")
    choice = models.JSONField("取值", default=dict)
    state = models.CharField("办理情况", max_length=10, choices=MergeState, default=MergeState.ASKED)

    class Classified:
        internal = ("id", "place", "pair", "survivor", "merged", "choice", "state", "asked_on", "asked_by", "decided_on",
                    "decided_by", "undone_on", "undone_by")  # fmt: skip
        personal = ("asked_why", "decided_why", "undone_why")
        secret = ("journal",)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                name="merge_one_asked_of_a_pair",
                fields=("pair",),
                condition=Q(state="asked"),
                violation_error_message="这一对已有一个合并申请在等审批。",
            ),
            models.CheckConstraint(
                name="merge_by_two_persons",
                condition=Q(decided_by="") | ~Q(decided_by=F("asked_by")),
                violation_error_message="合并的申请人和审批人不能是同一人。",
            ),
        )
        indexes = (models.Index(fields=("survivor",)), models.Index(fields=("merged",)))

    def __str__(self) -> str:
        return f"{self.merged}>{self.survivor}"


@pghistory.track(*tracked())
class Removal(Judged):
    """A person entered by mistake, taken out of the ledger (删除错录): asked for by one, approved by another.

    `person`, masked name and household number tell whose record it was after it is gone.
    """

    person = models.BigIntegerField("人员")
    name = models.CharField("姓名（脱敏）", max_length=40)
    number = models.CharField("户编号", max_length=20, blank=True)
    state = models.CharField("办理情况", max_length=10, choices=RemovalState, default=RemovalState.ASKED)

    class Classified:
        internal = ("id", "place", "person", "name", "number", "state", "asked_on", "asked_by", "decided_on",
                    "decided_by", "undone_on", "undone_by")  # fmt: skip
        personal = ("asked_why", "decided_why", "undone_why")
        secret = ("journal",)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                name="removal_one_standing_of_a_person",
                fields=("person",),
                condition=Q(state__in=("asked", "done")),
                violation_error_message="这个人的档案已在申请删除，或已删除。",
            ),
            models.CheckConstraint(
                name="removal_by_two_persons",
                condition=Q(decided_by="") | ~Q(decided_by=F("asked_by")),
                violation_error_message="删除的申请人和审批人不能是同一人。",
            ),
        )
        indexes = (models.Index(fields=("state", "place")),)

    def __str__(self) -> str:
        return f"removal of {self.person}"
