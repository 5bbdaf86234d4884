"""Facts of one day for the checks: persons and households with everything that a rule compares, out of several domains.

Besides the day they take what `queries.surroundings` finds out: the addresses that name a county, whether the county keeps
medical insurance at all, the code list of relations, the words by which an employer is known.
"""

from collections.abc import Mapping

from anju.accounts.codes import Field
from anju.employment import codes as work
from anju.kernel.facts import PLACES, Dataset, Fact, Kind
from anju.registry import codes as people

EMPLOYER_WORDS = (
    "[一-龥]{2,}(公司|集团|企业|厂|店|酒店|宾馆|酒楼|超市|商场|合作社|车间|基地|医院|学校|物业|项目部|工程队)"
)
"""How a wish names an employer rather than an industry."""

_ID = Fact(Kind.INT, "编号", "Id", shown=False)
_FLAG = Kind.BOOL

PERSON_CHECK = Dataset(
    name="person_check",
    zh="人员核查",
    en="Persons under check",
    row="person",
    links={"person": "person"},
    sql="""
select m.person_id as person, m.household_id as household, m.place, left(m.place, 9) as town, m.place as site,
       pl.name as place_name, p.name_masked as name, h.number, m.relation,
       extract(year from age(%(day)s::date, p.birth_date))::int as age, p.sex, k.sex as head_sex, p.sex = k.sex as as_head,
       m.education <> '' as education_filled, m.student <> '' as student_filled,
       m.student <> '' and m.student not like 'college%%' and m.student not like 'bachelor%%' and m.student <> 'master' as in_school,
       m.relation = any(%(relations)s::text[]) as relation_known, m.willing is not null as willing_said,
       m.labour, m.health, length(p.id_masked) as id_length,
       p.phone_masked <> '' as phone_given, p.phone_masked ~ '^1[3-9][0-9][*]{4}[0-9]{4}$' as phone_ok,
       j.person_id is not null as employed, coalesce(j.channel, '') as channel, coalesce(j.work_place, '') as work_place,
       coalesce(j.work_place, 'county') <> 'county' as beyond_county,
       coalesce(a.public_post, false) as in_public_post, coalesce(a.near_work_beyond, false) as near_work_beyond,
       coalesce(a.migrant, false) as migrant, coalesce(l.employed, false) as employed_in_line,
       coalesce(l.employed and c.channel = 'public_post', false) as line_in_public_post,
       coalesce(l.employed and c.channel in ('public_post', 'factory') and c.work_place <> 'county', false)
         as line_near_work_beyond,
       coalesce(j.address = any(%(county_addresses)s::text[]), false) as address_county,
       coalesce(j.employer, '') <> '' as has_employer,
       coalesce(j.industry, '') <> '' as has_industry, j.point_to_point is not null as has_transport,
       coalesce(l.income_fen, j.income_fen) is not null as has_income,
       coalesce(l.income_fen, j.income_fen, 0)::bigint as income_fen,
       coalesce(l.planned_out, false) as planned_out, coalesce(l.wish_industry || l.wish_employer, '') <> '' as has_need,
       coalesce(l.wish_employer <> '' or l.wish_industry ~ %(employer_words)s, false) as names_employer,
       coalesce(s.elsewhere, false) as phone_shared_elsewhere, d.person_id is not null as destitute,
       coalesce(i.resident, false) as resident_medical, coalesce(i.employee, false) as employee_medical,
       %(insurance_in_use)s as insurance_in_use
from registry_membership m
join registry_person p on p.id = m.person_id
join registry_household h on h.id = m.household_id
left join regions_place pl on pl.code = m.place
left join (select distinct on (m2.household_id) m2.household_id, p2.sex from registry_membership m2
           join registry_person p2 on p2.id = m2.person_id
           where m2.relation = 'head' and m2.start <= %(day)s and (m2.stop is null or m2.stop > %(day)s)
           order by m2.household_id, m2.start desc) k on k.household_id = m.household_id
left join (select distinct on (person_id) * from employment_job
           where start <= %(day)s and (stop is null or stop > %(day)s)
           order by person_id, channel = 'public_post', start desc, id) j on j.person_id = m.person_id
left join (select person_id, bool_or(channel = 'public_post') as public_post,
                  bool_or(channel in ('public_post', 'factory') and work_place <> 'county') as near_work_beyond,
                  bool_or(channel = 'migrant' or work_place <> 'county') as migrant
           from employment_job where start <= %(day)s and (stop is null or stop > %(day)s) group by person_id) a
       on a.person_id = m.person_id
left join employment_line l on l.person_id = m.person_id and l.month = date_trunc('month', %(day)s::date)::date
left join employment_job c on c.id = l.job_id
left join (select m3.household_id, p3.phone_digest, count(distinct j3.work_place) > 1 as elsewhere
           from registry_membership m3
           join registry_person p3 on p3.id = m3.person_id and p3.phone_digest <> ''
           join employment_job j3 on j3.person_id = m3.person_id and j3.start <= %(day)s and (j3.stop is null or j3.stop > %(day)s)
           where m3.start <= %(day)s and (m3.stop is null or m3.stop > %(day)s)
           group by m3.household_id, p3.phone_digest having count(distinct m3.person_id) > 1) s
       on s.household_id = m.household_id and s.phone_digest = p.phone_digest and j.person_id is not null
left join (select distinct person_id from entitlements_assistance
           where kind = 'destitute' and start <= %(day)s and (stop is null or stop > %(day)s)) d on d.person_id = m.person_id
left join (select person_id, bool_or(kind = 'resident_medical') as resident, bool_or(kind = 'employee_medical') as employee
           from entitlements_insurance where start <= %(day)s and (stop is null or stop > %(day)s) group by person_id) i
       on i.person_id = m.person_id
where m.start <= %(day)s and (m.stop is null or m.stop > %(day)s)
""",
    columns={
        "person": _ID,
        "household": _ID,
        **PLACES,
        "name": Fact(Kind.TEXT, "姓名", "Name"),
        "number": Fact(Kind.TEXT, "户编号", "Household number"),
        "relation": Fact(Kind.TEXT, "与户主关系", "Relation", tuple(people.Relation.choices)),
        "relation_known": Fact(_FLAG, "关系在代码表内", "Relation is in the code list"),
        "age": Fact(Kind.INT, "年龄", "Age"),
        "sex": Fact(Kind.TEXT, "性别", "Sex", tuple(people.Sex.choices)),
        "head_sex": Fact(Kind.TEXT, "户主性别", "Sex of the head", tuple(people.Sex.choices)),
        "as_head": Fact(_FLAG, "与户主同性别", "Of the head's sex"),
        "education_filled": Fact(_FLAG, "已填文化程度", "Education filled"),
        "student_filled": Fact(_FLAG, "已填在校生状况", "School filled"),
        "in_school": Fact(_FLAG, "高中及以下在校", "At school"),
        "willing_said": Fact(_FLAG, "已填就业意愿", "Willingness filled"),
        "labour": Fact(Kind.TEXT, "劳动技能", "Labour ability", tuple(people.Labour.choices)),
        "health": Fact(Kind.TEXT, "健康状况", "Health", tuple(people.Health.choices)),
        "id_length": Fact(Kind.INT, "证件号位数", "Length of the number"),
        "phone_given": Fact(_FLAG, "已填电话", "Phone given"),
        "phone_ok": Fact(_FLAG, "电话合规", "Phone well formed"),
        "employed": Fact(_FLAG, "在岗", "Employed"),
        "channel": Fact(Kind.TEXT, "就业途径", "Channel", tuple(work.Channel.choices)),
        "work_place": Fact(Kind.TEXT, "就业地域", "Place of work", tuple(work.WorkPlace.choices)),
        "beyond_county": Fact(_FLAG, "在县外就业", "Works beyond the county"),
        "in_public_post": Fact(_FLAG, "在公益性岗位", "In a public post"),
        "near_work_beyond": Fact(_FLAG, "公岗或社区工厂记在县外", "Public post or factory beyond the county"),
        "migrant": Fact(_FLAG, "登记为外出务工", "Recorded as migrant worker"),
        "employed_in_line": Fact(_FLAG, "本月台账在岗", "At work by the month's line"),
        "line_in_public_post": Fact(_FLAG, "本月台账在公益性岗位", "In a public post by the month's line"),
        "line_near_work_beyond": Fact(
            _FLAG,
            "本月台账公岗或社区工厂记在县外",
            "Public post or factory beyond the county by the month's line",
        ),
        "address_county": Fact(_FLAG, "地址到县级", "Address names a county"),
        "has_employer": Fact(_FLAG, "已填就业单位", "Employer filled"),
        "has_industry": Fact(_FLAG, "已填行业", "Industry filled"),
        "has_transport": Fact(_FLAG, "已填点对点", "Transport filled"),
        "has_income": Fact(_FLAG, "已填月收入", "Income filled"),
        "income_fen": Fact(Kind.INT, "月收入（分）", "Income (fen)"),
        "planned_out": Fact(_FLAG, "打算外出", "Plans to go out"),
        "has_need": Fact(_FLAG, "已填务工需求", "Need filled"),
        "names_employer": Fact(_FLAG, "务工需求写明企业", "Need names an employer"),
        "phone_shared_elsewhere": Fact(_FLAG, "同号异地务工", "Shares a phone, works elsewhere"),
        "destitute": Fact(_FLAG, "特困供养", "Supported as destitute"),
        "resident_medical": Fact(_FLAG, "参加居民医保", "Resident medical insurance"),
        "insurance_in_use": Fact(_FLAG, "全县已建参保台账", "The county keeps insurance records"),
        "employee_medical": Fact(_FLAG, "参加职工医保", "Employee medical insurance"),
    },
)

