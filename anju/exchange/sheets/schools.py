"""Technical school export of the labour system (技校就读导出, C16): who learns what where, until when, with which help.

The system tells months. A line restates the record that began in the same month; what it leaves empty stays.
"""

import polars as pl

from anju.employment.codes import SchoolRegion
from anju.employment.models import Schooling
from anju.exchange import actions, queries
from anju.exchange.sheets.declared import JOINED, NAME_OF_ANOTHER, PERSON_COLUMN
from anju.intake.sheet import Column, Kind, Rule, Sheet, Target
from anju.kernel.findings import Severity

_FILLED = (
    ("school", "known_school"), ("address", "known_address"), ("region", "known_region"), ("major", "known_major"),
    ("years", "known_years"), ("sushan", "known_sushan"), ("grant_fen", "known_grant"), ("yulu_fen", "known_yulu"),
    ("free", "known_free"), ("hired_on", "known_hired_on"),
)  # fmt: skip


def prepare(lines: pl.DataFrame) -> pl.DataFrame:
    """The record that a line restates, its first and last day, and what stands where the line says nothing."""
    persons = lines["person_id"].drop_nulls().unique().to_list()
    lines = lines.join(queries.stands_of(persons).select("person_id", "known_name"), on="person_id", **JOINED)
    known = queries.schoolings_of(persons).with_columns(month=pl.col("known_start").dt.month_start())
    met = known.unique(["person_id", "month"], keep="first", maintain_order=True)
    lines = lines.join(met, left_on=["person_id", "begun"], right_on=["person_id", "month"], **JOINED)
    last = pl.col("ended").dt.month_end()
    inside = pl.col("known_stop").dt.offset_by("-1d").dt.month_end() == last
    return lines.with_columns(
        *(pl.coalesce(name, stands).alias(name) for name, stands in _FILLED),
        start=pl.coalesce("known_start", "begun"), recorded=pl.coalesce("school", "known_school"),
        stop=pl.when(pl.col("ended").is_null() | inside).then("known_stop").otherwise(last.dt.offset_by("1d")),
        school_version=pl.col("school_version").fill_null(0) + 1,
    )  # fmt: skip


SCHOOLS = Sheet(
    name="exchange.schools",
    title="技校就读导出",
    aliases=("技校就读",),
    columns=(
        Column("name", "姓名", Kind.NAME, required=True, example="张三"),
        PERSON_COLUMN,
        Column("school", "技校名称", example="安康市技工学校"),
        Column("address", "地址", private=True),
        Column("begun", "入学", Kind.MONTH, example="2019-09"),
        Column("ended", "毕业", Kind.MONTH, future=True),
        Column("major", "专业"),
        Column("hired_on", "毕业后就业日期", Kind.DATE),
        Column("region", "技校区域", Kind.CODE, choices=tuple(SchoolRegion.choices)),
        Column("sushan", "苏陕协作", Kind.BOOL),
        Column("years", "学年制", Kind.INT, low=1, high=9),
        Column("grant_fen", "助学金", Kind.MONEY, low=0, private=True),
        Column("yulu_fen", "雨露计划补贴", Kind.MONEY, low=0, private=True),
        Column("free", "免学费", Kind.BOOL),
    ),
    ledger_rules=(
        NAME_OF_ANOTHER,
        Rule("school_without_month", "begun", pl.col("school").is_not_null() & pl.col("begun").is_null(),
             "填了技校名称，没有填入学年月。", "请补填入学年月，如 2019-09。"),
        Rule("school_ends_before_it_begins", "ended", pl.col("ended") < pl.col("begun"), "毕业早于入学。", "请核对两个年月。"),
        Rule("school_to_complete", "school", pl.col("school").is_null(),
             "没有填技校名称，这一行不入账。", "请补填技校名称和入学年月；已不在读的，请登记情况变更。", Severity.WARNING),
    ),
    prepare=prepare,
    targets=(
        Target(Schooling, key=("person", "start"), place="person", when="recorded", fields={"version": "school_version"},
               quiet=("version",)),
    ),
    apply=actions.record_schools,
)  # fmt: skip
