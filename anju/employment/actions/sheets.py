"""Writing the workbooks of employment."""

from django.db import connection

from anju.employment.actions.refreshing import follow_jobs
from anju.employment.actions.reminders import settle_accepted
from anju.intake.actions import Plan, merge

_ACCEPTED = (
    "update employment_ledger set state = 'accepted' where state = 'open' and confirmed_on is not null"
)


def record_jobs(plan: Plan) -> None:
    """Write the employment spells of a sheet; unconfirmed lines of the open month follow them."""
    merge(plan)
    follow_jobs()


def record_trainings(plan: Plan) -> None:
    """Write the courses of a sheet."""
    merge(plan)


def record_operators(plan: Plan) -> None:
    """Write the parks and factories of a sheet."""
    merge(plan)


def record_linkages(plan: Plan) -> None:
    """Write the linkage contracts of a sheet."""
    merge(plan)


def record_ledgers(plan: Plan) -> None:
    """Write the monthly ledgers of a sheet: what comes confirmed from a workbook needs no review here."""
    merge(plan)
    with connection.cursor() as cursor:
        cursor.execute(_ACCEPTED)
    settle_accepted(by=plan.by, on=plan.on)
