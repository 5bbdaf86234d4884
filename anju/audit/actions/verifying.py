"""Verifying, and writing down that somebody did and with what result."""

from collections.abc import Iterable, Sequence

from anju.audit.actions import record
from anju.audit.models import Act
from anju.audit.queries import head
from anju.audit.verify import Problem, Tell, Verdict, verify

MOST_TOLD = 50


def verify_and_tell(
    *,
    tables: Sequence[str] = (),
    kept_head: str = "",
    files: Iterable[Problem | None] = (),
    by: str,
    tell: Tell = lambda _words: None,
) -> Verdict:
    """Verify; one act with the counts and the first problems, whatever the result."""
    verdict = verify(tables=tables, kept_head=kept_head, files=files, tell=tell)
    record(
        act=Act.HISTORY_VERIFIED,
        by=by,
        target="history",
        detail={
            "tables": list(tables),
            "acts": verdict.acts,
            "sealed": verdict.sealed,
            "live": sum(verdict.live.values()),
            "files": verdict.files,
            "unsealed": sum(verdict.unsealed.values()),
            "problems": [[p.table, str(p.row or ""), p.what] for p in verdict.problems[:MOST_TOLD]],
            "problem_count": len(verdict.problems),
        },
    )
    verdict.head = head()
    return verdict
