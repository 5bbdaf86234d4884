"""Datasets of employment: jobs, people of labour age, households' work, training, operators, linkage, ledgers."""

from anju.employment import codes
from anju.kernel.facts import PLACES, Dataset, Fact, Kind
from anju.registry.codes import Labour, Programme

_ID = Fact(Kind.INT, "编号", "Id", shown=False)
_PROGRAMME = Fact(Kind.TEXT, "搬迁项目", "Programme", tuple(Programme.choices), population=True)
_LABOUR_AGE = {
    "from_age": ("registry/labour_age", "from_age"),
    "below_age": ("registry/labour_age", "below_age"),
}
_STABLE = {name: ("employment/round", name) for name in ("stable_months", "more_stable_months")}
_NAME = Fact(Kind.TEXT, "姓名", "Name")
_ID_NUMBER = Fact(Kind.TEXT, "身份证号", "Identity number")

JOB = Dataset(
    name="job",
    zh="在岗就业记录",
    en="Jobs held on the day",
    row="job",
    links={"person": "person", "household": "household"},
    sql="""
select j.id as job, j.person_id as person, m.household_id as household, m.place, left(m.place, 9) as town,
       m.place as site, pl.name as place_name, p.name_masked as name, p.id_masked as id_number, h.number, h.programme,
       j.work_place, j.work_place not in ('outside', 'abroad') as inside_province, j.channel, j.post_kind,
       coalesce(o.kind, '') as operator_kind, o.name as operator, j.trade, j.start,
       row_number() over (partition by j.person_id order by j.channel = 'public_post', j.start desc, j.id) = 1 as main
from employment_job j
join registry_membership m
  on m.person_id = j.person_id and m.start <= %(day)s and (m.stop is null or m.stop > %(day)s)
left join registry_person p on p.id = j.person_id
join registry_household h on h.id = m.household_id
left join regions_place pl on pl.code = m.place
left join employment_operator o on o.id = j.operator_id
where j.start <= %(day)s and (j.stop is null or j.stop > %(day)s)
""",
    columns={
        "job": _ID,
        "person": _ID,
        "household": _ID,
        **PLACES,
        "name": _NAME,
        "id_number": _ID_NUMBER,
        "number": Fact(Kind.TEXT, "户编号", "Household number"),
        "programme": _PROGRAMME,
        "work_place": Fact(Kind.TEXT, "就业地域", "Place of work", tuple(codes.WorkPlace.choices)),
        "inside_province": Fact(Kind.BOOL, "省内", "Inside the province", shown=False),
        "channel": Fact(Kind.TEXT, "就业途径", "Channel", tuple(codes.Channel.choices)),
        "post_kind": Fact(Kind.TEXT, "公岗类型", "Kind of public post", tuple(codes.PostKind.choices)),
        "operator_kind": Fact(
            Kind.TEXT, "经营主体类型", "Kind of operator", tuple(codes.OperatorKind.choices)
        ),
        "operator": Fact(Kind.TEXT, "经营主体", "Operator"),
        "trade": Fact(Kind.TEXT, "岗位工种", "Trade"),
        "start": Fact(Kind.DATE, "就业起始日期", "Since"),
        "main": Fact(Kind.BOOL, "主要就业", "Main job", shown=False),
    },
)

LABOUR = Dataset(
    name="labour",
    zh="劳动年龄人口",
    en="People of labour age",
    row="person",
    links={"person": "person", "household": "household"},
    policy=_LABOUR_AGE,
    sql="""
select m.person_id as person, m.household_id as household, m.place, left(m.place, 9) as town, m.place as site,
       pl.name as place_name, p.name_masked as name, p.id_masked as id_number, h.number, h.programme, m.labour,
       extract(year from age(%(day)s::date, p.birth_date))::int as age, coalesce(m.willing, false) as willing,
       j.person_id is not null as employed
from registry_membership m
left join registry_person p on p.id = m.person_id
join registry_household h on h.id = m.household_id
left join regions_place pl on pl.code = m.place
left join (select distinct person_id from employment_job
           where start <= %(day)s and (stop is null or stop > %(day)s)) j on j.person_id = m.person_id
where m.start <= %(day)s and (m.stop is null or m.stop > %(day)s) and m.student = ''
  and m.labour in ('skilled', 'ordinary', 'weak')
  and p.birth_date <= (%(day)s::date - make_interval(years => %(from_age)s))::date
  and p.birth_date > (%(day)s::date - make_interval(years => %(below_age)s))::date
""",
    columns={
        "person": _ID,
        "household": _ID,
        **PLACES,
        "name": _NAME,
        "id_number": _ID_NUMBER,
        "number": Fact(Kind.TEXT, "户编号", "Household number"),
        "programme": _PROGRAMME,
        "labour": Fact(Kind.TEXT, "劳动技能", "Labour ability", tuple(Labour.choices)),
        "age": Fact(Kind.INT, "年龄", "Age"),
        "willing": Fact(Kind.BOOL, "就业意愿", "Willing to work"),
        "employed": Fact(Kind.BOOL, "已就业", "Employed"),
    },
)

