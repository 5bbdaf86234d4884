"""The structured model of an official letter (公文), before any layout. Pure: no Django, no clock.

Elements and their names follow GB/T 9704-2012 clause 7 (文件格式) and 10.1 (信函格式).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum


class Form(StrEnum):
    """Which of the standard's two layouts: with red head 文件, or the letter form of 10.1."""

    DOCUMENT = "document"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Cited:
    """A figure as a letter shows it, with all that leads back to its records."""

    code: str
    name: str
    text: str
    value: Decimal
    unit: str
    as_of: date
    close: str
    definition: str


Run = str | Cited


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of runs. `level` 1-4 sets `lead` in the face of that heading level; alone it is a heading.

    `answers` names the suggestions (ordinals) that the paragraph replies to.
    """

    runs: tuple[Run, ...] = ()
    lead: str = ""
    level: int | None = None
    answers: tuple[int, ...] = ()

    @property
    def text(self) -> str:
        """The whole paragraph as it reads."""
        return self.lead + "".join(run.text if isinstance(run, Cited) else run for run in self.runs)


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter. Empty texts and tuples leave their element out.

    `mark` is the class of a proposal reply (A, B, C); `note` is the 附注 under the date. Local habits that the
    standard does not know: `contact` as a line of the text, `reported_to` (抄报).
    """

    form: Form
    head: str
    unit: str
    number: str
    title: tuple[str, ...]
    addressees: tuple[str, ...]
    blocks: tuple[Paragraph, ...]
    signed_on: date
    mark: str = ""
    signers: tuple[str, ...] = ()
    salutation: str = ""
    thanks: str = ""
    contact: str = ""
    note: str = ""
    annexes: tuple[str, ...] = ()
    reported_to: tuple[str, ...] = ()
    copied_to: tuple[str, ...] = ()
    printed_by: str = ""
    printed_on: date | None = None
    sealed: bool = True
    demo: bool = False
    subject: str = ""

    @property
    def head_text(self) -> str:
        """The unit's mark as printed in red: with 文件 in the document form, the bare name in the letter form."""
        return self.head + ("文件" if self.form is Form.DOCUMENT else "")

    @property
    def mark_text(self) -> str:
        """The class as printed: 类别：A."""
        return f"类别：{self.mark}" if self.mark else ""

    @property
    def title_text(self) -> str:
        """The title in one line."""
        return "".join(self.title)

    @property
    def addressee_line(self) -> str:
        """Addressees with the full-width colon (7.3.2)."""
        return "、".join(self.addressees) + self.salutation + "：" if self.addressees else ""

    @property
    def paragraphs(self) -> tuple[Paragraph, ...]:
        """All body paragraphs, the thanks included."""
        return (*self.blocks, Paragraph((self.thanks,))) if self.thanks else self.blocks

    def citations(self) -> Iterator[tuple[int, Cited]]:
        """Each cited figure with the number of its paragraph, from 1, in reading order."""
        for number, block in enumerate(self.paragraphs, 1):
            for run in block.runs:
                if isinstance(run, Cited):
                    yield number, run

    def imprint(self) -> list[str]:
        """Lines of the imprint (版记) above the printing unit: 抄报 first, then 抄送, each closed by a full stop."""
        lines = [("抄报", self.reported_to), ("抄送", self.copied_to)]
        return [f"{label}：{'，'.join(names)}。" for label, names in lines if names]
