"""The only writer of plans."""

from anju.intake.actions import Plan, merge


def record_items(plan: Plan) -> None:
    """Write the planned things of a sheet."""
    merge(plan)