HOUSEHOLD_WORK = Dataset(
    name="household_work",
    zh="户就业情况",
    en="Work of households",
    row="household",
    links={"household": "household"},
    policy=_LABOUR_AGE,
    sql="""
select h.id as household, min(m.place) as place, left(min(m.place), 9) as town, min(m.place) as site,
       min(pl.name) as place_name, h.number, h.programme, count(*) as members, count(*) filter (where l.able and l.willing) as willing,
       count(*) filter (where l.able and l.willing and l.employed) as willing_employed,
       count(*) filter (where l.employed) as employed
from registry_household h
join registry_membership m on m.household_id = h.id and m.start <= %(day)s and (m.stop is null or m.stop > %(day)s)
left join registry_person p on p.id = m.person_id
left join regions_place pl on pl.code = m.place
left join (select distinct person_id from employment_job
           where start <= %(day)s and (stop is null or stop > %(day)s)) j on j.person_id = m.person_id
cross join lateral (select
  m.student = '' and m.labour in ('skilled', 'ordinary', 'weak')
    and p.birth_date <= (%(day)s::date - make_interval(years => %(from_age)s))::date
    and p.birth_date > (%(day)s::date - make_interval(years => %(below_age)s))::date as able,
  coalesce(m.willing, false) as willing, j.person_id is not null as employed) l
where h.start <= %(day)s and (h.stop is null or h.stop > %(day)s)
group by h.id
""",
    columns={
        "household": _ID,
        **PLACES,
        "number": Fact(Kind.TEXT, "户编号", "Household number"),
        "programme": _PROGRAMME,
        "members": Fact(Kind.INT, "人数", "Members"),
        "willing": Fact(Kind.INT, "有能力且有意愿人数", "Able and willing"),
        "willing_employed": Fact(Kind.INT, "其中已就业人数", "Of these employed"),
        "employed": Fact(Kind.INT, "就业人数", "Employed"),
    },
)

TRAINING = Dataset(
    name="training",
    zh="培训记录",
    en="Training",
    row="training",
    links={"person": "person"},
    sql="""
select t.id as training, t.person_id as person, t.place, left(t.place, 9) as town, t.place as site,
       pl.name as place_name, p.name_masked as name, p.id_masked as id_number, t.kind, t.content, t.start, t.stop,
       date_trunc('year', t.start) = date_trunc('year', %(day)s::date) as this_year
from employment_training t
left join registry_person p on p.id = t.person_id
left join regions_place pl on pl.code = t.place
where t.start <= %(day)s
""",
    columns={
        "training": _ID,
        "person": _ID,
        **PLACES,
        "name": _NAME,
        "id_number": _ID_NUMBER,
        "kind": Fact(Kind.TEXT, "培训类型", "Kind", tuple(codes.TrainingKind.choices)),
        "content": Fact(Kind.TEXT, "培训内容", "Content"),
        "start": Fact(Kind.DATE, "开班日期", "Began"),
        "stop": Fact(Kind.DATE, "结业日期", "Ended"),
        "this_year": Fact(Kind.BOOL, "本年度", "This year", shown=False),
    },
)

