"""Who may stand where, who may stand in for whom, which posts are privileged. Pure: roles and place codes in, a word out."""

from anju.accounts.codes import (
    ALWAYS_NEEDS_SECOND_FACTOR,
    COUNTY_WIDE_NEEDS_SECOND_FACTOR,
    PRIVILEGES,
    ROLES,
    STANDS_AT,
    STANDS_IN,
)
from anju.regions.models import TOWN_DIGITS

COUNTY_DIGITS = 6


def covers(above: str, place: str) -> bool:
    """Whether a place lies at or below another one."""
    return place.startswith(above)


def stands_at(role: str, place: str) -> bool:
    """Whether a post of this role exists at places of this level."""
    return len(place) in STANDS_AT[role]


def may_stand_in(owner_role: str, owner_place: str, delegate_role: str, delegate_place: str) -> bool:
    """Whether the second may do the duties of the first during a leave.

    The same desk in the same town, or one above the other; the county's desks and whoever holds the keys or watches
    (administrator, auditor) are stood in for from the same level or from above only.
    """
    if delegate_role not in STANDS_IN[owner_role]:
        return False
    if owner_role in ALWAYS_NEEDS_SECOND_FACTOR or len(owner_place) <= COUNTY_DIGITS:
        return covers(delegate_place, owner_place)
    same_town = owner_role == delegate_role and owner_place[:TOWN_DIGITS] == delegate_place[:TOWN_DIGITS]
    return same_town or covers(owner_place, delegate_place) or covers(delegate_place, owner_place)


def needs_factor(role: str, place: str) -> bool:
    """Whether a post asks for the second factor: the county's desks, and administrators and auditors everywhere."""
    county_wide = len(place) <= COUNTY_DIGITS and role in COUNTY_WIDE_NEEDS_SECOND_FACTOR
    return county_wide or role in ALWAYS_NEEDS_SECOND_FACTOR


def privileged(role: str, place: str) -> bool:
    """Whether it takes two persons to hand out this post, or the means to get into it."""
    return len(place) <= COUNTY_DIGITS or bool(ROLES[role].rights & PRIVILEGES)
