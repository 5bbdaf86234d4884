"""Small numbers of people are hidden, and what is hidden cannot be worked out from the total."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from anju.indicators import reader
from anju.indicators.datasets import DATASETS
from anju.province import disclosure, queries
from anju.province.actions import receive
from anju.province.tests.conftest import AUGUST, SITE_A, SITE_B, County

LEAST = 5
parts = st.dictionaries(st.sampled_from("abcdefgh"), st.none() | st.integers(0, 30), min_size=1)


@given(parts)
def test_no_small_number_shows_and_no_single_hole_stays_beside_a_total(values: dict[str, int | None]) -> None:
    cells = disclosure.shown(values, LEAST)
    assert cells.keys() == values.keys()
    for place, cell in cells.items():
        assert not (not cell.hidden and disclosure.small(values[place], LEAST))
        assert cell.value == (None if cell.hidden else values[place])
    hidden = [place for place, cell in cells.items() if cell.hidden]
    others = [place for place, cell in cells.items() if not cell.hidden and cell.value]
    assert len(hidden) != 1 or not others


@given(parts)
def test_what_could_have_stood_in_the_holes_is_never_one_small_number_only(
    values: dict[str, int | None],
) -> None:
    """Who knows the total and the shown numbers cannot be sure of any hidden one."""
    cells = disclosure.shown(values, LEAST)
    hidden = [place for place, cell in cells.items() if cell.hidden]
    rest = sum(values[place] or 0 for place in hidden)
    if len(hidden) > 1:
        assert rest > 1


@given(st.integers(0, 40), st.integers(0, 40))
def test_a_ratio_shows_neither_side_when_one_is_small(top: int, more: int) -> None:
    bottom = top + more
    cell = disclosure.ratio(Decimal(1), top, bottom, LEAST)
    assert cell.hidden == (0 < top < LEAST or 0 < bottom < LEAST or 0 < more < LEAST)


def test_organisations_are_no_people_and_people_are() -> None:
    known = reader.read(reader.FOLDER, DATASETS)
    for code in (
        "persons",
        "households",
        "public_posts",
        "employment_rate",
        "park_households",
        "stable_rate",
        "year_months",
    ):
        assert disclosure.of_people(known.get(code), known), code
    for code in ("sites", "party_orgs", "parks", "police_rooms", "workshop_area", "households_100_plus_rule"):
        assert not disclosure.of_people(known.get(code), known), code


def test_a_town_of_two_people_is_hidden_with_the_next_one(packed: County) -> None:
    receive(folder=packed.pack, by="province")
    cells = {figure.place: figure.cell for figure in queries.below(AUGUST, "610926", "persons")}
    assert cells[SITE_B[:9]].hidden
    assert cells[SITE_A[:9]].hidden  # nine less seven would tell it
    assert cells[SITE_A].hidden
    assert {figure.place: figure.cell.value for figure in queries.below(AUGUST, "610926", "sites")} == {
        SITE_A[:9]: 1, SITE_A: 1, SITE_B[:9]: 1, SITE_B: 1,
    }  # fmt: skip


def test_the_county_s_own_small_number_is_hidden_from_the_province(packed: County) -> None:
    receive(folder=packed.pack, by="province")
    assert queries.of_county(AUGUST, "610926")["persons"].value == 9
    assert queries.of_county(AUGUST, "610926")["public_posts"].hidden
    assert queries.counties(AUGUST, "public_posts")[0].cell.hidden
    assert [cell.hidden for _month, cell in queries.trend("610926", "public_posts")] == [True]
