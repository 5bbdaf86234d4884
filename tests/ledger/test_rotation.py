"""Changing keys: everything stays readable and findable, a broken-off change is gone on with, history stays whole."""

import json
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from anju.audit.actions import rotation
from anju.audit.actions.rotation import SealedTable, generations, redigest, reseal_batch, sealed_tables
from anju.audit.actions.sealing import seal_history
from anju.audit.verify import verify
from anju.intake.actions.files import keep
from anju.intake.files import opened
from anju.privacy import keys
from anju.privacy.fields import search_digest
from anju.registry.models import Person
from tests import builders


@pytest.fixture
def own_keys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A key file that a test may change."""
    path = tmp_path / "data.json"
    monkeypatch.setattr(settings, "ANJU_KEYS", path)
    monkeypatch.setattr(settings, "ANJU_FILES", tmp_path / "files")
    return path


@pytest.fixture
def people(own_keys: Path, county: None) -> dict[int, str]:
    builders.site()
    builders.family(members=5)
    return numbers()


def numbers() -> dict[int, str]:
    return {person.pk: str(person.id_number) for person in Person.objects.all()}


def persons() -> SealedTable:
    return next(table for table in sealed_tables() if table.name == "registry_person")


def reseal(table: SealedTable) -> list[int]:
    after, changed = 0, []
    while step := reseal_batch(table, after=after):
        after = step[0]
        changed.append(step[1])
    return changed


def test_the_sealed_texts_and_their_digests_are_found_by_themselves() -> None:
    assert persons().columns == ("id_number", "phone")
    assert persons().digests == ("id_digest", "phone_digest")


def test_values_move_to_the_new_key_in_batches_and_stay_readable(
    people: dict[int, str], own_keys: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rotation, "BATCH", 2)
    keys.begin_generation(own_keys)
    assert numbers() == people
    first = reseal_batch(persons(), after=0)
    assert first is not None
    assert first[1] == 2
    assert set(generations(persons())) == {1, 2}  # broken off here, and gone on with:
    assert sum(reseal(persons())) == 3
    assert set(generations(persons())) == {2}
    assert numbers() == people
    assert reseal(persons()) == [0, 0, 0]


def test_without_the_old_key_history_is_closed_but_the_ledger_is_open(
    people: dict[int, str], own_keys: Path
) -> None:
    keys.begin_generation(own_keys)
    reseal(persons())
    held = json.loads(own_keys.read_text())
    held["seal"].pop("1")
    own_keys.write_text(json.dumps(held))
    assert numbers() == people
    assert list(rotation.unreadable(persons())) == []


def test_history_is_whole_after_a_change_of_keys(people: dict[int, str], own_keys: Path) -> None:
    seal_history(by="test")
    keys.begin_generation(own_keys)
    reseal(persons())
    seal_history(by="test")
    assert verify(tables=["registry_person", "registry_personevent"]).problems == []


def test_a_value_that_does_not_open_is_named(people: dict[int, str]) -> None:
    broken = min(people)
    with connection.cursor() as cursor:
        cursor.execute("update registry_person set phone = %s where id = %s", [b"\x01" + bytes(40), broken])
    assert list(rotation.unreadable(persons())) == [broken]


def test_digests_follow_the_new_search_key(people: dict[int, str], own_keys: Path) -> None:
    someone, number = next(iter(people.items()))
    old = search_digest(number)
    keys.begin_search(own_keys)
    assert not rotation.is_redigested(persons())
    assert redigest(persons()) == 5
    assert rotation.is_redigested(persons())
    keys.end_search(own_keys)
    assert search_digest(number) != old
    assert Person.objects.get(id_digest=search_digest(number)).pk == someone


def test_kept_files_move_to_the_new_key(own_keys: Path) -> None:
    name = keep(b"a workbook")
    keys.begin_generation(own_keys)
    assert [rotation.reseal_file(path) for path in rotation.sealed_files()] == [True]
    assert [rotation.reseal_file(path) for path in rotation.sealed_files()] == [False]
    assert opened(name) == b"a workbook"
    assert next(rotation.sealed_files()).read_bytes()[0] == 2
