"""Checks of the employment ledger: those that the upper system runs, run here first, under its rule numbers. Pure.

Sources: domain.md §2.5 (rule numbers of the national checker) and §2.4. Each check is an expression over whole columns
of a sheet; what it needs of the roster (birth, school, ability) is joined by the sheet's `prepare`.
"""

import polars as pl

from anju.employment.codes import Channel, Kind, WorkPlace
from anju.intake.sheet import ON, Rule
from anju.kernel.findings import Severity
from anju.registry.codes import Labour, Student

OLDEST_IN_PUBLIC_POST = 70  # rule 5_01_006, 5_12_005
YOUNGEST = 16  # Labour Law art. 15
LEAST_INCOME_FEN = 400_00  # rule 1111_12: 4,800 yuan a year
SCHOOL = [s for s in Student if not s.startswith(("college", "bachelor", "master"))]
UNABLE = [Labour.WEAK, Labour.LOST, Labour.NONE]
_NEAR = [Channel.PUBLIC_POST, Channel.FACTORY]
_BEYOND = [WorkPlace.CITY, WorkPlace.PROVINCE, WorkPlace.OUTSIDE, WorkPlace.ABROAD]
# Below the level of a city: a county, a district, a banner, or a county-level city behind a prefecture.
_COUNTY_LEVEL = r"(区|县|旗|[市州盟].+市)"


def age_at(birth: pl.Expr, day: pl.Expr) -> pl.Expr:
    """Completed years of life on a day. Months and days are eight bits wide in polars, too narrow for a product."""
    later = (day.dt.month() < birth.dt.month()) | (
        (day.dt.month() == birth.dt.month()) & (day.dt.day() < birth.dt.day())
    )
    return day.dt.year() - birth.dt.year() - later.cast(pl.Int32)


def born(number: str) -> pl.Expr:
    """Birth date inside an identity number; null where it names no day."""
    return pl.col(number).str.slice(6, 8).str.to_date("%Y%m%d", strict=False)


def _stops(start: str, stop: str, what: str) -> Rule:
    return Rule(
        f"{stop}_after_{start}",
        stop,
        pl.col(stop) <= pl.col(start),
        f"{what}不晚于起始日期，这一段没有一天。",
        "请核对两个日期。",
    )


_AGE, _AGE_NOW = age_at(born("person"), pl.col("start")), age_at(born("person"), ON)
_OPEN = pl.col("stop").is_null()
_PUBLIC = pl.col("channel") == Channel.PUBLIC_POST
_ENDS = pl.col("stop").fill_null(pl.date(9999, 12, 31))
_LATEST_END = _ENDS.cum_max().shift(1).over("person", "channel", order_by="start")
_OVERLAPS = pl.col("person").is_not_null() & (pl.col("start") < _LATEST_END)

JOB_RULES = (
    Rule("28_place_without_month", "work_place", pl.col("work_place").is_not_null() & pl.col("start").is_null(),
         "填了就业地域，没有填就业的起始日期（月份）。", "请补填就业起始日期；没有就业的，请清空就业地域。"),
    Rule("28_month_without_place", "start", pl.col("work_place").is_null() & pl.col("start").is_not_null(),
         "填了就业起始日期，没有填就业地域。", "请补填就业地域：县内、市内县外、市外省内、省外或境外。"),
    Rule("5_01_003", "channel", pl.col("work_place").is_in(_BEYOND) & pl.col("channel").is_in(_NEAR),
         "就业地域在县外，就业途径却是“{value}”。", "公益性岗位和社区工厂都在县内：请改正就业地域或就业途径。"),
    Rule("5_01_006", "person", _PUBLIC & (_AGE >= OLDEST_IN_PUBLIC_POST),
         "上岗时已满70周岁，不能安排公益性岗位。", "请核对身份证号；确已满70周岁的，改填其他就业途径。"),
    Rule("5_12_005", "person", _PUBLIC & _OPEN & (_AGE < OLDEST_IN_PUBLIC_POST) & (_AGE_NOW >= OLDEST_IN_PUBLIC_POST),
         "在岗期间年满70周岁，上级核查会提出疑点。", "请办理退出公益性岗位并填写就业终止日期。", Severity.WARNING),
    Rule("job_under_sixteen", "start", _AGE < YOUNGEST, "就业起始时不满16周岁。", "请核对身份证号和就业起始日期。"),
    _stops("start", "stop", "就业终止日期"),
    Rule("job_overlaps", "start", _OVERLAPS,
         "与同一人同一就业途径的另一条记录时间重叠。", "请先填写前一条的就业终止日期，或合并为一条。"),
    Rule("job_post_kind_missing", "post_kind", _PUBLIC & pl.col("post_kind").is_null(),
         "就业途径为公益性岗位，没有填公岗类型。", "请补填公岗类型。"),
    Rule("job_post_kind_without_post", "post_kind", ~_PUBLIC & pl.col("post_kind").is_not_null(),
         "就业途径不是公益性岗位，却填了公岗类型。", "请清空公岗类型，或改正就业途径。"),
    Rule("5_01_005", "address", pl.col("work_place").is_in([WorkPlace.CITY, WorkPlace.PROVINCE, WorkPlace.OUTSIDE])
         & ~pl.col("address").str.contains(_COUNTY_LEVEL),
         "就业地址没有写到县（区）级。", "请按“省+市+县（区）”补全。", Severity.WARNING),
    Rule("5_01_007", "employer", _OPEN & (pl.col("channel") == Channel.MIGRANT) & pl.col("employer").is_null(),
         "在外务工，没有填就业单位。", "请补填就业单位。", Severity.WARNING),
    Rule("5_12_006", "income_fen", _OPEN & (pl.col("kind") == Kind.TRANSFER) & pl.col("income_fen").is_null(),
         "在岗，没有填月收入。", "请补填月收入（元）。", Severity.WARNING),
    Rule("1111_12", "income_fen", pl.col("income_fen") < LEAST_INCOME_FEN,
         "月收入“{value}”元，低于400元，上级核查会提出疑点。", "请核对金额和单位（元）。", Severity.WARNING),
)  # fmt: skip

