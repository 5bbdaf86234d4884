"""The only writer of the registry."""

from django.db import connection

from anju.intake.actions import Plan, merge
from anju.registry.models import Membership, Person

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
_FOLLOW = """
update registry_person t set place = m.place from {planned} p, registry_membership m
where p.found = t.id and m.person_id = t.id and m.stop is null and m.place <> t.place
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
    """Write buildings, flats, who lives in them, and the papers of these households."""
    merge(plan)


def record_papers(plan: Plan) -> None:
    """Write residence booklets and certificates of households without a flat of ours."""
    merge(plan)


def record_roster(plan: Plan) -> None:
    """Write households, persons and memberships of a roster.

    A line whose spell starts on the day of a spell in the ledger corrects it; one that starts later than the open spell
    in the same household ends that one (情况变更) and begins the next. Spells end and heads step down before others
    begin and step up, because the ledger allows one open spell a person and one head a household at any moment.
    """
    members, people = plan.planned(Membership), plan.planned(Person)
    with connection.cursor() as cursor:
        ends = (_END_TOLD,) if plan.gives(Membership, "stop", "stop_reason") else ()
        for statement in (_END_OPEN, *ends, _STEP_DOWN):
            cursor.execute(statement.format(planned=members), {"batch": plan.batch})
        merge(plan)
        cursor.execute(_FOLLOW.format(planned=people))
