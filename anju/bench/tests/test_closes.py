"""The floors of the closes give the numbers of the catalogue, and a generated province those of its counties."""

from datetime import date
from pathlib import Path

import pytest
from django.conf import settings

from anju.bench import closes, manycounties, spreadsheet
from anju.indicators import actions, counting, queries, snapshot, values
from anju.indicators.datasets import DATASETS
from anju.indicators.models import Close
from anju.kernel.month import Month
from anju.privacy.fields import search_digests
from anju.province import counting as province
from anju.province import pack, store
from tests import builders

SECOND = "610926200001"


@pytest.fixture
def closed(county: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Close:
    """Two households at two sites, one person at work."""
    monkeypatch.setattr(settings, "ANJU_CLOSES", tmp_path / "closes")
    builders.site()
    builders.site(SECOND)
    builders.community()
    home = builders.family(members=3)
    builders.family(SECOND, members=2)
    builders.job(home.memberships.get(relation="head").person)
    return actions.close(Month(2021, 8), by="officer", on=date(2022, 3, 1), accepted="试验")


def test_the_hand_written_statements_give_every_counted_figure_of_a_close(closed: Close) -> None:
    with snapshot.opened(queries.folder_of(closed), DATASETS) as database:
        floor = closes.floor_of(database, builders.COUNTY)
        held = counting.counted(database, queries.shipped(), DATASETS, builders.COUNTY)
    assert list(closes.differences(held, floor)) == []
    assert floor[builders.COUNTY, "persons"] == 5
    assert floor[SECOND, "persons"] == 2
    known = queries.shipped()
    written = "\n".join(closes._statements())
    assert [
        one.code for one in values.needed(known, known.indicators) if f" as {one.code}" not in written
    ] == []


def test_a_measured_close_leaves_nothing_behind(closed: Close, tmp_path: Path) -> None:
    closes._close_once(Month(2021, 9), tmp_path / "measured")
    assert list(Close.objects.all()) == [closed]
    assert (tmp_path / "measured").exists()


def test_every_county_of_a_generated_province_has_the_figures_of_its_pack(
    closed: Close, tmp_path: Path
) -> None:
    made = pack.make(queries.folder_of(closed), tmp_path / "packs", DATASETS, search_digests)
    home, said = tmp_path / "province", list[str]()
    told = manycounties.generate(home, made, 60, 14, said.append)
    assert (told.counties, told.months, told.persons) == (12, 14, 60)
    assert len(store.counties(home)) == 12
    known = queries.shipped()
    names = [name for name in DATASETS if store.facts_of(home, name)]
    items = province.told_by(known, {name: DATASETS[name].columns for name in names}).items
    for county, held in province.by_county(home, known, items, names, levels=("",)):
        assert {month for _county, month, _place in held} == {
            str(month) for month in Month(2021, 1).through(Month(2022, 2))
        }
        assert {numbers["persons"] for numbers in held.values()} == {5}
        assert {key[0] for key in held} == {county}


@pytest.mark.parametrize(
    ("term", "wanted"),
    [
        ("concentrated", ("concentrated", "1")),
        ("NOT concentrated", ("concentrated", "0")),
        ("age >= 60", ("age", '">=60"')),
        ("programme = 'fyp13'", ("programme", '"fyp13"')),
        ("student <> ''", ("student", '"<>"')),
        ("lower(name) = 'x'", None),
        ("age >= 60 OR concentrated", None),
    ],
)
def test_a_condition_is_said_for_countifs_or_not_at_all(term: str, wanted: tuple[str, str] | None) -> None:
    assert spreadsheet.criterion(term) == wanted


def test_forty_measures_of_the_catalogue_fit_into_a_workbook() -> None:
    assert len(spreadsheet.chosen()) == spreadsheet.MEASURES
