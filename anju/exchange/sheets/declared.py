"""The workbooks of the labour system as lists of columns (domain.md §2.2): heads and their order are the system's."""

from dataclasses import replace
from typing import Any

import polars as pl

from anju.employment import checks as employment
from anju.employment.codes import EmployerNature
from anju.employment.models import Job, Subsidy
from anju.entitlements.models import Income
from anju.exchange import actions, codes
from anju.exchange.exports import MOST
from anju.exchange.sheets import homes, work
from anju.intake.sheet import SITE, Column, Kind, Ref, Rule, Sheet, Target
from anju.kernel.findings import Severity
from anju.registry import checks as registry
from anju.registry.models import Household, Membership, Person
from anju.registry.queries import PERSON


def too_many(column: str) -> Rule:
    return Rule("too_many_lines", column, pl.int_range(pl.len()) >= MOST,
                f"一份文件最多 {MOST} 行，从这一行起超出。", "请把超出的行另存为一份文件，分开导入。")  # fmt: skip


JOINED: dict[str, Any] = {"how": "left", "maintain_order": "left"}
NAME_OF_ANOTHER = Rule("name_of_another", "name", pl.col("name") != pl.col("known_name"),
                       "姓名与花名册中该身份证号的姓名不一致。", "请核对姓名和身份证号。")  # fmt: skip

# The checks of the employment ledger, told at the column of the labour system that they come from.
_AT = {"channel": "region", "post_kind": "special", "work_place": "region", "start": "begun", "stop": "begun", "income_fen": "",
       "operator": "employer"}  # fmt: skip
_LEFT_OUT = {"28_place_without_month", "28_month_without_place"}


def judged(begun: str, *, limited: bool = True) -> tuple[Rule, ...]:
    """The checks of the employment ledger for a sheet of spells; `limited` to the lines that the system takes in a file."""
    found = [
        replace(rule, column=_AT.get(rule.column, rule.column))
        for rule in (*employment.JOB_RULES, *employment.JOB_LEDGER_RULES)
        if rule.id not in _LEFT_OUT
    ]
    return (
        Rule("begun_missing", "begun", pl.col("begun").is_null() & ~work.FARMING,
             f"没有填{begun}。", f"除农业就业外，{begun}必须填写。"),
        *([too_many("name")] if limited else []),
        *(rule for rule in found if rule.column),
    )  # fmt: skip


PERSON_COLUMN = Column("person", "身份证号", Kind.ID, required=True, lookup=PERSON)
_REGION = Column("region", "就业地域", Kind.CODE, required=True, choices=codes.REGIONS, example="县内")
_KIND = Column("kind", "就业类型", Kind.CODE, required=True, choices=codes.KINDS, example="转移就业")
_NATURE = Column("employer_nature", "就业单位性质", Kind.CODE, choices=tuple(EmployerNature.choices))
_SPECIAL = Column("special", "特色就业", Kind.CODE, choices=codes.SPECIAL)
_FOUND_BY = Column("found_by", "就业渠道", Kind.CODE, choices=codes.FOUND_BY, example="自行就业")
_SUBSIDY = Column(
    "post_subsidy_fen", "岗位补贴", Kind.MONEY, low=0, aliases=("岗位补贴（元）",), private=True
)
_CYCLE = Column("pay_cycle_months", "工资发放周期", Kind.INT, low=1, high=12, aliases=("工资发放周期（月）",))
SUBSIDY = Target(
    Subsidy, key=("person", "year"), place="person", when="subsidised",
    fields={"year": "subsidised", "version": "subsidy_version"}, quiet=("version",),
)  # fmt: skip
JOB = Target(Job, key=("person", "start", "channel"), place="person", fields={"operator": "operator_id"})

TEMPLATE = Sheet(
    name="exchange.work",
    title="就业信息导入",
    aliases=("就业信息导入模板", "就业信息"),
    columns=(
        Column("name", "劳动力姓名", Kind.NAME, required=True, example="张三"),
        PERSON_COLUMN,
        Column("begun", "就业起始日期", Kind.DATE, example="2021-03-01"),
        _FOUND_BY,
        _REGION,
        Column("address", "就业地址", required=True, example="江苏省常州市武进区", private=True),
        Column("employer", "就业单位", private=True),
        _KIND,
        Column("farm_fen", "上年度农业人均纯收入", Kind.MONEY, low=0, private=True),
        _NATURE,
        Column("trade", "岗位工种"),
        _SPECIAL,
        Column("contract_months", "签订合同或协议(月)", Kind.INT, low=0, high=600),
        _SUBSIDY,
        _CYCLE,
        Column("remark", "备注"),
    ),
    ledger_rules=judged("就业起始日期"),
    prepare=work.from_template,
    targets=(
        Target(Income, key=("household", "year"), place="person", when="farm_fen"),
        JOB,
    ),
    apply=actions.record_work,
)

