"""Pure judgements: who may do what to a booklet request, and into which monitoring class a household would fall.

Sources: domain.md §1.9 (S74: the three classes) and §1.10 (S4: both police stations confirm). What is [PROPOSED] there is ours:
that the home side comes first, and that a judgement without a published threshold says so instead of guessing.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from anju.entitlements.codes import MonitoringClass, RequestState, RiskCause, Side
from anju.registry.codes import HouseholdClass

SUDDEN_CAUSES = frozenset({RiskCause.ILLNESS, RiskCause.DISASTER, RiskCause.ACCIDENT})
_TURN: Mapping[str, Side] = {RequestState.AT_HOME: Side.HOME, RequestState.AT_RESIDENCE: Side.RESIDENCE}
_NEXT = {Side.HOME: RequestState.AT_RESIDENCE, Side.RESIDENCE: RequestState.DONE}


@dataclass(frozen=True)
class Standing:
    """How a request stands: its state, and who confirmed for the home side."""

    state: str
    home_by: str = ""

    @property
    def turn(self) -> Side | None:
        """The side whose answer is awaited; None when it is decided."""
        return _TURN.get(self.state)


def barred(standing: Standing, by: str, *, in_reach: bool) -> str:
    """Why somebody may not answer now, as a sentence; empty when they may."""
    if standing.turn is None:
        return "这件申请已经办结，不能再次办理。"
    if not in_reach:
        return f"现在轮到{standing.turn.label}确认，不在您的管辖范围内。请由{standing.turn.label}所在镇的经办人办理。"
    if standing.turn is Side.RESIDENCE and by == standing.home_by:
        return "原籍和住地必须由两个人分别确认。您已代表原籍确认，请由住地另一位经办人办理。"
    return ""


def after(standing: Standing, *, confirmed: bool) -> RequestState:
    """The state after the awaited side's answer. Raises ValueError when nobody's answer is awaited."""
    if standing.turn is None:
        raise ValueError(f"nothing is awaited in {standing.state}")
    return _NEXT[standing.turn] if confirmed else RequestState.REFUSED


@dataclass(frozen=True)
class Situation:
    """What is known of a household; what is not known is None or empty."""

    household_class: str
    person_yuan: Decimal | None
    cause: str = ""


@dataclass(frozen=True)
class Condition:
    """One step of a judgement: what was asked, and whether it holds (None: not known)."""

    sentence: str
    holds: bool | None


@dataclass(frozen=True)
class Judgement:
    """The class into which a household would fall, None where no condition carries it, with all steps on the way.

    `open_question` says that something decisive is not known, so that None is not an all-clear.
    """

    kind: MonitoringClass | None
    trace: tuple[Condition, ...]
    open_question: bool


def judge(situation: Situation, threshold_yuan: int | None, year: int) -> Judgement:
    """Into which class a household would fall (domain.md §1.9). A hint for officers, never a decision."""
    sudden = (
        Condition("因病、因灾或因意外事故造成严重困难", RiskCause(situation.cause) in SUDDEN_CAUSES)
        if situation.cause
        else Condition("因病、因灾或因意外事故造成严重困难（未登记风险原因）", None)
    )
    below = _below(situation.person_yuan, threshold_yuan, year)
    lifted = Condition("户类型为脱贫户", situation.household_class == HouseholdClass.LIFTED)
    trace = (sudden, below, lifted)
    if below.holds:
        return Judgement(
            MonitoringClass.UNSTABLE if lifted.holds else MonitoringClass.MARGINAL, trace, open_question=False
        )
    if sudden.holds:
        return Judgement(MonitoringClass.SUDDEN, trace, open_question=False)
    return Judgement(None, trace, open_question=below.holds is None)


def _below(person_yuan: Decimal | None, threshold_yuan: int | None, year: int) -> Condition:
    if threshold_yuan is None:
        return Condition(f"{year}年监测范围尚未公布，不能按收入判断", None)
    if person_yuan is None:
        return Condition(f"人均纯收入低于{year}年监测范围{threshold_yuan}元（没有登记{year}年收入）", None)
    return Condition(
        f"人均纯收入{person_yuan:,.0f}元，低于{year}年监测范围{threshold_yuan}元",
        person_yuan < threshold_yuan,
    )
