"""Figures as the page kit prints them: cards, lists, charts and tables, every one a link to its proof."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext as _

from anju.indicators.catalogue import Indicator
from anju.indicators.figures import FigureValue, Number, TrendPoint
from anju.indicators.queries import day_of
from anju.indicators.queries.asking import TOWN_DIGITS, Asked, name_of, unit_of
from anju.indicators.queries.places import positions
from anju.kernel.facts import Fact
from anju.ui.charts import Chart, Series
from anju.ui.maps import Map, Place, drawn
from anju.ui.parts import Card
from anju.ui.tables import Address, Cell, Column, Table
from anju.ui.templatetags.ui import chinese, month, number

Values = Mapping[str, FigureValue]
MOST_BARS = 15


def card(
    question: Asked,
    figure: FigureValue,
    *,
    before: FigureValue | None = None,
    parts: Sequence[FigureValue] = (),
) -> Card:
    """A figure with the change since the month before, and parts of it that are figures of their own."""
    return Card(
        title=name_of(figure),
        text=number(figure.value),
        unit=unit_of(figure),
        href=question.figure(figure.code),
        note=change(figure, before),
        parts=[(name_of(part), number(part.value), question.figure(part.code)) for part in parts],
    )


def cards(question: Asked, found: Values, codes: Sequence[str]) -> list[Card]:
    """Cards of the figures that there are, in the order of the codes."""
    return [card(question, found[code]) for code in codes if code in found]


def change(figure: FigureValue, before: FigureValue | None) -> str:
    """How much the figure moved since the month before; nothing where there is nothing to compare."""
    if before is None or before.value is None or figure.value is None:
        return ""
    moved = Decimal(figure.value) - Decimal(before.value)
    if not moved:
        return _("与上月持平")
    return _("较上月 %(moved)s") % {"moved": f"{'+' if moved > 0 else '−'}{number(abs(moved))}"}


def trend_chart(
    question: Asked, ident: str, series: Sequence[tuple[Indicator, Sequence[TrendPoint]]]
) -> Chart | None:
    """Lines over the closed months; None with fewer than two of them."""
    months = sorted({point.month for _definition, points in series for point in points})
    if len(months) < 2:
        return None
    lines = [
        Series(name_of(definition), [{p.month: p.value for p in points}.get(one) for one in months])
        for definition, points in series
    ]
    closed = {close.month: day_of(close) for close in question.months}
    first = series[0][0]
    before = {point.month: point.restated[0] for point in series[0][1] if point.restated}
    if len(series) == 1 and before:
        lines.append(Series(_("更正前"), [before.get(one) for one in months]))
    hrefs = [question.at(closed[one]).figure(first.code) if one in closed else "" for one in months]
    title = name_of(first) if len(series) == 1 else _("就业趋势")
    return Chart(ident, "line", title, [month(one) for one in months], lines, unit_of(first), hrefs)


def ranking_chart(question: Asked, ident: str, title: str, figures: Sequence[FigureValue]) -> Chart | None:
    """Bars of places, the largest first, at most MOST_BARS; None for a single place."""
    if len(figures) < 2:
        return None
    shown = figures[:MOST_BARS]
    return Chart(
        ident,
        "ranking",
        title,
        [figure.scope_name for figure in shown],
        [Series(name_of(shown[0]), [figure.value for figure in shown])],
        unit_of(shown[0]),
        [question.figure(figure.code, figure.scope) for figure in shown],
    )


def places_table(question: Asked, figures: Sequence[FigureValue]) -> Table:
    """A figure by place: rank, place, share of the largest as a bar, value."""
    largest = max((Decimal(figure.value or 0) for figure in figures), default=Decimal(0))
    columns = (
        Column("rank", "#"),
        Column("place", _("地方")),
        Column("bar", ""),
        Column("value", _("数值"), numeric=True),
    )
    rows = [
        (
            Cell(str(rank)),
            Cell(figure.scope_name),
            Cell("", share=_share(figure, largest)),
            Cell(number(figure.value), question.figure(figure.code, figure.scope)),
        )
        for rank, figure in enumerate(figures, start=1)
    ]
    return Table(columns, rows, Address(""), cards=False)


def _share(figure: FigureValue, largest: Decimal) -> int:
    return int(Decimal(figure.value or 0) * 100 / largest) if largest > 0 else 0


def matrix(question: Asked, definitions: Sequence[Indicator], figures: Sequence[FigureValue]) -> Table:
    """Places down, figures across; every number is a link to its proof in that place."""
    held = {(figure.scope, figure.code): figure for figure in figures}
    places = dict.fromkeys((figure.scope, figure.scope_name) for figure in figures)
    columns = [Column("place", _("地方"))]
    columns += [Column(one.code, f"{name_of(one)}（{unit_of(one)}）", numeric=True) for one in definitions]
    rows = [
        [
            Cell(name),
            *(
                Cell(number(held[code, one.code].value), question.figure(one.code, code))
                if (code, one.code) in held
                else Cell("—")
                for one in definitions
            ),
        ]
        for code, name in places
    ]
    return Table(columns, rows, Address(""), cards=False, caption=_("分地方数字"))


def definition_changes(points: Sequence[TrendPoint]) -> list[str]:
    """Months from which another version of the definition gave the figure, as sentences."""
    return [
        _("%(month)s 起口径改变") % {"month": month(later.month)}
        for earlier, later in pairwise(points)
        if earlier.definition != later.definition
    ]


def columns_table(question: Asked, code: str, column: Fact, found: Mapping[Any, Number]) -> Table:
    """A figure by the values of a column: value in words, share, number; the largest first."""
    labels = dict(column.choices)
    whole = sum(Decimal(number) for number in found.values())
    ordered = sorted(found.items(), key=lambda pair: (-pair[1], str(pair[0])))
    rows = [
        (
            Cell(value_words(value, labels)),
            Cell("", share=int(Decimal(count) * 100 / whole) if whole else 0),
            Cell(number(count), numeric_href(question, code)),
            Cell(f"{Decimal(count) * 100 / whole:.1f}%" if whole else "—"),
        )
        for value, count in ordered
        if count
    ]
    heads = (
        Column("value", column.zh if chinese() else column.en), Column("bar", ""), Column("count", _("数值"), numeric=True),
        Column("share", _("占比"), numeric=True),
    )  # fmt: skip
    return Table(heads, rows, Address(""), cards=False)


def numeric_href(question: Asked, code: str) -> str:
    """The proof of a figure, at its list."""
    return f"{question.figure(code)}#records"


def value_words(value: Any, labels: Mapping[str, str]) -> str:
    """A value of a column in words."""
    if isinstance(value, bool):
        return _("是") if value else _("否")
    return labels.get(value, str(value)) if value not in (None, "") else _("未填")


def sites_map(question: Asked, title: str, figures: Sequence[FigureValue]) -> Map | None:
    """The sites of a place on a drawing, by their numbers; towns as soft outlines."""
    where = positions(figure.scope for figure in figures)
    return drawn(
        title,
        [
            Place(
                figure.scope_name, *where[figure.scope], figure.value, f"{number(figure.value)} {unit_of(figure)}",
                question.figure(figure.code, figure.scope), figure.scope[:TOWN_DIGITS],
            )
            for figure in figures
            if figure.scope in where
        ],
    )  # fmt: skip
