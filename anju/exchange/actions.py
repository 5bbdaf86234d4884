"""Writing what came from the labour system."""

from anju.employment.actions.refreshing import follow_jobs
from anju.intake.actions import Plan, merge


def record_work(plan: Plan) -> None:
    """Write the spells of a file of the labour system; unconfirmed lines of the open month follow them."""
    merge(plan)
    follow_jobs()


def record_homes(plan: Plan) -> None:
    """Write the households of a file of the labour system."""
    merge(plan)
