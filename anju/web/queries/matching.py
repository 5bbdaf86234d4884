"""What somebody typed into a search box, as conditions on persons, the likeliest first.

Numbers are found by their digests, or by the end that the mask leaves open; the database never sees them whole.
"""

import re
from collections.abc import Sequence
from functools import reduce
from operator import or_
from typing import Any

import polars as pl
from django.db.models import Q, QuerySet
from django.db.models.functions import Right

from anju.intake import pinyin
from anju.kernel import identity
from anju.kernel.identity import normalise
from anju.privacy.fields import search_digest
from anju.registry import queries as registry
from anju.registry.models import Alias, Flat, Household, Membership, Person

ID_LENGTH, OLD_LENGTH, TAIL, LONG_TAIL = 18, 15, 4, 6
PHONE = range(10, 13)
LONGEST, MOST_OF_A_TAIL, MOST_FLATS = 60, 500, 20
_CONTROL = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")
_LATIN = re.compile(r"[a-z]+")
_CHINESE = re.compile(r"[\u3400-\u9fff\U00020000-\U000323af·]+")
_SPACES = re.compile(r"[\s'’\-·.]+")
_DASHES = re.compile(r"[－–—―‐‑﹣/／\\]")
_FLAT = re.compile(
    r"(?P<site>[^\d]*?)(?P<building>\d{1,3})(?:号楼|栋|幢|座|号|楼|#|-)(?:(?P<unit>\d{1,2})(?:单元|-))?(?P<room>\d{2,5})[室号]?"
)
_BUILDINGS, _UNITS, _ROOMS = (
    ("{}", "{}号楼", "{}栋", "{}幢", "{}座", "{}号", "{}#"),
    ("{}", "{}单元"),
    ("{}", "{}室"),
)


def typed(text: str) -> str:
    """A text as it is searched: no signs that the database cannot hold, no longer than a person types."""
    return _CONTROL.sub(" ", text[: LONGEST * 4]).strip()[:LONGEST].strip()


def matching(text: str) -> Q:
    """Persons whom the text may mean."""
    return reduce(or_, stages(text), Q(pk__in=()))


def matching_then(text: str) -> Q:
    """The same among people as their place knew them (`PersonThen`): no phone, for that is today's."""
    tidy = typed(text)
    number = normalise(tidy)
    if number[:-1].isdigit() and not _CHINESE.search(tidy):
        return exactly(tidy) | Q(id_masked__endswith=number[-TAIL:] if len(number) == TAIL else "?")
    squeezed = _SPACES.sub("", tidy).lower()
    if _LATIN.fullmatch(squeezed):
        return reduce(or_, _sounding(squeezed), Q(pk__in=()))
    return reduce(or_, _named(squeezed), Q(pk__in=())) if squeezed else Q(pk__in=())


def exactly(text: str) -> Q:
    """People by their whole name or whole identity number, new or old: what an index answers at once."""
    tidy = typed(text)
    number = normalise(tidy)
    if number[:-1].isdigit() and len(number) in (ID_LENGTH, OLD_LENGTH):
        return Q(id_digest__in=[search_digest(one) for one in registry.spellings(number)])
    return Q(name=_SPACES.sub("", tidy)) if tidy else Q(pk__in=())


def stages(text: str) -> Sequence[Q]:
    """Conditions for the text, those that fit best first."""
    tidy = typed(text)
    number = normalise(tidy)
    if not tidy:
        return ()
    if number and number[0].isdigit() and number[:-1].isdigit() and not _CHINESE.search(tidy):
        return [*_numbered(number), *_housed(tidy)]
    squeezed = _SPACES.sub("", tidy).lower()
    if not squeezed:
        return ()
    if _LATIN.fullmatch(squeezed):
        return [*_sounding(squeezed), _in_household(number)]
    if _FLAT.fullmatch(_door(tidy)):
        return _housed(tidy)
    if _LATIN.search(squeezed) and _CHINESE.search(squeezed) and not re.search(r"\d", squeezed):
        return _mixed(squeezed)
    return _named(squeezed) if not number else [_in_household(number)]


def _named(name: str) -> list[Q]:
    begun = Q(name__startswith=name)
    if len(name) == 1 and not any(surname.startswith(name) for surname in pinyin.COMPOUND):
        begun &= Q(pinyin__startswith=_keys(name)[0])  # read in the order of the index, from here on
    return [Q(name=name), begun, Q(name__contains=name)]


def _numbered(number: str) -> list[Q]:
    """By ID number, new or old, by phone, by the end of either, by household number."""
    found = [_in_household(number)]
    if len(number) == ID_LENGTH:
        old = identity.shortened(number)
        found.insert(0, _digest(number) | _digest(old) if old else _digest(number))
    if len(number) == OLD_LENGTH and number.isdigit():
        found.insert(0, _digest(identity.renewed(number)) | _digest(number))
    if len(number) in PHONE and number.isdigit():
        found.insert(0, Q(phone_digest=search_digest(number)))
    if len(number) == TAIL:
        found.insert(
            0, Q(pk__in=_ending("id_masked", number).union(_ending("phone_masked", number), all=True))
        )
    if len(number) == LONG_TAIL:
        tails = _ending("id_masked", number[-TAIL:]).values_list("pk", "id_number")[:MOST_OF_A_TAIL]
        found.insert(0, Q(pk__in=[pk for pk, whole in tails if str(whole).endswith(number)]))
    return found


