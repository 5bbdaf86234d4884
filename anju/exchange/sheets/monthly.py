"""Monthly work record of the national system (务工月报, C1): income, employer, industry, how found, for who works.

It corrects the work that the ledger has at the end of the month, and the income of the month's line. Which month: the one
that a column 月份 names, else the first whose ledger is still open.
"""

import polars as pl

from anju.employment.codes import Industry
from anju.employment.models import Line
from anju.exchange import actions, codes, queries
from anju.exchange.sheets import work
from anju.exchange.sheets.declared import JOB, JOINED, NAME_OF_ANOTHER, PERSON_COLUMN
from anju.intake.sheet import DAY, Column, Kind, Rule, Sheet, Target
from anju.policy import book

_FILLED = (
    ("address", "known_address"), ("employer", "known_employer"), ("industry", "known_industry"), ("found_by", "known_found_by"),
    ("point_to_point", "known_point"),
)  # fmt: skip
_PUBLIC = "public_post"


def prepare(lines: pl.DataFrame) -> pl.DataFrame:
    """The line and the work of the month, and what stands where the file says nothing."""
    persons = lines["person_id"].drop_nulls().unique().to_list()
    told = lines["said_month"].drop_nulls().unique()
    held = queries.lines_of(persons, lines[DAY][0], told[0] if told.len() == 1 else None)
    lines = lines.join(queries.stands_of(persons).select("person_id", "known_name"), on="person_id", **JOINED)
    lines = lines.join(held, on="person_id", **JOINED)
    lines = lines.join(_main(queries.jobs_of(persons), held), on="person_id", **JOINED)
    city = str(book.value("exchange/regions", "city", lines[DAY][0]))
    lines = lines.with_columns(*(pl.coalesce(name, stands).alias(name) for name, stands in _FILLED))
    return _earned(lines.with_columns(work_place=work.place_told(city)))


def _main(jobs: pl.DataFrame, held: pl.DataFrame) -> pl.DataFrame:
    """The main work of each person on the last day of the month of the line: as the ledger chooses it."""
    last = pl.col("line_month").dt.month_end()
    return (
        jobs.join(held.select("person_id", "line_month"), on="person_id")
        .filter((pl.col("known_start") <= last) & (pl.col("known_stop").is_null() | (pl.col("known_stop") > last)))
        .sort(pl.col("known_channel") == _PUBLIC, pl.col("known_start"), descending=[False, True])
        .unique("person_id", keep="first", maintain_order=True)
        .drop("line_month")
    )  # fmt: skip


def _earned(lines: pl.DataFrame) -> pl.DataFrame:
    """An income that is another than the line's goes into line and work; the same leaves both as they are."""
    news = pl.col("earned_fen").is_not_null() & pl.col("earned_fen").ne_missing(pl.col("line_income"))
    works = pl.col("known_start").is_not_null()
    return lines.with_columns(
        start=pl.col("known_start"), channel=pl.col("known_channel"), news=news,
        job_income=pl.when(news).then("earned_fen").otherwise("known_income"),
        month_income=pl.coalesce("earned_fen", "line_income"), month=pl.when(pl.col("line_open") & works).then("line_month"),
        line_version=pl.col("line_version") + 1,
    )  # fmt: skip


MONTHLY = Sheet(
    name="exchange.monthly",
    title="务工月报",
    aliases=("月度务工信息",),
    columns=(
        Column("name", "姓名", Kind.NAME, required=True, example="张三"),
        PERSON_COLUMN,
        Column("address", "务工所在省/市/县", required=True, example="江苏省常州市武进区", private=True),
        Column("region", "就业地域", Kind.CODE, required=True, choices=codes.REGIONS, example="省外"),
        Column("employer", "务工企业名称", private=True),
        Column("earned_fen", "务工月收入", Kind.MONEY, low=0, private=True),
        Column("industry", "所属行业", Kind.CODE, choices=tuple(Industry.choices)),
        Column("found_by", "就业渠道", Kind.CODE, choices=codes.FOUND_BY, example="自行就业"),
        Column("point_to_point", "是否点对点输送", Kind.BOOL),
        Column("said_month", "月份", Kind.MONTH, example="2021-08"),
    ),
    rules=(
        Rule("several_months", "said_month", pl.col("said_month").n_unique() > 1, "一份文件只能有一个月份。", "请按月份分开导入。"),
    ),
    ledger_rules=(
        NAME_OF_ANOTHER,
        Rule("no_line_of_the_month", "person", pl.col("line_month").is_null(), "此人没有这个月的台账。", "请核对月份，或先在台账中补入此人。"),
        Rule("no_work_in_the_month", "person", pl.col("line_month").is_not_null() & pl.col("known_start").is_null(),
             "台账中此人这个月末没有在岗的就业记录。", "请先在台账中登记开始就业，或用就业信息导入。"),
        Rule("income_of_a_closed_month", "earned_fen", pl.col("news") & ~pl.col("line_open"),
             "这个月的台账已报送，月收入与台账不一致，不能更改。", "请由镇退回台账后再导入。"),
        Rule("5_01_003", "region", pl.col("known_channel").is_in([_PUBLIC, "factory"]) & (pl.col("work_place") != "county"),
             "就业地域在县外，台账中却是公益性岗位或社区工厂。", "请核对；换了工作的，请在台账中登记。"),
    ),
    prepare=prepare,
    targets=(
        Target(JOB.model, key=JOB.key, place="person", fields={"income_fen": "job_income"}),
        Target(Line, key=("person", "month"), when="month", fields={"income_fen": "month_income", "version": "line_version"},
               quiet=("version",)),
    ),
    main=0,
    apply=actions.record_work,
)  # fmt: skip
