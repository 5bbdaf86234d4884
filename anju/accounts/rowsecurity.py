"""Row-level security (D3): the acting role, the policies, and the migration steps that set them.

The setting `anju.scope` holds LIKE patterns of place codes, comma separated (`610926%`); unset shows nothing.
"""

from django.db.migrations import RunSQL

ROLE = "anju_app"
# Who sees the whole county acts as this role: its policy is plain truth, which the planner drops, so that row security
# costs those figures nothing (as one of the tests of `scope` below it cost 10 to 15 %). It inherits ROLE's rights.
WHOLE = "anju_whole"
_PATTERNS = "string_to_array(current_setting('anju.scope', true), ',')"
# Both are asked once a statement, not once a row; who sees everything skips the patterns. It is a null test because
# PostgreSQL takes those for nearly always true; a plain truth value it takes for half, which halves the expected rows
# of every table of a join and ends in nested loops over the whole county.
ALL = f"(select nullif('%' = any ({_PATTERNS}), false)) is not null"
SEEN = f"(select {_PATTERNS}) :: text[]"

MAKE_ROLES = f"""
do $$ begin
  if not exists (select from pg_roles where rolname = '{ROLE}') then
    create role {ROLE} nologin nosuperuser nobypassrls;
  end if;
  if not exists (select from pg_roles where rolname = '{WHOLE}') then
    create role {WHOLE} nologin nosuperuser nobypassrls inherit;
  end if;
end $$;
grant {ROLE} to current_user;
grant {ROLE} to {WHOLE};
grant {WHOLE} to current_user;
"""
CREATE_ROLE = f"""
{MAKE_ROLES}
grant usage on schema public to {ROLE};
grant select, insert, update, delete on all tables in schema public to {ROLE};
grant usage, select on all sequences in schema public to {ROLE};
alter default privileges in schema public grant select, insert, update, delete on tables to {ROLE};
alter default privileges in schema public grant usage, select on sequences to {ROLE};
do $$ begin execute format('grant temporary on database %I to {ROLE}', current_database()); end $$;
"""


def _policy(table: str, column: str) -> str:
    expression = column if "(" in column else f'"{column}"'
    return (
        f'alter table "{table}" enable row level security; '
        f'create policy scope on "{table}" using ({ALL} or {expression} like any ({SEEN})); '
        f'drop policy if exists whole on "{table}"; create policy whole on "{table}" to {WHOLE} using (true);'
    )


def _no_policy(table: str) -> str:
    drop = " ".join(f'drop policy if exists {name} on "{table}";' for name in ("scope", "whole"))
    return f'{drop} alter table "{table}" disable row level security;'


def scope_rows(table: str, *, column: str = "place", history: bool = True) -> RunSQL:
    """Migration step: rows of the table, and of its event table, show only to scopes that cover their place.

    `column` may be an SQL expression (in brackets), as for rows that lie in a grid of their place. The event table is
    append-only for the acting role.
    """
    tables = [table, f"{table}event"] if history else [table]
    forward = " ".join(_policy(name, column) for name in tables)
    if history:
        forward += f' revoke update, delete, truncate on "{table}event" from {ROLE};'
    return RunSQL(forward, " ".join(_no_policy(name) for name in tables))


def scope_events(table: str) -> RunSQL:
    """Migration step for a table that was scoped before it had history: the event table is scoped and append-only too."""
    name = f"{table}event"
    forward = f'{_policy(name, "place")} revoke update, delete, truncate on "{name}" from {ROLE};'
    return RunSQL(forward, _no_policy(name))


IN_GRID = "coalesce(grid, place)"


def scope_rows_of_grids(table: str) -> RunSQL:
    """Migration step: rows that lie in a grid of their place show to scopes of that grid, of the place and above.

    It takes the place of the policy that reads the place alone.
    """
    names = (table, f"{table}event")
    forward = " ".join(f'drop policy if exists scope on "{name}"; {_policy(name, IN_GRID)}' for name in names)
    backward = " ".join(
        f'drop policy if exists scope on "{name}"; {_policy(name, "place")}' for name in names
    )
    return RunSQL(forward, backward)


# For a ledger that was made before there was the second role.
OPEN_WHOLE = f"""
do $$ declare fenced record; begin
  for fenced in
    select p.schemaname, p.tablename from pg_policies p where p.policyname = 'scope' and not exists (
      select from pg_policies w where w.tablename = p.tablename and w.schemaname = p.schemaname and w.policyname = 'whole')
  loop
    execute format('create policy whole on %I.%I to {WHOLE} using (true)', fenced.schemaname, fenced.tablename);
  end loop;
end $$;
"""


def append_only(table: str) -> RunSQL:
    """Migration step: the acting role may add rows and read them, nothing else."""
    revoke = f'revoke update, delete, truncate on "{table}" from {ROLE};'
    return RunSQL(revoke, f'grant update, delete on "{table}" to {ROLE};')
