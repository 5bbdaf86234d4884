"""Tasks (待办): a thing to do at a place, by those who have a right there, until a day."""

import pghistory
from django.db import models
from django.db.models import Q

from anju.audit.history import tracked
from anju.regions.models import Placed
from anju.tasks.codes import TaskKind


@pghistory.track(*tracked())
class Task(Placed):
    """One thing to do about one subject. `right` says whose it is; title and subject hold no unmasked personal data."""

    kind = models.CharField("事项", max_length=20, choices=TaskKind)
    subject = models.CharField("对象", max_length=80)
    right = models.CharField("承办岗位权限", max_length=30)
    title = models.CharField("内容", max_length=200)
    url = models.CharField("办理页面", max_length=200)
    raised_on = models.DateField("提出日期")
    due_on = models.DateField("办理期限", null=True, blank=True)
    settled_on = models.DateField("办结日期", null=True, blank=True)
    settled_by = models.CharField("办结人", max_length=150, blank=True)
    outcome = models.CharField("办理结果", max_length=200, blank=True)

    class Classified:
        internal = ("id", "place", "kind", "subject", "right", "title", "url", "raised_on", "due_on", "settled_on",
                    "settled_by", "outcome")  # fmt: skip

    class Meta:
        constraints = (
            models.UniqueConstraint(
                name="task_one_open_of_a_subject",
                fields=("kind", "subject"),
                condition=Q(settled_on__isnull=True),
                violation_error_message="同一对象的同一事项同时只能有一条未办结的待办。",
            ),
            models.CheckConstraint(
                name="task_settled_by_somebody",
                condition=Q(settled_on__isnull=True, settled_by="")
                | Q(settled_on__isnull=False) & ~Q(settled_by=""),
                violation_error_message="办结日期和办结人必须同时填写。",
            ),
        )
        indexes = (
            models.Index(fields=("place", "due_on"), condition=Q(settled_on__isnull=True), name="task_open"),
        )

    def __str__(self) -> str:
        return self.title
