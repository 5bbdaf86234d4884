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
from anju.registry import queries
from anju.registry.actions.case import Case
from anju.registry.codes import Ethnicity, Relation, StopReason
from anju.registry.models import Alias, Household, Membership, Person

OLD_LENGTH = 15
IDENTITY = ("name", "id_number", "sex", "birth_date", "ethnicity")


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
        raise Refused(f"这是15位旧身份证号。{_of_old(tidy)}请填写18位身份证号。")
    if not identity.is_valid(tidy):
        raise Refused("身份证号不对：应为18位，最后一位校验码须相符。请对照身份证或户口簿核对。")
    return {
        "id_number": tidy,
        "id_digest": search_digest(tidy),
        "id_masked": masking.id_number(tidy),
        "birth_date": identity.birth_date(tidy),
        "sex": identity.sex(tidy),
    }


def _of_old(number: str) -> str:
    """Whose eighteen digits an old number stands for, where it is somebody in scope."""
    held = queries.person_numbered(number) if identity.is_old(number) else None
    return (
        f"它与台账中{held.place.name}的 {held.name_masked}（{held.id_masked}）相符，可能就是此人。"
        if held
        else ""
    )


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
    if held := queries.person_numbered(fields["id_number"]):
        raise Refused(
            f"这个身份证号（或它的旧号）已在台账中，属于{held.place.name}的 {held.name_masked}。"
            "请搜索此人，在其所在户登记变动。"
        )
    person = Person(place_id=household.place_id, ethnicity=told.ethnicity, **fields)
    try:
        with transaction.atomic():
            return case.journal.create(person)
    except IntegrityError as error:
        raise Refused("这个身份证号已登记在其他安置区。请由镇或县经办人办理。") from error


def found_or_made(case: Case, told: "int | NewPerson", household: Household) -> Person:
    """Somebody known by id, somebody who comes back (known by number), or a new person."""
    if isinstance(told, NewPerson):
        known = queries.person_numbered(told.id_number)
        if known is None:
            return made(case, told, household)
        same_name(known, told.name)
        person = living(known.pk)
        renewed_phone(case, person, told.phone)
        return person
    return living(told)


def living(pk: int) -> Person:
    """The person of an id, locked, who may come into a household: in scope, and not registered as dead."""
    person = Person.objects.select_for_update(of=("self",)).filter(pk=pk, survivor__isnull=True).first()
    if person is None:
        raise Refused("没有这个人，或不在您的管辖范围内。跨范围的变动请由镇或县办理。")
    last = person.memberships.filter(stop_reason=StopReason.DIED).order_by("-stop").first()
    if last is not None:
        raise Refused(
            f"此人已于 {last.stop} 登记死亡，不能再登记到户。死亡登错了的，"
            "请在原户的变动历史中撤销那次死亡登记；不是同一人的，请核对身份证号。"
        )
    return person


def same_name(known: Person, name: str) -> None:
    """Who is found by number has the name that was typed, now or on a former record."""
    tidy = "".join(name.split())
    names = {known.name, *Alias.objects.filter(person=known).values_list("name", flat=True)}
    if tidy not in names:
        raise Refused("这个身份证号在台账中是另一个姓名。请核对姓名和身份证号；姓名改了的，请先登记更正。")


def renewed_phone(case: Case, person: Person, phone: str) -> None:
    """Take over the phone that was told with somebody who is known already; none told leaves the one that stands."""
    if phone.strip():
        case.journal.change(person, **phone_fields(phone))


def corrected(case: Case, person: Person, told: Correction) -> bool:
    """Correct an identity: what the number tells must agree with sex and birth date. Says whether it is more than a phone."""
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
    return any(getattr(told, name) is not None for name in IDENTITY)


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
