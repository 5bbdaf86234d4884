"""Datasets of property management: owners' committees, property services."""

from anju.estates import codes
from anju.kernel.facts import PLACES, Dataset, Fact, Kind

_ID = Fact(Kind.INT, "编号", "Id", shown=False)

COMMITTEE = Dataset(
    name="owners_committee",
    zh="业主委员会",
    en="Owners' committees",
    row="committee",
    links={"site": "site"},
    sql="""
select o.id as committee, o.place, left(o.place, 9) as town, o.place as site, pl.name as place_name, o.name, o.members,
       o.established_on, o.filed_on
from estates_ownerscommittee o
left join regions_place pl on pl.code = o.place
where o.established_on <= %(day)s and (o.ended_on is null or o.ended_on > %(day)s)
""",
    columns={
        "committee": _ID,
        **PLACES,
        "name": Fact(Kind.TEXT, "名称", "Name"),
        "members": Fact(Kind.INT, "委员人数", "Members"),
        "established_on": Fact(Kind.DATE, "成立日期", "Established on"),
        "filed_on": Fact(Kind.DATE, "备案日期", "Filed on"),
    },
)

SERVICE = Dataset(
    name="property_service",
    zh="物业服务",
    en="Property services",
    row="service",
    links={"site": "site"},
    sql="""
select s.id as service, s.place, left(s.place, 9) as town, s.place as site, pl.name as place_name, s.mode,
       c.name as company, s.charges_fee, s.price_fen, s.start
from estates_propertyservice s
left join estates_propertycompany c on c.id = s.company_id
left join regions_place pl on pl.code = s.place
where s.start <= %(day)s and (s.stop is null or s.stop > %(day)s)
""",
    columns={
        "service": _ID,
        **PLACES,
        "mode": Fact(Kind.TEXT, "管理模式", "Mode", tuple(codes.ServiceMode.choices)),
        "company": Fact(Kind.TEXT, "物业公司", "Company"),
        "charges_fee": Fact(Kind.BOOL, "收取物业费", "Charges a fee"),
        "price_fen": Fact(Kind.INT, "单价（分/㎡·月）", "Price (fen per m² and month)"),
        "start": Fact(Kind.DATE, "起始日期", "Since"),
    },
)

DATASETS: tuple[Dataset, ...] = (COMMITTEE, SERVICE)
