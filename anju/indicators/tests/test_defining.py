"""The county's own definitions: composed, checked by a second person, valid from their day, never reaching back."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from anju.audit.models import Act, Event
from anju.indicators import actions, queries
from anju.indicators.actions import Composed
from anju.indicators.catalogue import Status
from anju.indicators.models import Close, Definition, Review
from anju.kernel.month import Month
from anju.kernel.refused import Refused
from tests import builders

pytestmark = pytest.mark.usefixtures("county")

AUGUST, LATER = Month(2021, 8), date(2022, 3, 1)
ELDERLY = Composed(
    name="65岁以上人口",
    unit="人",
    task="services",
    definition="当日年满65周岁的搬迁人口。",
    owner="平利县民政局",
    legal_basis="试验",
    better="neutral",
    kind="stock",
    members={"of": "person", "key": "person", "where": "age >= 65"},
)


def agreed(composed: Composed = ELDERLY, *, code: str = "", since: date = date(2021, 1, 1)) -> Definition:
    """A definition that one has written and another has checked."""
    held = actions.define(composed=composed, code=code, since=since, why="试验", by="writer")
    actions.review(definition=held.pk, granted=True, note="", by="checker")
    return held


def value(code: str, day: date = date(2021, 8, 31)) -> object:
    return queries.figures(day, codes=[code])[0].value


@pytest.fixture
def people() -> None:
    builders.site()
    home = builders.household()
    builders.person(home, id_number=builders.id_number(date(1950, 1, 1)))
    builders.person(home, relation="son", id_number=builders.id_number(date(1990, 1, 1)))


def test_a_checked_definition_counts_and_lists_like_any_other(people: None) -> None:
    held = agreed()
    assert held.code == "own_001"
    assert value("own_001") == 1
    assert queries.records("own_001", date(2021, 8, 31)).total == 1
    assert queries.indicator("own_001").checked == "checker"
    assert [event.act for event in Event.objects.order_by("id")] == [
        Act.INDICATOR_DEFINED,
        Act.INDICATOR_CHECKED,
    ]


def test_before_its_check_it_can_be_tried_and_is_in_no_catalogue(people: None) -> None:
    held = actions.define(composed=ELDERLY, code="", since=date(2021, 1, 1), why="试验", by="writer")
    assert held.code not in queries.catalogue()
    item, known = actions.fitted(held)
    assert queries.figures(date(2021, 8, 31), codes=[item.code], known=known)[0].value == 1


def test_nobody_checks_their_own_and_nobody_twice(people: None) -> None:
    held = actions.define(composed=ELDERLY, code="", since=date(2021, 1, 1), why="试验", by="writer")
    with pytest.raises(Refused, match="由另一人复核"):
        actions.review(definition=held.pk, granted=True, note="", by="writer")
    with pytest.raises(Refused, match="请写明意见"):
        actions.review(definition=held.pk, granted=False, note=" ", by="checker")
    actions.review(definition=held.pk, granted=False, note="年龄应为60岁", by="checker")
    with pytest.raises(Refused, match="已经复核过"):
        actions.review(definition=held.pk, granted=True, note="", by="another")
    assert held.code not in queries.catalogue()


def test_a_changed_definition_counts_from_its_day_and_the_old_one_before(people: None) -> None:
    agreed(since=date(2021, 1, 1))
    young = replace(ELDERLY, members=ELDERLY.members | {"where": "age >= 30"})
    agreed(young, code="own_001", since=date(2021, 8, 1))
    assert (value("own_001", date(2021, 7, 31)), value("own_001")) == (1, 2)
    assert [item.number for item in queries.versions("own_001")] == [1, 2]
    assert len({item.version for item in queries.versions("own_001")}) == 2


def test_a_definition_that_came_with_the_program_can_be_changed_and_keeps_its_checks(people: None) -> None:
    base = queries.indicator("persons")
    changed = replace(
        actions.as_composed(base), members={"of": "person", "key": "person", "where": "age >= 65"}
    )
    agreed(changed, code="persons", since=date(2021, 8, 1))
    assert (value("persons", date(2021, 7, 31)), value("persons")) == (2, 1)
    assert queries.indicator("persons").checks == base.checks
    assert queries.indicator("persons", date(2021, 7, 31)) == base
    assert [item.own for item in queries.versions("persons")] == [False, True]


def test_a_closed_month_keeps_its_definition_whatever_comes_later(
    people: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "ANJU_CLOSES", tmp_path / "closes")
    agreed()
    close = actions.close(AUGUST, by="officer", on=LATER, accepted="试验")
    young = replace(ELDERLY, members=ELDERLY.members | {"where": "age >= 30"})
    with pytest.raises(Refused, match="已经结账，口径不能改变。启用日期请填 2021-09-01"):
        actions.define(composed=young, code="own_001", since=date(2021, 8, 31), why="试验", by="writer")
    agreed(young, code="own_001", since=date(2021, 9, 1))
    actions.close(AUGUST.plus(1), by="officer", on=LATER, accepted="试验")
    assert [(point.value, point.definition) for point in queries.trend("own_001")] == [
        (1, queries.versions("own_001")[0].version),
        (2, queries.versions("own_001")[1].version),
    ]
    assert queries.closed_figures(close, codes=["own_001"])[0].value == 1
    assert queries.closed_page(close, "own_001").total == 1


def test_a_retired_indicator_leaves_the_catalogue_and_stays_in_its_closes(
    people: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "ANJU_CLOSES", tmp_path / "closes")
    agreed()
    close = actions.close(AUGUST, by="officer", on=LATER, accepted="试验")
    held = actions.retire(code="own_001", since=date(2021, 9, 1), why="不再使用", by="writer")
    assert "own_001" in queries.catalogue()
    actions.review(definition=held.pk, granted=True, note="", by="checker")
    assert "own_001" not in queries.catalogue()
    assert "own_001" in queries.catalogue(date(2021, 8, 31))
    assert queries.closed_figures(close, codes=["own_001"])[0].value == 1
    assert held.body["status"] == Status.ARCHIVED
    with pytest.raises(Refused, match="用到它"):
        actions.retire(code="persons", since=date(2021, 9, 1), why="试验", by="writer")


@pytest.mark.parametrize(
    ("members", "word"),
    [
        ({"of": "person", "key": "person", "where": "colour = 'x'"}, "没有 colour 这一栏"),
        ({"of": "person", "key": "person", "where": "age = 'old'"}, "不是文字栏"),
        ({"of": "person", "key": "person", "where": "pg_sleep(9)"}, "条件中不能出现"),
        ({"of": "person", "key": "person", "where": "age in (select 1)"}, "条件中不能出现"),
        (
            {"of": "person", "key": "person", "where": "age = 1; drop table registry_person"},
            "不是一个条件",
        ),
        ({"of": "person", "key": "phone", "where": ""}, "不能按“phone”计数"),
        ({"of": "person", "key": "name", "where": ""}, "不能按“name”计数"),
        ({"of": "auth_user", "key": "id", "where": ""}, "unknown dataset"),
    ],
)
def test_what_does_not_fit_the_ledger_is_not_kept(members: dict[str, str], word: str) -> None:
    with pytest.raises(Refused, match=word):
        actions.define(
            composed=replace(ELDERLY, members=members), code="", since=LATER, why="试验", by="writer"
        )
    assert not Definition.objects.exists()


def test_a_ratio_of_two_populations_and_one_of_nothing_are_refused() -> None:
    mixed = replace(ELDERLY, members={}, ratio=("ydfpbq_persons", "persons"), unit="%")
    with pytest.raises(Refused, match="人群口径不同"):
        actions.define(composed=mixed, code="", since=LATER, why="试验", by="writer")
    ghost = replace(mixed, ratio=("ghost", "persons"))
    with pytest.raises(Refused, match="引用了不存在的指标 ghost"):
        actions.define(composed=ghost, code="", since=LATER, why="试验", by="writer")


def test_a_second_change_waits_for_the_check_of_the_first_and_none_goes_without_words() -> None:
    actions.define(composed=ELDERLY, code="", since=LATER, why="试验", by="writer")
    with pytest.raises(Refused, match="还没有复核"):
        actions.define(composed=ELDERLY, code="own_001", since=LATER, why="试验", by="writer")
    with pytest.raises(Refused, match="理由"):
        actions.define(composed=ELDERLY, code="", since=LATER, why="  ", by="writer")


def test_an_own_definition_that_no_longer_fits_is_left_out_and_the_rest_stands(people: None) -> None:
    held = agreed()
    broken = Definition.objects.create(
        code="own_009", number=1, since=date(2021, 1, 1), why="x", written_by="w", written_at=held.written_at,
        body=held.body | {"members": {"of": "person", "key": "person", "where": "gone = 1"}},
    )  # fmt: skip
    leaning = Definition.objects.create(
        code="own_010", number=1, since=date(2021, 1, 1), why="x", written_by="w", written_at=held.written_at,
        body={key: word for key, word in held.body.items() if key != "members"} | {"ratio": ["own_009", "persons"]},
    )  # fmt: skip
    for one in (broken, leaning):
        Review.objects.create(definition=one, granted=True, checked_by="c", checked_at=held.written_at)
    known = queries.catalogue()
    assert "own_001" in known
    assert not {"own_009", "own_010"} & set(known.indicators)


def test_nobody_can_change_a_definition_or_a_review() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "select bool_or(has_table_privilege(name, what)) from unnest(array['indicators_definition', "
            "'indicators_review']) name, unnest(array['update', 'delete']) what"
        )
        assert cursor.fetchone() == (False,)
    assert Close.objects.count() == 0
