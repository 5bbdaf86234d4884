"""Reading tasks. Row security shows only those at and below the reader's place."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, Q, QuerySet

from anju.accounts.codes import ROLES, Right, RoleName
from anju.accounts.models import User
from anju.tasks.models import Task

Tasks = QuerySet[Task]
OWN, BELOW, SETTLED = "own", "below", "settled"
# Whose desk lies deeper: 0 county, 1 town, 2 site.
LEVELS: dict[str, int] = {RoleName.BUREAU: 0, RoleName.TOWN: 1, RoleName.CLERK: 2}
SORTS = {"due": "due_on", "raised": "raised_on", "place": "place_id", "kind": "kind"}


@dataclass(frozen=True)
class Tally:
    """How many tasks stand in each tab, and how many of the own ones are late."""

    own: int
    below: int
    settled: int
    late: int


def tasks_of(user: User) -> Tasks:
    """All tasks that a user may do, open or settled: those whose right the user has."""
    rights = [right.value for right in Right if user.may(right)]
    return Task.objects.filter(right__in=rights).select_related("place")


def open_tasks(user: User) -> Tasks:
    """What the user has to do or may do below, the most urgent first; without a day last."""
    return ordered(tasks_of(user).filter(settled_on__isnull=True), "due")


def in_tab(tasks: Tasks, tab: str, user: User) -> Tasks:
    """Tasks of a tab: the user's own, those of places below, or settled."""
    if tab == SETTLED:
        return tasks.filter(settled_on__isnull=False)
    return tasks.filter(_own(user) if tab == OWN else ~_own(user), settled_on__isnull=True)


def _own(user: User) -> Q:
    """Tasks at the user's place, and those of rights that nobody has at a lower level (a town reviews its communities)."""
    level = LEVELS.get(user.post.role, 0)
    below = set().union(*(ROLES[role].rights for role, depth in LEVELS.items() if depth > level))
    return Q(place_id=user.post.place_id) | Q(
        right__in=[right.value for right in Right if right not in below]
    )


def ordered(tasks: Tasks, sort: str) -> Tasks:
    """Sorted by a word of SORTS, falling with a minus before it; unknown words sort by due day."""
    column = SORTS.get(sort.removeprefix("-"), "due_on")
    from_behind = sort.startswith("-")
    key = F(column).desc(nulls_last=True) if from_behind else F(column).asc(nulls_last=True)
    return tasks.order_by(key, "due_on", "id")


def waiting(user: User) -> int:
    """How many wait for the user: what the menu says beside 待办."""
    return tasks_of(user).filter(_own(user), settled_on__isnull=True).count()


def counts(user: User, on: date) -> Tally:
    """How many there are in each tab, in one query."""
    own, unsettled = _own(user), Q(settled_on__isnull=True)
    found = tasks_of(user).aggregate(
        own=Count("pk", filter=own & unsettled),
        below=Count("pk", filter=~own & unsettled),
        settled=Count("pk", filter=~unsettled),
        late=Count("pk", filter=own & unsettled & Q(due_on__lt=on)),
    )
    return Tally(**found)
