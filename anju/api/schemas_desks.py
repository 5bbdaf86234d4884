"""What the operations on suspicions, second opinions, uploads, letters and residence booklets take and answer."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

from ninja import Field, Schema

from anju.api.schemas import Day, Id, MonthWord, Reason, Text
from anju.api.schemas_changes import Strict
from anju.entitlements.codes import RequestKind


class SideOut(Schema):
    """One of two persons that may be one, masked."""

    id: int
    name: str
    id_masked: str
    place: str
    number: str


class MergeOut(Schema):
    """A merge: asked for, done, refused or taken back."""

    id: int
    pair: int
    state: str
    survivor: int
    merged: int
    asked_on: date
    asked_by: str
    decided_on: date | None
    decided_by: str
    undone_on: date | None


class PairOut(Schema):
    """Two persons that may be one; a side is missing when it was merged away or is out of scope."""

    id: int
    place: str
    state: str
    reasons: list[str]
    score: int
    found_on: date
    sides: list[SideOut]
    merge: MergeOut | None


class ChoiceIn(Strict):
    """From which of the two records each part is taken; the survivor's unless said otherwise."""

    number: Id | None = None
    name: Id | None = None
    ethnicity: Id | None = None
    phone: Id | None = None
    household: Id | None = None


class PersonMergeIn(Strict):
    """A merge is asked for; somebody else agrees to it on a page."""

    survivor: Id
    why: Reason
    choice: ChoiceIn = ChoiceIn()


class RemovalOut(Schema):
    """The removal of a person entered by mistake, masked."""

    id: int
    person: int
    name: str
    number: str
    place: str
    state: str
    asked_on: date
    asked_by: str
    decided_on: date | None
    decided_by: str
    undone_on: date | None


class ApprovalOut(Schema):
    """A request for a second person's word."""

    id: int
    kind: str
    subject: str
    summary: str
    why: str
    place: str
    asked_by: str
    asked_at: datetime
    decision: str
    decided_by: str
    decided_at: datetime | None
    remark: str
    expires_on: date
    used_at: datetime | None


class BatchOut(Schema):
    """One sheet of an upload: what its rows came to."""

    id: int
    upload: str
    sheet: str
    tab: str
    filename: str
    sm3: str
    place: str
    state: str
    received_by: str
    received_at: datetime
    rows_new: int
    rows_changed: int
    rows_unchanged: int
    rows_refused: int
    warnings: int
    applied_at: datetime | None


class RowFindingOut(Schema):
    """A cell that is wrong or odd, its value masked."""

    row: int
    letter: str
    head: str
    value: str | None
    rule: str
    severity: str
    message: str
    remedy: str


class RowChangeOut(Schema):
    """A field that the upload changes, masked."""

    row: int
    field: str
    before: str | None
    after: str | None


class ApplyIn(Strict):
    """Write all rows of an upload, which must all be good, or the good ones alone."""

    rows: Literal["all", "good"] = "all"


class CitedOut(Schema):
    """A figure at its place in a letter."""

    position: int
    paragraph: int
    code: str
    shown: str
    unit: str
    value: Decimal
    as_of: date
    close: str
    definition: str


class FileOut(Schema):
    """A file of a letter."""

    kind: str
    name: str
    size: int
    sm3: str


class LetterOut(Schema):
    """A letter as it was made."""

    id: int
    number: str
    title: str
    matter: str
    place: str
    close: str
    as_of: date
    signed_on: date
    made_at: datetime
    made_by: str
    findings: list[Any]
    files: list[FileOut]


class ProposalOut(Schema):
    """A proposal as it was assigned."""

    id: int
    session: str
    number: int
    title: str
    proposers: str
    kind: str
    category: str
    assigned_on: date
    host: str


class ReplyIn(Strict):
    """A reply cites the close of a month and is signed on a day."""

    month: MonthWord
    on: Day


class BookletRequestOut(Schema):
    """A request about a residence booklet, masked."""

    id: int
    household: int
    number: str
    kind: str
    applicant: str
    place: str
    home: str
    state: str
    asked_on: date
    home_on: date | None
    residence_on: date | None
    decided_on: date | None


class BookletIn(Strict):
    """What is asked for about the booklet of a household: by which member, for whom, why."""

    kind: RequestKind
    applicant: Id
    members: Annotated[list[Id], Field(default_factory=list)]
    reason: Reason
    from_address: Text = ""
    to_address: Text = ""


class BookletConfirmIn(Strict):
    """Number and office are asked of the residence side where a booklet is issued."""

    number: Text = ""
    issued_by: Text = ""


class SayIn(Strict):
    """A reason."""

    why: Reason
