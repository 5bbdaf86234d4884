"""The only writer of entitlements: sheets, single records, records that follow a move, requests about residence booklets."""

from anju.entitlements.actions.booklets import Asked, ask_booklet, confirm, refuse
from anju.entitlements.actions.imported import (
    move_records,
    record_accounts,
    record_assistances,
    record_disabilities,
    record_incomes,
    record_insurances,
    record_lands,
    record_measures,
    record_monitorings,
)
from anju.entitlements.actions.records import Done, add_record, change_record, end_record, remove_record

__all__ = [
    "Asked", "Done", "add_record", "ask_booklet", "change_record", "confirm", "end_record", "move_records",
    "record_accounts", "record_assistances", "record_disabilities", "record_incomes", "record_insurances", "record_lands",
    "record_measures", "record_monitorings", "refuse", "remove_record",
]  # fmt: skip
