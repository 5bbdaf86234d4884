"""Roles and rights. A role is a sentence and the rights it carries; pages and commands ask for a right."""

from dataclasses import dataclass
from enum import StrEnum

from django.db import models


class Right(models.TextChoices):
    """What a page or an action may ask for."""

    SIGNED_IN = "signed_in", "登录"
    READ_OWN = "own.read", "查看本人登记信息"
    READ_SITES = "sites.read", "查看安置区"
    READ_FIGURES = "figures.read", "查看数字"
    READ_RECORDS = "records.read", "查看名单"
    EXPORT_RECORDS = "records.export", "导出名单"
    REVEAL_SECRETS = "secrets.reveal", "查看完整信息"
    IMPORT = "import", "导入数据"
    EDIT_REGISTRY = "registry.edit", "登记变动"
    EDIT_LEDGER = "ledger.edit", "填写月度台账"
    HAND_IN = "ledger.hand_in", "报送月度台账"
    REVIEW_LEDGER = "ledger.review", "审核月度台账"
    OPEN_MONTH = "ledger.open", "开始月度工作"
    ACCEPT_EXCEPTION = "checks.accept", "认可核查例外"
    RESOLVE_DUPLICATES = "duplicates.resolve", "处理重复人员"
    APPROVE = "approve", "审批"
    MAKE_LETTERS = "letters.make", "办理公文"
    CLOSE_MONTHS = "months.close", "月度结账"
    DEFINE_INDICATORS = "indicators.define", "编制指标口径"
    READ_PROVINCE = "province.read", "查看省级视图"
    MANAGE_ACCOUNTS = "accounts.manage", "管理账号"
    MANAGE_SYSTEMS = "systems.manage", "管理接口系统"
    READ_AUDIT = "audit.read", "查看审计"


class Field(StrEnum):
    """Groups of personal fields; a role sees some of them (domain.md §12: field-level permission)."""

    NAME = "name"  # full names; everybody else sees them masked
    CONTACT = "contact"  # origin, address, employer; phone and ID number need REVEAL_SECRETS besides
    HEALTH = "health"  # health, disability
    INCOME = "income"  # income, amounts, bank account
    BENEFITS = "benefits"  # 低保, 特困, monitoring class, insurance


class RoleName(models.TextChoices):
    """Roles of those who sit in front of the system (ui.md), with the auditor and the system administrator."""

    BUREAU = "bureau", "县发改局经办人"
    HEAD = "head", "县发改局负责人"
    TOWN = "town", "镇经办人"
    CLERK = "clerk", "社区经办人"
    GRID = "grid", "网格员"
    COMPANY = "company", "物业公司"
    COMMITTEE = "committee", "业主委员会"
    MEDIATOR = "mediator", "人民调解员"
    RESIDENT = "resident", "居民"
    PROVINCE = "province_officer", "省级人员"
    AUDITOR = "auditor", "审计员"
    ADMINISTRATOR = "administrator", "系统管理员"


class ApprovalKind(models.TextChoices):
    """What needs a second person (四眼原则, domain.md §12)."""

    BULK_EXPORT = "bulk_export", "批量导出"
    MERGE = "merge_persons", "合并人员"
    DELETION = "deletion", "删除"
    ACCOUNT = "account", "账号与接口"
    REVEALS = "reveals", "超量查看完整信息"
    READING = "reading", "接口超量读取"


class Decision(models.TextChoices):
    """How a request for approval stands."""

    OPEN = "pending", "待审批"
    GRANTED = "granted", "同意"
    REFUSED = "rejected", "不同意"


class CountKind(models.TextChoices):
    """What is counted by the day: rows that left as files, persons opened in full, rows read by systems."""

    EXPORTED = "exported", "导出行数"
    REVEALED = "revealed", "查看完整信息人数"
    READ = "read", "接口读取行数"


@dataclass(frozen=True)
class Role:
    """What a role is for, in one sentence, its rights, and the personal fields that it sees."""

    sentence: str
    rights: frozenset[Right]
    fields: frozenset[Field] = frozenset()


_READ = frozenset({Right.SIGNED_IN, Right.READ_SITES, Right.READ_FIGURES, Right.READ_RECORDS})
_DESK = _READ | {
    Right.EXPORT_RECORDS, Right.REVEAL_SECRETS, Right.IMPORT, Right.EDIT_REGISTRY, Right.EDIT_LEDGER, Right.HAND_IN,
}  # fmt: skip
_REVIEW = _DESK | {
    Right.REVIEW_LEDGER, Right.ACCEPT_EXCEPTION, Right.RESOLVE_DUPLICATES, Right.APPROVE,
}  # fmt: skip
_ALL_FIELDS = frozenset(Field)
_OWN_SITE = frozenset({Right.SIGNED_IN, Right.READ_SITES})

