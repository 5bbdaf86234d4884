"""Tables of governance."""

import pghistory
from django.db import models
from django.db.models import F, Q

from anju.audit.history import tracked
from anju.governance import codes
from anju.intake.models import Sourced
from anju.regions.models import Placed

_STOP_AFTER_START = Q(stop__isnull=True) | Q(stop__gt=F("start"))


@pghistory.track(*tracked())
class Organisation(Placed, Sourced):
    """Party organisation (党组织) or residents' self-government organisation (群众自治组织) of a site."""

    kind = models.CharField("类别", max_length=10, choices=codes.OrganisationKind)
    mode = models.CharField("组建方式", max_length=10, choices=codes.OrganisationMode)
    name = models.CharField("名称", max_length=80)
    start = models.DateField("成立日期")
    stop = models.DateField("撤销日期", null=True, blank=True)
    standardised_on = models.DateField("规范化达标日期", null=True, blank=True)

    class Classified:
        public = ("place", "kind", "mode", "name", "start", "stop", "standardised_on")
        internal = ("id", "batch", "batch_row")

    class Meta:
        constraints = (
            models.UniqueConstraint(name="organisation_name_once_of_a_kind", fields=("kind", "name")),
            models.CheckConstraint(
                name="organisation_stop_after_start",
                condition=_STOP_AFTER_START,
                violation_error_message="撤销日期必须晚于成立日期。",
            ),
        )

    def __str__(self) -> str:
        return self.name


@pghistory.track(*tracked())
class Staff(Placed, Sourced):
    """Grid (网格) or public-order (综治) staff of a site during `[start, stop)`."""

    role = models.CharField("岗位", max_length=12, choices=codes.StaffRole)
    name = models.CharField("姓名", max_length=40)
    start = models.DateField("到岗日期")
    stop = models.DateField("离岗日期", null=True, blank=True)

    class Classified:
        public = ("place", "role", "start", "stop")
        internal = ("id", "name", "batch", "batch_row")

    class Meta:
        constraints = (
            models.UniqueConstraint(
                name="staff_once_of_a_site_and_role", fields=("place", "role", "name", "start")
            ),
            models.CheckConstraint(
                name="staff_stop_after_start",
                condition=_STOP_AFTER_START,
                violation_error_message="离岗日期必须晚于到岗日期。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_role_display()} {self.name}"


@pghistory.track(*tracked())
class MediationCommittee(Placed, Sourced):
    """People's mediation committee (人民调解委员会)."""

    name = models.CharField("名称", max_length=80, unique=True)
    members = models.PositiveSmallIntegerField("委员人数", null=True, blank=True)
    start = models.DateField("成立日期")
    stop = models.DateField("撤销日期", null=True, blank=True)

    class Classified:
        public = ("place", "name", "members", "start", "stop")
        internal = ("id", "batch", "batch_row")

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="mediation_committee_stop_after_start",
                condition=_STOP_AFTER_START,
                violation_error_message="撤销日期必须晚于成立日期。",
            ),
        )

    def __str__(self) -> str:
        return self.name


@pghistory.track(*tracked())
class MediationRoom(Placed, Sourced):
    """Mediation room (调解室)."""

    name = models.CharField("名称", max_length=80, unique=True)
    standardised = models.BooleanField("是否标准化")
    start = models.DateField("启用日期")
    stop = models.DateField("停用日期", null=True, blank=True)

    class Classified:
        public = ("place", "name", "standardised", "start", "stop")
        internal = ("id", "batch", "batch_row")

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="mediation_room_stop_after_start",
                condition=_STOP_AFTER_START,
                violation_error_message="停用日期必须晚于启用日期。",
            ),
        )

    def __str__(self) -> str:
        return self.name


@pghistory.track(*tracked())
class PoliceRoom(Placed, Sourced):
    """Police room or post (警务室、警务站)."""

    name = models.CharField("名称", max_length=80, unique=True)
    kind = models.CharField("类型", max_length=8, choices=codes.PoliceRoomKind)
    start = models.DateField("启用日期")
    stop = models.DateField("停用日期", null=True, blank=True)

    class Classified:
        public = ("place", "name", "kind", "start", "stop")
        internal = ("id", "batch", "batch_row")

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="police_room_stop_after_start",
                condition=_STOP_AFTER_START,
                violation_error_message="停用日期必须晚于启用日期。",
            ),
        )

    def __str__(self) -> str:
        return self.name


@pghistory.track(*tracked())
class StarEntry(Placed, Sourced):
    """A community takes part in the star programme (星级创建) during `[start, stop)`."""

    community = models.CharField("社区", max_length=60)
    start = models.DateField("参与日期")
    stop = models.DateField("退出日期", null=True, blank=True)

    class Classified:
        public = ("place", "community", "start", "stop")
        internal = ("id", "batch", "batch_row")

    class Meta:
        constraints = (
            models.UniqueConstraint(name="star_entry_once", fields=("place", "start")),
            models.CheckConstraint(
                name="star_entry_stop_after_start",
                condition=_STOP_AFTER_START,
                violation_error_message="退出日期必须晚于参与日期。",
            ),
        )

    def __str__(self) -> str:
        return self.community


@pghistory.track(*tracked())
class StarAward(Placed, Sourced):
    """A star level held during `[start, stop)`; a new award ends the one before."""

    community = models.CharField("社区", max_length=60)
    level = models.PositiveSmallIntegerField("星级")
    start = models.DateField("授予日期")
    stop = models.DateField("终止日期", null=True, blank=True)

    class Classified:
        public = ("place", "community", "level", "start", "stop")
        internal = ("id", "batch", "batch_row")

    class Meta:
        constraints = (
            models.UniqueConstraint(name="star_award_once", fields=("place", "start")),
            models.CheckConstraint(
                name="star_level_one_to_five",
                condition=Q(level__range=(1, 5)),
                violation_error_message="星级为一至五级。",
            ),
            models.CheckConstraint(
                name="star_award_stop_after_start",
                condition=_STOP_AFTER_START,
                violation_error_message="终止日期必须晚于授予日期。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.community} {self.level}"
