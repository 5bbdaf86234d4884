"""Workbooks of employment as lists of columns."""

import polars as pl

from anju.employment import actions, checks, codes, queries
from anju.employment.models import Job, Ledger, Linkage, Operator, Training
from anju.intake.sheet import SITE, Column, Kind, Sheet, Target
from anju.registry.queries import COMMUNITY, HOUSEHOLD, PERSON

_OPEN_END = pl.date(9999, 12, 31)


def _ids(lines: pl.DataFrame, name: str) -> list[int]:
    """The distinct ids that a lookup found."""
    found: list[int] = lines[name].drop_nulls().unique().to_list()
    return found


def with_persons(lines: pl.DataFrame) -> pl.DataFrame:
    """Add what the roster says of the person on the day of the line's start: known_name, known_student, known_labour.

    Where no spell of the roster covers that day, school and ability stay empty and nothing is judged by them.
    """
    states = queries.known_states(_ids(lines, "person_id"))
    named = lines.join(
        states.select("person_id", "known_name").unique("person_id"),
        on="person_id",
        how="left",
        maintain_order="left",
    )
    covering = (
        lines.select("row", "person_id", "start")
        .join(states.drop("known_name"), on="person_id", how="inner")
        .filter(
            (pl.col("from") <= pl.col("start")) & (pl.col("start") < pl.col("until").fill_null(_OPEN_END))
        )
        .unique("row", keep="first")
        .select("row", "known_student", "known_labour")
    )
    return named.join(covering, on="row", how="left", maintain_order="left")


def _clashes(lines: pl.DataFrame) -> pl.DataFrame:
    """Rows of the file that overlap a spell of the ledger which the file does not itself correct."""
    key = ["person_id", "channel", "start"]
    standing = queries.known_jobs(_ids(lines, "person_id")).join(lines.select(key), on=key, how="anti")
    return (
        lines.select("row", *key, "stop")
        .join(standing, on=["person_id", "channel"], suffix="_there")
        .filter(
            (pl.col("start") < pl.col("stop_there").fill_null(_OPEN_END))
            & (pl.col("start_there") < pl.col("stop").fill_null(_OPEN_END))
        )
        .select("row", clashes=pl.lit(True))
        .unique("row")
    )


def prepare_jobs(lines: pl.DataFrame) -> pl.DataFrame:
    """Add what the checks against the ledger need: the person's state, the operator's kind, clashes in time."""
    lines = with_persons(lines)
    kinds = queries.known_kinds(_ids(lines, "operator_id"))
    lines = lines.join(kinds, on="operator_id", how="left", maintain_order="left")
    return lines.join(_clashes(lines), on="row", how="left", maintain_order="left")


OPERATORS = Sheet(
    name="employment.operators",
    title="园区工厂",
    columns=(
        Column(
            "kind",
            "类型",
            Kind.CODE,
            required=True,
            choices=tuple(codes.OperatorKind.choices),
            example="农业园区",
        ),
        Column("name", "名称", required=True, example="平利县某某茶叶产业园"),
        Column("uscc", "统一社会信用代码", Kind.USCC),
        Column("site", "安置区名称", required=True, lookup=SITE, example="长安集镇"),
        Column("industry", "产业", required=True, example="茶叶"),
        Column("area_mu", "面积（亩）", Kind.DECIMAL, low=0),
        Column("workshop_m2", "标准化厂房（㎡）", Kind.INT, low=0),
        Column("posts", "岗位数", Kind.INT, low=0),
        Column("start", "建成（认定）日期", Kind.DATE, required=True, example="2019-05-20"),
        Column("stop", "停产（注销）日期", Kind.DATE),
    ),
    rules=checks.OPERATOR_RULES,
    targets=(Target(Operator, key=("kind", "name"), place="site"),),
    apply=actions.record_operators,
)

