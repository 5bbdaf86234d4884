"""What the importer writes: the sheets of the registry."""

from django.db import connection

from anju.intake.actions import Plan, merge
from anju.registry.actions.grids import align
from anju.registry.models import Building, Household, Membership, Person

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
_PLACES = "select distinct v_place from {buildings}"
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
        cursor.execute(_PLACES.format(buildings=plan.planned(Building)))
        align([place for (place,) in cursor.fetchall()])


def record_grids(plan: Plan) -> None:
    """Write grids, the places that they are, and the buildings in them; what is in the buildings follows."""
    merge(plan)
    with connection.cursor() as cursor:
        cursor.execute(_PLACES.format(buildings=plan.planned(Building)))
        align([place for (place,) in cursor.fetchall()])


def record_papers(plan: Plan) -> None:
    """Write residence booklets and certificates of households without a flat of ours."""
    merge(plan)


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
        merge(plan)
        for statement in _FOLLOW:
            cursor.execute(statement.format(members=members, people=people, homes=homes))
