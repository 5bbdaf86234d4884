"""Workbooks of governance as lists of columns."""

from anju.governance import actions, checks, codes
from anju.governance.models import (
    MediationCommittee,
    MediationRoom,
    Organisation,
    PoliceRoom,
    Staff,
    StarAward,
    StarEntry,
)
from anju.intake.sheet import SITE, Column, Kind, Sheet, Target
from anju.registry.queries import COMMUNITY

_SITE = Column("site", "安置区名称", required=True, lookup=SITE, example="长安集镇")


def _days(start: str, stop: str) -> tuple[Column, Column]:
    """The two columns of a spell."""
    return Column("start", start, Kind.DATE, required=True, example="2020-06-18"), Column(
        "stop", stop, Kind.DATE
    )


ORGANISATIONS = Sheet(
    name="governance.organisations",
    title="组织",
    columns=(
        Column(
            "kind",
            "类别",
            Kind.CODE,
            required=True,
            choices=tuple(codes.OrganisationKind.choices),
            example="党组织",
        ),
        Column(
            "mode",
            "组建方式",
            Kind.CODE,
            required=True,
            choices=tuple(codes.OrganisationMode.choices),
            example="新建",
        ),
        Column("name", "组织名称", required=True),
        _SITE,
        *_days("成立日期", "撤销日期"),
        Column("standardised_on", "规范化达标日期", Kind.DATE),
    ),
    rules=(checks.ends_after("撤销日期", "成立日期"),),
    targets=(Target(Organisation, key=("kind", "name"), place="site"),),
    apply=actions.record_organisations,
)

STAFF = Sheet(
    name="governance.staff",
    title="网格综治",
    columns=(
        _SITE,
        Column(
            "role",
            "岗位",
            Kind.CODE,
            required=True,
            choices=tuple(codes.StaffRole.choices),
            example="全科网格员",
        ),
        Column("name", "姓名", Kind.NAME, required=True),
        *_days("到岗日期", "离岗日期"),
    ),
    rules=(checks.ends_after("离岗日期", "到岗日期"),),
    targets=(Target(Staff, key=("place", "role", "name", "start"), place="site"),),
    apply=actions.record_staff,
)

MEDIATION_COMMITTEES = Sheet(
    name="governance.mediation_committees",
    title="调解委员会",
    columns=(
        _SITE,
        Column("name", "名称", required=True),
        Column("members", "委员人数", Kind.INT, low=1, high=99),
        *_days("成立日期", "撤销日期"),
    ),
    rules=(checks.ends_after("撤销日期", "成立日期"), checks.MEDIATION_MEMBERS),
    targets=(Target(MediationCommittee, key=("name",), place="site"),),
    apply=actions.record_mediation_committees,
)

MEDIATION_ROOMS = Sheet(
    name="governance.mediation_rooms",
    title="调解室",
    columns=(
        _SITE,
        Column("name", "名称", required=True),
        Column("standardised", "是否标准化", Kind.BOOL, required=True, example="是"),
        *_days("启用日期", "停用日期"),
    ),
    rules=(checks.ends_after("停用日期", "启用日期"),),
    targets=(Target(MediationRoom, key=("name",), place="site"),),
    apply=actions.record_mediation_rooms,
)

POLICE_ROOMS = Sheet(
    name="governance.police_rooms",
    title="警务室",
    columns=(
        _SITE,
        Column("name", "名称", required=True),
        Column(
            "kind",
            "类型",
            Kind.CODE,
            required=True,
            choices=tuple(codes.PoliceRoomKind.choices),
            example="警务室",
        ),
        *_days("启用日期", "停用日期"),
    ),
    rules=(checks.ends_after("停用日期", "启用日期"),),
    targets=(Target(PoliceRoom, key=("name",), place="site"),),
    apply=actions.record_police_rooms,
)

STAR_ENTRIES = Sheet(
    name="governance.star_entries",
    title="星级参与",
    columns=(
        _SITE,
        Column("community", "社区", required=True, lookup=COMMUNITY, example="长安集镇社区"),
        *_days("参与日期", "退出日期"),
    ),
    rules=(checks.ends_after("退出日期", "参与日期"),),
    targets=(Target(StarEntry, key=("place", "start"), place="site"),),
    apply=actions.record_star_entries,
)

STAR_AWARDS = Sheet(
    name="governance.star_awards",
    title="星级授予",
    columns=(
        _SITE,
        Column("community", "社区", required=True, lookup=COMMUNITY, example="长安集镇社区"),
        Column("level", "星级", Kind.INT, required=True, low=1, high=5, example="5"),
        *_days("授予日期", "终止日期"),
    ),
    rules=(checks.ends_after("终止日期", "授予日期"), checks.AWARDS_OVERLAP),
    targets=(Target(StarAward, key=("place", "start"), place="site"),),
    apply=actions.record_star_awards,
)
