"""What somebody who looks at a record sees of it: the post decides on the groups of fields, a click opens them."""

from dataclasses import dataclass

from anju.accounts.codes import Field


@dataclass(frozen=True)
class Eyes:
    """Who looks at a record: the groups of personal fields that the post sees, and what the page has opened.

    `numbers` says that identity numbers, phones and accounts may be opened besides.
    """

    sees: frozenset[Field] = frozenset()
    numbers: bool = False
    opened: bool = False

    def shows(self, field: Field) -> bool:
        """Whether a group of fields stands unmasked on the page."""
        return self.opened and field in self.sees

    @property
    def shows_numbers(self) -> bool:
        """Whether numbers stand unmasked on the page."""
        return self.opened and self.numbers

    @property
    def shows_all(self) -> bool:
        """Whether nothing at all is masked."""
        return self.shows_numbers and self.sees == frozenset(Field)


NOBODY = Eyes()
EVERYTHING = Eyes(frozenset(Field), numbers=True, opened=True)
