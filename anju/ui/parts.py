"""What the small components show. Plain values, ready to print: a template computes nothing."""

from collections.abc import Sequence
from dataclasses import dataclass

from anju.ui.tables import Table, Text

TONES = ("ok", "info", "warn", "bad")


@dataclass(frozen=True, slots=True)
class Card:
    """A figure as a card that links to its proof. `text` is the printed value, `tone` one of TONES or empty.

    `parts` are further figures of the card, each a link to a proof of its own: (title, text, href).
    """

    title: str
    text: str
    unit: str
    href: str
    note: str = ""
    tone: str = ""
    parts: Sequence[tuple[str, str, str]] = ()


@dataclass(frozen=True, slots=True)
class Fact:
    """One labelled fact of a record; `hint` is a small line below it, `tone` makes the text a badge."""

    label: Text
    text: Text
    href: str = ""
    hint: Text = ""
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Tab:
    """A tab: a link to another view of the same thing."""

    title: str
    href: str
    current: bool = False
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a piece of long work is. `url` answers the next state; `seconds_left` may be unknown."""

    title: str
    done: int
    total: int
    url: str
    text: str = ""
    seconds_left: int | None = None
    finished: bool = False

    @property
    def percent(self) -> int:
        """Whole per cent, 0 when the total is not known yet."""
        return min(100, self.done * 100 // self.total) if self.total else 0


@dataclass(frozen=True, slots=True)
class Step:
    """One entry of a timeline: `when` is printed as it is, `current` marks what still holds."""

    when: str
    title: str
    text: str = ""
    href: str = ""
    current: bool = False


@dataclass(frozen=True, slots=True)
class Panel:
    """What one domain shows on a page of another: facts, a timeline or a table, whichever are given.

    `empty` says what belongs here when there is nothing yet.
    """

    title: Text
    note: Text = ""
    facts: Sequence[Fact] = ()
    steps: Sequence[Step] = ()
    table: Table | None = None
    empty: Text = ""
    href: str = ""
    action: Text = ""
    wide: bool = False

    @property
    def nothing(self) -> bool:
        """Whether there is nothing to show."""
        return not self.facts and not self.steps and not (self.table and self.table.rows)
