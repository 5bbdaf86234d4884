"""Figures for pages: which day and place is asked, live or as a close fixed it, and the parts of the proof."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import Http404
from django.urls import reverse

from anju.accounts.codes import Field
from anju.accounts.scope import Scope
from anju.indicators import queries as indicators
from anju.indicators.catalogue import Catalogue, Indicator, Task
from anju.indicators.datasets import DATASETS
from anju.indicators.figures import CheckResult, FigureValue, Number, RecordPage, TrendPoint
from anju.indicators.models import Close
from anju.indicators.values import judged
from anju.kernel.facts import Fact, Kind
from anju.ui.templatetags.ui import chinese

COUNTY_DIGITS, TOWN_DIGITS, SITE_DIGITS = 6, 9, 12
LIVE = "live"  # the word of the day chooser for today's ledger


@dataclass(frozen=True)
class Asked:
    """A day within a place. With a close the figures are those that it fixed, without one they are live.

    `known` are the definitions that count: those of the close, besides them what today's catalogue has more.
    """

    on: date
    scope: str
    own: bool
    close: Close | None
    months: Sequence[Close]
    known: Catalogue

    @property
    def live(self) -> bool:
        """Whether the figures are computed now."""
        return self.close is None

    @property
    def by(self) -> str:
        """The level below the place that breakdowns show; empty for a site."""
        return {COUNTY_DIGITS: "town", TOWN_DIGITS: "site"}.get(len(self.scope), "")

    def at(self, day: date) -> "Asked":
        """The same place on the day of a close, or live where no close has that day."""
        close = next((one for one in self.months if indicators.day_of(one) == day), None)
        return replace(self, on=day, close=close, known=_known(day, close))

    def words(self, scope: str = "") -> dict[str, str]:
        """The words of an address that ask the same of this or another place."""
        said = {"as_of": self.on.isoformat()} | ({"live": "1"} if self.live else {})
        place = scope or ("" if self.own else self.scope)
        return said | ({"scope": place} if place else {})

    def figure(self, code: str, scope: str = "") -> str:
        """Address of the proof of a figure."""
        return f"{reverse('figure', args=[code])}?{urlencode(self.words(scope))}"


def asked(words: Mapping[str, str], *, scope: Scope, today: date) -> Asked:
    """What an address asks: the latest close unless a day is named; live on request or for a day that no close has.

    A place outside the viewer's scope is not there (404).
    """
    place = words.get("scope") or scope.codes[0]
    if not any(place.startswith(code) for code in scope.codes):
        raise Http404
    months = _newest(indicators.closes())
    day = _day(words.get("as_of", ""))
    own = place == scope.codes[0]
    if words.get("live") or words.get("as_of") == LIVE or not months:
        return Asked(day or today, place, own, None, months, _known(day or today, None))
    if day is None:
        day = indicators.day_of(months[0])
    close = next((one for one in months if indicators.day_of(one) == day), None)
    return Asked(day, place, own, close, months, _known(day, close))


def _known(day: date, close: Close | None) -> Catalogue:
    """The definitions of a day: a close's own first, then those that it did not know yet."""
    today = indicators.catalogue(day)
    if close is None:
        return today
    kept = indicators.sealed_catalogue(close)
    more = {item.code: item for item in today if item.code not in kept}
    return Catalogue(dict(kept.indicators) | more)


def _newest(closes: Iterable[Close]) -> list[Close]:
    """The latest version of each month, the newest month first."""
    found: dict[date, Close] = {}
    for close in closes:
        found.setdefault(close.month, close)
    return list(found.values())


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


def values(question: Asked, codes: Iterable[str] | None = None) -> dict[str, FigureValue]:
    """The figures of the place by code, all when no codes are named."""
    if question.close:
        found = indicators.closed_figures(question.close, question.scope, codes=codes)
    else:
        found = indicators.figures(question.on, question.scope, codes=codes, known=question.known)
    return {figure.code: figure for figure in found}


def breakdown(question: Asked, code: str, by: str) -> list[FigureValue]:
    """The figure of each town or site of the place, the largest first."""
    if question.close:
        found = indicators.closed_figures(question.close, question.scope, by=by, codes=[code])
    else:
        found = indicators.figures(question.on, question.scope, by=by, codes=[code], known=question.known)
    return sorted(found, key=lambda figure: (figure.value is None, -(figure.value or 0), figure.scope))


def columns_of(question: Asked, code: str) -> dict[str, Fact]:
    """The coded columns by which a counted figure can be broken down, the one that its definition names first."""
    item = question.known.get(code)
    dataset = DATASETS.get(item.dataset)
    if dataset is None or item.ratio or item.policy:
        return {}
    names = [name for name, fact in dataset.columns.items() if fact.choices or fact.kind is Kind.BOOL]
    names = [name for name in names if dataset.columns[name].shown or name == item.breakdown]
    first = [item.breakdown] if item.breakdown in dataset.columns else []
    return {name: dataset.columns[name] for name in dict.fromkeys([*first, *names])}


