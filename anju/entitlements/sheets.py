"""Workbooks of entitlements as lists of columns."""

from collections.abc import Callable

import polars as pl

from anju.entitlements import actions, checks, codes, queries
from anju.entitlements.models import (
    Account,
    Assistance,
    Disability,
    Income,
    Insurance,
    LandRight,
    Measure,
    Monitoring,
)
from anju.intake.lookups import digests
from anju.intake.sheet import Column, Kind, Ref, Rule, Sheet, Target
from anju.privacy.fields import seal_all
from anju.registry.queries import HOUSEHOLD, PERSON

_OPEN_END = pl.date(9999, 12, 31)
_NAME = Column("name", "姓名", Kind.NAME, required=True, example="张三")
_PERSON = Column("person", "身份证号", Kind.ID, required=True, lookup=PERSON)
_HOUSEHOLD = Column("household", "户编号", required=True, lookup=HOUSEHOLD, example="610926100000001")
_KEPT_BEGINNING, _KEPT_END = 6, 4  # of a certificate, of an account


def _ids(lines: pl.DataFrame, name: str) -> list[int]:
    """The distinct ids that a lookup found."""
    found: list[int] = lines[name].drop_nulls().unique().to_list()
    return found


def _named(lines: pl.DataFrame) -> pl.DataFrame:
    """Add the name in the roster of each line's person."""
    names = queries.known_names(_ids(lines, "person_id"))
    return lines.join(names, on="person_id", how="left", maintain_order="left")


def _clashing(lines: pl.DataFrame, of: str) -> pl.DataFrame:
    """Mark lines that overlap a spell of the ledger which the file does not itself correct."""
    mine = lines if "kind" in lines.columns and of == "insurance" else lines.with_columns(kind=pl.lit(""))
    key = ["person_id", "kind", "start"]
    standing = queries.known_spells(of, _ids(lines, "person_id")).join(mine.select(key), on=key, how="anti")
    bad = (
        mine.select("row", *key, "stop")
        .join(standing, on=["person_id", "kind"], suffix="_there")
        .filter(
            (pl.col("start") < pl.col("stop_there").fill_null(_OPEN_END))
            & (pl.col("start_there") < pl.col("stop").fill_null(_OPEN_END))
        )
        .select("row", clashes=pl.lit(True))
        .unique("row")
    )
    return lines.join(bad, on="row", how="left", maintain_order="left")


def _spells(of: str) -> Callable[[pl.DataFrame], pl.DataFrame]:
    """The preparation of a sheet of spells: names and clashes."""
    return lambda lines: _clashing(_named(lines), of)


def _sealed(lines: pl.DataFrame, name: str, masked: pl.Expr) -> pl.DataFrame:
    """Add digest, mask and seal of a secret column, each distinct value sealed once."""
    distinct = lines[name].drop_nulls().unique()
    seals = pl.DataFrame({name: distinct, f"{name}_sealed": pl.Series(seal_all(distinct), dtype=pl.Binary)})
    lines = lines.with_columns(digests(lines[name]).alias(f"{name}_digest"), masked.alias(f"{name}_masked"))
    return lines.join(seals, on=name, how="left", maintain_order="left")


def _stars(text: pl.Expr) -> pl.Expr:
    return text.str.replace_all(".", "*")


def prepare_disabilities(lines: pl.DataFrame) -> pl.DataFrame:
    """Names, the first day of the year of issue where no day is given, and the sealed certificate."""
    since = pl.date(pl.col("issued_year"), 1, 1)
    lines = lines.with_columns(certificate=checks.NUMBER, start=pl.coalesce("start", since))
    lines = _clashing(_named(lines), "disability")
    number = pl.col("certificate")
    # The last digits tell category and level, so they are hidden as well.
    masked = number.str.slice(0, _KEPT_BEGINNING) + _stars(number.str.slice(_KEPT_BEGINNING))
    return _sealed(lines, "certificate", masked)


def prepare_accounts(lines: pl.DataFrame) -> pl.DataFrame:
    """Names, clashes, and the sealed account of which the last four digits stay."""
    lines = _clashing(_named(lines.with_columns(number=checks.DIGITS)), "account")
    number = pl.col("number")
    return _sealed(lines, "number", _stars(number.str.head(-_KEPT_END)) + number.str.tail(_KEPT_END))


