"""Key files: made once, readable by their owner, refused when damaged, outside the database."""

import json
import stat
from pathlib import Path

import pytest
from django.conf import settings

from anju.kernel.refused import Refused
from anju.privacy import keys


def test_a_fresh_key_file_is_readable_by_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "data.json"
    made = keys.load(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert (len(made.sealing[0]), made.sealing[1], len(made.search)) == (16, 1, 32)


def test_keys_stay_the_same_once_made(tmp_path: Path) -> None:
    path = tmp_path / "data.json"
    first = keys.load(path)
    keys._read.cache_clear()
    assert keys.load(path) == first


def test_a_damaged_key_file_is_refused_with_the_way_out(tmp_path: Path) -> None:
    path = tmp_path / "data.json"
    path.write_text('{"seal": "zz"}')
    with pytest.raises(Refused, match="备份"):
        keys.load(path)


def test_the_key_lies_outside_the_database_folder() -> None:
    assert settings.ANJU_KEYS.is_relative_to(settings.ANJU_HOME)
    assert not settings.ANJU_KEYS.is_relative_to(settings.ANJU_HOME / "pg")


def test_a_key_file_of_the_first_kind_is_generation_one(tmp_path: Path) -> None:
    path = tmp_path / "data.json"
    path.write_text(json.dumps({"seal": "11" * 16, "search": "22" * 32}))
    assert keys.load(path) == keys.Keys({1: b"\x11" * 16}, 1, b"\x22" * 32)


def test_a_new_generation_is_current_and_the_old_one_stays(tmp_path: Path) -> None:
    path = tmp_path / "data.json"
    old = keys.load(path)
    new = keys.begin_generation(path)
    assert (new.current, set(new.seals), new.seals[1]) == (2, {1, 2}, old.seals[1])
    assert keys.load(path) == new
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [p.name for p in tmp_path.iterdir()] == ["data.json"]


def test_a_broken_off_change_of_the_search_key_goes_on_with_the_same_key(tmp_path: Path) -> None:
    path = tmp_path / "data.json"
    old = keys.load(path)
    coming = keys.begin_search(path)
    assert keys.begin_search(path) == coming
    assert coming.search == old.search
    ended = keys.end_search(path)
    assert (ended.search, ended.search_next) == (coming.search_next, None)