def by_column(question: Asked, code: str, column: str) -> dict[Any, Number]:
    """The figure by the values of a column of its dataset."""
    if question.close:
        return indicators.closed_by_column(question.close, code, question.scope, column)
    return indicators.by_column(question.known.get(code), question.on, question.scope, column)


def field_of(question: Asked, code: str) -> Field | None:
    """The group of personal fields that the list behind a figure tells of; None where it tells of none."""
    counted = question.known.set_of(code)
    dataset = DATASETS.get(counted.dataset)
    named = dataset.sees if dataset else ""
    return Field(named) if named else None


def trend(question: Asked, code: str) -> list[TrendPoint]:
    """The figure of the place in every closed month until the day."""
    return [point for point in indicators.trend(code, question.scope) if point.month <= question.on]


def records(question: Asked, code: str, *, order: str, page: int, size: int | None) -> RecordPage:
    """A page of the records behind the figure; all of them without a size."""
    offset = (page - 1) * size if size else 0
    if question.close:
        return indicators.closed_page(question.close, code, question.scope, order or None, offset, size)
    return indicators.records(code, question.on, question.scope, order or None, offset, size)


def of_task(question: Asked, task: str) -> list[Indicator]:
    """The definitions of a task in their order; an unknown task is not there (404)."""
    if task not in list(Task):
        raise Http404
    return question.known.of_task(Task(task))


def definition(question: Asked, code: str) -> Indicator:
    """The definition of a code that counts for the question; an unknown one is not there (404)."""
    try:
        return question.known.get(code)
    except KeyError as error:
        raise Http404 from error


def place_name(code: str) -> str:
    """The name of a place."""
    return indicators.place_name(code)


def name_of(thing: Indicator | FigureValue) -> str:
    """The name in the page's language."""
    return thing.name_zh if chinese() else thing.name_en


def unit_of(thing: Indicator | FigureValue) -> str:
    """The unit in the page's language."""
    if chinese():
        return thing.unit_zh if isinstance(thing, Indicator) else thing.unit
    return thing.unit_en


def definition_of(thing: Indicator) -> str:
    """The definition in the page's language."""
    return thing.definition_zh if chinese() else thing.definition_en


def spread(question: Asked, codes: Sequence[str]) -> list[FigureValue]:
    """These figures of every place one level below, in the order of the places; empty for a site."""
    if not question.by:
        return []
    if question.close:
        return indicators.closed_figures(question.close, question.scope, by=question.by, codes=codes)
    return indicators.figures(question.on, question.scope, by=question.by, codes=codes, known=question.known)


def checks(question: Asked, code: str) -> tuple[list[CheckResult], dict[str, FigureValue]]:
    """The declared cross-checks in which the figure stands, and the figures that they compare."""
    involved = question.known.involved(code)
    codes = {one for item, check in involved for one in (item.code, *check.parts)}
    found = values(question, sorted(codes)) if codes else {}
    earlier = _earlier(question, sorted(codes)) if codes else {}
    return [judged(item, check, _value_of(found), _value_of(earlier)) for item, check in involved], found


def checks_of(question: Asked, found: Mapping[str, FigureValue]) -> list[CheckResult]:
    """Every declared cross-check with figures that were read already."""
    earlier = _earlier(question, list(found))
    return [
        judged(item, check, _value_of(found), _value_of(earlier))
        for item in question.known
        if item.code in found
        for check in item.checks
    ]


def _earlier(question: Asked, codes: Sequence[str]) -> dict[str, FigureValue]:
    """The same figures in the close of the month before; empty for live figures and the first month."""
    before = indicators.close_before(question.close) if question.close else None
    if before is None:
        return {}
    found = indicators.closed_figures(before, question.scope)
    return {figure.code: figure for figure in found if figure.code in set(codes)}


def _value_of(found: Mapping[str, FigureValue]) -> Callable[[str], Number | None]:
    return lambda code: found[code].value if code in found else None


@dataclass(frozen=True)
class Stated:
    """What one close of a month says of a figure, or the ledger as it is now (no close)."""

    close: Close | None
    value: Number | None
    moved: Number | None


def stated(question: Asked, code: str) -> list[Stated]:
    """Every version of the month's close, the first one first, then the ledger of today for the same day and definition.

    `moved` is the difference to the version before.
    """
    if question.close is None:
        return []
    found: list[Stated] = []
    for close in indicators.closes().filter(month=question.close.month).order_by("version"):
        held = indicators.closed_figures(close, question.scope, codes=[code])
        found.append(_stated(close, held[0].value if held else None, found))
    now = indicators.figures(question.on, question.scope, codes=[code], known=question.known)
    return [*found, _stated(None, now[0].value, found)]


def _stated(close: Close | None, value: Number | None, before: Sequence[Stated]) -> Stated:
    last = before[-1].value if before else None
    return Stated(close, value, value - last if value is not None and last is not None else None)