def prepare_monitorings(lines: pl.DataFrame) -> pl.DataFrame:
    """Mark lines whose household has another record in the ledger that still stands."""
    standing = queries.known_monitorings(_ids(lines, "household_id")).filter(pl.col("resolved").is_null())
    key = ["household_id", "identified_on"]
    other = standing.join(lines.select(key), on=key, how="anti").select("household_id", other=pl.lit(True))
    joined = lines.join(other.unique("household_id"), on="household_id", how="left", maintain_order="left")
    return joined.with_columns(clashes=pl.col("other") & pl.col("resolved_on").is_null())


def prepare_measures(lines: pl.DataFrame) -> pl.DataFrame:
    """The monitoring record that a measure belongs to."""
    known = queries.known_monitorings(_ids(lines, "household_id")).drop("resolved")
    return lines.join(known, on=["household_id", "identified_on"], how="left", maintain_order="left")


INSURANCES = Sheet(
    name="entitlements.insurances",
    title="社会保险",
    columns=(
        _NAME,
        _PERSON,
        Column(
            "kind", "险种", Kind.CODE, required=True, choices=tuple(codes.InsuranceKind.choices), private=True
        ),
        Column("start", "参保日期", Kind.DATE, required=True, example="2021-01-01"),
        Column("stop", "停保日期", Kind.DATE),
    ),
    rules=checks.INSURANCE_RULES,
    ledger_rules=(checks.NAME_OF_ANOTHER, checks.STANDING),
    prepare=_spells("insurance"),
    targets=(Target(Insurance, key=("person", "kind", "start"), place="person"),),
    apply=actions.record_insurances,
)

ASSISTANCES = Sheet(
    name="entitlements.assistances",
    title="社会救助",
    columns=(
        _NAME,
        _PERSON,
        Column(
            "kind",
            "救助类型",
            Kind.CODE,
            required=True,
            choices=tuple(codes.AssistanceKind.choices),
            private=True,
        ),
        Column("document", "审批文号（证号）", aliases=("低保证号", "特困证号"), private=True),
        Column("amount_fen", "月救助金额（元）", Kind.MONEY, low=0, high=100_000, private=True),
        Column("start", "享受起始日期", Kind.DATE, required=True, example="2019-01-01"),
        Column("stop", "停止日期", Kind.DATE),
    ),
    rules=checks.ASSISTANCE_RULES,
    ledger_rules=(checks.NAME_OF_ANOTHER, checks.STANDING),
    prepare=_spells("assistance"),
    targets=(Target(Assistance, key=("person", "start"), place="person"),),
    apply=actions.record_assistances,
)

DISABILITIES = Sheet(
    name="entitlements.disabilities",
    title="残疾",
    aliases=("残疾人",),
    columns=(
        _NAME,
        _PERSON,
        Column("certificate", "残疾证号", required=True, private=True),
        Column("category", "残疾类别", Kind.CODE, required=True, choices=tuple(codes.DisabilityCategory.choices), private=True),
        Column("level", "残疾等级", Kind.CODE, required=True, choices=tuple(codes.DisabilityLevel.choices), private=True),
        Column("issued_year", "残疾证办证年度", Kind.YEAR, required=True, low=1990, example="2018"),
        Column("start", "起始日期", Kind.DATE),
        Column("stop", "终止日期", Kind.DATE),
    ),
    rules=checks.DISABILITY_RULES,
    ledger_rules=(checks.NAME_OF_ANOTHER, checks.STANDING),
    prepare=prepare_disabilities,
    targets=(
        Target(Disability, key=("person", "start"), place="person", fields={"certificate": "certificate_sealed"},
               quiet=("certificate", "certificate_masked")),
    ),
    apply=actions.record_disabilities,
)  # fmt: skip

INCOMES = Sheet(
    name="entitlements.incomes",
    title="人均纯收入",
    columns=(
        _HOUSEHOLD,
        Column("year", "年度", Kind.YEAR, required=True, low=2012, high=2100, example="2021"),
        Column(
            "person_fen",
            "人均纯收入（元）",
            Kind.MONEY,
            required=True,
            low=-1_000_000,
            high=10_000_000,
            private=True,
        ),
    ),
    targets=(Target(Income, key=("household", "year"), place="household"),),
    apply=actions.record_incomes,
)

