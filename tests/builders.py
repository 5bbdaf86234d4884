"""Small builders of ledger records for tests: plain functions, keyword-only, everything has a default.

Call them inside `acting` (the fixture `county`). Everybody in them is invented.
"""

from dataclasses import replace
from datetime import date
from itertools import count
from typing import Any

from django.contrib.auth.hashers import make_password

from anju.accounts.codes import RoleName
from anju.accounts.models import User
from anju.employment.codes import Channel, Kind, WorkPlace
from anju.employment.models import Job, Operator
from anju.kernel import identity
from anju.privacy import masking
from anju.privacy.fields import search_digest
from anju.regions.models import Level, Place
from anju.registry import codes
from anju.registry.actions import About
from anju.registry.models import Community, Household, Membership, Person, Site

COUNTY, TOWN, SITE = "610926", "610926100", "610926100001"
MOVED = date(2018, 9, 1)
_serial = count(1)


def place_tree(*sites: str) -> None:
    """County, towns and sites of the twelve-digit codes (one site when none is named); present ones stay."""
    for code in sites or (SITE,):
        _place(COUNTY, "平利县", Level.COUNTY, None)
        _place(code[:9], f"试验{code[6:9]}镇", Level.TOWN, COUNTY)
        _place(code, f"试验安置区{code[6:]}", Level.SITE, code[:9])


def _place(code: str, name: str, level: Level, parent: str | None) -> None:
    Place.objects.get_or_create(code=code, defaults={"name": name, "level": level, "parent_id": parent})


def site(code: str = SITE, **fields: Any) -> Site:
    """A concentrated site of the 13th five-year programme with its place."""
    place_tree(code)
    defaults = {
        "mode": codes.Mode.TOWN,
        "urbanity": codes.Urbanity.URBAN,
        "fyp13": True,
        "built_on": date(2018, 6, 1),
    }
    return Site.objects.create(place_id=code, **defaults | fields)


def community(code: str = SITE, **fields: Any) -> Community:
    """A community of its own of a site."""
    defaults = {
        "name": f"试验社区{next(_serial)}",
        "mode": codes.CommunityMode.NEW,
        "founded_on": date(2020, 6, 1),
    }
    return Community.objects.create(place_id=code, **defaults | fields)


def household(place: str = SITE, **fields: Any) -> Household:
    """A household of the 13th five-year programme without members."""
    defaults: dict[str, Any] = {
        "number": f"H{next(_serial):06d}",
        "programme": codes.Programme.FYP13,
        "category": codes.Category.POVERTY,
        "mode": codes.Mode.TOWN,
        "household_class": codes.HouseholdClass.LIFTED,
        "start": MOVED,
    }
    return Household.objects.create(place_id=place, **defaults | fields)


def id_number(born: date = date(1985, 3, 2), *, female: bool = False, area: str = "612427") -> str:
    """A fresh valid identity number: eighteen characters."""
    serial = next(_serial) % 500 * 2 + (0 if female else 1)  # the last digit tells the sex
    first17 = f"{area}{born:%Y%m%d}{serial:03d}"
    return first17 + identity.check_digit(first17)


def person(of: Household, *, relation: str = "head", **fields: Any) -> Person:
    """A person with an open membership; fields of either go to the record that has them."""
    number = fields.pop("id_number", None) or id_number()
    phone = fields.pop("phone", "13800000000")
    name = fields.pop("name", "邹试安")
    spell_names = {f.name for f in Membership._meta.get_fields()} - {"place", "batch", "batch_row"}
    spell = {key: fields.pop(key) for key in tuple(fields) if key in spell_names}
    identity_fields: dict[str, Any] = {
        "name": name,
        "name_masked": masking.name(name),
        "sex": identity.sex(number),
        "birth_date": identity.birth_date(number),
        "id_number": number,
        "id_digest": search_digest(number),
        "id_masked": masking.id_number(number),
        "phone": phone,
        "phone_digest": search_digest(phone),
        "phone_masked": masking.phone(phone),
    }
    made = Person.objects.create(place_id=of.place_id, **identity_fields | fields)
    _member(made, of, relation=relation, **spell)
    return made


def _member(member: Person, of: Household, **spell: Any) -> Membership:
    defaults: dict[str, Any] = {
        "health": codes.Health.HEALTHY,
        "labour": codes.Labour.ORDINARY,
        "start": of.start,
        "start_reason": codes.StartReason.RELOCATED,
    }
    return Membership.objects.create(person=member, household=of, place_id=of.place_id, **defaults | spell)


def family(place: str = SITE, *, members: int = 3) -> Household:
    """A household with a head, a spouse and children."""
    made = household(place)
    for relation in ["head", "spouse", *["son"] * members][:members]:
        person(made, relation=relation)
    return made


def notice(of: Household, day: date, **words: Any) -> About:
    """The notice of a change of a household as it stands now, with a reason; its document comes later."""
    version = Household.objects.get(pk=of.pk).version
    return replace(About(day, version, "群众报告", later="证件在派出所"), **words)


def job(of: Person, **fields: Any) -> Job:
    """An open job outside the province."""
    defaults = {
        "kind": Kind.TRANSFER,
        "work_place": WorkPlace.OUTSIDE,
        "channel": Channel.MIGRANT,
        "start": date(2020, 3, 1),
    }
    return Job.objects.create(person=of, place_id=of.place_id, **defaults | fields)


def user(name: str = "officer", *, role: str = RoleName.BUREAU, place: str = COUNTY) -> User:
    """A user with the password `right`."""
    place_tree()
    return User.objects.create(
        username=name, display_name=name, role=role, place_id=place, password=make_password("right")
    )


def operator(name: str = "试验工厂", *, kind: str = "factory", place: str = SITE, **fields: Any) -> Operator:
    """A park or factory at a site."""
    defaults: dict[str, Any] = {"industry": "电子", "start": date(2019, 1, 1)}
    return Operator.objects.create(name=name, kind=kind, place_id=place, **defaults | fields)
