"""Writing what came from the labour system."""

from anju.employment.actions import follow_jobs, watch_zero_employment
from anju.intake.actions import Plan, merge
from anju.registry.actions import keep_past


def record_work(plan: Plan) -> None:
    """Write the spells of a file of the labour system; unconfirmed lines of the open month follow them."""
    merge(plan)
    follow_jobs()


def record_homes(plan: Plan) -> None:
    """Write the households of a file of the labour system; what it replaces of their state is kept."""
    keep_past(plan=plan)
    merge(plan)


def record_schools(plan: Plan) -> None:
    """Write the technical schools of a file of the labour system."""
    merge(plan)


def record_wishes(plan: Plan) -> None:
    """Write phones and wishes of a file of the labour system; households who wish for work now, or no more, follow."""
    merge(plan)
    watch_zero_employment(by=plan.by, on=plan.on)
