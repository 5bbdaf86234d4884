"""The workbook of the year's targets as a list of columns."""

import polars as pl

from anju.indicators.queries.goals import codes_of
from anju.intake.sheet import PLACE, Column, Kind, Rule, Sheet, Target
from anju.plans import actions, codes
from anju.plans.models import Goal


def _with_codes(lines: pl.DataFrame) -> pl.DataFrame:
    """The code of each indicator that is named; `known` tells whether the catalogue has it."""
    known = codes_of(lines["code"].drop_nulls().unique().to_list())
    code = pl.col("code").replace_strict(known, default=None, return_dtype=pl.String)
    return lines.with_columns(known=code.is_not_null(), code=pl.coalesce(code, "code"))


GOALS = Sheet(
    name="plans.goals",
    title="年度目标",
    columns=(
        Column(
            "place",
            "范围",
            required=True,
            lookup=PLACE,
            aliases=("县镇安置区", "安置区名称", "所在镇"),
            example="城关镇",
        ),
        Column("year", "年度", Kind.YEAR, required=True, low=2001, high=2100, example="2021"),
        Column("code", "指标", required=True, aliases=("指标名称", "指标代码"), example="就业人口"),
        Column(
            "sense",
            "要求",
            Kind.CODE,
            required=True,
            choices=tuple(codes.Sense.choices),
            example="不低于",
        ),
        Column("value", "目标值", Kind.DECIMAL, required=True, low=0, example="13481"),
        Column("document", "依据文件", required=True),
    ),
    prepare=_with_codes,
    ledger_rules=(
        Rule(
            "unknown_indicator",
            "code",
            ~pl.col("known"),
            "指标目录中没有“{value}”。",
            "请按指标目录中的名称或代码填写。",
        ),
        Rule(
            "doubled_goal",
            "code",
            pl.int_range(pl.len()).over("place", "year", "code") > 0,
            "同一范围、同一年度的“{value}”已在上面写过（名称和代码指同一指标）。",
            "请删除重复的行，或更正其中一行。",
        ),
    ),
    targets=(Target(Goal, key=("place", "year", "code"), place="place"),),
    apply=actions.record_goals,
)
