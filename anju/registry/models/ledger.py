"""Sites, households and persons with their dated membership. Spells are `[start, stop)`; an open spell has no stop."""

import pghistory
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Right

from anju.audit.history import tracked
from anju.intake.models import Sourced
from anju.privacy.fields import SealedText
from anju.regions.models import Place, Placed
from anju.registry import codes


class Gridded(Placed):
    """A row of a place that may lie in a grid of it: who is confined to a grid sees the rows of that grid only.

    `grid` is where the row lies today, not a fact of the past; actions and the importer keep it in step.
    """

    grid = models.ForeignKey(
        Place, models.PROTECT, null=True, blank=True, db_column="grid", db_index=False, verbose_name="所在网格",
        related_name="+",
    )  # fmt: skip

    class Meta:
        abstract = True


@pghistory.track(*tracked())
class Site(Sourced):
    """Settlement site (安置区), or the dispersed households of one town gathered under one place."""

    place = models.OneToOneField(
        Place, models.PROTECT, primary_key=True, db_column="place", verbose_name="安置区", related_name="site"
    )
    mode = models.CharField("安置方式", max_length=2, choices=codes.Mode)
    urbanity = models.CharField("城乡", max_length=8, choices=codes.Urbanity)
    fyp13 = models.BooleanField("十三五集中安置点")
    built_on = models.DateField("建成日期", null=True, blank=True)
    closed_on = models.DateField("撤销日期", null=True, blank=True)
    land_mu = models.DecimalField("占地（亩）", max_digits=10, decimal_places=2, null=True, blank=True)
    planned_households = models.PositiveIntegerField("规划户数", null=True, blank=True)
    longitude = models.DecimalField("经度", max_digits=9, decimal_places=6, null=True, blank=True)
    latitude = models.DecimalField("纬度", max_digits=8, decimal_places=6, null=True, blank=True)

    class Classified:
        public = ("place", "mode", "urbanity", "fyp13", "built_on", "closed_on", "land_mu", "planned_households",
                  "longitude", "latitude")  # fmt: skip
        internal = ("batch", "batch_row")

    def __str__(self) -> str:
        return str(self.place)

    @property
    def concentrated(self) -> bool:
        """Whether this is a site that one can walk through, not a town's dispersed households."""
        return self.mode.startswith("1")


@pghistory.track(*tracked())
class Community(Placed, Sourced):
    """Community (社区): the management unit of a site, of its own or attached to an existing one."""

    name = models.CharField("社区名称", max_length=60, unique=True)
    mode = models.CharField("组织类型", max_length=10, choices=codes.CommunityMode)
    host = models.CharField("挂靠村（社区）", max_length=60, blank=True)
    founded_on = models.DateField("成立日期")
    closed_on = models.DateField("撤销日期", null=True, blank=True)
    resident_groups = models.PositiveSmallIntegerField("居民小组数", null=True, blank=True)

    class Classified:
        public = ("place", "name", "mode", "host", "founded_on", "closed_on", "resident_groups")
        internal = ("id", "batch", "batch_row")

    class Meta:
        constraints = (
            models.UniqueConstraint(
                name="community_one_of_a_site",
                fields=("place",),
                condition=Q(closed_on__isnull=True),
                violation_error_message="一个安置区同时只能有一个社区。",
            ),
        )

    def __str__(self) -> str:
        return self.name


@pghistory.track(*tracked())
class Building(Gridded, Sourced):
    """Building (楼栋) of a site."""

    number = models.CharField("楼栋", max_length=20)

    class Classified:
        public = ("place", "number")
        internal = ("id", "grid", "batch", "batch_row")

    class Meta:
        constraints = (models.UniqueConstraint(name="building_once_in_a_site", fields=("place", "number")),)

    def __str__(self) -> str:
        return f"{self.place}{self.number}"


