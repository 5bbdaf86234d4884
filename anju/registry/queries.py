"""Reading the registry: how workbooks name its records, and what the roster's checks need of the ledger."""

from datetime import date

import polars as pl
from django.db import connection
from django.db.models import Q

from anju.intake.sheet import Lookup
from anju.registry.models import Membership

PERSON = Lookup(
    "人员",
    "select id_digest, id, place from registry_person where id_digest = any(%(keys)s)",
    "请核对身份证号，或先在搬迁人口花名册中登记此人。",
    digest=True,
)
HOUSEHOLD = Lookup(
    "户",
    "select number, id, place from registry_household where number = any(%(keys)s)",
    "请核对户编号，或先在搬迁人口花名册中登记此户。",
)
COMMUNITY = Lookup(
    "社区",
    "select name, id, place from registry_community where name = any(%(keys)s)",
    "请核对社区名称，或先导入社区与组织台账。",
)

_SPELLS = """
select p.id_digest, h.number, m.start, m.stop, m.relation
from registry_membership m join registry_person p on p.id = m.person_id join registry_household h on h.id = m.household_id
where p.id_digest = any(%(digests)s)
union
select p.id_digest, h.number, m.start, m.stop, m.relation
from registry_membership m join registry_person p on p.id = m.person_id join registry_household h on h.id = m.household_id
where h.number = any(%(households)s)
"""
_PHONES = "select id_digest, phone_digest from registry_person where id_digest = any(%(digests)s)"


def known_spells(digests: list[str], households: list[str]) -> pl.DataFrame:
    """Memberships in the ledger of the persons (by digest of their ID) and households (by number) named.

    Columns: id_digest, household (number), start, stop, relation.
    """
    schema = {
        "id_digest": pl.String,
        "household": pl.String,
        "start": pl.Date,
        "stop": pl.Date,
        "relation": pl.String,
    }
    with connection.cursor() as cursor:
        cursor.execute(_SPELLS, {"digests": digests, "households": households})
        return pl.DataFrame(cursor.fetchall(), schema=schema, orient="row")


def known_phones(digests: list[str]) -> pl.DataFrame:
    """Persons in the ledger by digest of their ID, with the digest of the phone that stands there.

    Columns: id_digest, known_phone.
    """
    with connection.cursor() as cursor:
        cursor.execute(_PHONES, {"digests": digests})
        return pl.DataFrame(
            cursor.fetchall(), schema={"id_digest": pl.String, "known_phone": pl.String}, orient="row"
        )


def members_of(household: int, on: date) -> list[int]:
    """Ids of the persons in a household on a day, the head first."""
    there = Q(start__lte=on) & (Q(stop__isnull=True) | Q(stop__gt=on))
    found = Membership.objects.filter(there, household=household).values_list("person_id", "relation")
    return [person for person, relation in sorted(found, key=lambda one: (one[1] != "head", one[0]))]


def in_scope(place: str) -> bool:
    """Whether a place lies in the scope in force: asked of the database, which decides about rows as well."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select %s like any (string_to_array(current_setting('anju.scope', true), ','))", [place]
        )
        return bool(cursor.fetchone()[0])
