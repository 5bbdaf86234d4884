"""Cross-checks over every place of a close, and what breaks them. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from anju.indicators.catalogue import Catalogue, CheckKind, Indicator
from anju.indicators.figures import CheckResult, Number
from anju.indicators.values import ValueOf, cross_checks

COUNTY_AND_TOWN = 9
"""Digits of a place code up to which a month-to-month jump is judged: a single site moves by chance."""
Values = Mapping[tuple[str, str], Number | None]
"""(place, code) → value."""

_SIGNS = {CheckKind.EQUALS: "应等于", CheckKind.AT_LEAST: "应不小于"}


@dataclass(frozen=True)
class Break:
    """A cross-check that does not hold in a place."""

    code: str
    kind: str
    parts: tuple[str, ...]
    place: str
    left: str
    right: str

    def sentence(self, catalogue: Catalogue, places: Mapping[str, str]) -> str:
        """What is wrong, for officers."""
        item = catalogue.get(self.code)
        where = places.get(self.place, self.place)
        if self.kind == CheckKind.JUMP:
            return f"{where}“{item.name_zh}”由上月 {self.right} 变为 {self.left}，变动过大"
        named = " + ".join(f"“{catalogue.get(part).name_zh}”" for part in self.parts)
        return f"{where}“{item.name_zh}”{self.left} {_SIGNS[CheckKind(self.kind)]} {named} {self.right}"


def value_in(found: Values, place: str) -> ValueOf:
    """The values of one place by code."""
    return lambda code: found.get((place, code))


def broken(catalogue: Catalogue, found: Values, before: Values, county: str) -> list[Break]:
    """Every cross-check that breaks, the county first."""
    places = sorted({place for place, _code in found}, key=lambda place: (place != county, place))
    return [
        Break(result.code, str(result.kind), result.parts, place, _text(result.left), _text(result.right))
        for place in places
        for result in cross_checks(catalogue, value_in(found, place), value_in(before, place))
        if not result.holds and _judged(result, place)
    ]


def _judged(result: CheckResult, place: str) -> bool:
    return result.kind is not CheckKind.JUMP or len(place) <= COUNTY_AND_TOWN


def _text(value: Number | None) -> str:
    return "—" if value is None else str(value)


def comparable(catalogue: Catalogue, code: str, kind: str, parts: tuple[str, ...]) -> bool:
    """Whether a break can be named record by record: sets that count the same key."""
    sides = [catalogue.get(one) for one in (code, *parts)]
    same = len({item.key for item in sides}) == 1
    return kind != CheckKind.JUMP and same and all(_is_set(item) for item in sides)


def _is_set(item: Indicator) -> bool:
    return bool(item.dataset) and not item.sum_of and item.policy is None


@dataclass(frozen=True)
class Culprit:
    """A record that makes sets disagree: in the whole or not, in how many parts."""

    key: int | str
    in_whole: bool
    in_parts: tuple[str, ...]


def culprits(kind: str, whole: set[int | str], parts: Mapping[str, set[int | str]]) -> Iterator[Culprit]:
    """Records that break a check: in a part and not in the whole; for an equality also in no part, or in several."""
    for key in sorted(whole.union(*parts.values()), key=str):
        inside = tuple(code for code, held in parts.items() if key in held)
        in_whole = key in whole
        wrong = bool(inside) and not in_whole
        if kind == CheckKind.EQUALS:
            wrong = in_whole != (len(inside) == 1) or len(inside) > 1
        if wrong:
            yield Culprit(key, in_whole, inside)
