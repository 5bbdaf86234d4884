"""Workbooks of plans as lists of columns."""

import polars as pl

from anju.intake.sheet import PLACE, Column, Kind, Rule, Sheet, Target
from anju.kernel.findings import Severity
from anju.plans import actions, codes
from anju.plans.models import PlanItem

ITEMS = Sheet(
    name="plans.items",
    title="年度计划",
    columns=(
        Column(
            "place",
            "所在地",
            required=True,
            lookup=PLACE,
            aliases=("安置区名称", "所在镇"),
            example="长安集镇",
        ),
        Column("year", "年度", Kind.YEAR, required=True, low=2001, high=2100, example="2021"),
        Column(
            "target",
            "计划事项",
            Kind.CODE,
            required=True,
            choices=tuple(codes.Target.choices),
            example="新建农业园区",
        ),
        Column("title", "内容", required=True),
        Column("document", "依据文件"),
        Column("done_on", "完成日期", Kind.DATE),
    ),
    rules=(
        Rule(
            "plan_done_before_its_year",
            "done_on",
            pl.col("done_on").dt.year() < pl.col("year"),
            "完成日期早于计划年度。",
            "请核对年度和完成日期。",
            Severity.WARNING,
        ),
    ),
    targets=(Target(PlanItem, key=("year", "target", "title"), place="place"),),
    apply=actions.record_items,
)
