"""Workbooks of conduct as lists of columns."""

import polars as pl

from anju.conduct import actions
from anju.conduct.models import Appraisal
from anju.intake.sheet import SITE, Column, Kind, Rule, Sheet, Target
from anju.kernel.findings import Severity

APPRAISALS = Sheet(
    name="conduct.appraisals",
    title="道德评议",
    columns=(
        Column("site", "安置区名称", required=True, lookup=SITE, example="长安集镇"),
        Column("held_on", "评议日期", Kind.DATE, required=True, example="2021-08-12"),
        Column("participants", "参加人数", Kind.INT, low=1, high=9999),
        Column("praised", "红榜人数", Kind.INT, low=0, high=9999),
        Column("criticised", "黑榜人数", Kind.INT, low=0, high=9999),
    ),
    rules=(
        Rule(
            "appraisal_more_listed_than_there",
            "praised",
            pl.col("praised").fill_null(0) + pl.col("criticised").fill_null(0) > pl.col("participants"),
            "红榜和黑榜人数之和超过参加人数。",
            "请核对人数；上榜的人可以不到场，属实则可保留。",
            Severity.WARNING,
        ),
    ),
    targets=(Target(Appraisal, key=("place", "held_on"), place="site"),),
    apply=actions.record_appraisals,
)
