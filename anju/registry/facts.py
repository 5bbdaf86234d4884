"""Datasets of the registry: sites, households, persons, certificates on a day.

What only lists show is joined from the left on unique keys, so that PostgreSQL drops the join where a figure
does not ask for it; `distinct on` makes the head of a household provably one.
"""

from anju.kernel.facts import PLACES, Dataset, Fact, Kind
from anju.registry import codes

_ID = Fact(Kind.INT, "编号", "Id", shown=False)
_PROGRAMME = Fact(Kind.TEXT, "搬迁项目", "Programme", tuple(codes.Programme.choices), population=True)

_VERIFIED = """select distinct on (programme) id from registry_verification where day <= %(day)s
                       order by programme, day desc"""
_LOCKED = Fact(Kind.BOOL, "锁定人口", "Of the locked population")

SITE = Dataset(
    name="site",
    zh="安置区",
    en="Settlement sites",
    row="site",
    links={"site": "site"},
    sql="""
select s.place, left(s.place, 9) as town, s.place as site, p.name as place_name,
       s.mode, s.mode < '20' as concentrated, s.fyp13, s.urbanity, s.built_on,
       c.name as community, c.mode as community_mode, c.id is not null as has_community,
       coalesce(h.households, 0) as households
from registry_site s
join regions_place p on p.code = s.place
left join registry_community c
       on c.place = s.place and c.founded_on <= %(day)s and (c.closed_on is null or c.closed_on > %(day)s)
left join (select m.place, count(*) as households
           from registry_membership m
           where m.relation = 'head' and m.start <= %(day)s and (m.stop is null or m.stop > %(day)s)
           group by m.place) h on h.place = s.place
where (s.built_on is null or s.built_on <= %(day)s) and (s.closed_on is null or s.closed_on > %(day)s)
""",
    columns={
        **PLACES,
        "mode": Fact(Kind.TEXT, "安置方式", "Settlement mode", tuple(codes.Mode.choices)),
        "concentrated": Fact(Kind.BOOL, "集中安置", "Concentrated"),
        "fyp13": Fact(Kind.BOOL, "十三五集中安置点", "Site of the 13th-FYP programme", population=True),
        "urbanity": Fact(Kind.TEXT, "城乡", "Urban or rural", tuple(codes.Urbanity.choices)),
        "built_on": Fact(Kind.DATE, "建成日期", "Built on"),
        "community": Fact(Kind.TEXT, "社区", "Community"),
        "community_mode": Fact(Kind.TEXT, "组织类型", "Community mode", tuple(codes.CommunityMode.choices)),
        "has_community": Fact(Kind.BOOL, "有社区", "Has a community", shown=False),
        "households": Fact(Kind.INT, "户数", "Households"),
    },
)

# What a household was on the day: the earliest of its former states that had not ended, where there is one.
_PAST = """(select distinct on (household_id) household_id, household_class, mode, lives_there
           from registry_householdpast where stop > %(day)s order by household_id, stop)"""
# Its flat of the day; whether somebody looked there since, and found that it is lived in.
_FLAT = """(select distinct on (household_id) household_id, flat_id from registry_allocation
           where start <= %(day)s and (stop is null or stop > %(day)s) order by household_id, start desc)"""
_FOUND = """(select distinct on (a.household_id) a.household_id, o.state = 'occupied' as lives
           from registry_allocation a join registry_occupation o on o.flat_id = a.flat_id and o.seen_on >= a.start
           where a.start <= %(day)s and (a.stop is null or a.stop > %(day)s) and o.seen_on <= %(day)s
           order by a.household_id, a.start desc, o.seen_on desc)"""
_CERTIFIED = f"""(select distinct c.household_id from registry_certificate c
           left join {_FLAT} a on a.household_id = c.household_id
           where c.issued_on <= %(day)s and (c.stop is null or c.stop > %(day)s)
             and (c.flat_id is null or c.flat_id = a.flat_id))"""

