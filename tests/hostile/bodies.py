"""A body for each operation that writes, good enough to be done: so that a refusal is one of right or place, and no slip.

`before` brings about what the operation needs (a ledger that was handed in); it is taken back with the rest.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from anju.accounts.codes import RoleName
from anju.accounts.scope import Scope, acting
from anju.duplicates import actions as duplicates
from anju.employment import actions as employment
from anju.employment.actions import LineChange
from anju.employment.models import Line
from anju.registry.models import Allocation
from tests import builders
from tests.hostile import world as worlds
from tests.hostile.world import Side

Body = Callable[[Side], dict[str, Any]]
ALL = frozenset({RoleName.BUREAU, RoleName.TOWN, RoleName.CLERK})


def nothing(side: Side) -> None:
    """The operation needs nothing before."""


@dataclass(frozen=True)
class Call:
    """What is sent, what it needs before, whose desk can do it on the near side, and what it is told elsewhere."""

    body: Body = field(default=lambda side: {})
    before: Callable[[Side], None] = nothing
    by: frozenset[RoleName] = ALL
    file: bool = False


def notice(**more: Body | Any) -> Body:
    """The notice of a change of today, at the version of the household, with what else it says of the side."""

    def body(side: Side) -> dict[str, Any]:
        home = side["household"]
        home.refresh_from_db()
        said = {name: value(side) if callable(value) else value for name, value in more.items()}
        return {
            "day": timezone.localdate().isoformat(),
            "version": home.version,
            "reason": "群众报告",
            "later": "材料下周补交",
        } | said

    return body


def other(side: Side) -> int:
    """The spouse."""
    return int(side["other"].pk)


def others(side: Side) -> list[int]:
    """The spouse alone."""
    return [other(side)]


def newcomer(side: Side) -> dict[str, str]:
    """Somebody who is not in the ledger yet."""
    return {"name": "新来人", "id_number": builders.id_number()}


def elder(side: Side) -> dict[str, str]:
    """Somebody older than the head, not in the ledger yet."""
    return {"name": "新来老人", "id_number": builders.id_number(date(1950, 1, 2))}


def child(side: Side) -> dict[str, str]:
    """Somebody born today."""
    return {"name": "新生儿", "id_number": builders.id_number(timezone.localdate())}


def say(side: Side) -> dict[str, Any]:
    """A reason."""
    return {"why": "核对信息"}


def _acting(act: Callable[[], Any]) -> None:
    with acting(scope=Scope.everything(), actor="somebody"):
        act()


def _different(side: Side) -> None:
    today = timezone.localdate()
    _acting(lambda: duplicates.mark_different(pairs=[side["pair"].pk], why="核对过", by="somebody", on=today))


def _changed(side: Side) -> None:
    line = side["line"]
    line.refresh_from_db()
    told = LineChange(what="income", source="phone", income_fen=300_000)
    _acting(
        lambda: employment.change_line(
            line=line.pk, version=line.version, change=told, by="somebody", on=timezone.localdate()
        )
    )


def _confirmed(side: Side) -> None:
    lines = list(Line.objects.filter(ledger=side["ledger"]).values_list("pk", flat=True))
    _acting(
        lambda: employment.confirm_unchanged(
            ledger=side["ledger"].pk, lines=lines, source="phone", by="somebody", on=timezone.localdate()
        )
    )


def _handed_in(side: Side) -> None:
    _confirmed(side)
    _acting(
        lambda: employment.hand_in(
            ledger=side["ledger"].pk, by="somebody", on=timezone.localdate(), check=lambda *_, **__: []
        )
    )


def _no_merge(side: Side) -> None:
    """Nobody has asked to merge the pair yet."""
    type(side["merge"]).objects.filter(pk=side["merge"].pk).delete()


def _no_request(side: Side) -> None:
    """Nobody has asked about the booklet yet."""
    type(side["request"]).objects.filter(pk=side["request"].pk).delete()


def _told_apart(side: Side) -> None:
    _no_merge(side)
    _different(side)


def line(**more: Any) -> Body:
    """What is said of a line, at its version."""

    def body(side: Side) -> dict[str, Any]:
        side["line"].refresh_from_db()
        return {"version": side["line"].version} | more

    return body


def _seen_line(side: Side) -> dict[str, Any]:
    """One line as it was seen."""
    seen = side["line"]
    seen.refresh_from_db()
    return {"source": "phone", "lines": [{"id": seen.pk, "version": seen.version}]}


def _joining(side: Side) -> dict[str, Any]:
    return {"other": side["second"].pk, "relations": [{"person": side["guest"].pk, "relation": "other"}]}


def _allocated(side: Side) -> None:
    """The flat was given to the household, its keys not yet handed over."""
    _acting(
        lambda: Allocation.objects.create(
            place_id=side.place, flat=side["flat"], household=side["household"], start=worlds.DAY
        )
    )


def today() -> str:
    return timezone.localdate().isoformat()


REVIEWERS = frozenset({RoleName.BUREAU, RoleName.TOWN})
CALLS: Mapping[str, Call] = {
    "api/v1/persons/<pk>/reveal/": Call(say),
    "api/v1/households/<pk>/birth/": Call(notice(child=child, relation="son")),
    "api/v1/households/<pk>/death/": Call(notice(person=other)),
    "api/v1/households/<pk>/marriage-in/": Call(notice(newcomer=newcomer, relation="son_wife")),
    "api/v1/households/<pk>/arrival/": Call(notice(newcomer=elder, relation="father")),
    "api/v1/households/<pk>/marriage-out/": Call(notice(person=other)),
    "api/v1/households/<pk>/departure/": Call(notice(persons=others)),
    "api/v1/households/<pk>/rehousing/": Call(notice(flat=lambda side: side["flat"].pk)),
    "api/v1/households/<pk>/split/": Call(notice(persons=others, head=other)),
    "api/v1/households/<pk>/merge/": Call(lambda side: notice()(side) | _joining(side)),
    "api/v1/households/<pk>/head/": Call(
        lambda side: notice(head=other)(side) | {"relations": [{"person": side["person"].pk, "relation": "spouse"}]}
    ),
    "api/v1/households/<pk>/state/": Call(notice(person=other, health="chronic")),
    "api/v1/households/<pk>/correction/": Call(notice(person=other, phone="13911112222")),
    "api/v1/changes/<pk>/revert/": Call(lambda side: {"version": notice()(side)["version"], "why": "登记错了"}),
    "api/v1/ledgers/<pk>/confirm/": Call(_seen_line),
    "api/v1/lines/<pk>/change/": Call(line(what="income", source="phone", income_fen=300_000)),
    "api/v1/lines/<pk>/undo/": Call(line(), _changed),
    "api/v1/ledgers/<pk>/hand-in/": Call(before=_confirmed),
    "api/v1/ledgers/<pk>/return/": Call(lambda side: {"reason": "请补电话"}, _handed_in, REVIEWERS),
    "api/v1/ledgers/<pk>/accept/": Call(before=_handed_in, by=REVIEWERS),
    "api/v1/month-openings/": Call(lambda side: {"month": str(worlds.MONTH.plus(1))}, by=frozenset({RoleName.BUREAU})),
    "api/v1/findings/run/": Call(),
    "api/v1/findings/<pk>/accept/": Call(say, by=REVIEWERS),
    "api/v1/duplicate-searches/": Call(by=REVIEWERS),
    "api/v1/duplicates/<pk>/different/": Call(say, _no_merge, REVIEWERS),
    "api/v1/duplicates/<pk>/reopen/": Call(before=_told_apart, by=REVIEWERS),
    "api/v1/duplicates/<pk>/merge/": Call(
        lambda side: {"survivor": side["pair"].first, "why": "同一人"}, _no_merge, REVIEWERS
    ),
    "api/v1/merges/<pk>/undo/": Call(say, by=frozenset()),  # the merge of the small world waits
    "api/v1/persons/<pk>/removal/": Call(say),
    "api/v1/households/<pk>/booklet/": Call(
        lambda side: {"kind": "issue", "applicant": side["person"].pk, "members": [side["person"].pk],
                      "reason": "搬迁入住", "to_address": "新楼3号"}, _no_request),
    "api/v1/booklet-requests/<pk>/confirm/": Call(by=REVIEWERS),
    "api/v1/booklet-requests/<pk>/refuse/": Call(say, by=REVIEWERS),
    "api/v1/ledgers/<pk>/newcomers/": Call(),
    "api/v1/persons/<pk>/support/<kind>/": Call(lambda side: {"start": today(), "amount_fen": 5_000_000}),
    "api/v1/support/<kind>/<pk>/": Call(lambda side: {"version": side["loan"].version, "amount_fen": 2}),
    "api/v1/support/<kind>/<pk>/remove/": Call(lambda side: {"version": side["loan"].version}),
    "api/v1/months/<month>/reminders/": Call(by=REVIEWERS),
    "api/v1/flats/<pk>/occupation/": Call(lambda side: {"state": "occupied", "how": "visit", "day": today()}),
    "api/v1/flats/<pk>/hand-over/": Call(lambda side: {"day": today()}, _allocated),
    "api/v1/households/<pk>/reclamation/": Call(lambda side: {"demolished_on": today(), "area_m2": "133.50"}),
    "api/v1/sites/<code>/grids/": Call(lambda side: {"serial": 9, "name": "九号网格", "kind": "basic"}),
    "api/v1/sites/<code>/grid-buildings/": Call(
        lambda side: {"grid": "", "buildings": [side["flat"].building_id]}
    ),
    "api/v1/verifications/": Call(
        lambda side: {"day": str(worlds.DAY), "document": "平发改〔2021〕1号", "programme": "fyp13"},
        by=frozenset({RoleName.BUREAU}),
    ),
    "api/v1/imports/": Call(
        lambda side: {"file": SimpleUploadedFile("a.xlsx", b"PK\x03\x04 no workbook")}, file=True
    ),
    "api/v1/imports/<pk>/apply/": Call(lambda side: {"rows": "good"}),
    "api/v1/imports/<pk>/drop/": Call(),
    "api/v1/indicator-definitions/": Call(
        lambda side: {"name": "成年人口", "unit": "人", "task": "services", "kind": "stock", "definition": "当日年满18周岁的人。",
                      "owner": "县发改局", "legal_basis": "本县工作需要", "why": "试验", "since": "2021-09-01",
                      "count": {"of": "person", "key": "person", "where": "age >= 18"}},
        by=frozenset({RoleName.BUREAU}),
    ),
    "api/v1/proposals/<pk>/reply/": Call(
        lambda side: {"month": str(worlds.MONTH), "on": timezone.localdate().isoformat()},
        by=frozenset(),  # no proposal in the small world
    ),
}  # fmt: skip
