"""The only writer of employment: sheets line by line, single spells, and the monthly round."""

from anju.employment.actions.jobs import begin_job, end_job, end_jobs_of, move_records, reopen_jobs
from anju.employment.actions.lines import (
    Confirmed,
    Stale,
    change_line,
    confirm_unchanged,
    stale_sentence,
    undo_line,
)
from anju.employment.actions.reminders import remind_late
from anju.employment.actions.rounds import (
    OPEN_MONTH,
    Opened,
    accept_ledger,
    ask_open_month,
    hand_in,
    open_month,
    return_ledger,
)
from anju.employment.actions.sheets import (
    record_jobs,
    record_ledgers,
    record_linkages,
    record_operators,
    record_trainings,
)
from anju.employment.actions.spells import UNTOLD, LineChange
from anju.employment.actions.zero import watch_zero_employment

__all__ = [
    "OPEN_MONTH", "UNTOLD", "Confirmed", "LineChange", "Opened", "Stale", "accept_ledger", "ask_open_month", "begin_job", "change_line",
    "confirm_unchanged", "end_job", "end_jobs_of", "hand_in", "move_records", "open_month", "record_jobs",
    "record_ledgers", "record_linkages", "record_operators", "record_trainings", "remind_late", "reopen_jobs",
    "return_ledger", "stale_sentence", "undo_line", "watch_zero_employment",
]  # fmt: skip
