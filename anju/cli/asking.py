"""What the commands that ask for figures share: the day, the scope, and how a figure is printed."""

import argparse
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rich.console import Console
from rich.table import Table

from anju.indicators import queries
from anju.indicators.figures import FigureValue, Number

DAY_HELP = gettext_lazy("截至哪一天（YYYY-MM-DD）；默认最近一次结账的月末，未结账时为今天")
SCOPE_HELP = gettext_lazy("县、镇或安置区代码；默认全县")


def a_day(word: str) -> date:
    """The day that a word names; argparse shows the refusal and exits with 2."""
    try:
        return date.fromisoformat(word)
    except ValueError:
        raise argparse.ArgumentTypeError(_("日期请写成 YYYY-MM-DD，例如 2021-08-31。")) from None


def a_number(low: int, high: int) -> Callable[[str], int]:
    """The type of an argument that is a whole number between two bounds, both included."""

    def read(word: str) -> int:
        if not (word.isascii() and word.isdigit() and low <= int(word) <= high):
            raise argparse.ArgumentTypeError(
                _("请填 %(low)s 至 %(high)s 之间的整数，不是“%(word)s”")
                % {"low": f"{low:,}", "high": f"{high:,}", "word": word}
            )
        return int(word)

    return read


def add_day_and_scope(parser: argparse.ArgumentParser) -> None:
    """The two words that every question about figures takes."""
    parser.add_argument("--as-of", type=a_day, metavar="D", help=str(DAY_HELP))
    parser.add_argument("--scope", metavar="CODE", help=str(SCOPE_HELP))


def day(asked: date | None) -> date:
    """The day asked for, else the last day of the newest close, else today."""
    if asked:
        return asked
    close = queries.latest_close()
    return queries.day_of(close) if close else datetime.now(UTC).astimezone().date()


def shown(value: Number | None) -> str:
    """A value as text; a dash where there is none."""
    return "—" if value is None else str(value)


def as_object(figure: FigureValue) -> dict[str, object]:
    """The figure for programs; numbers stay numbers."""
    value = figure.value if figure.value is None or isinstance(figure.value, int) else float(figure.value)
    return {
        "code": figure.code,
        "name": figure.name_zh,
        "value": value,
        "unit": figure.unit,
        "as_of": figure.as_of.isoformat(),
        "scope": figure.scope,
        "definition": figure.definition,
    }


def print_table(
    title: str, heads: Sequence[str], rows: Sequence[Sequence[object]], numeric: frozenset[str]
) -> None:
    """A table on the terminal; wide enough not to cut words when the output is a file."""
    console = Console()
    table = Table(title=title, title_justify="left")
    for head in heads:
        table.add_column(head, justify="right" if head in numeric else "left", overflow="fold")
    for row in rows:
        table.add_row(*("" if cell is None else str(cell) for cell in row))
    console.print(table)
    if not rows:
        console.print(_("没有记录。"))
