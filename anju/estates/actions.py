"""The only writer of property management."""

from anju.intake.actions import Plan, merge


def record_committees(plan: Plan) -> None:
    """Write the owners' committees of a sheet."""
    merge(plan)


def record_services(plan: Plan) -> None:
    """Write the property companies and services of a sheet."""
    merge(plan)
