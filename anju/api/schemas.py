"""What the interface answers. Personal data is masked as on the pages."""

import re
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Generic, Literal, TypeVar

from ninja import Field, Schema
from pydantic import BeforeValidator, StringConstraints

from anju.employment.codes import Channel, WorkPlace
from anju.registry.codes import Labour, Programme, Sex

Row = TypeVar("Row")
LARGEST = 200


def _is_day(given: object) -> object:
    """Only `2021-08-31`: pydantic would take a bare number for seconds since 1970."""
    if isinstance(given, str) and not _DAY.fullmatch(given):
        raise ValueError("write a day as 2021-08-31")
    return given


_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
PRINTABLE = r"^[^\x00-\x1f\x7f]*$"
Day = Annotated[date, BeforeValidator(_is_day)]
Text = Annotated[str, StringConstraints(max_length=60, pattern=PRINTABLE)]
Reason = Annotated[str, StringConstraints(min_length=2, max_length=400, pattern=PRINTABLE)]
PlaceCode = Annotated[str, StringConstraints(pattern=r"^[0-9]{6}([0-9]{3}){0,3}$")]
MonthWord = Annotated[str, StringConstraints(pattern=r"^20[0-9]{2}-(0[1-9]|1[0-2])$")]
Code = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]{1,60}$")]
Id = Annotated[int, Field(ge=1, le=2**63 - 1)]
PageNumber = Annotated[int, Field(ge=1, le=100_000)]
PageSize = Annotated[int, Field(ge=1, le=LARGEST)]
Number = int | Decimal | None
_WORK = [
    "yes",
    "no",
    "place:inside",
    *(f"place:{one}" for one in WorkPlace.values),
    *(f"channel:{one}" for one in Channel.values),
]
WORK = rf"^({'|'.join(_WORK)})?$"


class Problem(Schema):
    """A failure (RFC 9457): what is wrong, and what to do."""

    type: str
    title: str
    status: int
    detail: str
    remedy: str
    errors: list[dict[str, Any]] | None = None


class Paged(Schema, Generic[Row]):
    """One page of a list and how long the whole is."""

    items: list[Row]
    total: int
    page: int
    size: int


class Question(Schema):
    """Which day and place: the newest close of the own place unless said otherwise."""

    as_of: Day | None = None
    scope: PlaceCode | None = None
    live: bool = False


class PersonsAsked(Schema):
    """What the list of persons is narrowed to, and by what it is sorted."""

    q: Text = ""
    place: PlaceCode | None = None
    on: Day | None = None
    programme: Programme | Literal[""] = ""
    sex: Sex | Literal[""] = ""
    age_from: Annotated[int, Field(ge=0, le=130)] | None = None
    age_to: Annotated[int, Field(ge=0, le=130)] | None = None
    labour: Labour | Literal[""] = ""
    work: Annotated[str, StringConstraints(pattern=WORK)] = ""
    sort: Literal["name", "-name", "age", "-age"] = "name"


class Me(Schema):
    """The calling system as Anju knows it."""

    system: str
    role: str
    place: str
    place_name: str
    rights: list[str]
    token_expires_on: date


class PlaceOut(Schema):
    """A county, town, site or grid."""

    code: str
    name: str
    level: str
    parent: str | None


class SiteOut(Schema):
    """A settlement site with the people who live there."""

    place: str
    name: str
    town: str
    mode: str
    urbanity: str
    fyp13: bool
    community: str
    households: int
    persons: int


class PersonOut(Schema):
    """A person as a line of the list, masked."""

    id: int
    name: str
    id_masked: str
    sex: str
    age: int
    site: str
    place: str
    household: int
    number: str
    relation: str
    programme: str
    labour: str
    channel: str
    work_place: str
    left: str = ""


class Revealed(Schema):
    """What a reveal opens; written to the audit trail with the reason."""

    id: int
    name: str
    id_number: str
    phone: str
    birth_date: date


class Why(Schema):
    """A reason, kept with the act."""

    why: Reason


class HouseholdOut(Schema):
    """A household, masked."""

    id: int
    number: str
    version: int
    place: str
    site: str
    programme: str
    category: str
    household_class: str
    start: date
    stop: date | None
    members: list[PersonOut]


class FigureOut(Schema):
    """A figure with what proves it."""

    code: str
    name: str
    value: Number
    unit: str
    task: str
    as_of: date
    scope: str
    scope_name: str
    definition: str
    definition_version: str
    close: str
    numerator: Number
    denominator: Number


class RecordsOut(Schema):
    """Records behind a figure, masked: heads and rows."""

    columns: list[str]
    rows: list[list[Any]]
    total: int
    page: int
    size: int


class TrendOut(Schema):
    """A figure in a close."""

    month: date
    value: Number
    close: str


class IndicatorOut(Schema):
    """A definition of the catalogue."""

    code: str
    name: str
    unit: str
    task: str
    definition: str
    version: str
    owner: str
    legal_basis: str


class TaskOut(Schema):
    """A thing to do."""

    id: int
    kind: str
    title: str
    place: str
    url: str
    raised_on: date
    due_on: date | None
    settled_on: date | None


class HitOut(Schema):
    """A thing found by the search that is no person."""

    kind: str
    name: str
    where: str


class FoundOut(Schema):
    """What a text may mean."""

    persons: list[PersonOut]
    others: list[HitOut]
    more: bool


class JobOut(Schema):
    """A piece of long work."""

    id: int
    kind: str
    state: str
    done: int
    total: int
    message: str
    error: str
    result: dict[str, Any]


class ActOut(Schema):
    """An act of the audit chain."""

    id: int
    at: datetime
    act: str
    actor: str
    target: str
    why: str
    digest: str
