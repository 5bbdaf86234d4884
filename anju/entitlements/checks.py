"""Checks of the entitlement workbooks: expressions over whole columns (domain.md §1.7, §1.9). Pure."""

from collections.abc import Mapping, Sequence
from datetime import date

import polars as pl

from anju.entitlements.codes import AssistanceKind, InsuranceKind, RiskStatus
from anju.intake.rules import overlapping
from anju.intake.sheet import DAY, ON, Rule
from anju.kernel.findings import Severity

CERTIFICATE = r"^[0-9]{17}[0-9X][1-7][1-4]([0-9A-Z]{2})?$"
ACCOUNT = r"^[0-9]{12,19}$"
_MEDICAL = (InsuranceKind.RESIDENT_MEDICAL, InsuranceKind.EMPLOYEE_MEDICAL)
_PENSION = (InsuranceKind.RESIDENT_PENSION, InsuranceKind.EMPLOYEE_PENSION)
_OPEN = pl.col("stop").is_null()
_PENSION_AGE = 16  # residents insure themselves from sixteen on: 国发〔2014〕8号


def _stops(what: str) -> Rule:
    return Rule("stop_after_start", "stop", pl.col("stop") <= pl.col("start"),
                f"{what}不晚于起始日期，这一段没有一天。", "请核对两个日期。")  # fmt: skip


def _overlaps(by: str, what: str) -> Rule:
    return Rule("spells_overlap", "start", overlapping(by, "start", "stop"),
                f"与同一{what}的另一条记录时间重叠。", "请先填写前一条的终止日期，或合并为一条。")  # fmt: skip


def _both(kinds: tuple[InsuranceKind, InsuranceKind]) -> pl.Expr:
    """Rows of persons who have two open insurances that exclude each other."""
    mine = pl.col("kind").is_in(kinds) & _OPEN
    return mine & (pl.col("kind").filter(mine).n_unique().over("person") > 1)


NAME_OF_ANOTHER = Rule("name_of_another", "name", pl.col("name") != pl.col("known_name"),
                       "姓名与花名册中该身份证号的姓名不一致。", "请核对姓名和身份证号。")  # fmt: skip
STANDING = Rule("open_in_ledger", "start", pl.col("clashes"),
                "台账中已有同一对象尚未终止或时间重叠的记录。", "请先终止台账中的那一条，或核对日期。")  # fmt: skip

