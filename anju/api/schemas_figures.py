"""Shapes of definitions and closes: what was closed, under which definitions, and a definition that is proposed."""

from datetime import date, datetime
from typing import Annotated

from ninja import Schema
from pydantic import Field, StringConstraints

from anju.api.schemas import PRINTABLE, Code, Day, FigureOut, IndicatorOut, Number, Reason, Text
from anju.indicators.catalogue import Better, IndicatorKind, Task

Sentence = Annotated[str, StringConstraints(min_length=1, max_length=300, pattern=PRINTABLE)]
Condition = Annotated[str, StringConstraints(max_length=10_000)]
Name = Annotated[str, StringConstraints(min_length=1, max_length=40, pattern=PRINTABLE)]
Word = Annotated[str, StringConstraints(max_length=60, pattern=r"^[a-z][a-z0-9_]*$")]


class VersionOut(Schema):
    """A version of a definition that was ever in force."""

    number: int
    since: date | None
    query: str
    version: str
    authored: str
    checked: str


class DefinitionOut(IndicatorOut):
    """A definition with what it counts, its checks and its versions, the oldest first."""

    query: str
    in_force: bool
    versions: list[VersionOut]


class CloseOut(Schema):
    """A close: the month, its version, who sealed it, and the digest that proves it."""

    month: str
    version: int
    as_of: date
    closed_at: datetime
    closed_by: str
    reason: str
    accepted: str
    sm3: str
    previous: str
    program: str


class BreakOut(Schema):
    """A broken cross-check that was accepted when the month was closed."""

    code: str
    place: str
    sentence: str


class ChangedOut(Schema):
    """A figure that the newest version of a close gives otherwise than the one before."""

    code: str
    name: str
    before: Number
    after: Number


class ClosedMonthOut(Schema):
    """A closed month: its versions, the newest first, what the last one changed here, what was accepted here."""

    versions: list[CloseOut]
    changed: list[ChangedOut]
    breaks: list[BreakOut]


class ClosedFiguresOut(Schema):
    """The figures that one version of a close fixed for a place."""

    close: CloseOut
    figures: list[FigureOut]


class SetIn(Schema):
    """What is counted or added up: a dataset, its key or column, a condition in the predicate language."""

    of: Word
    key: Word | None = None
    column: Word | None = None
    where: Condition = ""


class DefinitionIn(Schema):
    """A definition as an officer would compose it; exactly one of `count`, `sum` and `ratio`.

    Without a code a new indicator is made; with one the definition of that code is changed from `since` on.
    """

    code: Code | None = None
    name: Name
    unit: Name
    task: Task
    kind: IndicatorKind
    better: Better = Better.NEUTRAL
    definition: Sentence
    owner: Text
    legal_basis: Sentence
    count: SetIn | None = None
    sum: SetIn | None = None
    ratio: Annotated[list[Code], Field(min_length=2, max_length=2)] | None = None
    decimals: Annotated[int, Field(ge=0, le=4)] = 0
    breakdown: Word | None = None
    since: Day
    why: Reason


class ProposedOut(Schema):
    """A definition that waits for a person's check; what it gives on the ledger of today."""

    code: str
    number: int
    since: date
    query: str
    value: Number