JOB_LEDGER_RULES = (
    Rule("name_of_another", "name", pl.col("name") != pl.col("known_name"),
         "姓名与花名册中该身份证号的姓名不一致。", "请核对姓名和身份证号。"),
    Rule("4_01_006", "person", pl.col("known_student").is_in(SCHOOL),
         "就业起始时为在校生。", "请核对；已毕业的，请先在花名册中变更在校生状况。"),
    Rule("2_01_015", "person", _OPEN & pl.col("known_labour").is_in(UNABLE),
         "花名册中的劳动技能为弱劳动力、丧失或无劳动力，却登记为就业。", "请核对花名册中的劳动技能。", Severity.WARNING),
    Rule("operator_of_another_kind", "operator", pl.col("known_operator").is_not_null()
         & (pl.col("known_operator") != pl.col("channel")),
         "“{value}”的类型与就业途径不一致。", "在园区就业填“农业园区”，在工厂就业填“社区工厂”。"),
    Rule("job_overlaps_ledger", "start", pl.col("clashes"),
         "与台账中同一人同一就业途径的另一条记录时间重叠。", "请先终止台账中的前一条，或核对日期。"),
)  # fmt: skip

TRAINING_RULES = (
    Rule(
        "training_stop_before_start",
        "stop",
        pl.col("stop") < pl.col("start"),
        "结业日期早于开班日期。",
        "请核对两个日期。",
    ),
    Rule(
        "training_under_sixteen", "start", _AGE < YOUNGEST, "开班时不满16周岁。", "请核对身份证号和开班日期。"
    ),
)
TRAINING_LEDGER_RULES = (
    Rule("name_of_another", "name", pl.col("name") != pl.col("known_name"),
         "姓名与花名册中该身份证号的姓名不一致。", "请核对姓名和身份证号。"),
)  # fmt: skip
OPERATOR_RULES = (_stops("start", "stop", "停产（注销）日期"),)
LINKAGE_RULES = (_stops("start", "stop", "终止日期"),)
LEDGER_RULES = (
    Rule("ledger_confirmed_without_name", "confirmed_by", pl.col("confirmed_on").is_not_null() & pl.col("confirmed_by").is_null(),
         "填了确认日期，没有填确认人。", "请补填确认人。"),
    Rule("ledger_name_without_day", "confirmed_on", pl.col("confirmed_by").is_not_null() & pl.col("confirmed_on").is_null(),
         "填了确认人，没有填确认日期。", "请补填确认日期。"),
    Rule("ledger_confirmed_before_opened", "confirmed_on", pl.col("confirmed_on") < pl.col("opened_on"),
         "确认日期早于建账日期。", "请核对两个日期。"),
    Rule("ledger_confirmed_late", "confirmed_on", pl.col("confirmed_on") > pl.col("month").dt.month_end(),
         "确认日期已过当月最后一日，不计入当月已确认台账。", "请核对日期；确属逾期的，可以保留。", Severity.WARNING),
)  # fmt: skip
