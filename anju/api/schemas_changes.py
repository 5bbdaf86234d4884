"""What a change of the registry is told with: one shape a kind, in stored codes."""

from datetime import date, datetime
from typing import Annotated

from ninja import Field, Schema
from pydantic import ConfigDict, StringConstraints

from anju.api.schemas import Day, Id, PlaceCode, Reason, Text
from anju.registry import codes

Base64 = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9+/]*={0,2}$")]


class Strict(Schema):
    """A body whose misspelt names are refused instead of passed over."""

    model_config = ConfigDict(extra="forbid")


class Related(Strict):
    """How a member stands to the head."""

    person: Id
    relation: codes.Relation


Relations = list[Related]


class EvidenceIn(Strict):
    """A scan or photo: PDF, JPG or PNG, at most 10 MB, base64."""

    name: Text
    content: Base64


class Told(Strict):
    """The notice of a change: when it happened, the version of the household that was seen, why.

    Kinds that need a document have `evidence`, or `later` says why it comes later.
    """

    day: Day
    version: int
    reason: Reason
    evidence: EvidenceIn | None = None
    later: Text = ""


class NewPersonIn(Strict):
    """Somebody who is not in the ledger yet."""

    name: Text
    id_number: Text
    ethnicity: codes.Ethnicity = codes.Ethnicity.HAN
    phone: Text = ""


class BirthIn(Told):
    """A birth."""

    child: NewPersonIn
    relation: codes.Relation


class DeathIn(Told):
    """A death; a head who dies names the next one."""

    person: Id
    head: Id | None = None
    relations: Relations = Field(default_factory=list)


class ArrivalIn(Told):
    """Somebody marries or moves in: known (`person`) or new (`newcomer`), one of both."""

    person: Id | None = None
    newcomer: NewPersonIn | None = None
    relation: codes.Relation


class MarriageOutIn(Told):
    """Somebody marries out of the ledger."""

    person: Id
    along: list[Id] = Field(default_factory=list)
    head: Id | None = None
    relations: Relations = Field(default_factory=list)


class DepartureIn(Told):
    """People move out of the ledger."""

    persons: list[Id]
    head: Id | None = None
    relations: Relations = Field(default_factory=list)


class RehousingIn(Told):
    """The household moves to another flat or site."""

    place: PlaceCode | None = None
    flat: Id | None = None
    address: Text | None = None


class SplitIn(Told):
    """Some members found a household of their own."""

    persons: list[Id]
    head: Id
    number: Text = ""
    relations: Relations = Field(default_factory=list)
    remaining_head: Id | None = None
    remaining_relations: Relations = Field(default_factory=list)


class MergeIn(Told):
    """Another household joins this one."""

    other: Id
    relations: Relations


class HeadIn(Told):
    """Another member becomes the head."""

    head: Id
    relations: Relations = Field(default_factory=list)


class StateIn(Told):
    """What changed about a member; what is left out stays."""

    person: Id
    education: codes.Education | None = None
    student: codes.Student | None = None
    health: codes.Health | None = None
    labour: codes.Labour | None = None
    political: codes.Political | None = None
    willing: bool | None = None


class CorrectionIn(Told):
    """What was wrong in the identity of a person; what is left out stands."""

    person: Id
    name: Text | None = None
    id_number: Text | None = None
    sex: codes.Sex | None = None
    birth_date: Day | None = None
    ethnicity: codes.Ethnicity | None = None
    phone: Text | None = None


class RevertIn(Strict):
    """Takes back the last change of a household."""

    version: int
    why: Reason


class ChangeOut(Schema):
    """A recorded change."""

    id: int
    kind: str
    day: date
    household: int
    version: int
    households: list[int]
    persons: list[int]
    recorded_by: str
    recorded_at: datetime
    reverted_on: date | None
