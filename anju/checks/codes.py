"""Code lists of the checks."""

from enum import StrEnum

from django.db.models import TextChoices


class Severity(TextChoices):
    """Whether a finding stands in the way of handing in."""

    BLOCKING = "blocking", "必须改正"
    WARNING = "doubt", "需要核实"


class Status(StrEnum):
    """What becomes of a rule here: computed, held by the database itself, or not computable for want of a fact."""

    ACTIVE = "active"
    ENFORCED = "enforced"
    NOT_HELD = "not_held"


class SubjectKind(TextChoices):
    """What a finding is about."""

    PERSON = "person", "人员"
    HOUSEHOLD = "household", "户"


class Mended(StrEnum):
    """The form in which something that a rule finds is put right."""

    LINE = "line"  # work, income and wishes of the month
    STATE = "state"  # schooling, health, labour ability, willingness of a member
    CORRECTION = "correction"  # identity number, phone, relation
    HEAD = "head"
    RECLAMATION = "reclamation"
    ENTITLEMENTS = "entitlements"
    DUPLICATES = "duplicates"
