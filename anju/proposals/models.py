"""Tables of proposals."""

import pghistory
from django.db import models

from anju.audit.history import tracked
from anju.intake.models import Sourced
from anju.proposals import codes


@pghistory.track(*tracked())
class Proposal(Sourced):
    """One proposal of one session, as it was assigned."""

    session = models.CharField("届次", max_length=20)
    number = models.PositiveIntegerField("提案号")
    title = models.CharField("案由", max_length=200)
    proposers = models.CharField("提案者", max_length=400)
    kind = models.CharField("种类", max_length=12, choices=codes.Kind, default=codes.Kind.INDIVIDUAL)
    category = models.CharField("类别", max_length=20, blank=True)
    assigned_on = models.DateField("交办日期")
    host = models.CharField("主办单位", max_length=60)
    content = models.TextField("内容", blank=True)

    class Classified:
        public = (
            "session",
            "number",
            "title",
            "proposers",
            "kind",
            "category",
            "assigned_on",
            "host",
            "content",
        )
        internal = ("id", "batch", "batch_row")

    class Meta:
        constraints = (
            models.UniqueConstraint(
                name="proposal_once_in_a_session",
                fields=("session", "number"),
                violation_error_message="同一届次的提案号不能重复。",
            ),
            models.CheckConstraint(
                name="proposal_number_positive",
                condition=models.Q(number__gt=0),
                violation_error_message="提案号必须大于零。",
            ),
        )
        indexes = (models.Index(fields=("number", "-assigned_on"), name="proposal_by_number"),)

    def __str__(self) -> str:
        return self.matter

    @property
    def matter(self) -> str:
        """The words by which letters name the proposal: 九届六次会议第51号提案."""
        return f"{self.session}会议第{self.number}号提案"

    @property
    def proposer_names(self) -> tuple[str, ...]:
        """The proposers one by one, in the order of the register."""
        return tuple(name for name in self.proposers.split("、") if name)


@pghistory.track(*tracked())
class Suggestion(Sourced):
    """One suggestion of a proposal: the unit that a reply has to answer."""

    proposal = models.ForeignKey(Proposal, models.PROTECT, verbose_name="提案", related_name="suggestions")
    ordinal = models.PositiveSmallIntegerField("序号")
    text = models.TextField("建议内容")

    class Classified:
        public = ("proposal", "ordinal", "text")
        internal = ("id", "batch", "batch_row")

    class Meta:
        constraints = (
            models.UniqueConstraint(
                name="suggestion_once_in_a_proposal",
                fields=("proposal", "ordinal"),
                violation_error_message="同一提案的建议序号不能重复。",
            ),
        )
        ordering = ("proposal", "ordinal")

    def __str__(self) -> str:
        return f"{self.proposal}建议{self.ordinal}"
