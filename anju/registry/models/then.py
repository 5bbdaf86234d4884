"""People and households as a place knew them: for who looks at a past day in which they lived there.

Views of the database, made in a migration and read only. Row security of a person and a household follows to where they
live today; a membership stays where it was. So a former place sees of them what it knew and what does not change: who they
are, not where they live now, not their phone.
"""

from django.db import models

from anju.registry import codes


class PersonThen(models.Model):
    """Identity of everybody who has or had a membership at a place in scope."""

    id = models.BigIntegerField(primary_key=True)
    name = models.CharField("姓名", max_length=40)
    pinyin = models.CharField("姓名拼音", max_length=160)
    initials = models.CharField("姓名首字母", max_length=40)
    name_masked = models.CharField("姓名（脱敏）", max_length=40)
    sex = models.CharField("性别", max_length=1, choices=codes.Sex)
    birth_date = models.DateField("出生日期")
    ethnicity = models.CharField("民族", max_length=2, choices=codes.Ethnicity)
    id_masked = models.CharField("身份证号（脱敏）", max_length=18)
    id_digest = models.CharField("身份证号摘要", max_length=64)

    class Classified:
        internal = ("id", "sex", "name_masked", "id_masked")
        personal = ("name", "pinyin", "initials", "birth_date", "ethnicity")
        secret = ("id_digest",)

    class Meta:
        managed = False
        db_table = "registry_person_then"

    def __str__(self) -> str:
        return self.name_masked


class HouseholdThen(models.Model):
    """Number and programme of every household that has or had a member at a place in scope."""

    id = models.BigIntegerField(primary_key=True)
    number = models.CharField("户编号", max_length=20)
    programme = models.CharField("搬迁项目", max_length=12, choices=codes.Programme)
    start = models.DateField("搬迁日期")

    class Classified:
        internal = ("id", "number", "programme", "start")

    class Meta:
        managed = False
        db_table = "registry_household_then"

    def __str__(self) -> str:
        return self.number
