"""Maps as drawings of our own: points where things lie, a soft outline around them. No tiles, no borders, no other host.

The outline is the hull of the points, drawn wider: it shows where the places lie to each other (示意), not a boundary.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

WIDTH, MARGIN, LEAST_HEIGHT, MOST_HEIGHT = 1000, 60, 420, 900
SMALLEST, LARGEST = 7, 34
LABELLED = 12
"""How many of the largest points carry their name on the map; the table names all."""


@dataclass(frozen=True, slots=True)
class Place:
    """A place with its number: where it lies (degrees), what it opens, of which group its outline is part."""

    name: str
    longitude: float
    latitude: float
    value: int | Decimal | None
    text: str
    href: str = ""
    group: str = ""


@dataclass(frozen=True, slots=True)
class Dot:
    """A place as it is drawn."""

    x: float
    y: float
    radius: float
    name: str
    text: str
    href: str
    labelled: bool
    empty: bool


@dataclass(frozen=True, slots=True)
class Map:
    """A drawing and the table with the same numbers: (name, href, text)."""

    title: str
    width: int
    height: int
    outlines: Sequence[str]
    dots: Sequence[Dot]
    lines: Sequence[tuple[str, str, str]]


Point = tuple[float, float]


def drawn(title: str, places: Sequence[Place]) -> Map | None:
    """The map of places, None for fewer than two of them."""
    if len(places) < 2:
        return None
    points, height = _projected(places)
    largest = max((float(place.value or 0) for place in places), default=0.0)
    order = sorted(range(len(places)), key=lambda at: -float(places[at].value or 0))
    labelled = set(order[:LABELLED])
    dots = [_dot(places[at], points[at], largest, at in labelled) for at in order]
    groups: dict[str, list[Point]] = {}
    for place, point in zip(places, points, strict=True):
        groups.setdefault(place.group, []).append(point)
    outlines = [
        _outline(points, 46),
        *(_outline(held, 24) for group, held in sorted(groups.items()) if group),
    ]
    return Map(
        title,
        WIDTH,
        round(height),
        outlines,
        dots,
        [(places[at].name, places[at].href, places[at].text) for at in order],
    )


def _projected(places: Sequence[Place]) -> tuple[list[Point], float]:
    """Degrees as points of the drawing: east to the right, north up, true to distance at the middle latitude."""
    middle = sum(place.latitude for place in places) / len(places)
    flat = [(place.longitude * math.cos(math.radians(middle)), -place.latitude) for place in places]
    left, top = min(x for x, _ in flat), min(y for _, y in flat)
    wide, high = max(x for x, _ in flat) - left or 1e-6, max(y for _, y in flat) - top or 1e-6
    scale = min((WIDTH - 2 * MARGIN) / wide, (MOST_HEIGHT - 2 * MARGIN) / high)
    height = max(LEAST_HEIGHT, high * scale + 2 * MARGIN)
    aside, above = (WIDTH - wide * scale) / 2, (height - high * scale) / 2
    return [
        (round((x - left) * scale + aside, 1), round((y - top) * scale + above, 1)) for x, y in flat
    ], height


def _dot(place: Place, point: Point, largest: float, labelled: bool) -> Dot:
    """Areas, not radii, stand to each other like the numbers."""
    share = float(place.value or 0) / largest if largest > 0 else 0.0
    radius = SMALLEST + (LARGEST - SMALLEST) * math.sqrt(max(share, 0.0))
    return Dot(*point, round(radius, 1), place.name, place.text, place.href, labelled, not place.value)


def hull(points: Iterable[Point]) -> list[Point]:
    """The convex hull, counter-clockwise from the leftmost point (Andrew's monotone chain)."""
    ordered = sorted(set(points))
    if len(ordered) < 3:
        return ordered
    return _half(ordered)[:-1] + _half(ordered[::-1])[:-1]


def _half(ordered: Sequence[Point]) -> list[Point]:
    found: list[Point] = []
    for point in ordered:
        while len(found) > 1 and _turn(found[-2], found[-1], point) <= 0:
            found.pop()
        found.append(point)
    return found


def _turn(a: Point, b: Point, c: Point) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def _outline(points: Sequence[Point], wider: float) -> str:
    """The hull pushed outwards, as an SVG path with rounded corners."""
    around = [
        (x + wider * math.cos(angle), y + wider * math.sin(angle))
        for x, y in points
        for angle in (at * math.pi / 4 for at in range(8))
    ]
    corners = hull(around)
    middles = [
        ((a[0] + b[0]) / 2, (a[1] + b[1]) / 2)
        for a, b in zip(corners, corners[1:] + corners[:1], strict=True)
    ]
    curves = (
        f"Q{corner[0]:.1f} {corner[1]:.1f} {after[0]:.1f} {after[1]:.1f}"
        for corner, after in zip(corners[1:] + corners[:1], middles[1:] + middles[:1], strict=True)
    )
    return f"M{middles[0][0]:.1f} {middles[0][1]:.1f}{''.join(curves)}Z"
