"""What holds of a household as a whole: from a day on something else, or recorded wrongly from the beginning."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from anju.kernel.refused import Refused
from anju.registry.actions.case import About, Case, finish, opened
from anju.registry.codes import ChangeKind
from anju.registry.models import Change, Household, HouseholdPast
from anju.registry.queries.standing import DATED, allocation_of, since


@dataclass(frozen=True)
class HouseholdCorrection:
    """What was wrong of a household; None leaves it as it stands, empty texts clear it."""

    programme: str | None = None
    category: str | None = None
    mode: str | None = None
    household_class: str | None = None
    origin: str | None = None
    origin_code: str | None = None
    address: str | None = None

    @property
    def told(self) -> dict[str, str]:
        """The fields that are to be corrected."""
        return {name: value.strip() for name, value in vars(self).items() if value is not None}


@transaction.atomic
def change_household(
    *, household: int, state: Mapping[str, object], about: About, by: str, on: date
) -> Change:
    """From the day on, class, settlement mode, address of the household or whether it lives there are others.

    `state` names those that change: keys of DATED. Of a household with a flat, who lives there is found at the flat.
    """
    if unknown := set(state) - set(DATED):
        raise Refused(f"不能登记这些情况：{'、'.join(sorted(unknown))}。")
    case = opened(household, about=about, by=by, on=on)
    if "lives_there" in state and allocation_of(household, about.day):
        raise Refused("这一户有分配的住房，是否入住请在住房页面登记入住核查。")
    if all(getattr(case.main, name) == value for name, value in state.items()):
        raise Refused("情况没有变化：填写的与台账一致。")
    restate(case, case.main, **state)
    return finish(case, ChangeKind.HOUSEHOLD, [])


def restate(case: Case, household: Household, **state: object) -> None:
    """Give a household another state from the day of the change on; what held before is kept."""
    day, first = case.about.day, since(household)
    if day < first:
        raise Refused(
            f"变动日期（{day}）早于本户现有情况的起始日期（{first}）。请核对日期；补记更早的变动，请先撤销后来的变动。"
        )
    if all(getattr(household, name) == value for name, value in state.items()):
        return
    if day > first:
        held = {name: getattr(household, name) for name in DATED}
        past = HouseholdPast(place_id=household.place_id, household=household, start=first, stop=day, **held)
        case.journal.create(past)
    case.journal.change(household, **state)


@transaction.atomic
def amend_household(
    *, household: int, correction: HouseholdCorrection, about: About, by: str, on: date
) -> Change:
    """Something of a household was recorded wrongly: it holds corrected for all days that the wrong one held.

    Programme, category and origin hold for good; class, mode and address since the day from which they are recorded.
    """
    case = opened(household, about=about, by=by, on=on, closed=True)
    told = correction.told
    if all(getattr(case.main, name) == value for name, value in told.items()):
        raise Refused("没有要更正的内容：填写的与台账一致。")
    code = told.get("origin_code", "")
    if code and not (code.isascii() and code.isdigit() and len(code) in (6, 9, 12)):
        raise Refused("迁出地代码为6位（县）、9位（镇）或12位（村）数字。请核对。")
    case.journal.change(case.main, **told)
    return finish(case, ChangeKind.AMENDED, [])