MONITORINGS = Sheet(
    name="entitlements.monitorings",
    title="监测对象",
    columns=(
        _HOUSEHOLD,
        Column("kind", "监测对象类别", Kind.CODE, required=True, choices=tuple(codes.MonitoringClass.choices), private=True),
        Column("cause", "致贫返贫风险", Kind.CODE, required=True, choices=tuple(codes.RiskCause.choices), private=True),
        Column("identified_on", "识别日期", Kind.DATE, required=True, example="2021-03-15"),
        Column("status", "风险状态", Kind.CODE, required=True, choices=tuple(codes.RiskStatus.choices)),
        Column("resolved_on", "风险消除日期", Kind.DATE),
    ),
    rules=checks.MONITORING_RULES,
    ledger_rules=(
        Rule("open_in_ledger", "identified_on", pl.col("clashes"),
                    "台账中该户已有风险未消除的监测记录。", "请先填写那一条的风险消除日期，或核对识别日期。"),
    ),
    prepare=prepare_monitorings,
    targets=(Target(Monitoring, key=("household", "identified_on"), place="household"),),
    apply=actions.record_monitorings,
)  # fmt: skip

MEASURES = Sheet(
    name="entitlements.measures",
    title="帮扶措施",
    columns=(
        _HOUSEHOLD,
        Column("identified_on", "识别日期", Kind.DATE, required=True, example="2021-03-15"),
        Column(
            "kind",
            "措施类型",
            Kind.CODE,
            required=True,
            choices=tuple(codes.MeasureKind.choices),
            private=True,
        ),
        Column("content", "措施内容", private=True),
        Column("start", "起始日期", Kind.DATE, required=True),
        Column("stop", "终止日期", Kind.DATE, future=True),
    ),
    rules=checks.MEASURE_RULES,
    ledger_rules=checks.MEASURE_LEDGER_RULES,
    prepare=prepare_measures,
    targets=(
        Target(
            Measure,
            key=("monitoring", "kind", "start"),
            place="household",
            fields={
                "monitoring": Ref(Monitoring, {"household": "household_id", "identified_on": "identified_on"})
            },
        ),
    ),
    apply=actions.record_measures,
)

LANDS = Sheet(
    name="entitlements.lands",
    title="承包地林地",
    columns=(
        _HOUSEHOLD,
        Column("kind", "土地类型", Kind.CODE, required=True, choices=tuple(codes.LandKind.choices)),
        Column("number", "合同（权证）编号", required=True, private=True),
        Column("village", "所在村", required=True, private=True, example="杨溪村"),
        Column("area_mu", "面积（亩）", Kind.DECIMAL, required=True, low=0, high=100_000),
        Column("transferred", "是否流转", Kind.BOOL, required=True, example="否"),
        Column("start", "取得日期", Kind.DATE, required=True),
        Column("stop", "终止日期", Kind.DATE, future=True),
    ),
    rules=checks.LAND_RULES,
    targets=(Target(LandRight, key=("number",), place="household"),),
    apply=actions.record_lands,
)

ACCOUNTS = Sheet(
    name="entitlements.accounts",
    title="一卡通账户",
    aliases=("一卡通",),
    columns=(
        _NAME,
        _PERSON,
        Column("bank", "开户银行", required=True, private=True),
        Column("holder", "户名", Kind.NAME, required=True, private=True),
        Column("number", "银行账号", required=True, private=True),
        Column("start", "启用日期", Kind.DATE, required=True),
        Column("stop", "停用日期", Kind.DATE),
    ),
    rules=checks.ACCOUNT_RULES,
    ledger_rules=(checks.NAME_OF_ANOTHER, checks.STANDING),
    prepare=prepare_accounts,
    targets=(
        Target(Account, key=("person", "start"), place="person", fields={"number": "number_sealed"},
               quiet=("number", "number_masked")),
    ),
    apply=actions.record_accounts,
)  # fmt: skip
