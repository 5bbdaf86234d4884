"""What the sheets of the labour system read from the ledgers: one statement for each kind of row, one row for each line.

`%(place)s`, `%(month)s` (its first day) and `%(day)s` (its last) are bound; every statement gives `person`.
"""

LINES = """
select p.id as person, p.name, p.name_masked, p.id_number, p.id_masked, p.phone, p.phone_masked, p.sex, p.birth_date,
       pl.name as place_name, st.name as site_name, h.household_class, h.programme, h.address, m.education, m.student,
       m.labour, m.health, l.employed, l.income_fen, l.reason, l.wish, l.wish_industry, l.wish_employer, l.training_wish, l.planned_out,
       j.kind, j.work_place, j.channel, j.found_by, j.post_kind, j.address as job_address, j.employer, j.trade,
       j.contract_months, j.start, j.stop, j.industry, j.employer_nature, j.point_to_point, j.post_subsidy_fen,
       j.pay_cycle_months, s.internship_fen, s.seeking_fen, s.transport_fen, i.farm_fen, g.kind as monitoring,
       exists (select from employment_training t where t.person_id = p.id and t.start <= %(day)s) as trained,
       (select sum(u.startup_fen) from employment_subsidy u
        where u.person_id = p.id and u.year <= extract(year from %(day)s::date)) as startup_fen,
       (select sum(o.amount_fen) from employment_loan o
        where o.person_id = p.id and o.start <= %(day)s and (o.stop is null or o.stop > %(day)s)) as loan_fen,
       c.hired, c.hired_lifted
from employment_line l
join registry_person p on p.id = l.person_id
join regions_place pl on pl.code = left(l.place, 9)
join regions_place st on st.code = l.place
left join registry_membership m on m.person_id = l.person_id and m.start <= %(day)s and (m.stop is null or m.stop > %(day)s)
left join registry_household h on h.id = m.household_id
left join employment_job j on j.id = l.job_id
left join employment_subsidy s on s.person_id = p.id and s.year = extract(year from %(day)s::date)
left join entitlements_income i on i.household_id = h.id and i.year = extract(year from %(day)s::date) - 1
left join lateral (select kind from entitlements_monitoring
                   where household_id = h.id and identified_on <= %(day)s and (resolved_on is null or resolved_on > %(day)s)
                   order by identified_on desc limit 1) g on true
left join lateral (select hired, hired_lifted from employment_hiring
                   where job_id = j.id and counted_on <= %(day)s order by counted_on desc limit 1) c on true
where l.place = %(place)s and l.month = %(month)s
order by p.pinyin, p.id
"""
# Who goes to a technical school: those of whom it is recorded, until the end of the year in which they leave; after them
# those of whom only the roster says so, for the clerk to complete.
PUPILS = """
select p.id as person, p.name, p.name_masked, p.id_number, p.id_masked, s.school, s.address as school_address, s.region,
       s.major, s.years, s.sushan, s.grant_fen, s.yulu_fen, s.free, s.start, s.stop, s.hired_on
from registry_person p
join registry_membership m on m.person_id = p.id and m.start <= %(day)s and (m.stop is null or m.stop > %(day)s)
left join employment_schooling s on s.person_id = p.id and s.start <= %(day)s
     and (s.stop is null or s.stop > date_trunc('year', %(day)s::date))
where m.place = %(place)s
  and (s.id is not null or m.student like 'vocational%%' or m.student like 'technician%%')
order by s.id is null, p.pinyin, p.id, s.start
"""
HOMES = """
select p.id as person, p.name, p.name_masked, p.id_number, p.id_masked, p.phone, p.phone_masked, h.start, h.household_class,
       h.programme, pl.name as site_name, m.health,
       coalesce(nullif(h.address, ''), pl.name || b.number || f.unit || '单元' || f.room || '室', '') as address
from registry_household h
join registry_membership m on m.household_id = h.id and m.relation = 'head' and m.start <= %(day)s
     and (m.stop is null or m.stop > %(day)s)
join registry_person p on p.id = m.person_id
join regions_place pl on pl.code = h.place
left join registry_flat f on f.id = h.flat_id
left join registry_building b on b.id = f.building_id
where h.place = %(place)s and h.start <= %(day)s and (h.stop is null or h.stop > %(day)s)
order by p.pinyin, p.id
"""
