"""The only writer of governance."""

from anju.intake.actions import Plan, merge


def record_organisations(plan: Plan) -> None:
    """Write the party and resident organisations of a sheet."""
    merge(plan)


def record_staff(plan: Plan) -> None:
    """Write the grid and public-order staff of a sheet."""
    merge(plan)


def record_mediation_committees(plan: Plan) -> None:
    """Write the mediation committees of a sheet."""
    merge(plan)


def record_mediation_rooms(plan: Plan) -> None:
    """Write the mediation rooms of a sheet."""
    merge(plan)


def record_police_rooms(plan: Plan) -> None:
    """Write the police rooms and posts of a sheet."""
    merge(plan)


def record_star_entries(plan: Plan) -> None:
    """Write who takes part in the star programme."""
    merge(plan)


def record_star_awards(plan: Plan) -> None:
    """Write the star levels of a sheet."""
    merge(plan)
