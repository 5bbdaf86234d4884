"""The only writer of duplicates: looking for pairs, deciding them, merging two records, removing mistaken ones, taking either back."""

from anju.duplicates.actions.deciding import mark_different, reopen
from anju.duplicates.actions.finding import RUN, Found, ask_run, find
from anju.duplicates.actions.merging import CHOICES, HOUSEHOLD, approve, ask_merge, refuse, undo
from anju.duplicates.actions.removing import approve_removal, ask_removal, refuse_removal, undo_removal

__all__ = [
    "CHOICES",
    "HOUSEHOLD",
    "RUN",
    "Found",
    "approve",
    "approve_removal",
    "ask_merge",
    "ask_removal",
    "ask_run",
    "find",
    "mark_different",
    "refuse",
    "refuse_removal",
    "reopen",
    "undo",
    "undo_removal",
]
