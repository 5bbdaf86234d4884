"""The only writer of duplicates: looking for pairs, deciding them, merging two records, taking a merge back."""

from anju.duplicates.actions.deciding import mark_different, reopen
from anju.duplicates.actions.finding import RUN, Found, ask_run, find
from anju.duplicates.actions.merging import CHOICES, HOUSEHOLD, approve, ask_merge, refuse, undo

__all__ = [
    "CHOICES",
    "HOUSEHOLD",
    "RUN",
    "Found",
    "approve",
    "ask_merge",
    "ask_run",
    "find",
    "mark_different",
    "refuse",
    "reopen",
    "undo",
]