OPERATOR = Dataset(
    name="operator",
    zh="园区与社区工厂",
    en="Parks and community factories",
    row="operator",
    links={"site": "site"},
    sql="""
select o.id as operator, o.place, left(o.place, 9) as town, o.place as site, pl.name as place_name, o.kind, o.name,
       o.industry, o.area_mu, coalesce(o.workshop_m2, 0) as workshop_m2, coalesce(o.posts, 0) as posts, o.start
from employment_operator o
left join regions_place pl on pl.code = o.place
where o.start <= %(day)s and (o.stop is null or o.stop > %(day)s)
""",
    columns={
        "operator": _ID,
        **PLACES,
        "kind": Fact(Kind.TEXT, "类型", "Kind", tuple(codes.OperatorKind.choices)),
        "name": Fact(Kind.TEXT, "名称", "Name"),
        "industry": Fact(Kind.TEXT, "产业", "Industry"),
        "area_mu": Fact(Kind.DECIMAL, "面积（亩）", "Area (mu)"),
        "workshop_m2": Fact(Kind.INT, "标准化厂房（㎡）", "Workshop (m²)"),
        "posts": Fact(Kind.INT, "岗位数", "Posts"),
        "start": Fact(Kind.DATE, "建成（认定）日期", "Since"),
    },
)

LINKAGE = Dataset(
    name="linkage",
    zh="利益联结合同",
    en="Linkage contracts",
    row="linkage",
    links={"household": "household"},
    sql="""
select l.id as linkage, l.household_id as household, l.place, left(l.place, 9) as town, l.place as site,
       pl.name as place_name, l.contract, h.number, h.programme, o.kind as operator_kind, o.name as operator, l.form, l.start
from employment_linkage l
join employment_operator o on o.id = l.operator_id
join registry_household h on h.id = l.household_id
left join regions_place pl on pl.code = l.place
where l.start <= %(day)s and (l.stop is null or l.stop > %(day)s)
  and o.start <= %(day)s and (o.stop is null or o.stop > %(day)s)
  and h.start <= %(day)s and (h.stop is null or h.stop > %(day)s)
""",
    columns={
        "linkage": _ID,
        "household": _ID,
        **PLACES,
        "contract": Fact(Kind.TEXT, "合同编号", "Contract"),
        "number": Fact(Kind.TEXT, "户编号", "Household number"),
        "programme": _PROGRAMME,
        "operator_kind": Fact(
            Kind.TEXT, "经营主体类型", "Kind of operator", tuple(codes.OperatorKind.choices)
        ),
        "operator": Fact(Kind.TEXT, "经营主体", "Operator"),
        "form": Fact(Kind.TEXT, "联结方式", "Form", tuple(codes.LinkageForm.choices)),
        "start": Fact(Kind.DATE, "起始日期", "Since"),
    },
)

LEDGER = Dataset(
    name="ledger",
    zh="就业创业台账",
    en="Employment ledgers of the month",
    row="ledger",
    links={"site": "site"},
    policy={"due_day": ("employment/round", "due_day")},
    sql="""
select l.id as ledger, l.community_id as community, l.place, left(l.place, 9) as town, l.place as site,
       pl.name as place_name, coalesce(c.name, pl.name) as name, c.id is not null as of_community, l.state,
       l.opened_on, d.due_on, l.confirmed_on, l.confirmed_on is not null and l.confirmed_on <= %(day)s as confirmed,
       l.state in ('handed_in', 'accepted') as handed_in,
       l.state in ('handed_in', 'accepted') and coalesce(l.confirmed_on <= d.due_on, false) as in_time
from employment_ledger l
cross join lateral (select coalesce(l.due_on, (l.month + interval '1 month')::date + least(%(due_day)s, 28) - 1) as due_on) d
left join registry_community c on c.id = l.community_id
left join regions_place pl on pl.code = l.place
where l.month = date_trunc('month', %(day)s::date)::date and l.opened_on <= %(day)s
""",
    columns={
        "ledger": _ID,
        "community": _ID,
        **PLACES,
        "name": Fact(Kind.TEXT, "社区（安置区）", "Community (site)"),
        "of_community": Fact(Kind.BOOL, "由社区建账", "Kept by a community", shown=False),
        "state": Fact(Kind.TEXT, "台账状态", "Ledger", tuple(codes.LedgerState.choices)),
        "opened_on": Fact(Kind.DATE, "建账日期", "Opened on"),
        "due_on": Fact(Kind.DATE, "报送期限", "Due on"),
        "confirmed_on": Fact(Kind.DATE, "确认日期", "Confirmed on"),
        "confirmed": Fact(Kind.BOOL, "已确认", "Confirmed"),
        "handed_in": Fact(Kind.BOOL, "已报送", "Handed in", shown=False),
        "in_time": Fact(Kind.BOOL, "按时报送", "In time"),
    },
)

