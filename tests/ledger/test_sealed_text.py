"""Sealed fields: open in the program, closed in the database and in its history."""

import pytest
from django.apps import apps
from django.db import connection

from anju.privacy.fields import SealedText, search_digest
from anju.registry.models import Person
from tests import builders

NUMBER, PHONE = "612427198503020016", "13800005678"


def sealed_columns() -> list[tuple[str, str]]:
    """Every table and column that holds sealed texts, event tables included."""
    return [
        (model._meta.db_table, str(field.column))
        for model in apps.get_models()
        for field in model._meta.local_fields
        if isinstance(field, SealedText)
    ]


@pytest.fixture
def resident(county: None) -> Person:
    builders.site()
    return builders.person(builders.household(), id_number=NUMBER, phone=PHONE)


def test_a_sealed_text_reads_back_as_it_was_written(resident: Person) -> None:
    held = Person.objects.get(pk=resident.pk)
    assert (held.id_number, held.phone) == (NUMBER, PHONE)


def test_it_is_found_by_its_digest_and_only_by_the_same_text(resident: Person) -> None:
    assert Person.objects.filter(id_digest=search_digest(NUMBER)).exists()
    assert not Person.objects.filter(id_digest=search_digest("612427198503020024")).exists()


def test_an_empty_text_stays_empty(resident: Person) -> None:
    Person.objects.update(phone="")
    assert Person.objects.get().phone == ""
    assert search_digest("") == ""


def test_history_opens_with_the_same_key(resident: Person) -> None:
    assert apps.get_model("registry", "PersonEvent").objects.get().id_number == NUMBER


def test_neither_the_ledger_nor_its_history_holds_the_number_in_the_clear(resident: Person) -> None:
    with connection.cursor() as cursor:
        for table in ("registry_person", "registry_personevent"):
            cursor.execute(f"select count(*), string_agg(t::text, ' ') from {table} t")
            rows, text = cursor.fetchone()
            assert rows == 1
            for secret in (NUMBER, PHONE):
                assert secret not in text
                assert secret.encode().hex() not in text


def test_sealed_columns_are_bytes_in_the_database(county: None) -> None:
    assert len(sealed_columns()) >= 4
    with connection.cursor() as cursor:
        for table, column in sealed_columns():
            cursor.execute(
                "select data_type from information_schema.columns where table_name = %s and column_name = %s",
                [table, column],
            )
            assert cursor.fetchone() == ("bytea",)
