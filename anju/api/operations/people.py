"""Persons and households: the lists and records of the pages, masked, with a reveal that needs a reason."""

from typing import Any

from django.http import Http404
from ninja import Query, Router

from anju.accounts.codes import Right
from anju.api.gate import CallRequest, needs
from anju.api.operations.answers import answers, page_of
from anju.api.schemas import (
    FoundOut,
    HouseholdOut,
    Id,
    Paged,
    PageNumber,
    PageSize,
    PersonOut,
    PersonsAsked,
    Revealed,
    Text,
    Why,
)  # fmt: skip
from anju.api.seen import seen
from anju.audit.actions import record
from anju.audit.models import Act, Operation
from anju.regions.queries import working_day
from anju.registry.models import Household, Person
from anju.registry.queries import members_of
from anju.ui.words import said
from anju.web.queries import records
from anju.web.queries.persons import PersonFilter, named, persons
from anju.web.queries.search import find

router = Router(tags=["people"])


@router.get("/persons/", response=answers(Paged[PersonOut]), summary="List persons on the roster of a day")
@needs(Right.READ_RECORDS)
def person_list(
    request: CallRequest, asked: Query[PersonsAsked], page: PageNumber = 1, size: PageSize = 50
) -> dict[str, Any]:
    """Everybody in scope, narrowed as on the page; the work is yes, no, a place or a channel (`place:county`)."""
    today = working_day()
    wanted = PersonFilter(
        text=asked.q, place=asked.place or "", programme=asked.programme, sex=asked.sex, age_from=asked.age_from,
        age_to=asked.age_to, labour=asked.labour, work=asked.work, past=asked.on is not None and asked.on != today,
    )  # fmt: skip
    found = persons(wanted, on=min(asked.on or today, today), order=asked.sort, page=page, size=size)
    conditions = {"filters": sorted(wanted.in_use), "page": page}
    seen(
        request,
        "persons",
        persons=[row.id for row in found.rows],
        rows=len(found.rows),
        conditions=conditions,
    )
    return page_of(found.rows, found.total, page, size)


@router.get("/persons/{pk}/", response=answers(PersonOut), summary="One person, masked")
@needs(Right.READ_RECORDS)
def person(request: CallRequest, pk: Id) -> Any:
    """A person on today's roster."""
    rows = named([pk], working_day())
    if not rows:
        raise Http404
    seen(request, f"person:{pk}", persons=[pk])
    return rows[0]


@router.post("/persons/{pk}/reveal/", response=answers(Revealed), summary="Open a person's name and numbers")
@needs(Right.REVEAL_SECRETS)
def reveal(request: CallRequest, pk: Id, body: Why) -> Person:
    """Name, identity number, phone and birth date in clear; one audit event with the reason."""
    found = Person.objects.filter(pk=pk).first()
    if found is None:
        raise Http404
    record(
        act=Act.SECRET_REVEALED, by=request.user.username, target=f"person:{pk}", why=body.why,
        detail={"fields": ["name", "id_number", "phone", "birth_date"]},
    )  # fmt: skip
    seen(request, f"person:{pk}", persons=[pk], operation=Operation.REVEAL, why=body.why)
    return found


@router.get(
    "/households/{pk}/", response=answers(HouseholdOut), summary="One household with its members, masked"
)
@needs(Right.READ_RECORDS)
def household(request: CallRequest, pk: Id) -> dict[str, Any]:
    """A household and who is in it today."""
    found, today = records.household(pk), working_day()
    if found is None:
        raise Http404
    members = members_of(pk, today)
    seen(request, f"household:{pk}", persons=members, rows=len(members))
    return _told(found) | {"members": named(members, today)}


def _told(found: Household) -> dict[str, Any]:
    return {
        "id": found.pk,
        "number": found.number,
        "version": found.version,
        "place": found.place_id,
        "site": found.place.name,
        "programme": said(found.get_programme_display()),
        "category": said(found.get_category_display()),
        "household_class": said(found.get_household_class_display()),
        "start": found.start,
        "stop": found.stop,
    }


@router.get("/search/", response=answers(FoundOut), summary="One box for everything")
@needs(Right.READ_RECORDS)
def search(request: CallRequest, q: Text) -> dict[str, Any]:
    """Persons by name, pinyin, initials, number; households, sites, communities, operators by name."""
    found = find(q, on=working_day())
    seen(request, "search", persons=[row.id for row in found.persons], rows=len(found.persons))
    return {"persons": found.persons, "others": found.hits, "more": found.more}
