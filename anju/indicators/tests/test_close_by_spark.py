"""Spark, DuckDB and the stored figures of a real close are one and the same."""

from datetime import date
from pathlib import Path

import pytest
from django.conf import settings

from anju.indicators import actions, queries
from anju.indicators.engine import Engine
from anju.indicators.queries.recounting import recounted
from anju.kernel.month import Month
from tests import builders

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("county")]


def test_both_engines_count_every_stored_figure_of_a_close_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "ANJU_CLOSES", tmp_path / "closes")
    monkeypatch.setattr(settings, "ANJU_SPARK_MASTER", "local[2]")
    builders.site()
    builders.site("610926200001")
    builders.community()
    home = builders.family(members=3)
    builders.family("610926200001", members=2)
    builders.job(home.memberships.get(relation="head").person)
    close = actions.close(Month(2021, 8), by="officer", on=date(2022, 3, 1), accepted="试验")
    for by in (None, "site"):
        stored = {(one.scope, one.code): one.value for one in queries.closed_figures(close, by=by)}
        assert len(stored) >= len(queries.shipped().indicators)
        for kind in (Engine.SNAPSHOT, Engine.SPARK):
            assert {(one.scope, one.code): one.value for one in recounted(close, kind, by=by)} == stored
    assert stored["610926200001", "persons"] == 2
