"""One change from its notice to its record: households locked, rows written through a journal, invariants checked."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from django.db import connection
from django.utils import timezone

from anju.audit.actions import record
from anju.audit.models import Act
from anju.kernel.refused import Refused
from anju.registry.actions.evidence import Evidence, kept
from anju.registry.actions.journal import Journal
from anju.registry.codes import ChangeKind, Relation
from anju.registry.models import Change, Household, Membership
from anju.registry.queries.evidence import needed

LONGEST = 200

_GRIDS = """
update registry_household h set grid = f.grid
from (select h.id, f.grid from registry_household h left join registry_flat f on f.id = h.flat_id where h.id = any(%(ids)s)) f
where f.id = h.id and h.grid is distinct from f.grid
"""
_MEMBERS = """
update registry_membership m set grid = h.grid from registry_household h
where m.household_id = h.id and h.id = any(%(ids)s) and m.stop is null and m.grid is distinct from h.grid
"""
_PERSONS = """
update registry_person p set place = m.place, grid = m.grid from registry_membership m
where m.person_id = p.id and m.household_id = any(%(ids)s) and m.stop is null
  and (p.place, p.grid) is distinct from (m.place, m.grid)
"""
_LOCKED = """
update registry_locked l set place = m.place from registry_membership m
where m.person_id = l.person_id and m.household_id = any(%(ids)s) and m.stop is null and l.place <> m.place
"""
_ALIASES = """
update registry_{table} t set place = p.place from registry_person p, registry_membership m
where t.person_id = p.id and m.person_id = p.id and m.household_id = any(%(ids)s) and m.stop is null and t.place <> p.place
"""
_HELD = """
update registry_{table} t set place = h.place from registry_household h
where t.household_id = h.id and h.id = any(%(ids)s) and t.place <> h.place
"""
_STRAYED = """
select m.place, array_agg(m.person_id) from registry_membership m join registry_person p on p.id = m.person_id
where m.household_id = any(%s) and m.stop is null and p.place <> m.place group by m.place
"""


@dataclass(frozen=True)
class About:
    """The notice of a change: the day on which it happened, the version of the household that the clerk saw, why.

    Where the kind of change needs a document, there is `evidence`, or `later` says why it comes later.
    """

    day: date
    version: int
    reason: str = ""
    evidence: Evidence | None = None
    later: str = ""


@dataclass(frozen=True)
class Followers:
    """What other domains do when persons die or move; `web` composes it, the registry knows none of them.

    departed(persons, day, by) ends what death ends and gives the ids of what it ended; restored(ids, by) takes that
    back; moved(persons, households, place) lets the records of persons and households follow to a place;
    left(persons, by) settles what waits for persons who are gone: jobs go on elsewhere, a line of the month does not.
    """

    departed: Callable[[list[int], date, str], list[int]]
    restored: Callable[[list[int], str], None]
    moved: Callable[[list[int], list[int], str], None]
    left: Callable[[list[int], str], None] = lambda _persons, _by: None


ALONE = Followers(
    lambda _persons, _day, _by: [], lambda _ids, _by: None, lambda _persons, _households, _place: None
)
"""No other domain follows (tests of the registry alone)."""


@dataclass
class Case:
    """The households of a change, locked; the first is the one whose page the clerk had open."""

    households: list[Household]
    about: About
    by: str
    on: date
    journal: Journal = field(default_factory=Journal)
    ended: list[int] = field(default_factory=list)

    @property
    def main(self) -> Household:
        """The household of the page."""
        return self.households[0]

    def members(self, household: Household) -> list[Membership]:
        """The open memberships of a household, the head first, locked."""
        found = Membership.objects.select_for_update(of=("self",)).filter(
            household=household, stop__isnull=True
        )
        return sorted(found.select_related("person"), key=lambda m: (m.relation != Relation.HEAD, m.pk))

    def member(self, person: int, household: Household | None = None) -> Membership:
        """The open membership of a person in a household (the main one)."""
        for member in self.members(household or self.main):
            if member.person_id == person:
                return member
        raise Refused("此人现在不是这一户的成员，或不在您的管辖范围内。请刷新后核对。")


def opened(*households: int, about: About, by: str, on: date, closed: bool = False) -> Case:
    """Lock the households and check the notice. `closed` lets in households that have been deregistered."""
    locked = {
        one.pk: one for one in Household.objects.select_for_update().filter(pk__in=households).order_by("pk")
    }
    if len(locked) < len(set(households)):
        raise Refused("没有这一户，或不在您的管辖范围内。跨范围的变动请由镇或县办理。")
    found = [locked[pk] for pk in dict.fromkeys(households)]
    if found[0].version != about.version:
        raise Refused(_overtaken(found[0]))
    if about.day > on:
        raise Refused(f"变动日期（{about.day}）不能晚于登记当天（{on}）。请核对日期。")
    for household in found:
        if household.stop is not None and not closed:
            raise Refused(f"户 {household.number} 已于 {household.stop} 注销，不能再登记变动。")
        if about.day < household.start:
            raise Refused(
                f"变动日期（{about.day}）早于户 {household.number} 的搬迁日期（{household.start}）。请核对日期。"
            )
    return Case(found, about, by, on)


def _overtaken(household: Household) -> str:
    """Who was first."""
    last = latest(household.pk)
    if last is None:
        return "您打开这一户之后，它已被导入或其他操作更改。请刷新后核对，再登记。"
    who = last.reverted_by or last.recorded_by
    when = timezone.localtime(last.recorded_at).strftime("%Y-%m-%d %H:%M")
    what = (
        f"撤销了“{last.get_kind_display()}”"
        if last.reverted_by
        else f"于 {when} 登记了“{last.get_kind_display()}”"
    )
    return f"您打开这一户之后，{who} {what}。请刷新后核对，再登记。"


def latest(household: int) -> Change | None:
    """The change that was recorded or reverted last for a household."""
    return Change.objects.filter(households__contains=[household]).order_by("-id").first()


def finish(
    case: Case, kind: ChangeKind, persons: Iterable[int], followers: Followers = ALONE, *, papers: str = ""
) -> Change:
    """Check the notice and the households, let everything follow, and write the change with its act.

    `papers` is the entry of the evidence policy, where it is not that of the kind.
    """
    _documented(case, kind, papers or kind.value)
    for household in case.households:
        settle(case, household)
    follow(case.households, followers)
    concerned = list(dict.fromkeys(persons))
    event = record(
        act=Act.RECORD_CHANGED,
        by=case.by,
        target=f"household:{case.main.pk}",
        why=kind.label,
        detail={"kind": kind.value, "day": case.about.day.isoformat(), "persons": concerned},
    )
    return _written(case, kind, concerned, event.at)


def _documented(case: Case, kind: ChangeKind, papers: str) -> None:
    """A change has its reason, and its document where one exists by nature."""
    about = case.about
    if not about.reason.strip():
        raise Refused("请写明变动原因，例如“据死亡医学证明”。")
    if len(about.reason.strip()) > LONGEST or len(about.later.strip()) > LONGEST:
        raise Refused("变动原因和材料后补原因各不超过200字。请写得短一些。")
    wanted = needed(papers, case.on)
    if wanted and about.evidence is None and not about.later.strip():
        raise Refused(
            f"“{kind.label}”要有佐证材料（{wanted}）。请上传照片或扫描件；暂时拿不到的，请写明材料后补的原因。"
        )


def _written(case: Case, kind: ChangeKind, persons: list[int], at: datetime) -> Change:
    before, after = case.journal.shown()
    sm3, name = kept(case.about.evidence) if case.about.evidence else ("", "")
    change = Change(
        place_id=case.main.place_id, away_id=_left(case), kind=kind, day=case.about.day, household=case.main, persons=persons,
        households=[household.pk for household in case.households], reason=case.about.reason.strip(), evidence=sm3,
        evidence_name=name, later="" if sm3 else case.about.later.strip(), before=before, after=after,
        journal=case.journal.sealed(ended=case.ended), recorded_by=case.by, recorded_on=case.on,
        recorded_at=at.astimezone(UTC),
    )  # fmt: skip
    change.save()
    return change


def _left(case: Case) -> str | None:
    """The place that the household, or somebody who joined it, was at before; None where nobody left one."""
    spells = {op.pk for op in case.journal.ops if op.model == "membership"}
    places = (
        Membership.objects.filter(pk__in=spells)
        .exclude(place=case.main.place_id)
        .values_list("place", flat=True)
    )
    return places.order_by("pk").first()


def settle(case: Case, household: Household) -> None:
    """A household has one head and at most one spouse of the head; one without members is deregistered."""
    members = case.members(household)
    if not members and household.stop is None:
        _close(case, household)
    heads = [member for member in members if member.relation == Relation.HEAD]
    if members and not heads:
        raise Refused(f"户 {household.number} 没有户主了。请在其余成员中指定新户主。")
    if sum(member.relation == Relation.SPOUSE for member in members) > 1:
        raise Refused(f"户 {household.number} 有两名“配偶”。请核对各成员与户主的关系。")
    household.version += 1
    household.save(update_fields=["version"])


def _close(case: Case, household: Household) -> None:
    if case.about.day <= household.start:
        raise Refused(f"注销日期必须晚于搬迁日期（{household.start}）。请核对日期。")
    vacate(case, household)
    case.journal.change(household, stop=case.about.day, flat_id=None)


def vacate(case: Case, household: Household) -> None:
    """End the allocation of the household's flat on the day of the change."""
    for allocation in household.allocations.select_for_update().filter(stop__isnull=True):
        if allocation.start >= case.about.day:
            case.journal.delete(allocation)
        else:
            case.journal.change(allocation, stop=case.about.day)


def follow(households: Sequence[Household], followers: Followers) -> None:
    """Let places and grids follow the memberships and flats of these households."""
    ids = [household.pk for household in households]
    with connection.cursor() as cursor:
        cursor.execute(_STRAYED, [ids])
        strayed = cursor.fetchall()
        for sql in (_GRIDS, _MEMBERS, _PERSONS, _LOCKED):
            cursor.execute(sql, {"ids": ids})
        for table in ("certificate", "booklet", "reclamation", "householdpast"):
            cursor.execute(_HELD.format(table=table), {"ids": ids})
        for table in ("alias", "personaccount"):
            cursor.execute(_ALIASES.format(table=table), {"ids": ids})
    for place, persons in strayed:
        moved = [household.pk for household in households if household.place_id == place]
        followers.moved(sorted(persons), moved, place)
