"""Datasets of governance: organisations, staff, mediation, police rooms, the star programme."""

from anju.governance import codes
from anju.kernel.facts import PLACES, Dataset, Fact, Kind

_ID = Fact(Kind.INT, "编号", "Id", shown=False)
_NAME = Fact(Kind.TEXT, "名称", "Name")
_START = Fact(Kind.DATE, "起始日期", "Since")
_THIS_YEAR = Fact(Kind.BOOL, "本年度", "This year", shown=False)

ORGANISATION = Dataset(
    name="organisation",
    zh="党组织与自治组织",
    en="Party and residents' organisations",
    row="organisation",
    links={"site": "site"},
    sql="""
select o.id as organisation, o.place, left(o.place, 9) as town, o.place as site, pl.name as place_name, o.kind, o.mode,
       o.name, o.start, o.standardised_on is not null and o.standardised_on <= %(day)s as standardised
from governance_organisation o
left join regions_place pl on pl.code = o.place
where o.start <= %(day)s and (o.stop is null or o.stop > %(day)s)
""",
    columns={
        "organisation": _ID,
        **PLACES,
        "kind": Fact(Kind.TEXT, "类别", "Kind", tuple(codes.OrganisationKind.choices)),
        "mode": Fact(Kind.TEXT, "组建方式", "Mode", tuple(codes.OrganisationMode.choices)),
        "name": _NAME,
        "start": Fact(Kind.DATE, "成立日期", "Founded on"),
        "standardised": Fact(Kind.BOOL, "规范化达标", "Standardised"),
    },
)

STAFF = Dataset(
    name="staff",
    zh="网格与综治人员",
    en="Grid and public-order staff",
    row="staff",
    links={"site": "site"},
    sql="""
select s.id as staff, s.place, left(s.place, 9) as town, s.place as site, pl.name as place_name, s.role,
       left(s.name, 1) || repeat('*', length(s.name) - 1) as name, s.start,
       date_trunc('year', s.start) = date_trunc('year', %(day)s::date) as this_year,
       s.stop is null or s.stop > %(day)s as serving
from governance_staff s
left join regions_place pl on pl.code = s.place
where s.start <= %(day)s
""",
    columns={
        "staff": _ID,
        **PLACES,
        "role": Fact(Kind.TEXT, "岗位", "Role", tuple(codes.StaffRole.choices)),
        "name": Fact(Kind.TEXT, "姓名", "Name"),
        "start": Fact(Kind.DATE, "到岗日期", "Since"),
        "this_year": _THIS_YEAR,
        "serving": Fact(Kind.BOOL, "在岗", "Serving"),
    },
)


def _founded(name: str, zh: str, en: str, table: str, extra: str, columns: dict[str, Fact]) -> Dataset:
    """A register of things founded at a site: name, `[start, stop)`, founded this year or earlier."""
    return Dataset(
        name=name,
        zh=zh,
        en=en,
        row=name,
        links={"site": "site"},
        sql=f"""
select r.id as {name}, r.place, left(r.place, 9) as town, r.place as site, pl.name as place_name, r.name, {extra},
       r.start, date_trunc('year', r.start) = date_trunc('year', %(day)s::date) as this_year, s.fyp13
from {table} r
left join regions_place pl on pl.code = r.place
join registry_site s on s.place = r.place
where r.start <= %(day)s and (r.stop is null or r.stop > %(day)s)
""",
        columns={
            name: _ID,
            **PLACES,
            "name": _NAME,
            **columns,
            "start": _START,
            "this_year": _THIS_YEAR,
            "fyp13": Fact(Kind.BOOL, "十三五集中安置点", "Site of the 13th-FYP programme", population=True),
        },
    )


MEDIATION_COMMITTEE = _founded(
    "mediation_committee", "人民调解委员会", "Mediation committees", "governance_mediationcommittee", "r.members",
    {"members": Fact(Kind.INT, "委员人数", "Members")},
)  # fmt: skip
MEDIATION_ROOM = _founded(
    "mediation_room", "调解室", "Mediation rooms", "governance_mediationroom", "r.standardised",
    {"standardised": Fact(Kind.BOOL, "标准化", "Standardised")},
)  # fmt: skip
POLICE_ROOM = _founded(
    "police_room", "警务室（站）", "Police rooms and posts", "governance_policeroom", "r.kind",
    {"kind": Fact(Kind.TEXT, "类型", "Kind", tuple(codes.PoliceRoomKind.choices))},
)  # fmt: skip

STAR = Dataset(
    name="star",
    zh="星级创建",
    en="Star programme",
    row="entry",
    links={"site": "site"},
    sql="""
select e.id as entry, e.place, left(e.place, 9) as town, e.place as site, pl.name as place_name, e.community as name, e.start,
       coalesce(a.level, 0) as level
from governance_starentry e
left join regions_place pl on pl.code = e.place
left join governance_staraward a on a.place = e.place and a.start <= %(day)s and (a.stop is null or a.stop > %(day)s)
where e.start <= %(day)s and (e.stop is null or e.stop > %(day)s)
""",
    columns={
        "entry": _ID,
        **PLACES,
        "name": Fact(Kind.TEXT, "社区", "Community"),
        "start": Fact(Kind.DATE, "参与日期", "Joined on"),
        "level": Fact(Kind.INT, "星级", "Stars"),
    },
)

DATASETS: tuple[Dataset, ...] = (ORGANISATION, STAFF, MEDIATION_COMMITTEE, MEDIATION_ROOM, POLICE_ROOM, STAR)
