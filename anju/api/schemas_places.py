"""Flats, grids, the old house, locked populations, the matrix of responsibility, and sheets, as the interface tells them."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal

from ninja import Field, Schema

from anju.api.schemas import Day, Id, PlaceCode, Text
from anju.api.schemas_changes import Strict
from anju.registry import codes

Note = Annotated[str, Field(max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$")]
FlatState = Literal["", "free", "unknown"] | codes.Occupied


class FlatOut(Schema):
    """A flat on a day: the household to which it is allocated, and what was found there last; the head is masked."""

    id: int
    building: str
    unit: str
    room: str
    area_m2: Decimal
    household: int | None
    number: str
    head: str
    members: int
    allocated_on: date | None
    handed_over_on: date | None
    state: str
    seen_on: date | None


class AllocationOut(Schema):
    """To whom a flat was given, and until when."""

    household: int = Field(alias="household_id")
    start: date
    handed_over_on: date | None
    stop: date | None


class OccupationOut(Schema):
    """What was found at a flat on a day."""

    seen_on: date
    state: str
    how: str
    note: str


class FlatHistory(Schema):
    """A flat with its allocations and what was found there, the latest first."""

    id: int
    place: str
    building: str
    unit: str
    room: str
    area_m2: Decimal
    allocations: list[AllocationOut]
    occupations: list[OccupationOut]


class OccupationIn(Strict):
    """What somebody found at a flat."""

    state: codes.Occupied
    how: codes.SeenBy
    day: Day
    note: Note = ""


class HandOverIn(Strict):
    """The day on which the keys were handed over."""

    day: Day


class ReclamationIn(Strict):
    """The old house: torn down, reclaimed."""

    demolished_on: Day
    area_m2: Annotated[Decimal, Field(gt=0, max_digits=8, decimal_places=2)]
    reclaimed_on: Day | None = None
    document: Note = ""


class ReclamationOut(Schema):
    """What is known of the old house of a household."""

    household: int = Field(alias="household_id")
    demolished_on: date
    reclaimed_on: date | None
    area_m2: Decimal
    document: str


class GridOut(Schema):
    """A grid with its buildings, and how many live there."""

    code: str
    name: str
    kind: str
    buildings: list[str]
    households: int
    persons: int


class GridIn(Strict):
    """A new grid of a site."""

    serial: Annotated[int, Field(ge=1, le=999)]
    name: Text
    kind: codes.GridKind
    leader: Annotated[Text, Field(max_length=40)] = ""


class AssignIn(Strict):
    """Which buildings lie in which grid; none for an empty code."""

    grid: PlaceCode | Literal[""]
    buildings: Annotated[list[Id], Field(min_length=1, max_length=200)]


class Assigned(Schema):
    """How many buildings were put into the grid."""

    buildings: int


class VerificationOut(Schema):
    """A locked population."""

    id: int
    day: date
    programme: str
    document: str
    households: int
    persons: int


class VerificationIn(Strict):
    """The population of a programme, fixed."""

    day: Day
    document: Annotated[Text, Field(min_length=2)]
    programme: codes.Programme


class MatterOut(Schema):
    """Which side answers for a matter, since when, and which document says so."""

    matter: str
    label: str
    side: str
    since: date
    source: str


class SheetOut(Schema):
    """A sheet of the labour system, masked: its heads, and a page of its rows."""

    code: str
    title: str
    heads: list[str]
    items: list[list[Any]]
    total: int
    page: int
    size: int


class SheetName(Schema):
    """A sheet that can be drawn for a ledger."""

    code: str
    title: str
    note: str


class Reminded(Schema):
    """How many are late and have been reminded."""

    late: int
