"""From counted values to figures: ratios composed, policy values looked up, cross-checks judged. Pure."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal

from anju.indicators.catalogue import Catalogue, Check, CheckKind, Indicator
from anju.indicators.figures import CheckResult, FigureValue, Number, quotient, tidy
from anju.policy import book

Counted = Mapping[str, Number]
Parts = tuple[Number | None, Number | None, Number | None]
ValueOf = Callable[[str], Number | None]


def threshold(indicator: Indicator, day: date) -> Number | None:
    """The dated policy value of an indicator, None where none was in force; None for every other kind."""
    if indicator.policy is None:
        return None
    try:
        held = book.value(indicator.policy[0], indicator.policy[1], day)
    except LookupError:
        return None
    return tidy(Decimal(held), indicator.decimals)


def thresholds(catalogue: Catalogue, day: date) -> dict[str, Number | None]:
    """The policy values of a day by indicator."""
    return {item.code: threshold(item, day) for item in catalogue if item.policy}


def needed(catalogue: Catalogue, codes: Iterable[str]) -> list[Indicator]:
    """The counted indicators that these codes rest on, ratios resolved, each once."""
    found: dict[str, Indicator] = {}
    for code in codes:
        indicator = catalogue.get(code)
        for part in indicator.ratio or (code,):
            if catalogue.get(part).policy is None:
                found[part] = catalogue.get(part)
    return list(found.values())


def parts_of(indicator: Indicator, counted: Counted, held: Mapping[str, Number | None]) -> Parts:
    """Value, numerator and denominator of one indicator from the counted values of its scope and the policy values."""
    if indicator.policy is not None:
        return held.get(indicator.code), held.get(indicator.code), None
    if indicator.ratio is None:
        value = counted.get(indicator.code, 0)
        return value, value, None
    top, bottom = (counted.get(code, 0) for code in indicator.ratio)
    return quotient(indicator, top, bottom), top, bottom


def stored(indicator: Indicator, top: Decimal | None, bottom: Decimal | None) -> Parts:
    """Value, numerator and denominator of a figure that a close fixed."""
    numerator = None if top is None else tidy(top, 4)
    denominator = None if bottom is None else tidy(bottom, 4)
    value = quotient(indicator, numerator, denominator) if indicator.ratio else numerator
    return value, numerator, denominator


def figure(
    indicator: Indicator,
    parts: Parts,
    *,
    as_of: date,
    scope: tuple[str, str],
    close: str,
    query: str,
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
        definition_version=indicator.version,
        close=close,
        query=query,
        numerator=parts[1],
        denominator=parts[2],
    )


def judged(indicator: Indicator, check: Check, value_of: ValueOf, before: ValueOf) -> CheckResult:
    """One cross-check with the values of a scope and those of the month before."""
    if check.kind is CheckKind.JUMP:
        right = before(indicator.code)
    else:
        parts = [value_of(code) for code in check.parts]
        right = None if None in parts else sum(part for part in parts if part is not None)
    return CheckResult(
        indicator.code, check.kind, check.parts, value_of(indicator.code), right, check.percent, check.least
    )


def cross_checks(
    catalogue: Catalogue, value_of: ValueOf, before: ValueOf = lambda _code: None
) -> list[CheckResult]:
    """Every declared cross-check with the values of one scope and day."""
    return [judged(item, check, value_of, before) for item in catalogue for check in item.checks]
