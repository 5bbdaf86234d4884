"""Other identity numbers of a person: of a record that was merged into this one, or of an old card or booklet."""

import pghistory
from django.db import models
from django.db.models import Q

from anju.audit.history import tracked
from anju.privacy.fields import SealedText
from anju.regions.models import Placed
from anju.registry.codes import AliasKind
from anju.registry.models.ledger import Person


@pghistory.track(*tracked())
class Alias(Placed):
    """A former identity (曾用档案) of a person: a record that was merged into this one, or an old number (`former` null).

    An old number may have fifteen digits; `source` says where it was read (an old booklet, an old list).
    """

    person = models.ForeignKey(Person, models.PROTECT, verbose_name="人员", related_name="aliases")
    kind = models.CharField("类别", max_length=10, choices=AliasKind, default=AliasKind.MERGED)
    former = models.BigIntegerField("原档案编号", null=True, blank=True)
    name = models.CharField("原姓名", max_length=40)
    id_number = SealedText("原身份证号码")
    id_digest = models.CharField("原身份证号摘要", max_length=64, unique=True, db_collation="C")
    id_masked = models.CharField("原身份证号（脱敏）", max_length=18)
    source = models.CharField("来源", max_length=80, blank=True)
    since = models.DateField("登记日期")

    class Classified:
        internal = ("id", "place", "person", "kind", "former", "id_masked", "source", "since")
        personal = ("name",)
        secret = ("id_number", "id_digest")

    class Meta:
        indexes = (models.Index(fields=("former",)),)
        constraints = (
            models.CheckConstraint(
                name="alias_of_a_record_or_a_number",
                condition=Q(kind="merged", former__isnull=False) | Q(kind="old_number", former__isnull=True),
                violation_error_message="合并的档案必须有原档案编号，旧身份证号没有。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.former or self.id_masked}={self.person_id}"
