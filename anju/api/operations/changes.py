"""Changes of the registry: the actions that the pages call, one operation a kind."""

from base64 import b64decode
from collections.abc import Mapping
from typing import Any

from ninja import Router

from anju.accounts.codes import Right
from anju.api import schemas_changes as told
from anju.api.gate import CallRequest, needs
from anju.api.operations.answers import answers, page_of
from anju.api.schemas import Id, Paged, PageNumber, PageSize
from anju.api.schemas_changes import ChangeOut, Told
from anju.api.seen import seen
from anju.kernel.refused import Refused
from anju.regions.queries import working_day
from anju.registry import actions
from anju.registry.actions import About, Correction, Evidence, NewPerson
from anju.registry.models import Change
from anju.web.followers import FOLLOWERS

router = Router(tags=["changes"])
_RELATIONS = {"relations", "remaining_relations"}
_NOTICE = {"day", "version", "reason", "evidence", "later"}


def _about(body: Told) -> About:
    evidence = _evidence(body.evidence) if body.evidence else None
    return About(body.day, body.version, body.reason, evidence, body.later)


def _evidence(given: told.EvidenceIn) -> Evidence:
    try:
        return Evidence(given.name, b64decode(given.content, validate=True))
    except ValueError as error:
        raise Refused("佐证材料不是完整的 base64 内容。请重新编码后提交。") from error


def _common(request: CallRequest, household: int, body: Told) -> dict[str, Any]:
    """What every action takes."""
    by = request.user.username
    return {"household": household, "about": _about(body), "by": by, "on": working_day()}


def _given(body: Told, *without: str) -> dict[str, Any]:
    """What the body says besides the notice, as it was sent."""
    given = body.model_dump(exclude=_NOTICE | set(without), exclude_unset=True)
    for name in _RELATIONS & set(given):
        given[name] = {one["person"]: one["relation"] for one in given[name]}
    return given


def _out(change: Change) -> dict[str, Any]:
    """A change just made; its household has the next version by now."""
    change.household.refresh_from_db(fields=["version"])
    return _told(change)


def _told(change: Change) -> dict[str, Any]:
    words = {
        name: getattr(change, name) for name in ChangeOut.model_fields if name not in {"household", "version"}
    }
    return words | {"household": change.household_id, "version": change.household.version}


@router.get("/changes/", response=answers(Paged[ChangeOut]), summary="Recorded changes, newest first")
@needs(Right.READ_RECORDS)
def change_list(
    request: CallRequest, household: Id | None = None, page: PageNumber = 1, size: PageSize = 50
) -> Mapping[str, Any]:
    """Changes in scope, of one household when it is named."""
    found = Change.objects.select_related("household").order_by("-id")
    if household:
        found = found.filter(households__contains=[household])
    shown = list(found[(page - 1) * size : page * size])
    persons = sorted({person for change in shown for person in change.persons})
    seen(request, "changes", persons=persons, rows=len(shown), conditions={"household": household})
    rows = [_told(change) for change in shown]
    return page_of(rows, found.count(), page, size)


@router.post("/households/{pk}/birth/", response=answers(ChangeOut), summary="Register a birth")
@needs(Right.EDIT_REGISTRY)
def birth(request: CallRequest, pk: Id, body: told.BirthIn) -> dict[str, Any]:
    """A child comes into the household on the day of its birth."""
    child = NewPerson(**body.child.model_dump())
    return _out(actions.register_birth(**_common(request, pk, body), child=child, relation=body.relation))


@router.post("/households/{pk}/death/", response=answers(ChangeOut), summary="Register a death")
@needs(Right.EDIT_REGISTRY)
def death(request: CallRequest, pk: Id, body: told.DeathIn) -> dict[str, Any]:
    """The membership and open jobs of a member end."""
    return _out(actions.register_death(**_common(request, pk, body), **_given(body), followers=FOLLOWERS))


def _arrived(request: CallRequest, pk: int, body: told.ArrivalIn, action: Any) -> dict[str, Any]:
    if (body.person is None) == (body.newcomer is None):
        raise Refused("请填 person（已在台账中的人）或 newcomer（新登记的人）中的一项。")
    who = body.person if body.newcomer is None else NewPerson(**body.newcomer.model_dump())
    return _out(action(**_common(request, pk, body), person=who, relation=body.relation, followers=FOLLOWERS))


