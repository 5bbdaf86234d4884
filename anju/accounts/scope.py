"""Acting inside a scope: one transaction in which the database shows what the actor may see."""

import json
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import connection, models, transaction
from django.db.backends.utils import CursorWrapper

from anju.accounts.rowsecurity import ROLE, WHOLE

_SET = """
select set_config('anju.scope', %s, true), set_config('anju.actor', %s, true),
       set_config('anju.behalf', %s, true), set_config('pghistory.context_id', %s, true),
       set_config('pghistory.context_metadata', %s, true), set_config('role', %s, true)
"""
_READ = """
select current_setting('anju.scope', true), current_setting('anju.actor', true),
       current_setting('anju.behalf', true), current_setting('pghistory.context_id', true),
       current_setting('pghistory.context_metadata', true), current_setting('role')
"""
_BEHALF = 2  # where _READ and _SET hold for whom somebody acts


@models.CharField.register_lookup
@models.TextField.register_lookup
class Begins(models.Lookup):
    """`startswith` by PostgreSQL's own sign for it instead of LIKE.

    Under row security an index answers only what cannot tell of a hidden row. LIKE could, by an error about its
    pattern, so that each search of a town read the county; this sign cannot, and uses the same indexes.
    """

    lookup_name = "startswith"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """`column ^@ text`."""
        column, of_column = self.process_lhs(compiler, connection)
        text, of_text = self.process_rhs(compiler, connection)
        return f"{column} ^@ {text}", (*of_column, *of_text)


@dataclass(frozen=True)
class Scope:
    """The place codes below which rows are visible; the empty code is the root of everything."""

    codes: tuple[str, ...]

    @classmethod
    def everything(cls) -> "Scope":
        """All places: for commands and for the county's own figures."""
        return cls(("",))

    @property
    def setting(self) -> str:
        """The value of `anju.scope`: LIKE patterns, comma separated.

        A ledger holds one county, so a county's code opens all of it; the policies skip the patterns then.
        """
        if any(not code.isalnum() for code in self.codes if code):
            raise ValueError(f"not place codes: {self.codes}")
        return ",".join("%" if code == settings.ANJU_COUNTY else f"{code}%" for code in self.codes)

    @property
    def whole(self) -> bool:
        """Whether nothing is outside the scope."""
        return "" in self.codes or settings.ANJU_COUNTY in self.codes


def _role(scope: Scope, now: str | None) -> str | None:
    """The role to act as; the owner (migrations, building a ledger) stays the owner."""
    if now not in (ROLE, WHOLE):
        return now
    return WHOLE if scope.whole else ROLE


def behalf_now() -> str:
    """Whose post is worn in the transaction that runs: the user name of the colleague, empty for the own post."""
    with connection.cursor() as cursor:
        cursor.execute("select current_setting('anju.behalf', true)")
        return cursor.fetchone()[0] or ""


@contextmanager
def acting(*, scope: Scope, actor: str, why: str = "", behalf: str | None = None) -> Iterator[None]:
    """Open one transaction (or savepoint) whose rows are scoped and whose history names the actor.

    `behalf` names the colleague whose post the actor wears; unsaid, it is that of the outer block. On leaving, the
    outer scope and the outer history context are in force again, so that blocks may nest.
    """
    inside = connection.in_atomic_block
    with transaction.atomic(), connection.cursor() as cursor:
        before = _before(cursor) if inside else _nothing()
        lender = (before[_BEHALF] or "") if behalf is None else behalf
        said = {"actor": actor, "why": why} | ({"behalf": lender} if lender else {})
        metadata = json.dumps(said, ensure_ascii=False)
        role = _role(scope, before[-1])
        cursor.execute(_SET, [scope.setting, actor, lender, str(uuid.uuid4()), metadata, role])
        yield
        if inside:  # the outermost block ends with its transaction, and all that was set with it
            cursor.execute(_SET, [value or "" for value in before])


def _before(cursor: CursorWrapper) -> tuple[str | None, ...]:
    cursor.execute(_READ)
    return tuple(cursor.fetchone())


def _nothing() -> tuple[str, ...]:
    """What is in force where no block is open: no scope, nobody, and the role with which the connection came."""
    role = connection.settings_dict["OPTIONS"].get("assume_role")
    return ("", "", "", "", "", role or "none")