HOUSEHOLD_CHECK = Dataset(
    name="household_check",
    zh="户核查",
    en="Households under check",
    row="household",
    links={"household": "household"},
    sql="""
select h.id as household, h.place, left(h.place, 9) as town, h.place as site, pl.name as place_name, h.number, h.programme,
       h.old_house_reclaimed is not null as reclaimed_said,
       coalesce(k.name_masked, '') as name, coalesce(m.members, 0)::int as members, coalesce(m.heads, 0)::int as heads,
       coalesce(m.spouses, 0)::int as spouses, coalesce(m.adults, 0)::int as adults, coalesce(m.able, 0)::int as able,
       w.household_id is not null as at_risk, coalesce(w.months, 0)::int as months_at_risk,
       coalesce(w.development, 0)::int as development
from registry_household h
left join regions_place pl on pl.code = h.place
left join (select household_id, count(*) as members, count(*) filter (where relation = 'head') as heads,
                  count(*) filter (where relation = 'spouse') as spouses,
                  count(*) filter (where p.birth_date <= (%(day)s::date - interval '16 years')::date) as adults,
                  count(*) filter (where labour in ('skilled', 'ordinary', 'weak')) as able,
                  min(person_id) filter (where relation = 'head') as head
           from registry_membership m join registry_person p on p.id = m.person_id
           where m.start <= %(day)s and (m.stop is null or m.stop > %(day)s) group by household_id) m on m.household_id = h.id
left join registry_person k on k.id = m.head
left join (select distinct on (g.household_id) g.household_id,
                  (extract(year from age(%(day)s::date, g.identified_on)) * 12
                   + extract(month from age(%(day)s::date, g.identified_on)))::int as months,
                  (select count(*) from entitlements_measure x
                   where x.monitoring_id = g.id and x.kind in ('industry', 'work', 'finance', 'public_post')
                     and x.start <= %(day)s and (x.stop is null or x.stop > %(day)s)) as development
           from entitlements_monitoring g
           where g.identified_on <= %(day)s and (g.resolved_on is null or g.resolved_on > %(day)s)
           order by g.household_id, g.identified_on) w on w.household_id = h.id
where h.start <= %(day)s and (h.stop is null or h.stop > %(day)s)
""",
    columns={
        "household": _ID,
        **PLACES,
        "number": Fact(Kind.TEXT, "户编号", "Household number"),
        "programme": Fact(Kind.TEXT, "搬迁项目", "Programme", tuple(people.Programme.choices)),
        "reclaimed_said": Fact(_FLAG, "已填拆旧复垦", "Reclamation filled"),
        "name": Fact(Kind.TEXT, "户主", "Head"),
        "members": Fact(Kind.INT, "人数", "Members"),
        "heads": Fact(Kind.INT, "户主数", "Heads"),
        "spouses": Fact(Kind.INT, "配偶数", "Spouses"),
        "adults": Fact(Kind.INT, "16岁及以上人数", "Members of 16 and above"),
        "able": Fact(Kind.INT, "劳动力人数", "Members able to work"),
        "at_risk": Fact(_FLAG, "风险未消除监测户", "Monitored, risk not resolved"),
        "months_at_risk": Fact(Kind.INT, "识别后满月数", "Months since identified"),
        "development": Fact(Kind.INT, "在帮扶发展类措施数", "Development measures"),
    },
)

DATASETS: dict[str, Dataset] = {dataset.name: dataset for dataset in (PERSON_CHECK, HOUSEHOLD_CHECK)}

PERSONAL: Mapping[str, Mapping[str, Field]] = {
    PERSON_CHECK.name: {
        "health": Field.HEALTH,
        "income_fen": Field.INCOME,
        "destitute": Field.BENEFITS,
        "resident_medical": Field.BENEFITS,
        "employee_medical": Field.BENEFITS,
    },
    HOUSEHOLD_CHECK.name: dict.fromkeys(("at_risk", "months_at_risk", "development"), Field.BENEFITS),
}
"""Columns that tell what only some posts see: a finding of a rule that reads one says it too."""
