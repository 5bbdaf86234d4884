"""Every table of ours remembers what it was, or says here why it need not."""

import pytest
from django.apps import apps
from django.db import connection

from tests.architecture import source

WITHOUT_HISTORY = {
    "accounts.Approval": "each step is an act in the chain",
    "accounts.Delegation": "each is an act in the chain",
    "accounts.Desk": "a session: the log-in is an act in the chain",
    "accounts.OldPassword": "kept to be compared with, and forgotten",
    "accounts.User": "each change is an act in the chain; Django writes last_login at every log-in",
    "api.Calls": "how often a system called in one minute",
    "api.Reply": "kept for two days, so that a repeated call gets its answer again",
    "api.System": "each change is an act in the chain",
    "audit.Access": "append-only: who looked at whom",
    "audit.Event": "append-only: it is the history",
    "audit.Seal": "append-only: what proves that history was not altered",
    "checks.Run": "a receipt: what it found is in the findings, which have history",
    "documents.Citation": "append-only: a corrected letter is a further letter",
    "documents.Letter": "append-only: a corrected letter is a further letter",
    "documents.LetterFile": "append-only: a corrected letter is a further letter",
    "indicators.Close": "append-only: a correction is a further version",
    "indicators.Figure": "append-only: belongs to a close",
    "intake.Batch": "a receipt: its states are acts in the chain",
    "intake.Mapping": "a convenience of reading heads; changes nothing that is stored",
    "jobs.Job": "how far a piece of work has come; what it does is written as acts and history",
    "regions.CountySetting": "one row, made with the county by an import or the demo, which are acts",
    "registry.HouseholdThen": "a view of registry_household, which has history",
    "registry.PersonThen": "a view of registry_person, which has history",
    "registry.Locked": "written once with its verification, which is an act; only its place follows the person",
    "regions.Place": "official codes and names, the same for everybody; changes come with imports, which are acts",
}
APPEND_ONLY = [name for name, why in WITHOUT_HISTORY.items() if why.startswith("append-only")]


def tracked() -> set[str]:
    """Models for which pghistory keeps an event table."""
    return {source.tracked_by(event)._meta.label for event in apps.get_models() if source.is_event(event)}


def test_every_model_has_history_or_a_reason() -> None:
    without = {model._meta.label for model in source.models()} - tracked()
    assert without == set(WITHOUT_HISTORY)


@pytest.mark.django_db
def test_history_is_written_by_statement_level_triggers_for_all_three_kinds_of_write() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "select tgrelid::regclass::text, count(*) from pg_trigger "
            "where not tgisinternal and tgname like 'pgtrigger%%' and tgtype & 1 = 0 group by 1"
        )
        triggers = dict(cursor.fetchall())
    tables = {model._meta.db_table for model in source.models() if model._meta.label in tracked()}
    assert {table: triggers.get(table) for table in tables} == dict.fromkeys(tables, 3)


@pytest.mark.django_db
def test_no_trigger_keeps_a_plan_that_loops_over_all_pairs_of_rows() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "select proname, coalesce(proconfig, '{}') from pg_proc where proname like 'pgtrigger%%'"
            " and pronamespace = 'public'::regnamespace"
        )
        found = dict(cursor.fetchall())
    assert len(found) > 100
    assert {name for name, config in found.items() if "enable_nestloop=off" not in config} == set()


@pytest.mark.django_db
@pytest.mark.parametrize("label", APPEND_ONLY)
def test_the_acting_role_may_only_add_to_append_only_tables(label: str) -> None:
    assert may(apps.get_model(label)._meta.db_table) == {"SELECT", "INSERT"}


@pytest.mark.django_db
def test_the_acting_role_may_not_change_history() -> None:
    events = [event for event in apps.get_models() if source.is_event(event)]
    changeable = {
        event._meta.db_table for event in events if may(event._meta.db_table) - {"SELECT", "INSERT"}
    }
    assert changeable == set()


def may(table: str) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "select privilege_type from information_schema.role_table_grants "
            "where grantee = 'anju_app' and table_name = %s",
            [table],
        )
        return {row[0] for row in cursor.fetchall()}