JOBS = Sheet(
    name="employment.jobs",
    title="就业",
    columns=(
        Column("name", "劳动力姓名", Kind.NAME, required=True, example="张三"),
        Column("person", "身份证号", Kind.ID, required=True, lookup=PERSON),
        Column("start", "就业起始日期", Kind.DATE, required=True, example="2021-03-01"),
        Column("stop", "就业终止日期", Kind.DATE),
        Column("found_by", "就业渠道", Kind.CODE, choices=tuple(codes.FoundBy.choices), example="自行就业"),
        Column(
            "work_place",
            "就业地域",
            Kind.CODE,
            required=True,
            choices=tuple(codes.WorkPlace.choices),
            example="县内",
        ),
        Column(
            "channel",
            "就业途径",
            Kind.CODE,
            required=True,
            choices=tuple(codes.Channel.choices),
            example="社区工厂",
        ),
        Column("address", "就业地址", required=True, example="陕西省安康市平利县", private=True),
        Column("employer", "就业单位", private=True),
        Column("operator", "园区（工厂）名称", lookup=queries.OPERATOR),
        Column(
            "kind",
            "就业类型",
            Kind.CODE,
            required=True,
            choices=tuple(codes.Kind.choices),
            example="转移就业",
        ),
        Column("post_kind", "公岗类型", Kind.CODE, choices=tuple(codes.PostKind.choices)),
        Column("trade", "岗位工种"),
        Column(
            "contract_months",
            "签订合同或协议(月)",
            Kind.INT,
            low=0,
            high=600,
            aliases=("签订合同或协议（月）",),
        ),
        Column("income_fen", "月收入（元）", Kind.MONEY, low=0, private=True),
        Column("industry", "所属行业", Kind.CODE, choices=tuple(codes.Industry.choices)),
        Column("employer_nature", "就业单位性质", Kind.CODE, choices=tuple(codes.EmployerNature.choices)),
        Column("point_to_point", "是否点对点输送", Kind.BOOL),
        Column("seasonal", "是否季节性务工", Kind.BOOL),
        Column("post_subsidy_fen", "岗位补贴（元）", Kind.MONEY, low=0, aliases=("岗位补贴",), private=True),
        Column("pay_cycle_months", "工资发放周期（月）", Kind.INT, low=1, high=12, aliases=("工资发放周期",)),
        Column("remark", "备注"),
    ),
    rules=checks.JOB_RULES,
    ledger_rules=checks.JOB_LEDGER_RULES,
    prepare=prepare_jobs,
    targets=(Target(Job, key=("person", "start", "channel"), place="person"),),
    apply=actions.record_jobs,
)

TRAININGS = Sheet(
    name="employment.trainings",
    title="培训",
    columns=(
        Column("name", "姓名", Kind.NAME, required=True, example="张三"),
        Column("person", "身份证号", Kind.ID, required=True, lookup=PERSON),
        Column("kind", "培训类型", Kind.CODE, required=True, choices=tuple(codes.TrainingKind.choices)),
        Column("content", "培训内容", required=True, example="茶园管理"),
        Column("start", "开班日期", Kind.DATE, required=True, example="2021-04-12"),
        Column("stop", "结业日期", Kind.DATE),
    ),
    rules=checks.TRAINING_RULES,
    ledger_rules=checks.TRAINING_LEDGER_RULES,
    prepare=with_persons,
    targets=(Target(Training, key=("person", "start", "content"), place="person"),),
    apply=actions.record_trainings,
)

LINKAGES = Sheet(
    name="employment.linkages",
    title="利益联结",
    columns=(
        Column("contract", "合同编号", required=True, example="LJ2021-000123"),
        Column("operator", "经营主体名称", required=True, lookup=queries.OPERATOR),
        Column("household", "户编号", required=True, lookup=HOUSEHOLD),
        Column(
            "form",
            "联结方式",
            Kind.CODE,
            required=True,
            choices=tuple(codes.LinkageForm.choices),
            example="劳务用工",
        ),
        Column("amount_fen", "年约定金额（元）", Kind.MONEY, low=0, private=True),
        Column("start", "起始日期", Kind.DATE, required=True, example="2021-01-01"),
        Column("stop", "终止日期", Kind.DATE, future=True),
    ),
    rules=checks.LINKAGE_RULES,
    targets=(Target(Linkage, key=("contract",), place="household"),),
    apply=actions.record_linkages,
)

LEDGERS = Sheet(
    name="employment.ledgers",
    title="台账确认",
    columns=(
        Column("community", "社区名称", required=True, lookup=COMMUNITY, example="长安集镇社区"),
        Column("month", "月份", Kind.MONTH, required=True, example="2021-08"),
        Column("opened_on", "建账日期", Kind.DATE, required=True, example="2021-08-02"),
        Column("confirmed_on", "确认日期", Kind.DATE),
        Column("confirmed_by", "确认人", Kind.NAME),
    ),
    rules=checks.LEDGER_RULES,
    targets=(Target(Ledger, key=("community", "month"), place="community"),),
    apply=actions.record_ledgers,
)
