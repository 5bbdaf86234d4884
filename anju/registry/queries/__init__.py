"""Reading the registry: how workbooks name its records, and what the roster's checks need of the ledger."""

from collections.abc import Iterable
from datetime import date
from functools import reduce
from operator import or_
from typing import Any

import polars as pl
from django.db import connection
from django.db.models import Count, Q, QuerySet

from anju.intake.sheet import Lookup
from anju.kernel import identity
from anju.privacy.fields import search_digest
from anju.regions.models import SITE_DIGITS, Level, Place
from anju.registry.models import (
    Alias,
    Change,
    Flat,
    Household,
    HouseholdThen,
    Locked,
    Membership,
    Person,
    PersonThen,
    Reclamation,
    Site,
    Verification,
)

PERSON = Lookup(
    "人员",
    "select id_digest, id, place from registry_person where id_digest = any(%(keys)s) "
    "union all select id_digest, person_id, place from registry_alias where id_digest = any(%(keys)s)",
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
_DEATHS = """
select p.id_digest, max(m.stop) from registry_membership m join registry_person p on p.id = m.person_id
where p.id_digest = any(%(digests)s) and m.stop_reason = 'died' group by p.id_digest
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


def known_deaths(digests: list[str]) -> pl.DataFrame:
    """Persons who are registered as dead, by digest of their ID. Columns: id_digest, died_on."""
    with connection.cursor() as cursor:
        cursor.execute(_DEATHS, {"digests": digests})
        schema = {"id_digest": pl.String, "died_on": pl.Date}
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


def everywhere() -> bool:
    """Whether the scope in force is the whole county, so that nothing of the ledger is out of sight."""
    with connection.cursor() as cursor:
        cursor.execute("select '%' = any (string_to_array(current_setting('anju.scope', true), ','))")
        return bool(cursor.fetchone()[0])


def within() -> Q:
    """That a row lies in the scope in force. Row security sees to that anyhow; said in the open, an index may answer it."""
    with connection.cursor() as cursor:
        cursor.execute("select string_to_array(current_setting('anju.scope', true), ',')")
        patterns = cursor.fetchone()[0] or []
    if "%" in patterns:
        return Q()
    # A row of a grid stands at the site of the grid.
    codes = [pattern.removesuffix("%")[:SITE_DIGITS] for pattern in patterns]
    return reduce(or_, (Q(place__code__startswith=code) for code in codes), Q())


def active(on: date) -> Q:
    """Spells that cover a day."""
    return Q(start__lte=on) & (Q(stop__isnull=True) | Q(stop__gt=on))


def household(pk: int) -> Household | None:
    """The household of an id, None where the scope has none."""
    return Household.objects.select_related("place").filter(pk=pk).first()


def household_numbered(number: str) -> Household | None:
    """The household of a number that is on the register."""
    return Household.objects.filter(number=number.strip(), stop__isnull=True).first()


def household_members(household: int, on: date | None = None) -> list[Membership]:
    """Members of a household on a day (now), the head first, then by age."""
    spells = active(on) if on else Q(stop__isnull=True)
    found = Membership.objects.filter(spells, household=household).select_related("person")
    return sorted(found, key=lambda member: (member.relation != "head", member.person.birth_date))


def members_then(household: int, on: date) -> list[tuple[Membership, PersonThen]]:
    """Members of a household on a day with who they are, the head first: at a place that they left, too."""
    spells = list(Membership.objects.filter(active(on), household=household))
    people = PersonThen.objects.in_bulk([spell.person_id for spell in spells])
    found = [(spell, people[spell.person_id]) for spell in spells if spell.person_id in people]
    return sorted(found, key=lambda pair: (pair[0].relation != "head", pair[1].birth_date))


def known_member(number: str) -> Membership | None:
    """The open membership of the person with an identity number, be it a former one."""
    found = person_numbered(number)
    if found is None:
        return None
    return Membership.objects.filter(person=found, stop__isnull=True).select_related("person").first()


def numbered(digest: str) -> Q:
    """Persons with an identity number by its digest, or who had it before: on a record that was merged, on an old card."""
    found = Q(id_digest=digest)
    former = Alias.objects.filter(id_digest=digest).values_list("person_id", flat=True).first()
    return found | Q(pk=former) if former else found


def person_numbered(number: str) -> Person | None:
    """The person who has an identity number, new or old, or had it before."""
    digests = [search_digest(one) for one in spellings(identity.normalise(number))]
    found = Person.objects.filter(id_digest__in=digests, survivor__isnull=True).first()
    former = Alias.objects.filter(id_digest__in=digests).values_list("person_id", flat=True).first()
    return found or (Person.objects.filter(pk=former).first() if former else None)


def holders_of_old(numbers: Iterable[str]) -> dict[str, str]:
    """Who in scope has the number of eighteen digits that an old one stands for, by the old one: name and number, masked."""
    old = {search_digest(identity.renewed(one)): one for one in set(numbers) if identity.is_old(one)}
    found = Person.objects.filter(id_digest__in=list(old)).values_list(
        "id_digest", "name_masked", "id_masked"
    )
    return {old[digest]: f"{name}（{masked}）" for digest, name, masked in found}


def spellings(number: str) -> list[str]:
    """A number, and the one that it renewed or was renewed by: fifteen and eighteen digits mean the same person."""
    other = identity.renewed(number) if identity.is_old(number) else ""
    if identity.is_valid(number):
        other = identity.shortened(number)
    return [number, other] if other else [number]


def person(pk: int) -> Person | None:
    """The person of an id, None where the scope has none."""
    return Person.objects.select_related("place").filter(pk=pk).first()


def survivor_of(former: int) -> int | None:
    """The person into whose record that of an id was merged; None where there was no merge."""
    return Alias.objects.filter(former=former).values_list("person_id", flat=True).first()


def aliases_of(person: int) -> list[Alias]:
    """Former records and old numbers of a person, the latest first."""
    return list(Alias.objects.filter(person=person).order_by("-since", "-pk"))


def merged_numbers(digests: list[str]) -> list[str]:
    """Those of the digests whose numbers were given up when two records were merged, or are old ones of somebody."""
    return list(Alias.objects.filter(id_digest__in=digests).values_list("id_digest", flat=True))


def flat_at(place: str, building: str, unit: str, room: str) -> Flat | None:
    """The flat of a building, unit and room of a site."""
    words = {"building__number": building.strip(), "unit": unit.strip(), "room": room.strip()}
    return Flat.objects.filter(place=place, **words).first()


def sites_in_scope() -> list[tuple[str, str]]:
    """Code and name of the sites whose rows the scope shows."""
    return list(Site.objects.order_by("place").values_list("place_id", "place__name"))


def site_name(code: str) -> str:
    """The name of a site, empty where there is none; names are public."""
    return Place.objects.filter(pk=code, level=Level.SITE).values_list("name", flat=True).first() or ""


def changes_of(*, household: int | None = None, person: int | None = None) -> QuerySet[Change]:
    """Changes of a household or a person, the latest first."""
    found = Change.objects.order_by("-day", "-id")
    if household is not None:
        found = found.filter(households__contains=[household])
    if person is None:
        return found
    former = Alias.objects.filter(person=person, former__isnull=False).values_list("former", flat=True)
    return found.filter(persons__overlap=[person, *former])


def change(pk: int) -> Change | None:
    """The change of an id, None where the scope has none; its household may be out of sight (`numbers_of`)."""
    return Change.objects.select_related("place", "away").filter(pk=pk).first()


def numbers_of(households: Iterable[int]) -> dict[int, tuple[str, bool]]:
    """Numbers of households that live or lived in scope, and whether their pages open: those who moved away do not."""
    ids = set(households)
    open_ = set(Household.objects.filter(pk__in=ids).values_list("pk", flat=True))
    then = HouseholdThen.objects.filter(pk__in=ids).values_list("pk", "number")
    return {pk: (number, pk in open_) for pk, number in then}


def whose(memberships: list[int]) -> dict[int, str]:
    """Masked names of the persons of memberships."""
    spells = dict(Membership.objects.filter(pk__in=memberships).values_list("pk", "person_id"))
    names = names_then(spells.values())
    return {pk: names.get(person, "") for pk, person in spells.items()}


def names_then(persons: Iterable[int]) -> dict[int, str]:
    """Masked names of persons who live or lived in scope."""
    return dict(PersonThen.objects.filter(pk__in=set(persons)).values_list("pk", "name_masked"))


def spells_of(person: int, household: int) -> list[Membership]:
    """Everything that a person was in a household, the earliest first."""
    return list(Membership.objects.filter(person=person, household=household).order_by("start"))


def latest_standing(household: int) -> Change | None:
    """The last change of a household that has not been taken back."""
    standing = Change.objects.filter(households__contains=[household], reverted_on__isnull=True)
    return standing.order_by("-id").first()


def changes(
    *, place: str = "", kind: str = "", first: date | None = None, last: date | None = None
) -> QuerySet[Change]:
    """Changes below a place, those away from it as well, whose day lies between two days, both included."""
    found = Change.objects.select_related("place", "away")
    if place:
        found = found.filter(Q(place__code__startswith=place) | Q(away__code__startswith=place))
    if kind:
        found = found.filter(kind=kind)
    if first and last:
        found = found.filter(day__range=(first, last))
    return found


def ever_members(household: int) -> list[Membership]:
    """The last membership of everybody who was ever in a household."""
    found = (
        Membership.objects.filter(household=household).select_related("person").order_by("person", "-start")
    )
    return list(found.distinct("person"))


def counts_by_kind(found: QuerySet[Change]) -> dict[str, int]:
    """How many changes of each kind there are."""
    return dict(found.order_by().values_list("kind").annotate(count=Count("pk")))


def verifications() -> QuerySet[Verification]:
    """Every locked population, the latest first."""
    return Verification.objects.order_by("-day", "programme")


def lock_of(*, person: int | None = None, household: int | None = None) -> Verification | None:
    """The latest locked population to which a person or a household belongs."""
    mine = Locked.objects.filter(person=person) if person else Locked.objects.filter(household=household)
    return Verification.objects.filter(pk__in=mine.values("verification")).order_by("-day").first()


def reclamation_of(household: int) -> Any:
    """What is known of the old house of a household, by field."""
    return Reclamation.objects.filter(household=household).values().first()
