"""Appraisal sessions: what their sheet writes and warns of."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from anju.accounts.scope import Scope, acting
from anju.conduct import sheets
from anju.conduct.queries import appraisals_of
from tests import builders
from tests.workbooks import Line, brought, rules

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _everything(db: None) -> Iterator[None]:
    with acting(scope=Scope.everything(), actor="test"):
        builders.site()
        yield


def _session(**changes: object) -> Line:
    line: Line = {
        "安置区名称": "试验安置区100001",
        "评议日期": "2021-08-12",
        "参加人数": 40,
        "红榜人数": 5,
        "黑榜人数": 1,
    }
    return line | changes


def test_a_session_is_written_and_corrected(tmp_path: Path) -> None:
    assert brought(tmp_path, sheets.APPRAISALS, [_session()]).applied
    assert brought(tmp_path, sheets.APPRAISALS, [_session(红榜人数=6)]).changed == 1
    assert appraisals_of("610926", date(2021, 8, 31)).get().praised == 6
    assert not appraisals_of("610926", date(2021, 8, 1)).exists()


def test_a_session_that_has_not_been_is_refused(tmp_path: Path) -> None:
    assert "date_in_future" in rules(brought(tmp_path, sheets.APPRAISALS, [_session(评议日期="2022-03-01")]))


def test_more_people_on_the_lists_than_there_are_warned_of(tmp_path: Path) -> None:
    outcome = brought(tmp_path, sheets.APPRAISALS, [_session(参加人数=5)])
    assert rules(outcome) == {"appraisal_more_listed_than_there"}
    assert outcome.applied
