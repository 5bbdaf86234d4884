"""Datasets of entitlements: each person's and each household's state on a day, booklet requests, land.

Benefits and disability are personal (domain.md §12): lists of these datasets open only to who sees that group of fields.
"""

from anju.entitlements import codes
from anju.kernel.facts import PLACES, Dataset, Fact, Kind
from anju.registry import codes as people

_ID = Fact(Kind.INT, "编号", "Id", shown=False)
_PROGRAMME = Fact(Kind.TEXT, "搬迁项目", "Programme", tuple(people.Programme.choices), population=True)
_NUMBER = Fact(Kind.TEXT, "户编号", "Household number")
_DAY = "start <= %(day)s and (stop is null or stop > %(day)s)"
_OPEN_MONITORING = "identified_on <= %(day)s and (resolved_on is null or resolved_on > %(day)s)"

ENTITLEMENT = Dataset(
    name="entitlement",
    zh="权益享受情况",
    en="Entitlements of persons",
    row="person",
    links={"person": "person", "household": "household"},
    sees="benefits",
    sql=f"""
select m.person_id as person, m.household_id as household, m.place, left(m.place, 9) as town, m.place as site,
       pl.name as place_name, p.name_masked as name, h.number, h.programme,
       extract(year from age(%(day)s::date, p.birth_date))::int as age, m.student <> '' as student,
       coalesce(i.resident_medical, false) as resident_medical, coalesce(i.employee_medical, false) as employee_medical,
       coalesce(i.resident_medical or i.employee_medical, false) as medical, coalesce(i.pension, false) as pension,
       coalesce(a.kind, '') as assistance, d.person_id is not null as disabled, coalesce(d.category, '') as category,
       coalesce(d.level, '') as level, w.household_id is not null as monitored
from registry_membership m
join registry_household h on h.id = m.household_id
left join registry_person p on p.id = m.person_id
left join regions_place pl on pl.code = m.place
left join (select person_id, bool_or(kind = 'resident_medical') as resident_medical,
                  bool_or(kind = 'employee_medical') as employee_medical,
                  bool_or(kind in ('resident_pension', 'employee_pension')) as pension
           from entitlements_insurance where {_DAY} group by person_id) i on i.person_id = m.person_id
left join (select distinct on (person_id) person_id, kind from entitlements_assistance where {_DAY}
           order by person_id, start desc) a on a.person_id = m.person_id
left join (select distinct on (person_id) person_id, category, level from entitlements_disability where {_DAY}
           order by person_id, start desc) d on d.person_id = m.person_id
left join (select distinct household_id from entitlements_monitoring where {_OPEN_MONITORING}) w
       on w.household_id = m.household_id
where m.start <= %(day)s and (m.stop is null or m.stop > %(day)s)
""",
    columns={
        "person": _ID,
        "household": _ID,
        **PLACES,
        "name": Fact(Kind.TEXT, "姓名", "Name"),
        "number": _NUMBER,
        "programme": _PROGRAMME,
        "age": Fact(Kind.INT, "年龄", "Age"),
        "student": Fact(Kind.BOOL, "在校", "At school"),
        "resident_medical": Fact(Kind.BOOL, "居民医保", "Resident medical insurance"),
        "employee_medical": Fact(Kind.BOOL, "职工医保", "Employee medical insurance"),
        "medical": Fact(Kind.BOOL, "基本医保", "Medical insurance"),
        "pension": Fact(Kind.BOOL, "养老保险", "Pension insurance"),
        "assistance": Fact(Kind.TEXT, "救助类型", "Assistance", tuple(codes.AssistanceKind.choices)),
        "disabled": Fact(Kind.BOOL, "持证残疾人", "Holds a disability certificate", shown=False),
        "category": Fact(
            Kind.TEXT, "残疾类别", "Category", tuple(codes.DisabilityCategory.choices), shown=False
        ),
        "level": Fact(Kind.TEXT, "残疾等级", "Level", tuple(codes.DisabilityLevel.choices), shown=False),
        "monitored": Fact(Kind.BOOL, "在监测户", "In a monitored household"),
    },
)

DISABLED = Dataset(
    name="disability",
    zh="残疾证",
    en="Disability certificates",
    row="certificate",
    links={"person": "person"},
    sees="health",
    sql="""
select d.id as certificate, d.person_id as person, m.household_id as household, m.place, left(m.place, 9) as town,
       m.place as site, pl.name as place_name, p.name_masked as name, h.number, h.programme, d.category, d.level,
       d.issued_year
from entitlements_disability d
join registry_membership m on m.person_id = d.person_id and m.start <= %(day)s and (m.stop is null or m.stop > %(day)s)
join registry_household h on h.id = m.household_id
left join registry_person p on p.id = d.person_id
left join regions_place pl on pl.code = m.place
where d.start <= %(day)s and (d.stop is null or d.stop > %(day)s)
""",
    columns={
        "certificate": _ID,
        "person": _ID,
        "household": _ID,
        **PLACES,
        "name": Fact(Kind.TEXT, "姓名", "Name"),
        "number": _NUMBER,
        "programme": _PROGRAMME,
        "category": Fact(Kind.TEXT, "残疾类别", "Category", tuple(codes.DisabilityCategory.choices)),
        "level": Fact(Kind.TEXT, "残疾等级", "Level", tuple(codes.DisabilityLevel.choices)),
        "issued_year": Fact(Kind.INT, "办证年度", "Issued in"),
    },
)