def _digest(number: str) -> Q:
    return registry.numbered(search_digest(number))


def _ending(column: str, tail: str) -> QuerySet[Person, Any]:
    """Ids of persons whose number ends so: the mask leaves its last four open, and they are indexed."""
    people = Person.objects.filter(registry.within())
    return people.annotate(tail=Right(column, TAIL)).filter(tail=tail).order_by().values("pk")


def _sounding(letters: str) -> list[Q]:
    """Full pinyin or initials, or a surname in full and the rest as initials; names with two readings hold both."""
    whole = Q(initials=letters) | Q(pinyin=letters)
    begun = Q(pinyin__startswith=letters)
    short = Q(initials__startswith=letters) if 1 < len(letters) < 5 else Q()
    for cut in range(2, min(7, len(letters))):
        if letters[:cut] in SURNAMES:
            short |= Q(pinyin__startswith=letters[:cut], initials__startswith=letters[0] + letters[cut:])
    second = Q(pinyin__contains=" ") & (
        Q(initials__endswith=f" {letters}") | Q(pinyin__contains=f" {letters}")
    )
    return [one for one in (whole, begun, short, second) if one]


def _mixed(text: str) -> list[Q]:
    """Characters and letters in one word: zs三, 张s, zhang三."""
    runs = re.findall(r"[a-z]+|[^a-z]+", text)
    read = [(run, *_keys(run)) for run in runs if not _LATIN.fullmatch(run)]
    sounds = {run: (sound, short) for run, sound, short in read}
    full = "".join(sounds[run][0] if run in sounds else run for run in runs)
    short = "".join(sounds[run][1] if run in sounds else run for run in runs)
    written = reduce(lambda one, run: one & Q(name__contains=run), sounds, Q())
    if not _LATIN.fullmatch(runs[0]):
        written &= Q(name__startswith=runs[0])
    heard = Q(pinyin__startswith=full) | Q(initials__startswith=short)
    second = Q(pinyin__contains=" ") & (Q(pinyin__contains=f" {full}") | Q(initials__contains=f" {short}"))
    return [written & heard, written & second]


def _keys(run: str) -> tuple[str, str]:
    """Sound and initials of characters; of two readings the first."""
    sound, short = pinyin.keys(pl.Series([run])).row(0)
    return (sound or "").split(" ")[0], (short or "").split(" ")[0]


def _in_household(number: str) -> Q:
    return Q(
        pk__in=list(
            Membership.objects.filter(household__number=number).values_list("person", flat=True)[
                :MOST_OF_A_TAIL
            ]
        )
    )


def _housed(text: str) -> list[Q]:
    """Who lives in the flats that the text names."""
    homes = [flat.pk for flat in flats(text)]
    if not homes:
        return []
    households = Household.objects.filter(flat__in=homes, stop__isnull=True).values("pk")
    return [
        Q(
            pk__in=list(
                Membership.objects.filter(household__in=households, stop__isnull=True).values_list(
                    "person", flat=True
                )
            )
        )
    ]


def _door(text: str) -> str:
    wide = text.translate({0xFF10 + digit: str(digit) for digit in range(10)})
    return re.sub(r"\s+", "", _DASHES.sub("-", wide))


def flats(text: str) -> list[Flat]:
    """Flats by building, unit and room as people write them: 3-2-501, 3栋2单元501, 3号楼501室, a site's name before it."""
    read = _FLAT.fullmatch(_door(typed(text)))
    if not read:
        return []
    wanted = {
        "building__number__in": [form.format(read["building"]) for form in _BUILDINGS],
        "room__in": [form.format(read["room"]) for form in _ROOMS],
    }
    if read["unit"]:
        wanted["unit__in"] = [form.format(read["unit"]) for form in _UNITS]
    found = Flat.objects.filter(**wanted).select_related("building", "place").order_by("place", "pk")
    return list((found.filter(place__name__contains=read["site"]) if read["site"] else found)[:MOST_FLATS])


def former(text: str) -> list[int]:
    """Ids of persons who had a name on a record that was merged into theirs."""
    return list(Alias.objects.filter(name=typed(text)).values_list("person_id", flat=True)[:MOST_FLATS])


# Syllables that are surnames of the hundred most frequent and of this province: where a name in letters may be cut.
SURNAMES = frozenset(
    "wang li zhang liu chen yang huang zhao wu zhou xu sun ma zhu hu guo he gao lin luo zheng liang xie song tang feng "
    "yu dong xiao cheng cao yuan deng fu shen zeng peng lv lu su jiang cai jia ding wei xue ye yan pan du dai xia zhong "
    "tian ren fan fang shi yao tan liao zou xiong jin hao kong bai cui kang mao qiu qin gu hou shao meng long wan duan "
    "lei qian yin chang qiao lai gong pang zhuang ke ai ni mu pei qi niu lan ouyang shangguan zhuge situ bi bo bian chai "
    "chu ge gan geng han hua huo ji jing ju kou kuang lang lian ling lou mei miao min mo nie ning ou ping pu qu quan rao "
    "rong ruan ruo sang sha shan shang shu shui si tao tong tu wen weng xi xiang xin xing xuan yi ying you yue yun zha "
    "zhan zhen zhi zi zong zuo".split()
)
