"""A proposal made by hand for tests."""

from datetime import date

from anju.proposals.models import Proposal, Suggestion


def proposal(number: int = 51, session: str = "九届六次", wishes: int = 5) -> Proposal:
    made = Proposal.objects.create(
        session=session, number=number, title="关于就业的建议", proposers="何清源、罗慧敏", kind="joint",
        assigned_on=date(2021, 6, 15), host="试验局",
    )  # fmt: skip
    for ordinal in range(1, wishes + 1):
        Suggestion.objects.create(proposal=made, ordinal=ordinal, text=f"建议{ordinal}。")
    return made