ROLES: dict[str, Role] = {
    RoleName.BUREAU: Role(
        "汇总全县数字、开展月度工作、结账、办理公文。",
        _REVIEW | {Right.OPEN_MONTH, Right.MAKE_LETTERS, Right.CLOSE_MONTHS, Right.DEFINE_INDICATORS},
        _ALL_FIELDS,
    ),
    RoleName.HEAD: Role(
        "审批批量导出、合并和删除，审定结账和公文。",
        _READ
        | {
            Right.APPROVE,
            Right.ACCEPT_EXCEPTION,
            Right.CLOSE_MONTHS,
            Right.MAKE_LETTERS,
            Right.DEFINE_INDICATORS,
        },
        frozenset({Field.NAME, Field.CONTACT}),
    ),
    RoleName.TOWN: Role("审核本镇各社区报送的台账，办理没有社区的安置区。", _REVIEW, _ALL_FIELDS),
    RoleName.CLERK: Role("维护本社区花名册和就业台账，按月报送。", _DESK, _ALL_FIELDS),
    RoleName.GRID: Role(
        "走访本网格搬迁户。",
        frozenset({Right.SIGNED_IN, Right.READ_SITES, Right.READ_RECORDS}),
        frozenset({Field.NAME, Field.CONTACT}),
    ),
    RoleName.COMPANY: Role("办理所服务安置区的物业事项。", _OWN_SITE),
    RoleName.COMMITTEE: Role("办理本安置区业主委员会事项。", _OWN_SITE),
    RoleName.MEDIATOR: Role("办理本安置区人民调解事项。", _OWN_SITE),
    RoleName.RESIDENT: Role("查看和打印本人的登记信息。", frozenset({Right.SIGNED_IN, Right.READ_OWN})),
    RoleName.PROVINCE: Role(
        "查看各县汇总数字，到安置区为止。", frozenset({Right.SIGNED_IN, Right.READ_PROVINCE})
    ),
    RoleName.AUDITOR: Role(
        "查看数字和操作记录，不改动任何数据。",
        frozenset({Right.SIGNED_IN, Right.READ_SITES, Right.READ_FIGURES, Right.READ_AUDIT}),
    ),
    RoleName.ADMINISTRATOR: Role(
        "管理账号、岗位和接口，不能查看搬迁户信息。",
        frozenset({Right.SIGNED_IN, Right.MANAGE_ACCOUNTS, Right.MANAGE_SYSTEMS}),
    ),
}
COUNTY_WIDE_NEEDS_SECOND_FACTOR = frozenset(
    {RoleName.BUREAU, RoleName.HEAD, RoleName.PROVINCE, RoleName.AUDITOR, RoleName.ADMINISTRATOR}
)
# These read or open what others may not, at whatever place they stand.
ALWAYS_NEEDS_SECOND_FACTOR = frozenset({RoleName.AUDITOR, RoleName.ADMINISTRATOR})
# Whoever has one of these can let others in, agree for others, or watch them: it takes two persons to hand them out.
PRIVILEGES = frozenset({Right.APPROVE, Right.MANAGE_ACCOUNTS, Right.MANAGE_SYSTEMS, Right.READ_AUDIT})

# Digits of the places at which a post stands: 6 county, 9 town, 12 site, 15 grid.
STANDS_AT: dict[str, frozenset[int]] = {
    RoleName.BUREAU: frozenset({6}),
    RoleName.HEAD: frozenset({6}),
    RoleName.TOWN: frozenset({9}),
    RoleName.CLERK: frozenset({12}),
    RoleName.GRID: frozenset({12, 15}),
    RoleName.COMPANY: frozenset({12}),
    RoleName.COMMITTEE: frozenset({12}),
    RoleName.MEDIATOR: frozenset({12}),
    RoleName.RESIDENT: frozenset({12}),
    RoleName.PROVINCE: frozenset({6}),
    RoleName.AUDITOR: frozenset({6, 9}),
    RoleName.ADMINISTRATOR: frozenset({6, 9}),
}

# Who may stand in for whom during a leave: the post lent, and the posts of those who may do its duties (代办).
STANDS_IN: dict[str, frozenset[str]] = {
    RoleName.BUREAU: frozenset({RoleName.BUREAU}),
    RoleName.HEAD: frozenset({RoleName.HEAD, RoleName.BUREAU}),
    RoleName.TOWN: frozenset({RoleName.TOWN, RoleName.CLERK}),
    RoleName.CLERK: frozenset({RoleName.CLERK, RoleName.TOWN}),
    RoleName.GRID: frozenset({RoleName.GRID, RoleName.CLERK}),
    RoleName.COMPANY: frozenset({RoleName.COMPANY}),
    RoleName.COMMITTEE: frozenset({RoleName.COMMITTEE}),
    RoleName.MEDIATOR: frozenset({RoleName.MEDIATOR}),
    RoleName.RESIDENT: frozenset(),
    RoleName.PROVINCE: frozenset({RoleName.PROVINCE}),
    RoleName.AUDITOR: frozenset({RoleName.AUDITOR}),
    RoleName.ADMINISTRATOR: frozenset({RoleName.ADMINISTRATOR}),
}
