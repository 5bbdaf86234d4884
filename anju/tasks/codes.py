"""Kinds of tasks."""

from django.db.models import TextChoices


class TaskKind(TextChoices):
    """Why somebody has something to do (待办事项). Closed list: a new kind is a new line here."""

    ZERO_EMPLOYMENT = "zero_employment", "零就业家庭帮扶"
    LEDGER_OPENED = "ledger_opened", "台账待报送"
    LEDGER_DUE = "ledger_due", "台账即将到期"
    LEDGER_LATE = "ledger_late", "台账逾期未报"
    LEDGER_HANDED_IN = "ledger_handed_in", "台账待审核"
    LEDGER_RETURNED = "ledger_returned", "台账被退回"
    MONTH_UNOPENED = "month_unopened", "当月工作待开始"
    APPROVAL = "approval", "待审批"
    APPROVED = "approved", "审批已有结果"
    BOOKLET_REQUEST = "booklet_request", "居住簿变更待确认"
    DUPLICATES = "duplicates", "疑似重复待核对"
    CHECK_FINDINGS = "check_findings", "核查问题待处理"
    DELEGATION = "delegation", "代办提醒"
