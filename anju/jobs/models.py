"""A piece of long work and how far it has come."""

from django.db import models


class JobState(models.TextChoices):
    """A job waits, runs, and ends well, refused or broken."""

    WAITING = "waiting", "排队中"
    RUNNING = "running", "进行中"
    DONE = "done", "已完成"
    REFUSED = "refused", "未办成"
    FAILED = "failed", "出错中断"


ENDED = frozenset({JobState.DONE, JobState.REFUSED, JobState.FAILED})


class Job(models.Model):
    """One piece of long work. `place` is a place code as plain text, so that jobs stand beside places, not above."""

    kind = models.CharField("类别", max_length=40)
    title = models.CharField("标题", max_length=200)
    arguments = models.JSONField("参数", default=dict)
    state = models.CharField("状态", max_length=10, choices=JobState, default=JobState.WAITING)
    done = models.PositiveIntegerField("已完成", default=0)
    total = models.PositiveIntegerField("总数", default=0)
    message = models.CharField("说明", max_length=200, blank=True)
    result = models.JSONField("结果", default=dict)
    error = models.CharField("原因", max_length=600, blank=True)
    place = models.CharField("范围", max_length=15, db_collation="C")
    started_by = models.CharField("提交人", max_length=150)
    behalf = models.CharField("代为办理", max_length=150, blank=True, default="")
    asked_at = models.DateTimeField("提交时间")
    heartbeat = models.DateTimeField("最近活动", null=True, blank=True)
    ended_at = models.DateTimeField("结束时间", null=True, blank=True)

    class Classified:
        internal = (
            "id", "kind", "title", "arguments", "state", "done", "total", "message", "result", "error", "place",
            "started_by", "behalf", "asked_at", "heartbeat", "ended_at",
        )  # fmt: skip

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.CheckConstraint(
                name="job_done_within_total",
                condition=models.Q(done__lte=models.F("total")),
                violation_error_message="已完成的数量不能多于总数。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.title} ({self.get_state_display()})"

    @property
    def ended(self) -> bool:
        """Whether nothing more will happen."""
        return self.state in ENDED
