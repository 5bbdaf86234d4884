"""What the monthly round tells and takes, in stored codes."""

from datetime import date, datetime
from typing import Literal

from ninja import Schema

from anju.api.schemas import Day, Id, MonthWord, Reason, Text
from anju.api.schemas_changes import Strict
from anju.employment import codes


class LedgerOut(Schema):
    """The ledger of a place and month."""

    id: int
    place: str
    community: int | None
    name: str
    month: str
    state: str
    opened_on: date
    due_on: date | None
    confirmed_on: date | None
    confirmed_by: str
    reviewed_on: date | None
    return_reason: str


class LineOut(Schema):
    """A person in a month, masked."""

    id: int
    version: int
    person: int
    name: str
    phone_masked: str
    age: int
    household: int | None
    number: str
    place: str
    state: str
    hint: str
    employed: bool
    channel: str
    work_place: str
    employer: str
    trade: str
    income_fen: int | None
    job_start: date | None
    reason: str
    wish: str
    wish_industry: str
    training_wish: str
    reachable: bool | None
    planned_out: bool
    source: str
    confirmed_by: str
    confirmed_at: datetime | None


class ConfirmIn(Strict):
    """Which lines, and how it is known."""

    lines: list[Id] | None = None
    source: codes.LineSource


class Confirmed(Schema):
    """How many lines became confirmed."""

    confirmed: int


class ChangeIn(Strict):
    """What a clerk learned."""

    version: int
    what: Literal["stopped", "began", "changed", "income", "other"]
    source: codes.LineSource
    day: Day | None = None
    channel: codes.Channel | Literal[""] = ""
    post_kind: codes.PostKind | Literal[""] = ""
    work_place: codes.WorkPlace | Literal[""] = ""
    employer: Text = ""
    address: Text = ""
    trade: Text = ""
    found_by: codes.FoundBy | Literal[""] = ""
    income_fen: int | None = None
    industry: codes.Industry | Literal[""] = ""
    employer_nature: codes.EmployerNature | Literal[""] = ""
    point_to_point: bool | None = None
    reason: codes.Reason | Literal[""] = ""
    wish: codes.Wish | Literal[""] = ""
    wish_industry: Text = ""
    training_wish: codes.TrainingKind | Literal[""] = ""
    reachable: bool | None = None
    planned_out: bool = False


class UndoIn(Strict):
    """The version that was seen."""

    version: int


class ReturnIn(Strict):
    """Why a ledger goes back."""

    reason: Reason


class OpenIn(Strict):
    """The month to open."""

    month: MonthWord


class PlaceMonthOut(Schema):
    """The ledgers of a town or site in a month."""

    place: str
    name: str
    ledgers: int
    open: int
    handed_in: int
    returned: int
    accepted: int
    late: int
    days_late: int
    lines: int
    unconfirmed: int
    unchanged: int
    changed: int
    employed: int
    unreachable: int


class ZeroOut(Schema):
    """A household without work."""

    household: int
    number: str
    place: str
    place_name: str
    head: str
    able: int
    raised_on: date | None
    due_on: date | None
