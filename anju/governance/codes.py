"""Code lists of governance (domain.md §6, §7.0)."""

from django.db.models import TextChoices


class OrganisationKind(TextChoices):
    """Party organisation or residents' self-government organisation."""

    PARTY = "party", "党组织"
    RESIDENT = "resident", "居民自治组织"


class OrganisationMode(TextChoices):
    """Newly founded, or attached to an existing village or community."""

    NEW = "new", "新建"
    ATTACHED = "attached", "融合挂靠"


class StaffRole(TextChoices):
    """Roles of the seed (domain.md §6.1)."""

    CHIEF = "chief", "总网格长"
    GRID = "grid", "全科网格员"
    ORDER_FULL = "order_full", "专职综治人员"
    ORDER_PART = "order_part", "兼职综治人员"


class PoliceRoomKind(TextChoices):
    """Room or post."""

    ROOM = "room", "警务室"
    POST = "post", "警务站"
