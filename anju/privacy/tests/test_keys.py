"""Key files: made once, readable by their owner, refused when damaged, outside the database."""

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
    assert (len(made.seal), len(made.search)) == (16, 32)


def test_keys_stay_the_same_once_made(tmp_path: Path) -> None:
    path = tmp_path / "data.json"
    first = keys.load(path)
    keys.load.cache_clear()
    assert keys.load(path) == first


def test_a_damaged_key_file_is_refused_with_the_way_out(tmp_path: Path) -> None:
    path = tmp_path / "data.json"
    path.write_text('{"seal": "zz"}')
    with pytest.raises(Refused, match="备份"):
        keys.load(path)


def test_the_key_lies_outside_the_database_folder() -> None:
    assert settings.ANJU_KEYS.is_relative_to(settings.ANJU_HOME)
    assert not settings.ANJU_KEYS.is_relative_to(settings.ANJU_HOME / "pg")