@pghistory.track(*tracked())
class Flat(Gridded, Sourced):
    """Flat (住房): the unit that is allocated, lived in, certified and billed."""

    building = models.ForeignKey(Building, models.PROTECT, verbose_name="楼栋")
    unit = models.CharField("单元", max_length=10)
    room = models.CharField("房号", max_length=10)
    area_m2 = models.DecimalField("建筑面积（㎡）", max_digits=8, decimal_places=2)

    class Classified:
        internal = ("id", "place", "grid", "building", "unit", "room", "area_m2", "batch", "batch_row")

    class Meta:
        constraints = (
            models.UniqueConstraint(name="flat_once_in_a_building", fields=("building", "unit", "room")),
            models.CheckConstraint(
                name="flat_area_positive",
                condition=Q(area_m2__gt=0),
                violation_error_message="建筑面积必须大于零。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.building}{self.unit}单元{self.room}室"


@pghistory.track(*tracked())
class Household(Gridded, Sourced):
    """Relocated household (搬迁户). `place` is where it lives now; where it lived then is on its memberships."""

    number = models.CharField("户编号", max_length=20, unique=True)
    programme = models.CharField("搬迁项目", max_length=12, choices=codes.Programme)
    category = models.CharField("搬迁类别", max_length=1, choices=codes.Category)
    mode = models.CharField("安置方式", max_length=2, choices=codes.Mode)
    household_class = models.CharField("户类型", max_length=10, choices=codes.HouseholdClass)
    origin = models.CharField("迁出地", max_length=80, blank=True)
    origin_code = models.CharField("迁出地代码", max_length=12, blank=True)
    address = models.CharField("目前具体地址", max_length=120, blank=True)
    flat = models.ForeignKey(
        Flat, models.PROTECT, null=True, blank=True, verbose_name="住房", related_name="households"
    )
    lives_there = models.BooleanField("是否实际入住", default=True)
    old_house_reclaimed = models.BooleanField("是否拆旧复垦", null=True, blank=True)
    start = models.DateField("搬迁日期")
    stop = models.DateField("注销日期", null=True, blank=True)
    version = models.PositiveIntegerField("版本", default=0)

    class Classified:
        internal = ("id", "place", "grid", "number", "programme", "category", "mode", "household_class", "flat",
                    "lives_there", "old_house_reclaimed", "start", "stop", "version", "batch", "batch_row")  # fmt: skip
        personal = ("origin", "origin_code", "address")

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="household_stop_after_start",
                condition=Q(stop__isnull=True) | Q(stop__gt=F("start")),
                violation_error_message="注销日期必须晚于搬迁日期。",
            ),
            models.CheckConstraint(
                name="household_origin_code_of_digits",
                condition=Q(origin_code__regex=r"^([0-9]{6}|[0-9]{9}|[0-9]{12})?$"),
                violation_error_message="迁出地代码为6位（县）、9位（镇）或12位（村）数字。",
            ),
        )
        indexes = (models.Index(fields=("place", "number")),)

    def __str__(self) -> str:
        return self.number


@pghistory.track(*tracked())
class Person(Gridded, Sourced):
    """Relocated person (搬迁人口): an identity. `place` follows the open membership.

    `survivor` marks a record that was merged into another one and stays only because something was reported under it.
    """

    name = models.CharField("姓名", max_length=40)
    pinyin = models.CharField("姓名拼音", max_length=160, db_collation="C", blank=True)
    initials = models.CharField("姓名首字母", max_length=40, db_collation="C", blank=True)
    name_masked = models.CharField("姓名（脱敏）", max_length=40)
    sex = models.CharField("性别", max_length=1, choices=codes.Sex)
    birth_date = models.DateField("出生日期")
    ethnicity = models.CharField("民族", max_length=2, choices=codes.Ethnicity, default=codes.Ethnicity.HAN)
    id_number = SealedText("身份证号码")
    id_digest = models.CharField("身份证号摘要", max_length=64, unique=True, db_collation="C")
    id_masked = models.CharField("身份证号（脱敏）", max_length=18)
    phone = SealedText("联系电话", default=b"")
    phone_digest = models.CharField("电话摘要", max_length=64, blank=True, db_collation="C")
    phone_masked = models.CharField("电话（脱敏）", max_length=20, blank=True)
    survivor = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, verbose_name="并入的档案", related_name="absorbed"
    )

    class Classified:
        internal = (
            "id",
            "place",
            "grid",
            "survivor",
            "sex",
            "name_masked",
            "id_masked",
            "phone_masked",
            "batch",
            "batch_row",
        )
        personal = ("name", "pinyin", "initials", "birth_date", "ethnicity")
        secret = ("id_number", "id_digest", "phone", "phone_digest")

    class Meta:
        indexes = (
            models.Index(fields=("pinyin", "id")),
            models.Index(fields=("place", "pinyin")),
            models.Index(fields=("phone_digest",)),
            # For the search box: beginnings of names, initials, and the four digits that masks leave open.
            # With all that a search reads, so that the middle of a name is looked for in the index, not in the table.
            models.Index(
                fields=("name",),
                opclasses=("varchar_pattern_ops",),
                include=("pinyin", "id", "survivor", "grid", "place"),
                name="person_name_begins",
            ),
            models.Index(fields=("initials",), name="person_initials"),
            # The few with a second reading of their name, whole in the index: their middles are searched, in any scope.
            models.Index(
                fields=("survivor", "pinyin", "initials", "id", "grid", "place"),
                condition=Q(pinyin__contains=" "),
                name="person_second_reading",
            ),
            models.Index(Right("id_masked", 4), name="person_id_ends"),
            models.Index(Right("phone_masked", 4), name="person_phone_ends"),
        )

    def __str__(self) -> str:
        return self.name_masked


