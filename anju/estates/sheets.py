"""Workbooks of property management as lists of columns."""

from anju.estates import actions, checks, codes
from anju.estates.models import OwnersCommittee, PropertyCompany, PropertyService
from anju.intake.sheet import SITE, Column, Kind, Ref, Sheet, Target

COMMITTEES = Sheet(
    name="estates.committees",
    title="业主委员会",
    columns=(
        Column("site", "安置区名称", required=True, lookup=SITE, example="长安集镇"),
        Column("name", "名称", required=True, example="长安集镇业主委员会"),
        Column("members", "委员人数", Kind.INT, required=True, low=1, high=99),
        Column("established_on", "成立日期", Kind.DATE, required=True, example="2020-09-18"),
        Column("filed_on", "备案日期", Kind.DATE),
        Column("term_ends_on", "任期届满", Kind.DATE, future=True),
        Column("ended_on", "终止日期", Kind.DATE),
    ),
    rules=checks.COMMITTEE_RULES,
    targets=(Target(OwnersCommittee, key=("place", "name"), place="site"),),
    apply=actions.record_committees,
)

SERVICES = Sheet(
    name="estates.services",
    title="物业服务",
    columns=(
        Column("site", "安置区名称", required=True, lookup=SITE, example="长安集镇"),
        Column("mode", "管理模式", Kind.CODE, required=True, choices=tuple(codes.ServiceMode.choices)),
        Column("company", "物业公司"),
        Column("uscc", "统一社会信用代码", Kind.USCC),
        Column("charges_fee", "是否收取物业费", Kind.BOOL, required=True, example="否"),
        Column("price_fen", "单价（元/㎡·月）", Kind.MONEY, low=0, high=100, aliases=("单价",)),
        Column("start", "起始日期", Kind.DATE, required=True, example="2020-10-01"),
        Column("stop", "终止日期", Kind.DATE, future=True),
    ),
    rules=checks.SERVICE_RULES,
    targets=(
        Target(PropertyCompany, key=("name",), fields={"name": "company"}, when="company"),
        Target(
            PropertyService,
            key=("place", "start"),
            place="site",
            fields={"company": Ref(PropertyCompany, {"name": "company"})},
        ),
    ),
    apply=actions.record_services,
)
