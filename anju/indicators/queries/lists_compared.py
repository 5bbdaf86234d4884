"""Another office's list beside the records behind a figure: in both, only here and why, only there and why."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from anju.indicators.catalogue import Indicator
from anju.indicators.figures import RecordPage
from anju.indicators.queries.moves import set_of, why_not
from anju.indicators.queries.states import Reading, State, reading
from anju.kernel import identity
from anju.kernel.facts import Kind
from anju.kernel.refused import Refused
from anju.privacy.fields import search_digests
from anju.registry.models import Alias, Household, Membership, Person

LONGEST = 20_000
_NUMBER = re.compile(r"(?<!\d)\d{6}\s?\d{8}\s?\d{3}[\dXx](?!\d)")
_TELLING, _RARE, _HINTS = 0.8, 0.05, 3
_SAMPLE = 3_000


@dataclass(frozen=True)
class Line:
    """A line of their list: its number, what it says (numbers masked), the identity number in it."""

    at: int
    text: str
    number: str


@dataclass(frozen=True)
class Odd:
    """A line of theirs that our set does not hold, with the reason; `key` opens the record where there is one."""

    line: Line
    reason: str
    key: Any = None


@dataclass(frozen=True)
class Compared:
    """Both lists beside each other."""

    item: Indicator
    both: int
    ours: int
    theirs: int
    only_ours: tuple[Any, ...]
    only_theirs: tuple[Odd, ...]
    doubled: tuple[Line, ...]
    hints: tuple[str, ...]


def lines_of(text: str) -> list[Line]:
    """The lines that hold anything; raises Refused for a list that is too long or holds no identity number."""
    found = []
    for at, raw in enumerate(text.splitlines(), start=1):
        if raw.strip():
            number = _NUMBER.search(raw)
            shown = _NUMBER.sub(lambda one: f"{one[0][:6]}********{one[0][-4:]}", " ".join(raw.split()))[:80]
            found.append(Line(at, shown, identity.normalise(number[0]) if number else ""))
    if len(found) > LONGEST:
        raise Refused(f"名单超过 {LONGEST} 行，请分批比对。")
    if not any(line.number for line in found):
        raise Refused("名单里没有找到身份证号码。请粘贴含 18 位身份证号码的名单，一行一人。")
    return found


def compared(code: str, state: State, scope: str, lines: Sequence[Line], *, chinese: bool) -> Compared:
    """Compare; `scope` is a place that the viewer has. Raises Refused for figures whose records are not people or households."""
    item = set_of(state, code)
    with reading(state, item.dataset) as here:
        kind = here.dataset.links.get(item.key, "")
        if kind not in ("person", "household"):
            raise Refused(f"“{item.name_zh}”背后不是人员或户的名单，请直接比对数值。")
        keys = _keys_of(lines, kind, state)
        ours = here.keys(item, scope)
        first = _first_lines(lines, keys)
        missing = {key: line for key, line in first.items() if key not in ours}
        reasons = why_not(here, item, list(missing), scope, chinese=chinese)
        only_ours = tuple(sorted(ours - first.keys()))
        hints = tuple(_hints(here, item, only_ours, sorted(ours & first.keys()), chinese=chinese))
    odd = [Odd(line, reasons[key], key) for key, line in missing.items()]
    odd += [Odd(line, _unknown(line, chinese=chinese)) for line in lines if line.number not in keys]
    doubled = tuple(line for line in lines if line.number in keys and first[keys[line.number]] != line)
    return Compared(
        item, len(ours & first.keys()), len(ours), len(lines), only_ours, tuple(sorted(odd, key=lambda one: one.line.at)),
        doubled, hints,
    )  # fmt: skip


def _unknown(line: Line, *, chinese: bool) -> str:
    if not line.number:
        return "这一行没有身份证号码" if chinese else "no identity number in this line"
    if not identity.is_valid(line.number):
        return "身份证号码校验位不对" if chinese else "the check digit of the number is wrong"
    return "台账中没有这个号码（或不在您的辖区）" if chinese else "not in the ledger, or outside your places"


def _first_lines(lines: Sequence[Line], keys: Mapping[str, Any]) -> dict[Any, Line]:
    """The first line of each record."""
    found: dict[Any, Line] = {}
    for line in lines:
        if line.number in keys:
            found.setdefault(keys[line.number], line)
    return found


def _keys_of(lines: Sequence[Line], kind: str, state: State) -> dict[str, Any]:
    """Identity number → person or household of the day, as far as the viewer sees them; merged records count as one."""
    numbers = sorted({line.number for line in lines if line.number})
    digests = dict(zip(search_digests(numbers), numbers, strict=True))
    people = dict(Person.objects.filter(id_digest__in=digests).values_list("id_digest", "pk"))
    people |= dict(Alias.objects.filter(id_digest__in=digests).values_list("id_digest", "person_id"))
    found = {digests[digest]: person for digest, person in people.items()}
    if kind == "person":
        return found
    spells = Membership.objects.filter(person__in=found.values(), start__lte=state.on).order_by("start")
    households = dict(spells.values_list("person_id", "household_id"))
    known = set(Household.objects.filter(pk__in=households.values()).values_list("pk", flat=True))
    return {number: households[person] for number, person in found.items() if households.get(person) in known}


def _hints(
    here: Reading, item: Indicator, ours: Sequence[Any], both: Sequence[Any], *, chinese: bool
) -> Iterator[str]:
    """What nearly all of those that only we have share, and those in both hardly ever do."""
    if len(ours) < 3 or not both:
        return
    left, right = _shares(here, item, ours[:_SAMPLE]), _shares(here, item, both[:_SAMPLE])
    telling = [
        (share, column, value)
        for (column, value), share in left.items()
        if share >= _TELLING and right.get((column, value), 0) <= _RARE
    ]
    for share, column, value in sorted(telling, reverse=True)[:_HINTS]:
        fact = here.dataset.columns[column]
        shown = dict(fact.choices).get(value, value)
        if chinese:
            yield f"只有我们有的记录中 {share:.0%} 的“{fact.zh}”为“{_yes(shown)}”，双方都有的极少如此"
        else:
            yield f"{share:.0%} of those that only we have: “{fact.en}” is “{shown}”, hardly any of those in both"


def _yes(value: Any) -> str:
    return ("是" if value else "否") if isinstance(value, bool) else str(value)


def _shares(here: Reading, item: Indicator, keys: Sequence[Any]) -> dict[tuple[str, Any], float]:
    """Share of the records with each value of the coded columns."""
    page, order = here.listed(item.key, keys)
    names = [name for name, _zh, _en in page.columns]
    coded = [
        n for n, name in enumerate(names)
        if here.dataset.columns[name].choices or here.dataset.columns[name].kind is Kind.BOOL or name == "place_name"
    ]  # fmt: skip
    counted = Counter((names[n], row[n]) for row in page.rows for n in coded)
    return {found: count / len(order) for found, count in counted.items()} if order else {}


def only_ours(found: Compared, state: State, keys: Sequence[Any]) -> RecordPage:
    """Records that only we have, masked, as the state shows them."""
    with reading(state, found.item.dataset) as here:
        return here.listed(found.item.key, keys)[0]
