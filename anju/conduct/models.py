"""Tables of conduct."""

import pghistory
from django.db import models

from anju.audit.history import tracked
from anju.intake.models import Sourced
from anju.regions.models import Placed


@pghistory.track(*tracked())
class Appraisal(Placed, Sourced):
    """One moral appraisal session (道德评议) of a community; its result goes on the red and black lists (红黑榜)."""

    held_on = models.DateField("评议日期")
    participants = models.PositiveSmallIntegerField("参加人数", null=True, blank=True)
    praised = models.PositiveSmallIntegerField("红榜人数", default=0)
    criticised = models.PositiveSmallIntegerField("黑榜人数", default=0)

    class Classified:
        public = ("place", "held_on", "participants", "praised", "criticised")
        internal = ("id", "batch", "batch_row")

    class Meta:
        constraints = (models.UniqueConstraint(name="appraisal_once_a_day", fields=("place", "held_on")),)

    def __str__(self) -> str:
        return f"{self.place} {self.held_on}"
