"""Datasets of conduct: appraisal sessions."""

from anju.kernel.facts import PLACES, Dataset, Fact, Kind

APPRAISAL = Dataset(
    name="appraisal",
    zh="道德评议",
    en="Moral appraisal sessions",
    row="appraisal",
    links={"site": "site"},
    sql="""
select a.id as appraisal, a.place, left(a.place, 9) as town, a.place as site, pl.name as place_name, a.held_on,
       a.participants, a.praised, a.criticised,
       date_trunc('quarter', a.held_on) = date_trunc('quarter', %(day)s::date) as this_quarter,
       coalesce(s.fyp13, false) as fyp13
from conduct_appraisal a
left join registry_site s on s.place = a.place
left join regions_place pl on pl.code = a.place
where a.held_on <= %(day)s
""",
    columns={
        "appraisal": Fact(Kind.INT, "编号", "Id", shown=False),
        **PLACES,
        "held_on": Fact(Kind.DATE, "评议日期", "Held on"),
        "participants": Fact(Kind.INT, "参加人数", "Participants"),
        "praised": Fact(Kind.INT, "红榜人数", "Red list"),
        "criticised": Fact(Kind.INT, "黑榜人数", "Black list"),
        "this_quarter": Fact(Kind.BOOL, "本季度", "This quarter", shown=False),
        "fyp13": Fact(Kind.BOOL, "十三五集中安置点", "Site of the 13th-FYP programme", population=True),
    },
)

DATASETS: tuple[Dataset, ...] = (APPRAISAL,)