HOUSEHOLD = Dataset(
    name="household",
    zh="搬迁户",
    en="Relocated households",
    row="household",
    links={"household": "household"},
    sql=f"""
select h.id as household, coalesce(k.place, h.place) as place, left(coalesce(k.place, h.place), 9) as town,
       coalesce(k.place, h.place) as site, pl.name as place_name, h.number, p.name_masked as head, h.programme,
       h.category, coalesce(f.mode, h.mode) as mode, coalesce(f.mode, h.mode) < '20' as concentrated,
       coalesce(f.household_class, h.household_class) as household_class,
       coalesce(w.lives, f.lives_there, h.lives_there) as lives_there,
       a.household_id is not null as has_flat, c.household_id is not null as certified,
       b.household_id is not null as has_booklet, l.household_id is not null as locked, h.start as moved_on
from registry_household h
left join (select distinct on (m.household_id) m.household_id, m.person_id, m.place
           from registry_membership m
           where m.relation = 'head' and m.start <= %(day)s and (m.stop is null or m.stop > %(day)s)
           order by m.household_id) k on k.household_id = h.id
left join registry_person p on p.id = k.person_id
left join regions_place pl on pl.code = coalesce(k.place, h.place)
left join {_PAST} f on f.household_id = h.id
left join {_FLAT} a on a.household_id = h.id
left join {_FOUND} w on w.household_id = h.id
left join {_CERTIFIED} c on c.household_id = h.id
left join (select distinct household_id from registry_booklet
           where issued_on <= %(day)s and (cancelled_on is null or cancelled_on > %(day)s)) b
       on b.household_id = h.id
left join (select distinct household_id from registry_locked where verification_id in (@verified)) l
       on l.household_id = h.id
where h.start <= %(day)s and (h.stop is null or h.stop > %(day)s)
""".replace("@verified", _VERIFIED),
    columns={
        "household": _ID,
        **PLACES,
        "number": Fact(Kind.TEXT, "户编号", "Household number"),
        "head": Fact(Kind.TEXT, "户主", "Head"),
        "programme": _PROGRAMME,
        "category": Fact(Kind.TEXT, "搬迁类别", "Category", tuple(codes.Category.choices)),
        "mode": Fact(Kind.TEXT, "安置方式", "Settlement mode", tuple(codes.Mode.choices)),
        "concentrated": Fact(Kind.BOOL, "集中安置", "Concentrated"),
        "household_class": Fact(Kind.TEXT, "户类型", "Household class", tuple(codes.HouseholdClass.choices)),
        "lives_there": Fact(Kind.BOOL, "实际入住", "Lives there"),
        "has_flat": Fact(Kind.BOOL, "有住房", "Has a flat", shown=False),
        "certified": Fact(Kind.BOOL, "已办不动产证", "Has a certificate"),
        "has_booklet": Fact(Kind.BOOL, "已领居住簿", "Has a residence booklet"),
        "locked": Fact(Kind.BOOL, "锁定户", "Of the locked population"),
        "moved_on": Fact(Kind.DATE, "搬迁日期", "Moved on"),
    },
)

PERSON = Dataset(
    name="person",
    zh="搬迁人口",
    en="Relocated persons",
    row="person",
    links={"person": "person", "household": "household"},
    sql=f"""
select m.person_id as person, m.household_id as household, m.place, left(m.place, 9) as town, m.place as site,
       pl.name as place_name, p.name_masked as name, p.id_masked as id_number, p.sex, h.number, h.programme,
       coalesce(f.mode, h.mode) < '20' as concentrated, m.relation,
       extract(year from age(%(day)s::date, p.birth_date))::int as age, m.student, m.labour, m.health, m.political,
       coalesce(m.willing, false) as willing, l.person_id is not null as locked
from registry_membership m
left join registry_person p on p.id = m.person_id
join registry_household h on h.id = m.household_id
left join {_PAST} f on f.household_id = m.household_id
left join regions_place pl on pl.code = m.place
left join (select distinct person_id from registry_locked where verification_id in (@verified)) l
       on l.person_id = m.person_id
where m.start <= %(day)s and (m.stop is null or m.stop > %(day)s)
""".replace("@verified", _VERIFIED),
    columns={
        "person": _ID,
        "household": _ID,
        **PLACES,
        "name": Fact(Kind.TEXT, "姓名", "Name"),
        "id_number": Fact(Kind.TEXT, "身份证号", "Identity number"),
        "sex": Fact(Kind.TEXT, "性别", "Sex", tuple(codes.Sex.choices)),
        "number": Fact(Kind.TEXT, "户编号", "Household number"),
        "programme": _PROGRAMME,
        "concentrated": Fact(Kind.BOOL, "集中安置", "Concentrated"),
        "relation": Fact(Kind.TEXT, "与户主关系", "Relation to head", tuple(codes.Relation.choices)),
        "age": Fact(Kind.INT, "年龄", "Age"),
        "student": Fact(Kind.TEXT, "在校生状况", "Student", tuple(codes.Student.choices)),
        "labour": Fact(Kind.TEXT, "劳动技能", "Labour ability", tuple(codes.Labour.choices)),
        "health": Fact(Kind.TEXT, "健康状况", "Health", tuple(codes.Health.choices), shown=False),
        "political": Fact(
            Kind.TEXT, "政治面貌", "Political status", tuple(codes.Political.choices), shown=False
        ),
        "willing": Fact(Kind.BOOL, "就业意愿", "Willing to work", shown=False),
        "locked": _LOCKED,
    },
)

