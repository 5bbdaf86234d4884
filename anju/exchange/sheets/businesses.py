"""Business-start export of the labour system (创业信息导出, C15): the business, whom it hires, its loan and subsidy.

The system tells sums and no days. A sum that is what the ledger holds changes nothing; another corrects the one loan or
year that there is, or begins one; where there are several, only the person's page can say which.
"""

import polars as pl

from anju.employment.codes import Kind as JobKind
from anju.employment.codes import WorkPlace
from anju.employment.models import Hiring, Job, Loan, Subsidy
from anju.exchange import actions, queries
from anju.exchange.sheets import work
from anju.exchange.sheets.declared import JOB, JOINED, PERSON_COLUMN, judged
from anju.intake.sheet import DAY, Column, Kind, Ref, Rule, Sheet, Target

_NOT_TOLD = {
    "found_by": pl.String, "special": pl.String, "contract_months": pl.Int64, "employer_nature": pl.String,
    "post_subsidy_fen": pl.Int64, "pay_cycle_months": pl.Int64,
}  # fmt: skip
_PAGE = "请在人员页面的“补贴与创业扶持”中更正。"


def prepare(lines: pl.DataFrame) -> pl.DataFrame:
    """The business as a spell of work, and what stands of loans, subsidies and hiring."""
    lines = lines.with_columns(
        *(pl.lit(None, dtype=kind).alias(name) for name, kind in _NOT_TOLD.items()), by_month=pl.lit(value=True),
        kind=pl.lit(JobKind.BUSINESS.value), region=pl.lit(WorkPlace.COUNTY.value),
    )  # fmt: skip
    lines = work.prepare(lines)
    lines = lines.with_columns(work_place=pl.coalesce("known_place", "work_place"))
    return _hiring(_startup(_loans(lines)))


def _persons(lines: pl.DataFrame) -> list[int]:
    found: list[int] = lines["person_id"].drop_nulls().unique().to_list()
    return found


def _loans(lines: pl.DataFrame) -> pl.DataFrame:
    known = queries.loans_of(_persons(lines), lines[DAY][0]).group_by("person_id").agg(
        pl.col("known_loan").sum(), loans=pl.len(), single_start=pl.col("known_loan_start").first(),
        loan_stop=pl.col("known_loan_stop").first(), loan_version=pl.col("loan_version").first(),
    )  # fmt: skip
    lines = lines.join(known, on="person_id", **JOINED)
    news = pl.col("loan_fen").fill_null(0) != pl.col("known_loan").fill_null(0)
    return lines.with_columns(
        loan_start=pl.when(news & pl.col("loan_fen").is_not_null()).then(
            pl.coalesce("single_start", "start")
        ),
        loan_version=pl.col("loan_version").fill_null(0) + 1,
    )


def _startup(lines: pl.DataFrame) -> pl.DataFrame:
    known = queries.subsidies_of(_persons(lines)).filter(pl.col("known_startup").is_not_null()).group_by("person_id").agg(
        pl.col("known_startup").sum(), startups=pl.len(), single_year=pl.col("known_year").first(),
    )  # fmt: skip
    lines = lines.join(known, on="person_id", **JOINED)
    news = pl.col("startup_fen").fill_null(0) != pl.col("known_startup").fill_null(0)
    year = pl.coalesce("single_year", pl.col(DAY).dt.year().cast(pl.Int64))
    return lines.with_columns(startup_year=pl.when(news & pl.col("startup_fen").is_not_null()).then(year))


def _hiring(lines: pl.DataFrame) -> pl.DataFrame:
    """A count that is another than the last one counts from the day of the file."""
    known = queries.hirings_of(_persons(lines), lines[DAY][0])
    lines = lines.join(
        known, left_on=["person_id", "start", "channel"], right_on=["person_id", "known_start", "known_channel"], **JOINED
    )  # fmt: skip
    told = pl.any_horizontal(pl.col("hired").is_not_null(), pl.col("hired_lifted").is_not_null())
    lines = lines.with_columns(
        hired=pl.coalesce("hired", "known_hired").fill_null(0),
        hired_lifted=pl.coalesce("hired_lifted", "known_hired_lifted").fill_null(0),
        told=told,
    )
    news = (pl.col("hired") != pl.col("known_hired").fill_null(-1)) | (
        pl.col("hired_lifted") != pl.col("known_hired_lifted").fill_null(-1)
    )
    return lines.with_columns(counted_on=pl.when(news & pl.col("told")).then(DAY))


BUSINESSES = Sheet(
    name="exchange.businesses",
    title="创业信息导出",
    aliases=("创业信息",),
    columns=(
        Column("name", "姓名", Kind.NAME, required=True, example="张三"),
        PERSON_COLUMN,
        Column("trade", "创业项目"),
        Column("employer", "创业单位名称", private=True),
        Column("address", "创业地址", required=True, private=True),
        Column("begun", "起始年月", Kind.MONTH, required=True, example="2021-03"),
        Column("ended", "终止年月", Kind.MONTH),
        Column("hired", "带动就业人数", Kind.INT, low=0, high=100_000),
        Column("hired_lifted", "带动贫困劳动力人数", Kind.INT, low=0, high=100_000),
        Column("loan_fen", "创业担保贷款（元）", Kind.MONEY, low=0, private=True),
        Column("startup_fen", "创业补贴（元）", Kind.MONEY, low=0, private=True),
    ),
    rules=(
        Rule("more_lifted_than_hired", "hired_lifted", pl.col("hired_lifted") > pl.col("hired"),
             "带动贫困劳动力人数多于带动就业人数。", "请核对两个人数。"),
    ),
    ledger_rules=(
        *judged("起始年月", limited=False),
        Rule("several_loans", "loan_fen", pl.col("loan_start").is_not_null() & (pl.col("loans") > 1),
             "台账中有几笔未结清的贷款，合计与文件不一致。", _PAGE),
        Rule("several_startups", "startup_fen", pl.col("startup_year").is_not_null() & (pl.col("startups") > 1),
             "台账中有几个年度的创业补贴，合计与文件不一致。", _PAGE),
    ),
    prepare=prepare,
    targets=(
        JOB,
        Target(Hiring, key=("job", "counted_on"), place="person", when="counted_on",
               fields={"job": Ref(Job, {"person": "person_id", "start": "start", "channel": "channel"})}),
        Target(Loan, key=("person", "start"), place="person", when="loan_start",
               fields={"start": "loan_start", "stop": "loan_stop", "amount_fen": "loan_fen", "version": "loan_version"},
               quiet=("version",)),
        Target(Subsidy, key=("person", "year"), place="person", when="startup_year", fields={"year": "startup_year"}),
    ),
    main=0,
    apply=actions.record_work,
)  # fmt: skip
