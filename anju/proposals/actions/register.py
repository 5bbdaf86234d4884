"""Writing the register of proposals from its workbook."""

from anju.intake.actions import Plan, merge
from anju.proposals.codes import Kind
from anju.proposals.models import Proposal


def record_proposals(plan: Plan) -> None:
    """Write the proposals of a sheet; several proposers make a joint one."""
    merge(plan)
    Proposal.objects.filter(kind=Kind.INDIVIDUAL, proposers__contains="、").update(kind=Kind.JOINT)


def record_suggestions(plan: Plan) -> None:
    """Write the suggestions of a sheet."""
    merge(plan)