LOCKED = Dataset(
    name="locked",
    zh="锁定人口",
    en="Locked population",
    row="person",
    links={"person": "person", "household": "household"},
    sql="""
select l.person_id as person, l.household_id as household, l.place, left(l.place, 9) as town, l.place as site,
       pl.name as place_name, p.name_masked as name, p.id_masked as id_number, h.number, h.programme, l.relation,
       m.person_id is not null as present
from registry_locked l
join registry_household h on h.id = l.household_id
left join registry_person p on p.id = l.person_id
left join regions_place pl on pl.code = l.place
left join (select distinct person_id from registry_membership
           where start <= %(day)s and (stop is null or stop > %(day)s)) m
       on m.person_id = coalesce(p.survivor_id, l.person_id)
where l.verification_id in (@verified)
""".replace("@verified", _VERIFIED),
    columns={
        "person": _ID,
        "household": _ID,
        **PLACES,
        "name": Fact(Kind.TEXT, "姓名", "Name"),
        "id_number": Fact(Kind.TEXT, "身份证号", "Identity number"),
        "number": Fact(Kind.TEXT, "锁定时户编号", "Household number when locked"),
        "programme": _PROGRAMME,
        "relation": Fact(
            Kind.TEXT, "锁定时与户主关系", "Relation when locked", tuple(codes.Relation.choices)
        ),
        "present": Fact(Kind.BOOL, "仍在册", "Still on the register"),
    },
)

SINCE_LOCK = Dataset(
    name="since_lock",
    zh="锁定后增减",
    en="Joined and left since the lock",
    row="person",
    links={"person": "person", "household": "household"},
    sql="""
select coalesce(n.person_id, l.person_id) as person, coalesce(n.household_id, l.household_id) as household,
       coalesce(n.place, l.place) as place, left(coalesce(n.place, l.place), 9) as town,
       coalesce(n.place, l.place) as site, pl.name as place_name, p.name_masked as name, p.id_masked as id_number,
       coalesce(n.programme, l.programme) as programme, case when l.person_id is null then 1 else -1 end as change
from (select m.person_id, m.household_id, m.place, h.programme
      from registry_membership m join registry_household h on h.id = m.household_id
      where m.start <= %(day)s and (m.stop is null or m.stop > %(day)s)
        and h.programme in (select programme from registry_verification where day <= %(day)s)) n
full join (select k.person_id, k.household_id, k.place, v.programme
           from registry_locked k join registry_verification v on v.id = k.verification_id
           where v.id in (@verified)) l on l.person_id = n.person_id and l.programme = n.programme
left join registry_person p on p.id = coalesce(n.person_id, l.person_id)
left join regions_place pl on pl.code = coalesce(n.place, l.place)
where n.person_id is null or l.person_id is null
""".replace("@verified", _VERIFIED),
    columns={
        "person": _ID,
        "household": _ID,
        **PLACES,
        "name": Fact(Kind.TEXT, "姓名", "Name"),
        "id_number": Fact(Kind.TEXT, "身份证号", "Identity number"),
        "programme": _PROGRAMME,
        "change": Fact(Kind.INT, "增减", "Change"),
    },
)

CERTIFICATE = Dataset(
    name="certificate",
    zh="不动产权证书",
    en="Real-estate certificates",
    row="certificate",
    links={"household": "household"},
    sql="""
select c.id as certificate, c.household_id as household, c.place, left(c.place, 9) as town, c.place as site,
       pl.name as place_name, c.number, h.number as household_number, c.issued_on
from registry_certificate c
join registry_household h on h.id = c.household_id
left join regions_place pl on pl.code = c.place
where c.issued_on <= %(day)s and (c.stop is null or c.stop > %(day)s) and h.start <= %(day)s and (h.stop is null or h.stop > %(day)s)
""",
    columns={
        "certificate": _ID,
        "household": _ID,
        **PLACES,
        "number": Fact(Kind.TEXT, "不动产权证号", "Certificate number"),
        "household_number": Fact(Kind.TEXT, "户编号", "Household number"),
        "issued_on": Fact(Kind.DATE, "登记日期", "Issued on"),
    },
)

DATASETS: tuple[Dataset, ...] = (SITE, HOUSEHOLD, PERSON, CERTIFICATE, LOCKED, SINCE_LOCK)
