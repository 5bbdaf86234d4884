"""From counted values to figures: ratios composed, policy values looked up. Pure."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal

from anju.indicators.catalogue import Catalogue, Indicator
from anju.indicators.figures import CheckResult, FigureValue, Number, quotient, tidy
from anju.policy import book

Counted = Mapping[str, Number]
Parts = tuple[Number | None, Number | None, Number | None]


def threshold(indicator: Indicator, day: date) -> Number | None:
    """The dated policy value of an indicator; None for every other kind."""
    if indicator.policy is None:
        return None
    return tidy(Decimal(book.value(indicator.policy[0], indicator.policy[1], day)), indicator.decimals)


def needed(catalogue: Catalogue, codes: Iterable[str]) -> list[Indicator]:
    """The counted indicators that these codes rest on, ratios resolved, each once."""
    found: dict[str, Indicator] = {}
    for code in codes:
        indicator = catalogue.get(code)
        for part in indicator.ratio or (code,):
            if catalogue.get(part).policy is None:
                found[part] = catalogue.get(part)
    return list(found.values())


def parts_of(indicator: Indicator, counted: Counted, day: date) -> Parts:
    """Value, numerator and denominator of one indicator from the counted values of its scope."""
    if indicator.policy is not None:
        try:
            value = threshold(indicator, day)
        except LookupError:
            value = None
        return value, value, None
    if indicator.ratio is None:
        value = counted.get(indicator.code, 0)
        return value, value, None
    top, bottom = (counted.get(code, 0) for code in indicator.ratio)
    return quotient(indicator, top, bottom), top, bottom


def figure(
    indicator: Indicator,
    parts: Parts,
    *,
    as_of: date,
    scope: tuple[str, str],
    close: str,
    query: str,
    version: str = "",
) -> FigureValue:
    """A figure of a scope (code, name)."""
    return FigureValue(
        code=indicator.code,
        name_zh=indicator.name_zh,
        name_en=indicator.name_en,
        value=parts[0],
        unit=indicator.unit_zh,
        unit_en=indicator.unit_en,
        kind=indicator.kind,
        task=indicator.task.value,
        as_of=as_of,
        scope=scope[0],
        scope_name=scope[1],
        definition=indicator.definition_zh,
        definition_en=indicator.definition_en,
        definition_version=version or indicator.version,
        close=close,
        query=query,
        numerator=parts[1],
        denominator=parts[2],
    )


def cross_checks(catalogue: Catalogue, value_of: Callable[[str], Number | None]) -> list[CheckResult]:
    """Every declared cross-check with the values of one scope and day."""
    results = []
    for indicator in catalogue:
        for check in indicator.checks:
            parts = [value_of(code) for code in check.parts]
            right = None if None in parts else sum(part for part in parts if part is not None)
            results.append(
                CheckResult(indicator.code, check.parts, check.equal, value_of(indicator.code), right)
            )
    return results