MONITORED = Dataset(
    name="monitoring",
    zh="监测对象",
    en="Monitored households",
    row="record",
    links={"household": "household"},
    sees="benefits",
    sql="""
select w.id as record, w.household_id as household, w.place, left(w.place, 9) as town, w.place as site,
       pl.name as place_name, h.number, h.programme, w.kind, w.cause, w.identified_on, w.resolved_on,
       w.resolved_on is null or w.resolved_on > %(day)s as standing,
       (extract(year from age(%(day)s::date, w.identified_on)) * 12
        + extract(month from age(%(day)s::date, w.identified_on)))::int as months,
       coalesce(x.measures, 0)::int as measures, coalesce(x.development, 0)::int as development,
       coalesce(m.able, 0)::int as able
from entitlements_monitoring w
join registry_household h on h.id = w.household_id and h.start <= %(day)s and (h.stop is null or h.stop > %(day)s)
left join regions_place pl on pl.code = w.place
left join (select monitoring_id, count(*) as measures,
                  count(*) filter (where kind in ('industry', 'work', 'finance', 'public_post')) as development
           from entitlements_measure where start <= %(day)s and (stop is null or stop > %(day)s)
           group by monitoring_id) x on x.monitoring_id = w.id
left join (select household_id, count(*) filter (where labour in ('skilled', 'ordinary', 'weak')) as able
           from registry_membership where start <= %(day)s and (stop is null or stop > %(day)s)
           group by household_id) m on m.household_id = w.household_id
where w.identified_on <= %(day)s
""",
    columns={
        "record": _ID,
        "household": _ID,
        **PLACES,
        "number": _NUMBER,
        "programme": _PROGRAMME,
        "kind": Fact(Kind.TEXT, "监测对象类别", "Class", tuple(codes.MonitoringClass.choices)),
        "cause": Fact(Kind.TEXT, "致贫返贫风险", "Cause of risk", tuple(codes.RiskCause.choices)),
        "identified_on": Fact(Kind.DATE, "识别日期", "Identified on"),
        "resolved_on": Fact(Kind.DATE, "风险消除日期", "Resolved on"),
        "standing": Fact(Kind.BOOL, "风险未消除", "Risk not resolved"),
        "months": Fact(Kind.INT, "识别后满月数", "Months since identified"),
        "measures": Fact(Kind.INT, "在帮扶措施数", "Measures"),
        "development": Fact(Kind.INT, "发展类措施数", "Development measures"),
        "able": Fact(Kind.INT, "劳动力人数", "Members able to work"),
    },
)

REQUEST = Dataset(
    name="booklet_request",
    zh="居住簿申请",
    en="Booklet requests",
    row="request",
    links={"household": "household"},
    sql="""
select r.id as request, r.household_id as household, r.place, left(r.place, 9) as town, r.place as site,
       pl.name as place_name, r.number, r.kind,
       case when r.decided_on > %(day)s then case when r.home_on <= %(day)s then 'at_residence' else 'at_home' end
            else r.state end as state,
       r.decided_on is null or r.decided_on > %(day)s as waiting, r.asked_on, r.decided_on,
       (least(coalesce(r.decided_on, %(day)s::date), %(day)s::date) - r.asked_on) as days
from entitlements_bookletrequest r
left join regions_place pl on pl.code = r.place
where r.asked_on <= %(day)s
""",
    columns={
        "request": _ID,
        "household": _ID,
        **PLACES,
        "number": _NUMBER,
        "kind": Fact(Kind.TEXT, "申请事项", "Asks for", tuple(codes.RequestKind.choices)),
        "state": Fact(Kind.TEXT, "办理状态", "State", tuple(codes.RequestState.choices)),
        "waiting": Fact(Kind.BOOL, "在办", "Open", shown=False),
        "asked_on": Fact(Kind.DATE, "受理日期", "Asked on"),
        "decided_on": Fact(Kind.DATE, "办结日期", "Decided on"),
        "days": Fact(Kind.INT, "办理天数", "Days"),
    },
)

LAND = Dataset(
    name="land_right",
    zh="承包地林地",
    en="Land kept in the home village",
    row="parcel",
    links={"household": "household"},
    sql="""
select l.id as parcel, l.household_id as household, l.place, left(l.place, 9) as town, l.place as site,
       pl.name as place_name, h.number, h.programme, l.kind, l.area_mu, l.transferred
from entitlements_landright l
join registry_household h on h.id = l.household_id and h.start <= %(day)s and (h.stop is null or h.stop > %(day)s)
left join regions_place pl on pl.code = l.place
where l.start <= %(day)s and (l.stop is null or l.stop > %(day)s)
""",
    columns={
        "parcel": _ID,
        "household": _ID,
        **PLACES,
        "number": _NUMBER,
        "programme": _PROGRAMME,
        "kind": Fact(Kind.TEXT, "土地类型", "Kind", tuple(codes.LandKind.choices)),
        "area_mu": Fact(Kind.DECIMAL, "面积（亩）", "Area (mu)"),
        "transferred": Fact(Kind.BOOL, "已流转", "Transferred"),
    },
)

DATASETS: tuple[Dataset, ...] = (ENTITLEMENT, DISABLED, MONITORED, REQUEST, LAND)