EXPORT = Sheet(
    name="exchange.export",
    title="就业信息导出",
    aliases=("就业信息",),
    columns=(
        Column("name", "姓名", Kind.NAME, required=True, example="张三"),
        PERSON_COLUMN,
        _KIND,
        _REGION,
        _SPECIAL,
        Column("trade", "就业岗位(工种)"),
        Column("address", "就业地址", required=True, private=True),
        Column("employer", "就业单位名称", private=True),
        Column("begun", "就业起始年月", Kind.MONTH, required=True, example="2021-03"),
        Column("ended", "就业终止年月", Kind.MONTH),
        _FOUND_BY,
        _NATURE,
        Column("contract_months", "签订合同或协议月", Kind.INT, low=0, high=600),
        _SUBSIDY,
        _CYCLE,
        Column("of_year", "年度", Kind.YEAR),
        Column("internship_fen", "就业见习补贴", Kind.MONEY, low=0, private=True),
        Column("seeking_fen", "求职补贴", Kind.MONEY, low=0, private=True),
        Column("transport_fen", "转移就业交通补贴", Kind.MONEY, low=0, private=True),
    ),
    ledger_rules=judged("就业起始年月"),
    prepare=work.from_export,
    targets=(SUBSIDY, JOB),
    apply=actions.record_work,
)

_OTHER_NAME = pl.col("known_name").is_not_null() & (pl.col("name") != pl.col("known_name"))
_NOT_HEAD = pl.col("known_name").is_not_null() & (pl.col("known_relation").fill_null("") != "head")
HOMES = Sheet(
    name="exchange.homes",
    title="户信息导入",
    aliases=("户信息导入模板", "户信息"),
    columns=(
        Column("year", "认定年度", Kind.YEAR, example="2018"),
        Column("name", "户主姓名", Kind.NAME, required=True, example="张三"),
        Column("head", "户主身份证", Kind.ID, required=True, aliases=("户主身份证号",)),
        Column("phone", "户主电话", Kind.PHONE, required=True),
        Column("address", "详细地址", required=True, private=True),
        Column("relocated", "是否易地扶贫搬迁", Kind.BOOL, required=True, example="是"),
        Column("site", "集中安置点名称", lookup=SITE, example="长安集镇安置区"),
        Column("disabled", "是否残疾人", Kind.BOOL),
        Column("lifted", "脱贫状态", Kind.CODE, choices=codes.LIFTED),
        Column("remark", "备注"),
    ),
    rules=(
        too_many("name"),
        Rule("relocated_without_site", "site", pl.col("relocated") & pl.col("site").is_null(),
             "易地扶贫搬迁户没有填集中安置点名称。", "请填写安置点名称，与安置区台账一致。"),
        Rule("head_twice", "head", pl.int_range(pl.len()).over("head").gt(0) & pl.col("head").is_not_null(),
             "同一户主出现了两次。", "请删除其中一行。"),
    ),
    ledger_rules=(
        replace(registry.NUMBER_GIVEN_UP, column="head"),
        Rule("name_of_another", "name", _OTHER_NAME, "姓名与花名册中该身份证号的姓名不一致。", "请核对姓名和身份证号。"),
        Rule("not_the_head", "head", _NOT_HEAD, "此人在台账中不是在册户主。", "请核对户主；户主已变更的，先办理户主变更。"),
        Rule("moved_without_change", "site", (pl.col("site_id") != pl.col("known_home")),
             "安置点与台账中这一户的不一致。", "这一户已经搬移的，请在户页面登记搬移，不能用本表更改。"),
        Rule("new_without_site", "site", homes.NEW & pl.col("site").is_null(),
             "台账中没有这一户，也没有填安置点。", "易地扶贫搬迁户请填安置点；其他搬迁户请用花名册导入。"),
        Rule("new_not_relocated", "relocated", homes.NEW & ~pl.col("relocated"),
             "台账中没有这一户，且不是易地扶贫搬迁户。", "请用花名册导入，写明搬迁项目和类别。"),
        Rule("new_to_complete", "head", homes.NEW & pl.col("site").is_not_null(),
             "将新建一户：搬迁类别、健康状况、劳动技能按默认值填写，只登记户主一人。", "入账后请在户页面补全，并登记其他成员。", Severity.WARNING),
        Rule("disability_differs", "disabled",
             pl.col("disabled") & pl.col("known_health").is_not_null() & ~pl.col("known_health").str.contains("disab"),
             "填写为残疾人，花名册中健康状况不是残疾。", "核实后请在户页面登记情况变更，并导入残疾台账。", Severity.WARNING),
    ),
    prepare=homes.prepare,
    targets=(
        Target(Household, key=("number",), place="home"),
        Target(Person, key=("id_digest",), place="home",
               fields={"id_number": "id_sealed", "phone": "phone_sealed"},
               quiet=("id_number", "id_masked", "phone", "pinyin", "initials", "name_masked", "sex", "birth_date")),
        Target(Membership, key=("person", "start"), place="home", when="fresh",
               fields={"person": Ref(Person, {"id_digest": "id_digest"}), "household": Ref(Household, {"number": "number"})}),
    ),
    apply=actions.record_homes,
)  # fmt: skip
