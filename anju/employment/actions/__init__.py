"""The only writer of employment: sheets line by line, single spells, and the monthly round."""

from anju.employment.actions.following import follow_back, follow_persons, move_records
from anju.employment.actions.jobs import begin_job, end_job, end_jobs_of, reopen_jobs
from anju.employment.actions.lines import (
    Confirmed,
    Stale,
    change_line,
    confirm_unchanged,
    stale_sentence,
    undo_line,
)
from anju.employment.actions.opening import (
    OPEN_MONTH,
    Opened,
    ask_open_month,
    open_month,
    open_running_month,
    top_up,
)
from anju.employment.actions.refreshing import follow_jobs
from anju.employment.actions.reminders import remind_due, remind_late, remind_unopened
from anju.employment.actions.roster import follow_roster
from anju.employment.actions.rounds import accept_ledger, hand_in, return_ledger
from anju.employment.actions.sheets import (
    record_jobs,
    record_ledgers,
    record_linkages,
    record_operators,
    record_trainings,
)
from anju.employment.actions.spells import UNTOLD, LineChange, SameJob
from anju.employment.actions.support import correct_support, record_support, remove_support
from anju.employment.actions.zero import watch_zero_employment

__all__ = [
    "OPEN_MONTH",
    "UNTOLD",
    "Confirmed",
    "LineChange",
    "Opened",
    "SameJob",
    "Stale",
    "accept_ledger",
    "ask_open_month",
    "begin_job",
    "change_line",
    "confirm_unchanged",
    "correct_support",
    "end_job",
    "end_jobs_of",
    "follow_back",
    "follow_jobs",
    "follow_persons",
    "follow_roster",
    "hand_in",
    "move_records",
    "open_month",
    "open_running_month",
    "record_jobs",
    "record_ledgers",
    "record_linkages",
    "record_operators",
    "record_support",
    "record_trainings",
    "remind_due",
    "remind_late",
    "remind_unopened",
    "remove_support",
    "reopen_jobs",
    "return_ledger",
    "stale_sentence",
    "top_up",
    "undo_line",
    "watch_zero_employment",
]  # fmt: skip
