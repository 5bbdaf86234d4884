"""Writing what came from the labour system."""

from anju.employment.actions.refreshing import follow_jobs
from anju.intake.actions import Plan, merge
from anju.registry.actions import keep_past


def record_work(plan: Plan) -> None:
    """Write the spells of a file of the labour system; unconfirmed lines of the open month follow them."""
    merge(plan)
    follow_jobs(on=plan.on)


def record_homes(plan: Plan) -> None:
    """Write the households of a file of the labour system; what it replaces of their state is kept."""
    keep_past(plan=plan)
    merge(plan)
