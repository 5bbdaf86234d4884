"""Reading accounts: whose duties somebody does, sessions, lists for the administrator, approvals."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from anju.accounts.codes import Decision, Right
from anju.accounts.models import Approval, Delegation, Desk, User
from anju.regions.models import TOWN_DIGITS, Level, Place


def lenders(user: User, on: date) -> list[User]:
    """Colleagues whose duties a user does on a day: those whose accounts are open."""
    held = Delegation.objects.filter(delegate=user, start__lte=on, stop__gte=on, owner__is_active=True)
    return [one.owner for one in held.select_related("owner")]


def desk_of(key: str | None) -> Desk | None:
    """The session that the log-in made, None for others."""
    return Desk.objects.filter(key=key).first() if key else None


def users(*, text: str = "", role: str = "", place: str = "", state: str = "") -> QuerySet[User]:
    """Accounts of people (systems have pages of their own), by name."""
    found = User.objects.select_related("place").filter(is_system=False).order_by("username")
    if text:
        found = found.filter(Q(username__icontains=text) | Q(display_name__icontains=text))
    if role:
        found = found.filter(role=role)
    if place:
        found = found.filter(place__code__startswith=place)
    return found.filter(is_active=state != "shut") if state else found


def user(pk: int) -> User | None:
    """One account of a person."""
    return User.objects.select_related("place").filter(pk=pk, is_system=False).first()


def colleagues(user: User) -> QuerySet[User]:
    """Those to whom a user may lend duties: of the same post in the same town, or above and below the own place."""
    above = [user.place_id[:digits] for digits in (6, 9, 12) if digits < len(user.place_id)]
    near = (
        Q(role=user.role, place__code__startswith=user.place_id[:TOWN_DIGITS])
        | Q(place__in=above)
        | Q(place__code__startswith=user.place_id)
    )
    return (
        User.objects.filter(near, is_active=True, is_system=False)
        .exclude(pk=user.pk)
        .order_by("display_name")
    )


@dataclass(frozen=True)
class Seats:
    """A place with how many accounts it has."""

    place: Place
    accounts: int


def tree() -> list[Seats]:
    """County, towns, sites and grids in the order of the tree, with the accounts at each; two queries."""
    counts = dict(
        User.objects.filter(is_active=True, is_system=False)
        .order_by()
        .values_list("place")
        .annotate(n=Count("pk"))
    )
    places = Place.objects.order_by("code")
    shown = [place for place in places if place.level in (Level.COUNTY, Level.TOWN) or place.code in counts]
    wanted = {place.code for place in shown}
    return [
        Seats(place, counts.get(place.code, 0))
        for place in places
        if place.code in wanted or place.level != Level.GRID
    ]


def approvals(user: User, tab: str, on: date | None = None) -> QuerySet[Approval]:
    """Requests that a user may decide (open), made (mine), or that are decided.

    With a day, what expired before it waits for nobody: it stands with the decided.
    """
    found = Approval.objects.select_related("asked_by", "decided_by", "place")
    expired = Q(expires_on__lt=on) if on else Q(pk__in=())
    if tab == "mine":
        return found.filter(asked_by=user)
    if tab == "decided":
        return found.filter(~Q(decision=Decision.OPEN) | expired)
    return found.filter(decision=Decision.OPEN).exclude(Q(asked_by=user) | expired)


def approval(pk: int) -> Approval | None:
    """One request in scope."""
    return Approval.objects.select_related("asked_by", "decided_by", "place").filter(pk=pk).first()


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