PERSON_MONTH = Dataset(
    name="person_month",
    zh="台账行（人月）",
    en="Lines of the month's ledgers",
    row="line",
    links={"person": "person"},
    policy=_STABLE,
    sql="""
select l.id as line, l.person_id as person, l.place, left(l.place, 9) as town, l.place as site, pl.name as place_name,
       p.name_masked as name, p.id_masked as id_number, h.number, h.programme, l.state, l.state <> 'unconfirmed' as confirmed,
       l.source, l.employed, coalesce(j.channel, '') as channel, coalesce(j.work_place, '') as work_place, l.reason, l.wish,
       l.training_wish, l.reachable is false as unreachable, l.planned_out, g.state as ledger_state,
       g.state in ('handed_in', 'accepted') as handed_in, y.worked as months_worked,
       y.worked >= %(stable_months)s as stable, y.worked >= %(more_stable_months)s as more_stable
from employment_line l
join employment_ledger g on g.id = l.ledger_id
join registry_person p on p.id = l.person_id
left join employment_job j on j.id = l.job_id
left join registry_membership m on m.person_id = l.person_id and m.start <= %(day)s and (m.stop is null or m.stop > %(day)s)
left join registry_household h on h.id = m.household_id
left join regions_place pl on pl.code = l.place
left join (select person_id, count(*) filter (where employed and state <> 'unconfirmed')::int as worked from employment_line
           where month >= date_trunc('year', %(day)s::date)::date and month <= %(day)s group by person_id) y
       on y.person_id = l.person_id
where l.month = date_trunc('month', %(day)s::date)::date
""",
    columns={
        "line": _ID,
        "person": _ID,
        **PLACES,
        "name": _NAME,
        "id_number": _ID_NUMBER,
        "number": Fact(Kind.TEXT, "户编号", "Household number"),
        "programme": _PROGRAMME,
        "state": Fact(Kind.TEXT, "状态", "State", tuple(codes.LineState.choices)),
        "confirmed": Fact(Kind.BOOL, "已确认", "Confirmed", shown=False),
        "source": Fact(Kind.TEXT, "确认来源", "How it is known", tuple(codes.LineSource.choices)),
        "employed": Fact(Kind.BOOL, "在岗", "Employed"),
        "channel": Fact(Kind.TEXT, "就业途径", "Channel", tuple(codes.Channel.choices)),
        "work_place": Fact(Kind.TEXT, "就业地域", "Place of work", tuple(codes.WorkPlace.choices)),
        "reason": Fact(Kind.TEXT, "未就业原因", "Reason", tuple(codes.Reason.choices), shown=False),
        "wish": Fact(Kind.TEXT, "就业意愿", "Wish", tuple(codes.Wish.choices)),
        "training_wish": Fact(Kind.TEXT, "培训意愿", "Training wished", tuple(codes.TrainingKind.choices)),
        "unreachable": Fact(Kind.BOOL, "电话未通", "Not reached", shown=False),
        "planned_out": Fact(Kind.BOOL, "打算外出", "Plans to go out", shown=False),
        "ledger_state": Fact(Kind.TEXT, "台账状态", "Ledger", tuple(codes.LedgerState.choices)),
        "handed_in": Fact(Kind.BOOL, "已报送", "Handed in", shown=False),
        "months_worked": Fact(Kind.INT, "本年就业月数", "Months worked this year"),
        "stable": Fact(Kind.BOOL, "稳定就业", "Stable work"),
        "more_stable": Fact(Kind.BOOL, "较稳定就业", "More stable work"),
    },
)

# The months of the year up to the day that each job covers, as bits: a month counts when the job covers its last day
# (of the running month: the day itself), as "employed in the month" does (domain.md §2.4).
_MONTHS = """
(1 << least(extract(month from %(day)s::date)::int, case when j.stop is null or j.stop > %(day)s then 12
   else extract(month from j.stop)::int - 1 end))
- (1 << case when j.start < date_trunc('year', %(day)s::date) then 0 else extract(month from j.start)::int - 1 end)
"""

