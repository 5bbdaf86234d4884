"""Persons made and corrected: numbers checked, sealed, digested and masked in one place."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl
from django.db import IntegrityError, transaction

from anju.intake import pinyin
from anju.kernel import identity
from anju.kernel.refused import Refused
from anju.privacy import masking
from anju.privacy.fields import search_digest
from anju.registry.actions.case import Case
from anju.registry.codes import Ethnicity, Relation
from anju.registry.models import Household, Membership, Person
from anju.registry.queries import numbered

ID_LENGTH, OLD_LENGTH = 18, 15


@dataclass(frozen=True)
class NewPerson:
    """Somebody who is not in the ledger yet; sex and birth date follow from the number."""

    name: str
    id_number: str
    ethnicity: str = Ethnicity.HAN.value
    phone: str = ""


@dataclass(frozen=True)
class Correction:
    """What was wrong; None leaves it as it stands, an empty phone clears it. `relation` is that to the head, now."""

    name: str | None = None
    id_number: str | None = None
    sex: str | None = None
    birth_date: date | None = None
    ethnicity: str | None = None
    phone: str | None = None
    relation: str | None = None


def name_fields(name: str) -> dict[str, Any]:
    """The name with its keys and its mask."""
    tidy = "".join(name.split())
    if not tidy:
        raise Refused("姓名不能为空。")
    keys = pinyin.keys(pl.Series([tidy])).row(0)
    return {
        "name": tidy,
        "pinyin": keys[0] or "",
        "initials": keys[1] or "",
        "name_masked": masking.name(tidy),
    }


def number_fields(number: str) -> dict[str, Any]:
    """The identity number sealed, digested and masked, with the sex and birth date that it tells."""
    tidy = identity.normalise(number)
    if len(tidy) == OLD_LENGTH:
        raise Refused("这是15位旧身份证号。请填写18位身份证号。")
    if not identity.is_valid(tidy):
        raise Refused("身份证号不对：应为18位，最后一位校验码须相符。请对照身份证或户口簿核对。")
    return {
        "id_number": tidy,
        "id_digest": search_digest(tidy),
        "id_masked": masking.id_number(tidy),
        "birth_date": identity.birth_date(tidy),
        "sex": identity.sex(tidy),
    }


def phone_fields(phone: str) -> dict[str, Any]:
    """The phone sealed, digested and masked; empty clears it."""
    tidy = "".join(sign for sign in phone if sign.isascii() and sign.isdigit())
    if phone.strip() and not 7 <= len(tidy) <= 12:
        raise Refused("联系电话不对：手机号为11位，固定电话连区号为10至12位。请核对。")
    return {
        "phone": tidy,
        "phone_digest": search_digest(tidy),
        "phone_masked": masking.phone(tidy) if tidy else "",
    }


def made(case: Case, told: NewPerson, household: Household) -> Person:
    """Enter a person in the ledger; one who is in it already is refused here."""
    fields = {**name_fields(told.name), **number_fields(told.id_number), **phone_fields(told.phone)}
    if Person.objects.filter(numbered(fields["id_digest"])).exists():
        raise Refused("这个身份证号已在台账中。请搜索此人，在其所在户登记变动。")
    person = Person(place_id=household.place_id, ethnicity=told.ethnicity, **fields)
    try:
        with transaction.atomic():
            return case.journal.create(person)
    except IntegrityError as error:
        raise Refused("这个身份证号已登记在其他安置区。请由镇或县经办人办理。") from error


def found_or_made(case: Case, told: "int | NewPerson", household: Household) -> Person:
    """Somebody known by id, somebody who comes back (known by number), or a new person."""
    if isinstance(told, NewPerson):
        known = Person.objects.filter(numbered(search_digest(identity.normalise(told.id_number)))).first()
        if known is None:
            return made(case, told, household)
        told = known.pk
    person = Person.objects.select_for_update().filter(pk=told).first()
    if person is None:
        raise Refused("没有这个人，或不在您的管辖范围内。跨范围的变动请由镇或县办理。")
    return person


def corrected(case: Case, person: Person, told: Correction) -> None:
    """Correct an identity: what the number tells must agree with sex and birth date."""
    fields: dict[str, Any] = {}
    if told.name is not None:
        fields |= name_fields(told.name)
    if told.id_number is not None:
        fields |= number_fields(told.id_number)
    if told.phone is not None:
        fields |= phone_fields(told.phone)
    fields |= {
        name: value
        for name in ("sex", "birth_date", "ethnicity")
        if (value := getattr(told, name)) is not None
    }
    _agree(fields, person)
    spell = _related(person, told.relation)
    if all(getattr(person, name) == value for name, value in fields.items()) and spell is None:
        raise Refused("没有要更正的内容：填写的与台账一致。")
    if spell is not None:
        case.journal.change(spell, relation=told.relation)
    try:
        with transaction.atomic():
            case.journal.change(person, **fields)
    except IntegrityError as error:
        raise Refused("这个身份证号已是台账中另一人的。请核对；如为同一人，请按重复人员办理。") from error


def _related(person: Person, relation: str | None) -> Membership | None:
    """The open membership whose relation is to be corrected, None where there is nothing to correct."""
    spell = person.memberships.select_for_update().filter(stop__isnull=True).first()
    if relation is None or (spell is not None and spell.relation == relation):
        return None
    if spell is None:
        raise Refused("此人现在不在任何一户，没有与户主关系可更正。")
    if Relation.HEAD in (relation, spell.relation):
        raise Refused("户主不能用更正来换。请登记户主变更。")
    return spell


def _agree(fields: dict[str, Any], person: Person) -> None:
    number = fields.get("id_number") or person.id_number
    if not identity.is_valid(number):
        return
    told = {"sex": identity.sex(number), "birth_date": identity.birth_date(number)}
    for name, label in (("sex", "性别"), ("birth_date", "出生日期")):
        if name in fields and fields[name] != told[name]:
            raise Refused(f"{label}与身份证号不一致。请核对；身份证号有误的，一并更正。")
