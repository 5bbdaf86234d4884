"""Maps: points keep their directions and distances, sizes their proportions, the outline holds every point."""

import math
import re

from hypothesis import given
from hypothesis import strategies as st

from anju.ui import maps
from anju.ui.maps import Place

places = st.lists(
    st.builds(
        Place,
        name=st.just("某地"),
        longitude=st.floats(109, 110),
        latitude=st.floats(31.5, 32.6),
        value=st.none() | st.integers(0, 5000),
        text=st.just("1"),
        href=st.just("/x/"),
        group=st.sampled_from(("", "a", "b")),
    ),
    min_size=2,
    max_size=40,
)


@given(places)
def test_every_point_lies_on_the_drawing_and_every_place_is_in_the_table(held: list[Place]) -> None:
    drawing = maps.drawn("图", held)
    assert drawing is not None
    assert len(drawing.dots) == len(drawing.lines) == len(held)
    for dot in drawing.dots:
        assert 0 <= dot.x <= drawing.width
        assert 0 <= dot.y <= drawing.height
        assert maps.SMALLEST <= dot.radius <= maps.LARGEST


def test_north_is_up_east_is_right_and_larger_is_larger() -> None:
    held = [
        Place("北", 109.2, 32.4, 10, "10"),
        Place("南", 109.2, 32.0, 40, "40"),
        Place("东", 109.6, 32.0, 0, "0"),
    ]
    drawing = maps.drawn("图", held)
    assert drawing is not None
    dots = {dot.name: dot for dot in drawing.dots}
    assert dots["北"].y < dots["南"].y
    assert dots["东"].x > dots["南"].x
    assert dots["南"].radius == maps.LARGEST
    assert math.isclose(dots["北"].radius - maps.SMALLEST, (maps.LARGEST - maps.SMALLEST) / 2, abs_tol=0.1)
    assert dots["东"].empty
    north = dots["南"].y - dots["北"].y
    east = dots["东"].x - dots["南"].x
    assert math.isclose(east / north, math.cos(math.radians(32.13)), rel_tol=0.02)


@given(st.lists(st.tuples(st.floats(0, 100), st.floats(0, 100)), min_size=3, max_size=30))
def test_the_hull_holds_every_point(points: list[tuple[float, float]]) -> None:
    corners = maps.hull(points)
    if len(corners) < 3:
        return
    for point in points:
        for a, b in zip(corners, corners[1:] + corners[:1], strict=True):
            assert maps._turn(a, b, point) >= -1e-6


def test_places_at_one_spot_and_a_single_place_do_no_harm() -> None:
    assert maps.drawn("图", [Place("一", 109.2, 32.0, 1, "1")]) is None
    drawing = maps.drawn("图", [Place("一", 109.2, 32.0, 1, "1"), Place("二", 109.2, 32.0, None, "—")])
    assert drawing is not None
    assert all(re.fullmatch(r"M[\d. ]+(Q[\d. ]+)+Z", path) for path in drawing.outlines)