WORK_YEAR = Dataset(
    name="work_year",
    zh="本年就业情况",
    en="Work in the year",
    row="person",
    links={"person": "person", "household": "household"},
    policy=_STABLE,
    sql=f"""
select w.*, w.months_worked >= %(stable_months)s as stable, w.months_worked >= %(more_stable_months)s as more_stable,
       w.begun_this_year > 0 and w.ended_this_year > 0 and w.jobs > 1 as changed_jobs,
       w.employed and not w.employed_month_before as newly_employed,
       w.employed_month_before and not w.employed as lost_employment,
       w.employed and w.employed_year_before as employed_through
from (
  select m.person_id as person, m.household_id as household, m.place, left(m.place, 9) as town, m.place as site,
         pl.name as place_name, p.name_masked as name, p.id_masked as id_number, h.number, h.programme,
         bit_count(greatest(coalesce(y.months, 0), 0)::bit(12))::int as months_worked, coalesce(y.jobs, 0)::int as jobs,
         coalesce(y.begun, 0)::int as begun_this_year, coalesce(y.ended, 0)::int as ended_this_year,
         coalesce(y.now, false) as employed, coalesce(y.before, false) as employed_month_before,
         coalesce(y.last_year, false) as employed_year_before
  from registry_membership m
  join registry_household h on h.id = m.household_id
  left join registry_person p on p.id = m.person_id
  left join regions_place pl on pl.code = m.place
  join (
    select j.person_id,
           bit_or(greatest({_MONTHS}, 0)) filter (where j.stop is null or j.stop > date_trunc('year', %(day)s::date)) as months,
           count(*) filter (where j.stop is null or j.stop > date_trunc('year', %(day)s::date)) as jobs,
           count(*) filter (where j.start >= date_trunc('year', %(day)s::date)) as begun,
           count(*) filter (where j.stop >= date_trunc('year', %(day)s::date) and j.stop <= %(day)s) as ended,
           bool_or(j.stop is null or j.stop > %(day)s) as now,
           bool_or(j.start < date_trunc('month', %(day)s::date)
                   and (j.stop is null or j.stop >= date_trunc('month', %(day)s::date))) as before,
           bool_or(j.start <= %(day)s::date - interval '1 year'
                   and (j.stop is null or j.stop > %(day)s::date - interval '1 year')) as last_year
    from employment_job j
    where j.start <= %(day)s and (j.stop is null or j.stop > (%(day)s::date - interval '1 year'))
    group by j.person_id) y on y.person_id = m.person_id
  where m.start <= %(day)s and (m.stop is null or m.stop > %(day)s)) w
""",
    columns={
        "person": _ID,
        "household": _ID,
        **PLACES,
        "name": _NAME,
        "id_number": _ID_NUMBER,
        "number": Fact(Kind.TEXT, "户编号", "Household number"),
        "programme": _PROGRAMME,
        "months_worked": Fact(Kind.INT, "本年就业月数", "Months worked this year"),
        "jobs": Fact(Kind.INT, "本年岗位数", "Jobs this year"),
        "begun_this_year": Fact(Kind.INT, "本年新就业次数", "Jobs begun this year"),
        "ended_this_year": Fact(Kind.INT, "本年离岗次数", "Jobs ended this year"),
        "employed": Fact(Kind.BOOL, "在岗", "Employed"),
        "employed_month_before": Fact(Kind.BOOL, "上月末在岗", "Employed at the end of the month before"),
        "employed_year_before": Fact(Kind.BOOL, "上年同日在岗", "Employed a year before"),
        "stable": Fact(Kind.BOOL, "稳定就业", "Stable work"),
        "more_stable": Fact(Kind.BOOL, "较稳定就业", "More stable work"),
        "changed_jobs": Fact(Kind.BOOL, "本年换过工作", "Changed jobs this year"),
        "newly_employed": Fact(Kind.BOOL, "本月新就业", "Newly employed this month"),
        "lost_employment": Fact(Kind.BOOL, "本月失去就业", "Lost work this month"),
        "employed_through": Fact(Kind.BOOL, "就业持续一年以上", "Employed now and a year before"),
    },
)

DATASETS: tuple[Dataset, ...] = (
    JOB,
    LABOUR,
    HOUSEHOLD_WORK,
    TRAINING,
    OPERATOR,
    LINKAGE,
    LEDGER,
    PERSON_MONTH,
    WORK_YEAR,
)
