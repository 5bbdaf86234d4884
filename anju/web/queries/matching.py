"""What somebody typed into a search box, as a condition on persons: name, pinyin, ID, phone, household number."""

import re

from django.db.models import Q

from anju.kernel.identity import normalise
from anju.privacy.fields import search_digest
from anju.registry.models import Membership

ID_LENGTH, PHONE_LENGTH, TAIL = 18, 11, 4
_LETTERS = re.compile(r"[a-z]+")
_SPACES = re.compile(r"[\s\-·.]+")


def matching(text: str) -> Q:
    """Persons whom the text may mean. Numbers are found by their digests; the database never sees them open."""
    tidy = normalise(text)
    if len(tidy) == ID_LENGTH and tidy[:17].isdigit():
        return Q(id_digest=search_digest(tidy))
    if len(tidy) == PHONE_LENGTH and tidy.isdigit() and tidy.startswith("1"):
        return Q(phone_digest=search_digest(tidy))
    if len(tidy) == TAIL and tidy[:3].isdigit():
        return Q(id_masked__endswith=tidy) | _in_household(text)
    letters = _SPACES.sub("", text.lower())
    if _LETTERS.fullmatch(letters):
        return _sounds_like(letters)
    return _in_household(text) if tidy and tidy == text.strip().upper() else Q(name__contains=text.strip())


def _sounds_like(letters: str) -> Q:
    """Full pinyin from its beginning, or the initials; names with two readings hold both, a space between."""
    found = Q(initials=letters) | Q(initials__startswith=f"{letters} ") | Q(initials__endswith=f" {letters}")
    if len(letters) > 1:
        found |= Q(pinyin__startswith=letters) | Q(pinyin__contains=f" {letters}")
    return found


def _in_household(number: str) -> Q:
    return Q(pk__in=Membership.objects.filter(household__number=number.strip().upper()).values("person"))
