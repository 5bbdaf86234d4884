"""What a letter needs of a figure and of its records: the seam to whatever computed them. Pure."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Protocol

from anju.documents import wording
from anju.documents.letter import Cited


class Figure(Protocol):
    """A value with everything that proves it; `anju.indicators` hands in its FigureValue."""

    @property
    def code(self) -> str: ...
    @property
    def name_zh(self) -> str: ...
    @property
    def value(self) -> int | Decimal | None: ...
    @property
    def unit(self) -> str: ...
    @property
    def as_of(self) -> date: ...
    @property
    def scope_name(self) -> str: ...
    @property
    def definition(self) -> str: ...
    @property
    def definition_version(self) -> str: ...
    @property
    def close(self) -> str: ...
    @property
    def query(self) -> str: ...


class Records(Protocol):
    """The records behind a figure: (name, Chinese label) of each column, and rows in the same order."""

    @property
    def columns(self) -> Sequence[tuple[str, str]]: ...
    @property
    def rows(self) -> Sequence[Sequence[Any]]: ...


def cited(figure: Figure, form: wording.NumberForm = wording.NumberForm.PLAIN) -> Cited:
    """The figure as a letter shows it. Raises ValueError for a figure without value."""
    if figure.value is None:
        raise ValueError(f"{figure.code} has no value on {figure.as_of}")
    return Cited(
        code=figure.code,
        name=figure.name_zh,
        text=wording.number(figure.value, form),
        value=Decimal(figure.value),
        unit=figure.unit,
        as_of=figure.as_of,
        close=figure.close,
        definition=figure.definition_version,
    )
