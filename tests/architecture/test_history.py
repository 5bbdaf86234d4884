"""Every table of ours remembers what it was, or says here why it need not."""

import pytest
from django.apps import apps
from django.db import connection

from anju.audit.histories import histories
from anju.audit.sealed import sealable_tables
from tests.architecture import source

WITHOUT_HISTORY = {
    "accounts.Count": "a sum of the day; the looks that it counts are append-only",
    "accounts.Desk": "a session: the log-in is an act in the chain",
    "accounts.OldPassword": "kept to be compared with, and forgotten",
    "api.Calls": "how often a system called in one minute",
    "api.Reply": "kept for two days, so that a repeated call gets its answer again",
    "audit.Access": "append-only: who looked at whom",
    "audit.Event": "append-only: it is the history",
    "audit.Seal": "append-only: what proves that history was not altered",
    "checks.Run": "written once and sealed but for its result; what it found is in the findings, which have history",
    "documents.Citation": "append-only: a corrected letter is a further letter",
    "indicators.Definition": "append-only: a changed definition is a further version",
    "indicators.Review": "append-only: a decision stands",
    "documents.Letter": "append-only: a corrected letter is a further letter",
    "documents.LetterFile": "append-only: a corrected letter is a further letter",
    "indicators.Close": "append-only: a correction is a further version",
    "indicators.Figure": "append-only: belongs to a close",
    "jobs.Job": "how far a piece of work has come; what it does is written as acts and history",
    "province.Receipt": "append-only: a restated month is a further receipt",
    "registry.HouseholdThen": "a view of registry_household, which has history",
    "registry.PersonThen": "a view of registry_person, which has history",
    "registry.Locked": "has history by triggers in SQL (api.0004), which verify reads as any other",
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


# Tables that verify does not prove, each with its reason.
UNPROVED = {
    "accounts_count": "a sum of the day; the looks that it counts are sealed",
    "accounts_desk": "sessions that are open; log-ins and log-outs are acts",
    "accounts_oldpassword": "kept to be compared with, and forgotten",
    "accounts_user_groups": "Django's, unused: rights come from roles",
    "accounts_user_user_permissions": "Django's, unused",
    "api_calls": "how often a system called in one minute",
    "api_reply": "kept for two days",
    "audit_event": "the chain proves itself",
    "audit_seal": "each is in an act of the chain",
    "auth_group": "Django's, unused",
    "auth_group_permissions": "Django's, unused",
    "auth_permission": "Django's, unused",
    "django_content_type": "Django's",
    "django_migrations": "Django's: which migrations ran",
    "django_session": "sessions that are open",
    "jobs_job": "how far a piece of work has come; what it does is acts and history",
    "pghistory_context": "sealed with the history rows that name it",
}


@pytest.mark.django_db
def test_verify_proves_every_table_or_says_why_not() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "select relname from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace "
            "and relname not like 'procrastinate%'"
        )
        present = {row[0] for row in cursor.fetchall()}
    proved = {table.name for table in sealable_tables()} | {history.table for history in histories()}
    assert present - proved == set(UNPROVED)


def test_the_table_of_a_history_is_named_after_its_own() -> None:
    """As `audit.histories` finds it in the database."""
    events = [event for event in apps.get_models() if source.is_event(event)]
    assert all(event._meta.db_table == f"{source.tracked_by(event)._meta.db_table}event" for event in events)


@pytest.mark.django_db
def test_what_was_locked_is_not_rewritten() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "select column_name from information_schema.column_privileges where grantee = 'anju_app' "
            "and table_name = 'registry_locked' and privilege_type = 'UPDATE'"
        )
        assert {row[0] for row in cursor.fetchall()} == {"place", "person_id"}