_BORN = pl.col("person").str.slice(6, 8).str.to_date("%Y%m%d", strict=False)
INSURANCE_RULES = (
    _stops("停保日期"),
    Rule("insurance_overlaps", "start",
         (pl.col("start") < pl.col("stop").fill_null(pl.date(9999, 12, 31)).cum_max().shift(1)
          .over("person", "kind", order_by="start")) & pl.col("person").is_not_null(),
         "与同一人同一险种的另一条记录时间重叠。", "请先填写前一条的停保日期，或合并为一条。"),
    Rule("28_insurance", "kind", _both(_MEDICAL),
         "同一人同时参加居民医保和职工医保，上级核查会提出疑点。", "请核对，停止其中一项。", Severity.WARNING),
    Rule("both_pensions", "kind", _both(_PENSION),
         "同一人同时参加居民养老和职工养老保险。", "请核对，停止其中一项。", Severity.WARNING),
    Rule("pension_too_young", "person", pl.col("kind").is_in(_PENSION)
         & (_BORN.dt.offset_by(f"{_PENSION_AGE}y") > pl.col("start")),
         "参保时不满16周岁，不能参加养老保险。", "请核对身份证号、险种和参保日期。"),
)  # fmt: skip
ASSISTANCE_RULES = (
    _stops("停止日期"),
    _overlaps("person", "人"),
    Rule("assistance_without_document", "document", (pl.col("kind") != AssistanceKind.MARGIN) & pl.col("document").is_null(),
         "低保、特困供养没有填审批文号（证号）。", "请补填。", Severity.WARNING),
)  # fmt: skip
NUMBER = pl.col("certificate").str.replace_all(r"\s", "").str.to_uppercase()
_FORMED = NUMBER.str.contains(CERTIFICATE)
DISABILITY_RULES = (
    _stops("终止日期"),
    Rule("certificate_form", "certificate", ~_FORMED,
         "残疾证号应为20位（身份证号18位加类别1位、等级1位），补办的为22位。", "请对照残疾证核对位数和字符。"),
    Rule("certificate_of_another", "certificate", _FORMED & (NUMBER.str.slice(0, 18) != pl.col("person")),
         "残疾证号前18位与身份证号不一致。", "请核对残疾证号和身份证号。"),
    Rule("certificate_category", "category", _FORMED & (NUMBER.str.slice(18, 1) != pl.col("category")),
         "残疾类别与残疾证号第19位不一致。", "请对照残疾证核对类别。"),
    Rule("certificate_level", "level", _FORMED & (NUMBER.str.slice(19, 1) != pl.col("level")),
         "残疾等级与残疾证号第20位不一致。", "请对照残疾证核对等级。"),
    Rule("certificate_before_birth", "issued_year", pl.col("issued_year") < _BORN.dt.year(),
         "办证年度早于出生年份。", "请核对办证年度。"),
    Rule("certificate_in_future", "issued_year", pl.col("issued_year") > ON.dt.year(),
         "办证年度晚于导入当年。", "请核对办证年度。"),
    Rule("two_certificates", "person", _OPEN & (_OPEN.sum().over("person") > 1),
         "同一人有两本有效的残疾证。", "请为已换发的残疾证填写终止日期。"),
)  # fmt: skip
_RESOLVED = pl.col("status") == RiskStatus.RESOLVED
MONITORING_RULES = (
    Rule("resolved_without_day", "resolved_on", _RESOLVED & pl.col("resolved_on").is_null(),
         "风险已消除，没有填风险消除日期。", "请补填风险消除日期。"),
    Rule("day_without_resolved", "status", ~_RESOLVED & pl.col("resolved_on").is_not_null(),
         "填了风险消除日期，风险状态却是“风险未消除”。", "请核对风险状态。"),
    Rule("resolved_after_identified", "resolved_on", pl.col("resolved_on") <= pl.col("identified_on"),
         "风险消除日期不晚于识别日期。", "请核对两个日期。"),
    Rule("spells_overlap", "identified_on", overlapping("household", "identified_on", "resolved_on"),
         "与同一户的另一条监测记录时间重叠。", "请先填写前一条的风险消除日期。"),
)  # fmt: skip
MEASURE_RULES = (_stops("终止日期"),)
MEASURE_LEDGER_RULES = (
    Rule("measure_without_monitoring", "household", pl.col("household_id").is_not_null() & pl.col("monitoring").is_null(),
         "台账中没有该户这一天识别的监测记录。", "请核对户编号和识别日期，或先导入监测对象。"),
    Rule("measure_before_identified", "start", pl.col("start") < pl.col("identified_on"),
         "措施起始日期早于识别日期。", "请核对两个日期。", Severity.WARNING),
)  # fmt: skip
LAND_RULES = (_stops("终止日期"),)
DIGITS = pl.col("number").str.replace_all(r"[\s-]", "")
ACCOUNT_RULES = (
    _stops("停用日期"),
    _overlaps("person", "人"),
    Rule("account_form", "number", ~DIGITS.str.contains(ACCOUNT),
         "银行账号应为12至19位数字。", "请核对账号；Excel 可能把长账号改成了科学计数法，请把该列设为“文本”格式后重新录入。"),
)  # fmt: skip


def told(rules: Sequence[Rule], lines: Sequence[Mapping[str, object]], on: date) -> list[Rule]:
    """What the rules of a workbook say of these lines, each as often as it holds: single records are judged like rows.

    A line has the columns of the sheet that the rules look at, of the types that the reader gives them.
    """
    frame = pl.DataFrame([dict(line) for line in lines], schema_overrides=_TYPES, infer_schema_length=None)
    frame = frame.with_columns(pl.lit(on).alias(DAY))
    found = []
    for rule in rules:
        if set(rule.bad.meta.root_names()) <= set(frame.columns):
            held: int = frame.select(rule.bad.fill_null(False).cast(pl.Int64).sum()).item() or 0
            found += [rule] * held
    return found


_TYPES: Mapping[str, pl.DataType | type[pl.DataType]] = {
    "person": pl.String, "household": pl.String, "household_id": pl.Int64, "monitoring": pl.Int64, "kind": pl.String,
    "document": pl.String, "certificate": pl.String, "category": pl.String, "level": pl.String, "issued_year": pl.Int64,
    "status": pl.String, "start": pl.Date, "stop": pl.Date, "identified_on": pl.Date, "resolved_on": pl.Date,
}  # fmt: skip
