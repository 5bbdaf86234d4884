"""What the monthly round tells and takes, in stored codes."""

from datetime import date, datetime
from typing import Annotated, Literal

from ninja import Field, Schema

from anju.api.schemas import PRINTABLE, Day, Id, MonthWord, Reason, Text
from anju.api.schemas_changes import Strict
from anju.employment import codes

Version = Annotated[int, Field(ge=1, le=2**31 - 1)]
Fen = Annotated[int, Field(ge=0, le=20_000_000)]
Source = Literal["phone", "visit", "roster", "kin"]
Stamp = Annotated[str, Field(max_length=80)]


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


class LedgerStanding(LedgerOut):
    """A ledger, how far it is, and the stamp of its lines that are open and without a hint."""

    total: int
    unconfirmed: int
    hinted: int
    unchanged: int
    changed: int
    employed: int
    stamp: str


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
    wish_employer: str
    training_wish: str
    reachable: bool | None
    planned_out: bool
    source: str
    confirmed_by: str
    confirmed_at: datetime | None
    left: bool


class Added(Schema):
    """How many people were added."""

    added: int


class SeenLine(Strict):
    """A line and the version in which it was seen."""

    id: Id
    version: Version


class ConfirmIn(Strict):
    """These lines as they were seen, or (none named) all without a hint, as the ledger's stamp says; and how it is known."""

    lines: list[SeenLine] | None = None
    stamp: Stamp = ""
    source: Source


class Confirmed(Schema):
    """How many lines became confirmed, and how many somebody had written since they were seen."""

    confirmed: int
    overtaken: int


class ChangeIn(Strict):
    """What a clerk learned. Reason, wishes and plans that are left out stay as they are; empty ones are emptied."""

    version: Version
    what: Literal["stopped", "began", "changed", "income", "other"]
    source: Source
    day: Day | None = None
    channel: codes.Channel | Literal[""] = ""
    post_kind: codes.PostKind | Literal[""] = ""
    work_place: codes.WorkPlace | Literal[""] = ""
    employer: Text = ""
    address: Text = ""
    trade: Text = ""
    found_by: codes.FoundBy | Literal[""] = ""
    income_fen: Fen | None = None
    industry: codes.Industry | Literal[""] = ""
    employer_nature: codes.EmployerNature | Literal[""] = ""
    point_to_point: bool | None = None
    contract_months: Annotated[int, Field(ge=0, le=600)] | None = None
    post_subsidy_fen: Fen | None = None
    pay_cycle_months: Annotated[int, Field(ge=1, le=12)] | None = None
    reason: codes.Reason | Literal[""] = ""
    wish: codes.Wish | Literal[""] = ""
    wish_industry: Text = ""
    wish_employer: Text = ""
    training_wish: codes.TrainingKind | Literal[""] = ""
    reachable: bool | None = None
    planned_out: bool = False


class UndoIn(Strict):
    """The version that was seen."""

    version: Version


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


class SupportOut(Schema):
    """A record beside the job: only the fields of its kind are filled."""

    id: int
    version: int
    year: int | None = None
    internship_fen: int | None = None
    seeking_fen: int | None = None
    transport_fen: int | None = None
    startup_fen: int | None = None
    amount_fen: int | None = None
    start: date | None = None
    stop: date | None = None
    job_id: int | None = None
    counted_on: date | None = None
    hired: int | None = None
    hired_lifted: int | None = None
    school: str = ""
    address: str = ""
    region: str = ""
    major: str = ""
    years: int | None = None
    sushan: bool | None = None
    grant_fen: int | None = None
    yulu_fen: int | None = None
    free: bool | None = None
    hired_on: date | None = None


Count = Annotated[int, Field(ge=0, le=100_000)]
Sum = Annotated[int, Field(ge=0, le=200_000_000)]
Named = Annotated[str, Field(max_length=80, pattern=PRINTABLE)]


class SupportIn(Strict):
    """What is recorded; fields that are left out stay as they are. Only those of the kind are taken."""

    year: Annotated[int, Field(ge=2016, le=2999)] | None = None
    internship_fen: Sum | None = None
    seeking_fen: Sum | None = None
    transport_fen: Sum | None = None
    startup_fen: Sum | None = None
    amount_fen: Sum | None = None
    start: Day | None = None
    stop: Day | None = None
    job_id: Id | None = None
    counted_on: Day | None = None
    hired: Count | None = None
    hired_lifted: Count | None = None
    school: Named = ""
    address: Named = ""
    region: codes.SchoolRegion | Literal[""] = ""
    major: Text = ""
    years: Annotated[int, Field(ge=1, le=9)] | None = None
    sushan: bool | None = None
    grant_fen: Sum | None = None
    yulu_fen: Sum | None = None
    free: bool | None = None
    hired_on: Day | None = None


class SupportChangeIn(SupportIn):
    """A correction, with the version that was seen."""

    version: Version
