"""The demo county's workbooks give the published numbers, at full size and in small."""

from datetime import date

import polars as pl
import pytest

from anju.demo import books, county, targets
from anju.demo.tests import counting
from anju.demo.tests.counting import Frames
from anju.kernel.refused import Refused

SMALL = 0.02


@pytest.fixture(scope="module")
def small() -> Frames:
    """The tabs of a small county."""
    return counting.frames(county.build(scale=SMALL))


@pytest.fixture(scope="module")
def full() -> Frames:
    """The tabs of the county at full size (about ten seconds)."""
    return counting.frames(county.build())


def _anchor(scale: float) -> dict[str, int]:
    """Targets of the anchor day without the one that is policy."""
    wanted = targets.load(scale)
    return {code: value for code, value in wanted.anchor.items() if code != "households_100_plus_rule"}


def test_the_full_county_gives_every_published_figure_of_august_2021(full: Frames) -> None:
    wanted = _anchor(1.0) | targets.load().settlement
    counted = counting.figures(full, targets.ANCHOR)
    assert {code: counted[code] for code in wanted} == wanted


def test_the_full_county_gives_the_figures_published_for_the_end_of_2021(full: Frames) -> None:
    wanted = targets.load().year_end
    counted = counting.figures(full, targets.YEAR_END)
    assert {code: counted[code] for code in wanted} == wanted


def test_every_household_of_the_end_of_2021_has_a_booklet(full: Frames) -> None:
    papers = pl.concat(full[title].select("户编号", "居住簿编号") for title in ("住房", "居住簿与权证"))
    booklets = papers.drop_nulls()
    assert booklets["居住簿编号"].n_unique() == booklets.height
    assert set(booklets["户编号"]) == set(counting.members(full, targets.YEAR_END)["户编号"])


def test_a_small_county_gives_the_scaled_figures(small: Frames) -> None:
    wanted = _anchor(SMALL)
    counted = counting.figures(small, targets.ANCHOR)
    assert {code: counted[code] for code in wanted} == wanted


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("scale", [0.01, 0.05])
def test_any_seed_gives_the_scaled_figures(seed: int, scale: float) -> None:
    counted = counting.figures(counting.frames(county.build(scale=scale, seed=seed)), targets.ANCHOR)
    wanted = _anchor(scale)
    assert {code: counted[code] for code in wanted} == wanted


def test_households_with_park_contracts_are_those_with_labour_contracts(full: Frames) -> None:
    counted = counting.figures(full, targets.ANCHOR)
    assert counted["park_households"] == counted["park_labour_households"]


def test_the_first_five_star_communities_are_the_published_ones(full: Frames) -> None:
    awards = full["星级授予"].filter((pl.col("星级") == 5) & (pl.col("授予日期") <= targets.ANCHOR))
    assert set(awards["社区"]) == {"长安集镇社区", "锦屏社区"}


def test_only_two_settlement_sites_carry_real_names(full: Frames) -> None:
    sites = full["安置区"].filter(pl.col("建成日期").is_not_null())
    named = sites.filter(~pl.col("安置区名称").str.contains("(新村|家园|小区|新居|花苑)$"))
    assert set(zip(named["所在镇"], named["安置区名称"], strict=True)) == {
        ("长安镇", "长安集镇"),
        ("老县镇", "锦屏"),
    }
    assert sites["安置区名称"].n_unique() == sites.height
    assert sites["所在镇"].n_unique() == 11


def test_there_are_as_many_workbooks_as_the_progress_bar_says() -> None:
    made = list(books.books(county.build(scale=SMALL)))
    assert len({book.filename for book in made}) == len(made) == books.COUNT


def test_the_same_seed_gives_the_same_workbooks(small: Frames) -> None:
    again = counting.frames(county.build(scale=SMALL))
    assert all(small[title].equals(again[title]) for title in small)


def test_another_seed_gives_other_people(small: Frames) -> None:
    other = counting.frames(county.build(scale=SMALL, seed=7))
    assert set(small["花名册"]["身份证号"]) != set(other["花名册"]["身份证号"])


def test_a_shorter_history_holds_no_later_day_and_the_same_figures() -> None:
    tabs = counting.frames(county.build(scale=SMALL, as_of=targets.ANCHOR))
    for title, frame in tabs.items():
        for name, kind in frame.schema.items():
            if kind == pl.Date and name != "任期届满":
                assert frame.filter(pl.col(name) > targets.ANCHOR).is_empty(), (title, name)
    wanted = _anchor(SMALL)
    counted = counting.figures(tabs, targets.ANCHOR)
    assert {code: counted[code] for code in wanted} == wanted


def test_months_differ_and_the_epidemic_and_the_festival_show(full: Frames) -> None:
    employed = {
        month: counting.figures(full, date(2020 + (month - 1) // 12, (month - 1) % 12 + 1, 28))[
            "employed_persons"
        ]
        for month in range(1, 25)
    }
    assert len(set(employed.values())) == 24
    assert employed[2] < employed[4] < employed[8] < employed[12]  # recovery after the epidemic
    assert employed[14] < employed[12]  # at home for the Spring Festival of 2021
    assert employed[15] > employed[14]  # and away again


@pytest.mark.parametrize("day", [date(2021, 8, 30), date(2022, 1, 1)])
def test_a_history_outside_its_year_is_refused(day: date) -> None:
    with pytest.raises(Refused, match="2021-08-31"):
        county.build(scale=SMALL, as_of=day)


@pytest.mark.parametrize("scale", [0.0, 0.001, 11])
def test_an_impossible_scale_is_refused(scale: float) -> None:
    with pytest.raises(Refused, match="--scale"):
        targets.load(scale)


def test_sums_of_targets_hold_at_every_scale() -> None:
    for scale in (0.01, 0.02, 0.1, 0.37, 1.0, 2.5):
        wanted = targets.load(scale)
        parts = wanted.anchor | wanted.settlement
        for total, names in targets.SUMS.items():
            assert wanted.anchor[total] == sum(parts[name] for name in names)


def test_at_scale_one_the_targets_are_the_published_values() -> None:
    wanted = targets.load()
    assert wanted.anchor == targets._read("2021-08-31")
    assert wanted.year_end == targets._read("2021-12-31")
    assert len(wanted.anchor) == 39
