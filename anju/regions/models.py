"""The tree of places. A code is its parent's code and more digits, so a scope is a prefix.

Six digits county (GB/T 2260), nine digits town, twelve digits settlement site (安置区), fifteen grid (网格).
Every row that belongs somewhere carries `place`; row security and breakdowns read nothing else.
"""

import pghistory
import pgtrigger
from django.db import models

TOWN_DIGITS, SITE_DIGITS, GRID_DIGITS = 9, 12, 15


class Level(models.TextChoices):
    """Depth in the tree."""

    COUNTY = "county", "县"
    TOWN = "town", "镇"
    SITE = "site", "安置区"
    GRID = "grid", "网格"


def _tracked() -> "tuple[pghistory.RowEvent, ...]":
    """As `audit.history.tracked`, which stands beside this package: at statement level, for all three kinds of write."""
    kinds = (pghistory.InsertEvent, pghistory.UpdateEvent, pghistory.DeleteEvent)
    return tuple(kind(level=pgtrigger.Statement) for kind in kinds)


@pghistory.track(*_tracked())
class Place(models.Model):
    """A county, a town, a settlement site or a grid (网格) of one."""

    code = models.CharField("代码", max_length=15, primary_key=True, db_collation="C")
    name = models.CharField("名称", max_length=60)
    level = models.CharField("层级", max_length=8, choices=Level)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, db_column="parent")

    class Classified:
        public = ("code", "name", "level", "parent")

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="place_code_within_parent",
                condition=models.Q(parent__isnull=True) | models.Q(code__startswith=models.F("parent")),
                violation_error_message="地点代码必须以上级代码开头。",
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def town_code(self) -> str:
        """Code of the town in which the place lies; the county's own code stays."""
        return self.code[:TOWN_DIGITS]


@pghistory.track(*_tracked())
class CountySetting(models.Model):
    """What holds for a whole county: its short name, and whether everything in its ledger is invented (演示数据)."""

    county = models.OneToOneField(
        Place, models.PROTECT, primary_key=True, db_column="county", related_name="setting"
    )
    short_name = models.CharField("简称", max_length=20, blank=True)
    is_demo = models.BooleanField("演示数据", default=False)
    demo_until = models.DateField("演示历史截止日", null=True, blank=True)

    class Classified:
        public = ("county", "short_name", "is_demo", "demo_until")

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="county_demo_until_with_demo",
                condition=models.Q(is_demo=True) | models.Q(demo_until__isnull=True),
                violation_error_message="只有演示县有演示历史截止日。",
            ),
        )

    def __str__(self) -> str:
        return self.short_name or str(self.county)


class Placed(models.Model):
    """A row that belongs to a place: row security and every breakdown read this one column."""

    place = models.ForeignKey(
        Place, models.PROTECT, db_column="place", verbose_name="所在地", related_name="+"
    )

    class Meta:
        abstract = True