@pghistory.track(*tracked())
class Membership(Gridded, Sourced):
    """A person in a household during `[start, stop)`, with all that changes about them (学业, 劳动能力 …)."""

    person = models.ForeignKey(Person, models.PROTECT, verbose_name="人员", related_name="memberships")
    household = models.ForeignKey(Household, models.PROTECT, verbose_name="户", related_name="memberships")
    relation = models.CharField("与户主关系", max_length=20, choices=codes.Relation)
    education = models.CharField("文化程度", max_length=10, choices=codes.Education, blank=True)
    student = models.CharField("在校生状况", max_length=14, choices=codes.Student, blank=True)
    health = models.CharField("健康状况", max_length=20, choices=codes.Health)
    labour = models.CharField("劳动技能", max_length=10, choices=codes.Labour)
    political = models.CharField(
        "政治面貌", max_length=14, choices=codes.Political, default=codes.Political.MASSES
    )
    willing = models.BooleanField("就业意愿", null=True, blank=True)
    start = models.DateField("起始日期")
    stop = models.DateField("终止日期", null=True, blank=True)
    start_reason = models.CharField("起始原因", max_length=12, choices=codes.StartReason)
    stop_reason = models.CharField("终止原因", max_length=12, choices=codes.StopReason, blank=True)

    class Classified:
        internal = ("id", "place", "grid", "person", "household", "start", "stop", "start_reason", "stop_reason",
                    "batch", "batch_row", "relation")  # fmt: skip
        personal = ("education", "student", "health", "labour", "political", "willing")

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="membership_stop_after_start",
                condition=Q(stop__isnull=True) | Q(stop__gt=F("start")),
                violation_error_message="终止日期必须晚于起始日期。",
            ),
            models.UniqueConstraint(
                name="membership_one_open_of_a_person",
                fields=("person",),
                condition=Q(stop__isnull=True),
                violation_error_message="一个人同时只能在一户。",
            ),
            models.UniqueConstraint(
                name="membership_one_head_of_a_household",
                fields=("household",),
                condition=Q(stop__isnull=True, relation="head"),
                violation_error_message="一户同时只能有一名户主。",
            ),
            models.CheckConstraint(
                name="membership_stop_with_reason",
                condition=Q(stop__isnull=True, stop_reason="") | (Q(stop__isnull=False) & ~Q(stop_reason="")),
                violation_error_message="终止日期和终止原因必须同时填写。",
            ),
        )
        indexes = (models.Index(fields=("household", "start")), models.Index(fields=("person", "start")))

    def __str__(self) -> str:
        return f"{self.person_id}@{self.household_id}"


@pghistory.track(*tracked())
class Certificate(Placed, Sourced):
    """Real-estate certificate (不动产权证书) of a flat in the name of a household, until it is cancelled or replaced.

    Without a flat it is of a house that is not in the ledger. A household that moves leaves its old certificate behind.
    """

    household = models.ForeignKey(Household, models.PROTECT, verbose_name="户", related_name="certificates")
    flat = models.ForeignKey(
        Flat, models.PROTECT, null=True, blank=True, verbose_name="住房", related_name="certificates"
    )
    number = models.CharField("不动产权证号", max_length=60, unique=True)
    issued_on = models.DateField("登记日期")
    stop = models.DateField("失效日期", null=True, blank=True)
    stop_reason = models.CharField("失效原因", max_length=12, choices=codes.CertificateStop, blank=True)

    class Classified:
        internal = (
            "id",
            "place",
            "household",
            "flat",
            "number",
            "issued_on",
            "stop",
            "stop_reason",
            "batch",
            "batch_row",
        )

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="certificate_stop_after_issue",
                condition=Q(stop__isnull=True) | Q(stop__gt=F("issued_on")),
                violation_error_message="失效日期必须晚于登记日期。",
            ),
            models.CheckConstraint(
                name="certificate_stop_with_reason",
                condition=Q(stop__isnull=True, stop_reason="") | (Q(stop__isnull=False) & ~Q(stop_reason="")),
                violation_error_message="失效日期和失效原因必须同时填写。",
            ),
        )

    def __str__(self) -> str:
        return self.number


@pghistory.track(*tracked())
class Booklet(Placed, Sourced):
    """Residence booklet (居住簿, domain.md §1.10): for those whose registration stayed in the home village."""

    household = models.ForeignKey(Household, models.PROTECT, verbose_name="户", related_name="booklets")
    number = models.CharField("居住簿编号", max_length=30, unique=True)
    issued_on = models.DateField("发放日期")
    cancelled_on = models.DateField("注销日期", null=True, blank=True)

    class Classified:
        internal = ("id", "place", "household", "number", "issued_on", "cancelled_on", "batch", "batch_row")

    def __str__(self) -> str:
        return self.number
