"""The floor of the figures: one statement a dataset, as one would write it by hand for just these numbers.

The same meaning as the catalogue, none of its generality: no joins for display, no derived columns beyond need.
"""

_ACTIVE = "{0}.start <= %(day)s and ({0}.stop is null or {0}.stop > %(day)s)"
_M, _H, _J, _O, _L = (_ACTIVE.format(name) for name in "mhjol")

HOUSEHOLDS = f"""
select count(*) as households, count(*) filter (where h.programme = 'fyp13') as ydfpbq_households
from registry_household h where {_H}
"""
HOUSEHOLDS_BY_SITE = f"""
select k.place as site, count(*) as households, count(*) filter (where h.programme = 'fyp13') as ydfpbq_households
from registry_household h
join registry_membership k on k.household_id = h.id and k.relation = 'head'
  and k.start <= %(day)s and (k.stop is null or k.stop > %(day)s)
where {_H} group by k.place
"""


def _grouped(columns: str, source: str, place: str, by_site: bool) -> str:
    head, tail = (f"{place} as site, ", f" group by {place}") if by_site else ("", "")
    return f"select {head}{columns} from {source}{tail}"


def statements(by_site: bool) -> list[str]:
    """The hand-written statements that give every counted figure of the published set."""
    made = [HOUSEHOLDS_BY_SITE if by_site else HOUSEHOLDS]
    made += [_grouped(columns, source, place, by_site) for columns, source, place in _PARTS]
    return made


_PARTS = (
    (
        "count(*) filter (where s.mode < '20') as sites, "
        "count(*) filter (where s.mode < '20' and s.fyp13) as concentrated_sites, "
        "count(*) filter (where s.mode < '20' and s.fyp13 and c.id is not null) as communities",
        "registry_site s left join registry_community c on c.place = s.place and c.founded_on <= %(day)s "
        "and (c.closed_on is null or c.closed_on > %(day)s) where (s.built_on is null or s.built_on <= %(day)s) "
        "and (s.closed_on is null or s.closed_on > %(day)s)",
        "s.place",
    ),
    (
        "count(*) as persons, count(*) filter (where h.programme = 'fyp13') as ydfpbq_persons",
        f"registry_membership m join registry_household h on h.id = m.household_id where {_M}",
        "m.place",
    ),
    (
        "count(distinct person_id) filter (where kind = 'park') as park_persons, "
        "count(distinct household_id) filter (where fyp13) as employed_households, "
        "count(distinct person_id) filter (where fyp13) as employed_persons, "
        "count(distinct person_id) filter (where fyp13 and main and not inside) as employed_outside_province, "
        "count(distinct person_id) filter (where fyp13 and main and inside) as employed_inside_province, "
        "count(distinct person_id) filter (where fyp13 and channel = 'public_post') as public_posts",
        "(select j.person_id, m.household_id, m.place, h.programme = 'fyp13' as fyp13, o.kind, j.channel, "
        "j.work_place not in ('outside', 'abroad') as inside, row_number() over (partition by j.person_id "
        "order by j.channel = 'public_post', j.start desc, j.id) = 1 as main from employment_job j "
        f"join registry_membership m on m.person_id = j.person_id and {_M} "
        "join registry_household h on h.id = m.household_id "
        f"left join employment_operator o on o.id = j.operator_id where {_J}) w",
        "w.place",
    ),
    (
        "count(distinct t.person_id) as trained_persons",
        "employment_training t where t.start <= %(day)s and t.start >= date_trunc('year', %(day)s::date)",
        "t.place",
    ),
    (
        "count(*) filter (where o.kind = 'park') as parks, count(*) filter (where o.kind = 'factory') as community_factories",
        f"employment_operator o where {_O}",
        "o.place",
    ),
    (
        "count(distinct l.household_id) as park_households",
        "employment_linkage l join employment_operator o on o.id = l.operator_id and o.kind = 'park' "
        f"join registry_household h on h.id = l.household_id where {_L} and {_O} and {_H}",
        "l.place",
    ),
    (
        "count(distinct l.community_id) as employment_ledgers",
        "employment_ledger l where l.month = date_trunc('month', %(day)s::date) and l.opened_on <= %(day)s "
        "and l.confirmed_on <= %(day)s",
        "l.place",
    ),
    (
        "count(distinct o.place) as owners_committee_sites",
        "estates_ownerscommittee o where o.established_on <= %(day)s and (o.ended_on is null or o.ended_on > %(day)s)",
        "o.place",
    ),
    (
        "count(distinct o.place) as fee_charging_sites",
        f"estates_propertyservice o where o.charges_fee and {_O}",
        "o.place",
    ),
    (
        "count(*) filter (where o.kind = 'party' and o.mode = 'new') as party_orgs_new, "
        "count(*) filter (where o.kind = 'resident' and o.mode = 'new') as resident_orgs_new, "
        "count(*) filter (where o.kind = 'resident' and o.mode = 'attached') as resident_orgs_attached",
        f"governance_organisation o where {_O}",
        "o.place",
    ),
    (
        "count(*) filter (where s.role = 'order_full') as zongzhi_fulltime_added, "
        "count(*) filter (where s.role = 'order_part') as zongzhi_parttime_added, "
        "count(*) filter (where s.role = 'chief') as chief_grid_heads, count(*) filter (where s.role = 'grid') as grid_workers",
        "governance_staff s where s.start <= %(day)s and s.start >= date_trunc('year', %(day)s::date)",
        "s.place",
    ),
    (
        "count(*) as mediation_committees_added",
        f"governance_mediationcommittee o where {_O} and o.start >= date_trunc('year', %(day)s::date)",
        "o.place",
    ),
    (
        "count(*) as mediation_rooms_added",
        f"governance_mediationroom o where {_O} and o.standardised and o.start >= date_trunc('year', %(day)s::date)",
        "o.place",
    ),
    (
        "count(distinct o.place) as police_room_sites",
        f"governance_policeroom o join registry_site s on s.place = o.place and s.fyp13 where {_O}",
        "o.place",
    ),
    (
        "count(*) as star_communities, count(*) filter (where a.level = 5) as five_star_communities, "
        "count(*) filter (where coalesce(a.level, 0) < 5) as star_communities_in_progress",
        "governance_starentry o left join governance_staraward a on a.place = o.place and a.start <= %(day)s "
        f"and (a.stop is null or a.stop > %(day)s) where {_O}",
        "o.place",
    ),
    (
        "count(*) as appraisals_in_quarter",
        "conduct_appraisal a join registry_site s on s.place = a.place and s.fyp13 where a.held_on <= %(day)s and a.held_on >= date_trunc('quarter', %(day)s::date)",
        "a.place",
    ),
    (
        "count(*) filter (where i.target = 'party_standard') as party_orgs_to_standardise, "
        "count(*) filter (where i.target = 'owners_committee') as owners_committees_planned, "
        "count(*) filter (where i.target = 'property_company') as property_companies_planned, "
        "count(*) filter (where i.target = 'park') as parks_planned, "
        "count(*) filter (where i.target = 'park' and i.done_on <= %(day)s) as parks_built",
        "plans_planitem i where i.year = extract(year from %(day)s::date)",
        "i.place",
    ),
)
