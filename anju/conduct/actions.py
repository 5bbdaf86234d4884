"""The only writer of conduct."""

from anju.intake.actions import Plan, merge


def record_appraisals(plan: Plan) -> None:
    """Write the appraisal sessions of a sheet."""
    merge(plan)
