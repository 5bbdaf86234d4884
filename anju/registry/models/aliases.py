"""Identity numbers under which a person was in the ledger twice, until the two records were merged."""

import pghistory
from django.db import models

from anju.audit.history import tracked
from anju.privacy.fields import SealedText
from anju.regions.models import Placed
from anju.registry.models.ledger import Person


@pghistory.track(*tracked())
class Alias(Placed):
    """A former identity (曾用档案) of a person: the number and id of a record that was merged into this one."""

    person = models.ForeignKey(Person, models.PROTECT, verbose_name="人员", related_name="aliases")
    former = models.BigIntegerField("原档案编号")
    name = models.CharField("原姓名", max_length=40)
    id_number = SealedText("原身份证号码")
    id_digest = models.CharField("原身份证号摘要", max_length=64, unique=True, db_collation="C")
    id_masked = models.CharField("原身份证号（脱敏）", max_length=18)
    since = models.DateField("合并日期")

    class Classified:
        internal = ("id", "place", "person", "former", "id_masked", "since")
        personal = ("name",)
        secret = ("id_number", "id_digest")

    class Meta:
        indexes = (models.Index(fields=("former",)),)

    def __str__(self) -> str:
        return f"{self.former}={self.person_id}"
