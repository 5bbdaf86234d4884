"""Some requests about residence booklets in the demo county: done, refused, waiting on either side."""

from datetime import date, timedelta

from anju.accounts.scope import Scope, acting
from anju.entitlements import actions, queries
from anju.entitlements.actions import Asked
from anju.entitlements.codes import RequestKind
from anju.registry.models import Household
from anju.registry.queries import household_members

BY, HOME = "system:demo", "system:demo-town"
EVERY, FEWEST, MOST = 1_200, 4, 40  # one household in so many asks; the county of any size has some
_AFTER = timedelta(days=4)


def ask_some(until: date) -> int:
    """Requests of the last weeks of the history, unless an interrupted run has made them; returns how many."""
    with acting(scope=Scope.everything(), actor=BY, why="演示居住簿申请"):
        if queries.requests().exists():
            return 0
        held = Household.objects.filter(
            stop__isnull=True, booklets__cancelled_on__isnull=True, booklets__isnull=False
        )
        count = min(MOST, max(FEWEST, held.count() // EVERY))
        step = max(1, held.count() // count)
        for number, household in enumerate(held.order_by("number").distinct()[::step][:count]):
            _ask(household, number, until - timedelta(days=20 - number % 14))
    return count


def _ask(household: Household, number: int, on: date) -> None:
    """One request, by its number: waiting at home, waiting at the residence, done, refused."""
    members = [one.person_id for one in household_members(household.pk)]
    if not members:
        return
    asked = Asked(
        kind=RequestKind.CHANGE, applicant=members[0], members=members, reason="家庭成员变化，换发居住簿",
        from_address=household.address, to_address=household.address or household.origin,
    )  # fmt: skip
    made = actions.ask_booklet(household=household.pk, asked=asked, by=BY, on=on)
    if number % 4 == 3:
        actions.refuse(request=made.pk, why="缺户口簿复印件，请补齐后重新申请。", by=HOME, on=on + _AFTER)
    elif number % 4:
        actions.confirm(request=made.pk, by=HOME, on=on + _AFTER)
        if number % 4 == 2:
            actions.confirm(request=made.pk, by=BY, on=on + _AFTER + _AFTER)
