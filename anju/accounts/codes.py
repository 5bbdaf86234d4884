"""Roles and rights. A role is a sentence and the rights it carries; pages and commands ask for a right."""

from dataclasses import dataclass
from enum import StrEnum

from django.db import models


class Right(StrEnum):
    """What a page or an action may ask for."""

    SIGNED_IN = "signed_in"
    READ_FIGURES = "figures.read"
    READ_RECORDS = "records.read"
    EXPORT_RECORDS = "records.export"
    REVEAL_SECRETS = "secrets.reveal"
    IMPORT = "import"
    MAKE_LETTERS = "letters.make"
    CLOSE_MONTHS = "months.close"


class RoleName(models.TextChoices):
    """Roles of the first issue; the rest of ui.md joins with their desks."""

    BUREAU = "bureau", "县发改局经办人"
    TOWN = "town", "镇经办人"
    CLERK = "clerk", "社区经办人"
    AUDITOR = "auditor", "审计员"


@dataclass(frozen=True)
class Role:
    """What a role is for, in one sentence, and its rights."""

    sentence: str
    rights: frozenset[Right]


_READ = frozenset({Right.SIGNED_IN, Right.READ_FIGURES, Right.READ_RECORDS})

ROLES: dict[str, Role] = {
    RoleName.BUREAU: Role("汇总全县数字、结账、办理公文。", frozenset(Right)),
    RoleName.TOWN: Role(
        "核对本镇各社区报送的台账。", _READ | {Right.EXPORT_RECORDS, Right.IMPORT, Right.REVEAL_SECRETS}
    ),
    RoleName.CLERK: Role(
        "维护本社区花名册和就业台账。", _READ | {Right.EXPORT_RECORDS, Right.IMPORT, Right.REVEAL_SECRETS}
    ),
    RoleName.AUDITOR: Role(
        "查看数字和操作记录，不改动任何数据。", frozenset({Right.SIGNED_IN, Right.READ_FIGURES})
    ),
}
