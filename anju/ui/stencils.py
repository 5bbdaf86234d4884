"""Parts of pages that are printed by the hundred or on every page, without asking the template each time.

A page of fifty people is fifty times one template of fifty tags: 12 of the 20 ms that its printing took. Here the
template is rendered once for each shape of a row (which of its values are there) with marks where the values belong;
a row is then those pieces and its own values, escaped as the template would.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from functools import cache, lru_cache
from html import escape
from operator import attrgetter
from typing import Any

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language

_MARK = re.compile("\ue000([a-z_]+)\ue001")  # signs that nobody types: they are private to us
_PLACEHOLDER = 987_654_321


def escaped(value: object) -> str:
    """A value as a template prints it. Django's own function asks first whether it is a lazy text: four times the work."""
    return value if isinstance(value, SafeString) else escape(str(value))


@cache
def part(template: str, language: str) -> SafeString:
    """What is the same for everybody: rendered once a language."""
    return SafeString(render_to_string(template))


@cache
def _around(name: str) -> tuple[str, str]:
    before, after = reverse(name, args=[_PLACEHOLDER]).split(str(_PLACEHOLDER))
    return before, after


def address(name: str, number: int) -> str:
    """The address of a thing with a number: what `reverse` says, asked once for all numbers."""
    before, after = _around(name)
    return f"{before}{number}{after}"


@dataclass(frozen=True, slots=True)
class Stencil:
    """Pieces of a row and the names of the values between them, in turn."""

    pieces: tuple[str, ...]

    def fill(self, values: Mapping[str, object]) -> str:
        """The row with its values."""
        return "".join(
            escaped(values[piece]) if turn % 2 else piece for turn, piece in enumerate(self.pieces)
        )


@cache
def _names(kind: Any) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))


def printed(template: str, rows: Iterable[Any], *, words: Mapping[str, str | bool]) -> SafeString:
    """Rows (dataclasses of texts, numbers, truths), each in the template as `row`; `words` go beside it.

    The template may ask of a text or number only whether it is there, for that decides the shape; and print it.
    """
    language = get_language() or ""
    return SafeString("".join(_printed(template, row, words, language) for row in rows))


def _printed(template: str, row: Any, words: Mapping[str, str | bool], language: str) -> str:
    names = _names(row.__class__)
    values = dict(zip(names, attrgetter(*names)(row), strict=True)) | dict(words)
    shape = tuple(
        True if value else value for value in values.values()
    )  # nought and nothing are printed as they are
    kinds = tuple(isinstance(value, bool) for value in values.values())
    return _stencil(template, tuple(values), shape, kinds, names, language).fill(values)


@lru_cache(maxsize=512)
def _stencil(
    template: str, names: tuple[str, ...], shape: tuple[object, ...], kinds: tuple[bool, ...], of_row: tuple[str, ...],
    language: str,
) -> Stencil:  # fmt: skip
    """The template with a mark for each value that is there; `kinds` says which are truths, that are not printed."""
    marked = {
        name: f"\ue000{name}\ue001" if there and not truth else there
        for name, there, truth in zip(names, shape, kinds, strict=True)
    }
    row = {name: marked[name] for name in of_row}
    beside = {name: value for name, value in marked.items() if name not in row}
    return Stencil(tuple(_MARK.split(render_to_string(template, {"row": row} | beside))))
