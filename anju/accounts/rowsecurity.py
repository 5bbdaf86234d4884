"""Row-level security (D3): the acting role, the policies, and the migration steps that set them.

The setting `anju.scope` holds LIKE patterns of place codes, comma separated (`610926%`); unset shows nothing.
"""

from django.db.migrations import RunSQL

ROLE = "anju_app"
_PATTERNS = "string_to_array(current_setting('anju.scope', true), ',')"
# Both are asked once a statement, not once a row; who sees everything skips the patterns. It is a null test because
# PostgreSQL takes those for nearly always true; a plain truth value it takes for half, which halves the expected rows
# of every table of a join and ends in nested loops over the whole county.
ALL = f"(select nullif('%' = any ({_PATTERNS}), false)) is not null"
SEEN = f"(select {_PATTERNS}) :: text[]"

CREATE_ROLE = f"""
do $$ begin
  if not exists (select from pg_roles where rolname = '{ROLE}') then
    create role {ROLE} nologin nosuperuser nobypassrls;
  end if;
end $$;
grant {ROLE} to current_user;
grant usage on schema public to {ROLE};
grant select, insert, update, delete on all tables in schema public to {ROLE};
grant usage, select on all sequences in schema public to {ROLE};
alter default privileges in schema public grant select, insert, update, delete on tables to {ROLE};
alter default privileges in schema public grant usage, select on sequences to {ROLE};
do $$ begin execute format('grant temporary on database %I to {ROLE}', current_database()); end $$;
"""


def _policy(table: str, column: str) -> str:
    return (
        f'alter table "{table}" enable row level security; '
        f'create policy scope on "{table}" using ({ALL} or "{column}" like any ({SEEN}));'
    )


def _no_policy(table: str) -> str:
    return f'drop policy if exists scope on "{table}"; alter table "{table}" disable row level security;'


def scope_rows(table: str, *, column: str = "place", history: bool = True) -> RunSQL:
    """Migration step: rows of the table, and of its event table, show only to scopes that cover their place.

    The event table is append-only for the acting role.
    """
    tables = [table, f"{table}event"] if history else [table]
    forward = " ".join(_policy(name, column) for name in tables)
    if history:
        forward += f' revoke update, delete, truncate on "{table}event" from {ROLE};'
    return RunSQL(forward, " ".join(_no_policy(name) for name in tables))


def append_only(table: str) -> RunSQL:
    """Migration step: the acting role may add rows and read them, nothing else."""
    revoke = f'revoke update, delete, truncate on "{table}" from {ROLE};'
    return RunSQL(revoke, f'grant update, delete on "{table}" to {ROLE};')
