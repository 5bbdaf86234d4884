"""Reading accounts: whose duties somebody does, sessions, lists for the administrator, approvals."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from anju.accounts import rules
from anju.accounts.codes import STANDS_IN, Decision, Right
from anju.accounts.models import Approval, Delegation, Desk, User
from anju.accounts.scope import Scope
from anju.regions.models import TOWN_DIGITS, Level, Place
from anju.regions.queries import places_within


def lendings(user: User, on: date) -> list[Delegation]:
    """What is lent to a user on a day: of open accounts, and between posts that may still stand in for each other."""
    held = Delegation.objects.filter(delegate=user, start__lte=on, stop__gte=on, owner__is_active=True)
    return [one for one in held.select_related("owner__place") if may_stand_in(one.owner, user)]


def may_stand_in(owner: User, delegate: User) -> bool:
    """Whether the one may do the other's duties, as their posts are now."""
    return rules.may_stand_in(owner.role, owner.place_id, delegate.role, delegate.place_id)


def desk_of(key: str | None) -> Desk | None:
    """The session that the log-in made, None for others."""
    return Desk.objects.filter(key=key).first() if key else None


def at_places(scope: Scope, field: str = "place") -> Q:
    """The accounts at and below the places of a scope. Accounts have no row security: the log-in reads them before any."""
    inside = Q()
    for code in scope.codes:
        inside |= Q(**{f"{field}__code__startswith": code})
    return inside


def users(
    scope: Scope, *, text: str = "", role: str = "", place: str = "", state: str = ""
) -> QuerySet[User]:
    """Accounts of people in a scope (systems have pages of their own), by name."""
    found = (
        User.objects.select_related("place").filter(at_places(scope), is_system=False).order_by("username")
    )
    if text:
        found = found.filter(Q(username__icontains=text) | Q(display_name__icontains=text))
    if role:
        found = found.filter(role=role)
    if place:
        found = found.filter(place__code__startswith=place)
    return found.filter(is_active=state != "shut") if state else found


def user(pk: int, scope: Scope) -> User | None:
    """One account of a person in a scope."""
    return User.objects.select_related("place").filter(at_places(scope), pk=pk, is_system=False).first()


def colleagues(user: User) -> QuerySet[User]:
    """Those to whom a user may lend duties (`rules.may_stand_in`)."""
    above = [user.place_id[:digits] for digits in (6, 9, 12) if digits < len(user.place_id)]
    near = (
        Q(role=user.role, place__code__startswith=user.place_id[:TOWN_DIGITS])
        | Q(place__in=above)
        | Q(place__code__startswith=user.place_id)
    )
    found = User.objects.filter(near, is_active=True, is_system=False, role__in=STANDS_IN[user.role])
    able = [one.pk for one in found.exclude(pk=user.pk) if may_stand_in(user, one)]
    return User.objects.filter(pk__in=able).order_by("display_name")


@dataclass(frozen=True)
class Seats:
    """A place with how many accounts it has."""

    place: Place
    accounts: int


def tree(scope: Scope) -> list[Seats]:
    """County, towns, sites and grids of a scope in the order of the tree, with the accounts at each; two queries."""
    counts = dict(
        User.objects.filter(at_places(scope), is_active=True, is_system=False)
        .order_by()
        .values_list("place")
        .annotate(n=Count("pk"))
    )
    places = places_within(scope.codes)
    shown = [place for place in places if place.level in (Level.COUNTY, Level.TOWN) or place.code in counts]
    wanted = {place.code for place in shown}
    return [
        Seats(place, counts.get(place.code, 0))
        for place in places
        if place.code in wanted or place.level != Level.GRID
    ]


def approvals(user: User, tab: str, on: date | None = None) -> QuerySet[Approval]:
    """Requests that a user may decide (open), made (mine), or that are decided; of others only for who may approve.

    With a day, what expired before it waits for nobody: it stands with the decided.
    """
    found = Approval.objects.select_related("asked_by", "decided_by", "place")
    if not user.may(Right.APPROVE):
        found = found.filter(asked_by=user)
    expired = Q(expires_on__lt=on) if on else Q(pk__in=())
    if tab == "mine":
        return found.filter(asked_by=user)
    if tab == "decided":
        return found.filter(~Q(decision=Decision.OPEN) | expired)
    if tab == "any":
        return found
    return found.filter(decision=Decision.OPEN).exclude(Q(asked_by=user) | expired)


def approval(pk: int, user: User) -> Approval | None:
    """One request in scope: the user's own, or any for who may approve."""
    return approvals(user, "mine" if not user.may(Right.APPROVE) else "any").filter(pk=pk).first()


def to_decide(user: User, on: date) -> QuerySet[Approval]:
    """Requests that wait for the user: open on the day, of others than the user and those who stand in for each other."""
    if not user.may(Right.APPROVE):
        return Approval.objects.none()
    lent = Delegation.objects.filter(Q(owner=user) | Q(delegate=user), start__lte=on, stop__gte=on)
    desks = {pk for pair in lent.values_list("owner", "delegate") for pk in pair}
    return approvals(user, "open", on).exclude(asked_by__in=desks)


def granted_to(user: User, on: date) -> QuerySet[Approval]:
    """Requests of the user that were granted and may be used on the day."""
    found = approvals(user, "mine").filter(decision=Decision.GRANTED, used_at__isnull=True)
    return found.filter(expires_on__gte=on)