@router.post(
    "/households/{pk}/marriage-in/", response=answers(ChangeOut), summary="Register a marriage into it"
)
@needs(Right.EDIT_REGISTRY)
def marriage_in(request: CallRequest, pk: Id, body: told.ArrivalIn) -> dict[str, Any]:
    """Somebody of the ledger or from outside marries in."""
    return _arrived(request, pk, body, actions.marry_in)


@router.post(
    "/households/{pk}/arrival/", response=answers(ChangeOut), summary="Register somebody who moves in"
)
@needs(Right.EDIT_REGISTRY)
def arrival(request: CallRequest, pk: Id, body: told.ArrivalIn) -> dict[str, Any]:
    """Somebody of the ledger or from outside moves in."""
    return _arrived(request, pk, body, actions.move_in)


@router.post(
    "/households/{pk}/marriage-out/", response=answers(ChangeOut), summary="Register a marriage out of it"
)
@needs(Right.EDIT_REGISTRY)
def marriage_out(request: CallRequest, pk: Id, body: told.MarriageOutIn) -> dict[str, Any]:
    """A member marries out of the ledger."""
    return _out(actions.marry_out(**_common(request, pk, body), **_given(body), followers=FOLLOWERS))


@router.post(
    "/households/{pk}/departure/", response=answers(ChangeOut), summary="Register people who move out"
)
@needs(Right.EDIT_REGISTRY)
def departure(request: CallRequest, pk: Id, body: told.DepartureIn) -> dict[str, Any]:
    """Members leave the ledger."""
    return _out(actions.move_out(**_common(request, pk, body), **_given(body), followers=FOLLOWERS))


@router.post(
    "/households/{pk}/rehousing/", response=answers(ChangeOut), summary="Move it to another flat or site"
)
@needs(Right.EDIT_REGISTRY)
def rehousing(request: CallRequest, pk: Id, body: told.RehousingIn) -> dict[str, Any]:
    """The household and its people move inside the ledger."""
    given = _given(body)
    given["place"] = given.get("place") or ""
    return _out(actions.rehouse(**_common(request, pk, body), **given, followers=FOLLOWERS))


@router.post("/households/{pk}/split/", response=answers(ChangeOut), summary="Split it")
@needs(Right.EDIT_REGISTRY)
def split(request: CallRequest, pk: Id, body: told.SplitIn) -> dict[str, Any]:
    """Some members found a household of their own."""
    return _out(actions.split(**_common(request, pk, body), **_given(body)))


@router.post("/households/{pk}/merge/", response=answers(ChangeOut), summary="Let another household join it")
@needs(Right.EDIT_REGISTRY)
def merge(request: CallRequest, pk: Id, body: told.MergeIn) -> dict[str, Any]:
    """All members of another household join this one."""
    return _out(actions.merge(**_common(request, pk, body), **_given(body), followers=FOLLOWERS))


@router.post("/households/{pk}/head/", response=answers(ChangeOut), summary="Change its head")
@needs(Right.EDIT_REGISTRY)
def head(request: CallRequest, pk: Id, body: told.HeadIn) -> dict[str, Any]:
    """Another member becomes the head."""
    return _out(actions.change_head(**_common(request, pk, body), **_given(body)))


@router.post("/households/{pk}/state/", response=answers(ChangeOut), summary="Change what holds of a member")
@needs(Right.EDIT_REGISTRY)
def state(request: CallRequest, pk: Id, body: told.StateIn) -> dict[str, Any]:
    """Schooling, health, labour ability, political status, will to work."""
    return _out(
        actions.change_state(**_common(request, pk, body), person=body.person, state=_given(body, "person"))
    )


@router.post(
    "/households/{pk}/correction/", response=answers(ChangeOut), summary="Correct a person's identity"
)
@needs(Right.EDIT_REGISTRY)
def correction(request: CallRequest, pk: Id, body: told.CorrectionIn) -> dict[str, Any]:
    """What was wrong from the beginning; no spell begins."""
    given = Correction(**_given(body, "person"))
    return _out(actions.correct(**_common(request, pk, body), person=body.person, correction=given))


@router.post("/changes/{pk}/revert/", response=answers(ChangeOut), summary="Take back the last change")
@needs(Right.EDIT_REGISTRY)
def revert(request: CallRequest, pk: Id, body: told.RevertIn) -> dict[str, Any]:
    """The state before is restored, if nothing newer stands on it."""
    by = request.user.username
    change = actions.revert(
        change=pk, version=body.version, why=body.why, by=by, on=working_day(), followers=FOLLOWERS
    )
    return _out(change)
