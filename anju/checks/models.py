"""Runs of the checks and what they found. A finding keeps its identity from run to run until it is cleared."""

from datetime import date

import pghistory
from django.db import models
from django.db.models import Q

from anju.audit.history import tracked
from anju.checks.codes import Severity, SubjectKind
from anju.regions.models import Placed


class Run(Placed):
    """One run over a place: by whom, for which day, how many findings stand after it."""

    on = models.DateField("核查日")
    by = models.CharField("核查人", max_length=150)
    at = models.DateTimeField("时间")
    found = models.PositiveIntegerField("问题数", default=0)

    class Classified:
        internal = ("id", "place", "on", "by", "at", "found")

    def __str__(self) -> str:
        return f"{self.place_id} {self.on}"


@pghistory.track(*tracked())
class Finding(Placed):
    """A rule that a person or household breaks (核查问题). An accepted one stands, but no longer in the way, until its day.

    One that was accepted for a past month alone is cleared from the beginning: the acceptance holds all the same.
    """

    rule = models.CharField("规则", max_length=30, db_collation="C")
    severity = models.CharField("程度", max_length=10, choices=Severity)
    kind = models.CharField("对象类别", max_length=10, choices=SubjectKind)
    subject = models.BigIntegerField("对象")
    first_seen = models.DateField("首次发现")
    last_seen = models.DateField("最近发现")
    cleared_on = models.DateField("消除日期", null=True, blank=True)
    run = models.ForeignKey(Run, models.PROTECT, related_name="findings")
    accepted_on = models.DateField("认可日期", null=True, blank=True)
    accepted_by = models.CharField("认可人", max_length=150, blank=True)
    accepted_why = models.CharField("认可理由", max_length=300, blank=True)
    accepted_until = models.DateField("认可至", null=True, blank=True)

    class Classified:
        internal = ("id", "place", "rule", "severity", "kind", "subject", "first_seen", "last_seen", "cleared_on", "run",
                    "accepted_on", "accepted_by", "accepted_until")  # fmt: skip
        personal = ("accepted_why",)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                name="finding_once_while_it_stands",
                fields=("rule", "subject", "place"),
                condition=Q(cleared_on__isnull=True),
                violation_error_message="同一对象的同一问题只能有一条未消除的记录。",
            ),
            models.CheckConstraint(
                name="finding_accepted_with_reason",
                condition=Q(
                    accepted_on__isnull=True, accepted_until__isnull=True, accepted_by="", accepted_why=""
                )
                | Q(accepted_on__isnull=False, accepted_until__isnull=False)
                & ~Q(accepted_by="")
                & ~Q(accepted_why=""),
                violation_error_message="认可的问题必须有认可人、理由和截止日期。",
            ),
        )
        indexes = (
            models.Index(fields=("place", "rule"), condition=Q(cleared_on__isnull=True), name="finding_open"),
            models.Index(fields=("kind", "subject")),
        )

    def __str__(self) -> str:
        return f"{self.rule} {self.kind}:{self.subject}"

    def accepted_at(self, day: date) -> bool:
        """Whether it stands accepted on a day."""
        return self.accepted_until is not None and self.accepted_until > day
