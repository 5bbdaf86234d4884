"""Kinds of planned things: those that the county's yearly plan of follow-up support names."""

from django.db.models import TextChoices


class Target(TextChoices):
    """What is planned."""

    PARTY_STANDARD = "party_standard", "党组织规范化管理"
    OWNERS_COMMITTEE = "owners_committee", "组建业主委员会"
    PROPERTY_COMPANY = "property_company", "引进物业公司"
    PARK = "park", "新建农业园区"


class Sense(TextChoices):
    """Which way a target is reached."""

    AT_LEAST = "at_least", "不低于"
    AT_MOST = "at_most", "不高于"
