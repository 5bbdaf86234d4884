"""What a check has to say about a record, a row or a document: data, not an exception."""

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How much a finding weighs: an error refuses the row, a warning lets it pass and says so."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong: which rule, where, with which value, and what to do about it.

    `where` names the place in words of the reader (sheet 花名册, row 12, column 身份证号).
    """

    rule: str
    message: str
    remedy: str
    severity: Severity = Severity.ERROR
    where: str = ""
    value: str = ""
