"""Numbers, days and labels as people of the page's language write them; charts as data."""

from datetime import date
from decimal import Decimal

import pytest
from django.utils import translation

from anju.ui.charts import Chart, Series
from anju.ui.templatetags.ui import day, icon, id_groups, month, number, percent
from anju.ui.words import said


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (96513, "96,513"),
        (0, "0"),
        (Decimal("12.50"), "12.5"),
        (Decimal("3.00"), "3"),
        (None, "—"),
        (-4, "-4"),
    ],
)
def test_a_number_is_grouped_and_has_no_needless_zeros(value: int | Decimal | None, text: str) -> None:
    assert number(value) == text


def test_a_share_is_a_per_cent_figure() -> None:
    assert percent(Decimal("0.9731")) == "97.31%"


def test_days_follow_the_language() -> None:
    with translation.override("zh-hans"):
        assert (day(date(2021, 8, 31)), month(date(2021, 8, 1))) == ("2021年8月31日", "2021年8月")
    with translation.override("en"):
        assert (day(date(2021, 8, 31)), month(date(2021, 8, 1))) == ("31 Aug 2021", "Aug 2021")


def test_an_id_number_is_grouped_for_the_eye() -> None:
    assert id_groups("612427198503020016") == "612427 19850302 0016"


def test_an_empty_label_stays_empty_in_every_language() -> None:
    with translation.override("en"):
        assert said("") == ""
        assert said("男") == "Male"


def test_an_icon_is_hidden_from_readers() -> None:
    assert 'aria-hidden="true"' in icon("home")


def test_a_chart_brings_its_table_and_leaves_gaps_open() -> None:
    chart = Chart(
        "c",
        "line",
        "趋势",
        ["六月", "七月"],
        [Series("人", [1, None]), Series("户", [Decimal("2"), 3])],
        hrefs=["/a", ""],
    )
    assert chart.data["series"] == [{"name": "人", "values": [1, None]}, {"name": "户", "values": [2.0, 3]}]
    assert chart.lines == [("六月", "/a", [1, Decimal("2")]), ("七月", "", [None, 3])]
