"""What the importer writes: the sheets of the registry."""

from django.db import connection

from anju.intake.actions import Plan, merge
from anju.registry.actions.grids import align
from anju.registry.models import Building, Certificate, Household, Membership, Person

_END_OPEN = """
update registry_membership t set stop = p.v_start, stop_reason = 'changed', batch_id = %(batch)s, batch_row = p.row
from (select distinct on (n.v_person_id) n.* from {planned} n join registry_membership o
        on o.person_id = n.v_person_id and o.household_id = n.v_household_id and o.stop is null and o.start < n.v_start
      where n.found is null order by n.v_person_id, n.v_start) p
where t.person_id = p.v_person_id and t.household_id = p.v_household_id and t.stop is null and t.start < p.v_start
"""
_END_TOLD = """
update registry_membership t set stop = p.v_stop, stop_reason = p.v_stop_reason, batch_id = %(batch)s, batch_row = p.row
from {planned} p where p.found = t.id and t.stop is null and p.v_stop is not null
"""
_STEP_DOWN = """
update registry_membership t set relation = p.v_relation, batch_id = %(batch)s, batch_row = p.row
from {planned} p where p.found = t.id and t.relation = 'head' and p.v_relation <> 'head'
"""
_FOLLOW = (
    """update registry_householdpast t set place = h.place from {homes} p, registry_household h
       where p.found = h.id and t.household_id = h.id and t.place <> h.place""",
    """update registry_alias t set place = m.place from {people} p, registry_membership m
       where p.found = t.person_id and m.person_id = t.person_id and m.stop is null and t.place <> m.place""",
    """update registry_person t set place = m.place from {people} p, registry_membership m
       where p.found = t.id and m.person_id = t.id and m.stop is null and m.place <> t.place""",
    """update registry_locked l set place = m.place from {people} p, registry_membership m
       where p.found = l.person_id and m.person_id = l.person_id and m.stop is null and m.place <> l.place""",
    """update registry_household h set version = h.version + 1
       from (select distinct v_household_id from {members} where changed or found is null) p, {homes} o
       where h.id = p.v_household_id and o.found = h.id""",
    """update registry_membership m set grid = h.grid from {members} p, registry_household h
       where h.id = m.household_id and m.person_id = p.v_person_id and m.stop is null and m.grid is distinct from h.grid""",
    """update registry_person t set grid = m.grid from {members} p, registry_membership m
       where t.id = p.v_person_id and m.person_id = t.id and m.stop is null and t.grid is distinct from m.grid""",
)
_DATED = ("household_class", "mode", "address", "lives_there")
_KEEP_PAST = """
insert into registry_householdpast (place, household_id, household_class, mode, address, lives_there, start, stop)
select h.place, h.id, h.household_class, h.mode, h.address, h.lives_there, s.since, %(on)s
from {homes} p join registry_household h on h.id = p.found
cross join lateral (select coalesce((select max(stop) from registry_householdpast x where x.household_id = h.id), h.start)
                    as since) s
where p.changed and s.since < %(on)s and ({differs})
"""
# Of a household whose flat was looked at, a roster that says otherwise than before is a finding of its own.
_FOUND = """
insert into registry_occupation (place, grid, flat_id, seen_on, state, how, note, seen_by)
select a.place, a.grid, a.flat_id, %(on)s, case when p.v_lives_there then 'occupied' else 'empty' end, 'roster', '', %(by)s
from {homes} p join registry_household h on h.id = p.found
join registry_allocation a on a.household_id = h.id and a.stop is null
where p.changed and p.v_lives_there is distinct from h.lives_there and exists (
    select from registry_occupation o where o.flat_id = a.flat_id and o.seen_on >= a.start)
on conflict (flat_id, seen_on) do nothing
"""
_PLACES = "select distinct v_place from {buildings}"
_OF_FLATS = """
update registry_certificate c set flat_id = h.flat_id from {papers} p, registry_household h
where p.v_number = c.number and h.id = c.household_id and c.flat_id is null and h.flat_id is not null and c.stop is null
"""
_VACATE = """
update registry_allocation a set stop = greatest(%(on)s, a.start + 1) from {homes} p, registry_household h
where p.found = h.id and a.household_id = h.id and a.stop is null and a.flat_id is distinct from h.flat_id
"""
_ALLOT = """
insert into registry_allocation (place, flat_id, household_id, start)
select h.place, h.flat_id, h.id, coalesce((select max(stop) from registry_allocation where household_id = h.id), h.start)
from {homes} p join registry_household h on h.id = p.found where h.flat_id is not null
on conflict do nothing
"""


def record_places(plan: Plan) -> None:
    """Write county and towns."""
    merge(plan)


def record_sites(plan: Plan) -> None:
    """Write settlement sites and the places that they are."""
    merge(plan)


def record_communities(plan: Plan) -> None:
    """Write the communities of sites."""
    merge(plan)


def record_flats(plan: Plan) -> None:
    """Write buildings, flats, who lives in them, and the papers of these households; each flat given is an allocation."""
    merge(plan)
    homes = plan.planned(Household)
    with connection.cursor() as cursor:
        for statement in (_VACATE, _ALLOT):
            cursor.execute(statement.format(homes=homes), {"on": plan.on})
        cursor.execute(_OF_FLATS.format(papers=plan.planned(Certificate)))
        cursor.execute(_PLACES.format(buildings=plan.planned(Building)))
        align([place for (place,) in cursor.fetchall()])


def record_grids(plan: Plan) -> None:
    """Write grids, the places that they are, and the buildings in them; what is in the buildings follows."""
    merge(plan)
    with connection.cursor() as cursor:
        cursor.execute(_PLACES.format(buildings=plan.planned(Building)))
        align([place for (place,) in cursor.fetchall()])


def record_papers(plan: Plan) -> None:
    """Write residence booklets and certificates; those of a household with a flat of ours are of that flat."""
    merge(plan)
    with connection.cursor() as cursor:
        cursor.execute(_OF_FLATS.format(papers=plan.planned(Certificate)))


def keep_past(*, plan: Plan) -> None:
    """Before a plan is merged: keep what it replaces of the state of households, which held until the day of the import."""
    homes = plan.planned(Household)
    told = [name for name in _DATED if plan.gives(Household, name)]
    if not told:
        return
    differs = " or ".join(f"p.v_{name} is distinct from h.{name}" for name in told)
    with connection.cursor() as cursor:
        cursor.execute(_KEEP_PAST.format(homes=homes, differs=differs), {"on": plan.on})
        if "lives_there" in told:
            cursor.execute(_FOUND.format(homes=homes), {"on": plan.on, "by": plan.by})


def record_roster(plan: Plan) -> None:
    """Write households, persons and memberships of a roster.

    A line whose spell starts on the day of a spell in the ledger corrects it; one that starts later than the open spell
    in the same household ends that one (情况变更) and begins the next. Spells end and heads step down before others
    begin and step up, because the ledger allows one open spell a person and one head a household at any moment.
    """
    members, people, homes = plan.planned(Membership), plan.planned(Person), plan.planned(Household)
    with connection.cursor() as cursor:
        ends = (_END_TOLD,) if plan.gives(Membership, "stop", "stop_reason") else ()
        for statement in (_END_OPEN, *ends, _STEP_DOWN):
            cursor.execute(statement.format(planned=members), {"batch": plan.batch})
        keep_past(plan=plan)
        merge(plan)
        for statement in _FOLLOW:
            cursor.execute(statement.format(members=members, people=people, homes=homes))
