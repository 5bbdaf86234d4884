"""Server time of the search box, at the size of the ledger that is there: what people type, mixed."""

from collections.abc import Sequence
from urllib.parse import quote

from django.db.models.functions import Substr
from django.test import Client

from anju.accounts.codes import RoleName
from anju.accounts.scope import Scope, acting
from anju.bench.pages import _client, _measure
from anju.bench.report import Line
from anju.kernel.refused import Refused
from anju.registry.models import Flat, Household, Person

REQUESTS = 5
EVERY = 9_001  # so that persons are taken from all over the ledger
LIMIT = 50
DESKS = {RoleName.BUREAU: "county", RoleName.TOWN: "town", RoleName.CLERK: "community"}


def texts() -> list[str]:
    """What people type, out of persons of this ledger: names, sounds, numbers, flats, and things that are not there."""
    with acting(scope=Scope.everything(), actor="bench"):
        people = list(
            Person.objects.annotate(given=Substr("name", 2)).exclude(pinyin="").order_by("pk")[::EVERY]
        )
        homes = list(Flat.objects.select_related("building", "place").order_by("pk")[::EVERY])
        household = Household.objects.order_by("pk").first()
    if not people or household is None:
        raise Refused("台账中没有人员。请先运行 anju demo。")
    found = [household.number, "王", "wang", "w", "%", "查无此人", "安置区", "社区", "x" * 60]
    for one in people:
        sound = one.pinyin.split(" ")[0]
        found += [
            one.name, one.name[:2], one.given, sound, sound[:-1], one.initials.split(" ")[0], f"{one.initials[:1]}{one.name[-1:]}",
            one.id_number, one.id_number[-4:], one.id_number[-6:],
        ]  # fmt: skip
        found += [one.phone, one.phone[-4:]] if one.phone else []
    for home in homes:
        found += [
            f"{home.building.number}{home.unit}单元{home.room}",
            f"{home.place.name}{home.building.number}-{home.unit}-{home.room}",
        ]
    return list(dict.fromkeys(filter(None, found)))


def run(rounds: int) -> list[Line]:
    """The search page and the list below the box, for a desk of the county, of a town and of a community."""
    times = max(rounds, REQUESTS)
    typed = [quote(text) for text in texts()]
    return [line for role, of in DESKS.items() for line in _of_desk(_client(role), of, typed, times)]


def _of_desk(client: Client, of: str, typed: Sequence[str], times: int) -> list[Line]:
    page = _measure(client, [f"/search/?q={text}" for text in typed], times)
    below = _measure(client, [f"/search/suggest/?q={text}" for text in typed], times)
    note = f"{len(typed)} texts"
    return [
        Line(f"search in a {of}, mixed texts, p95", page, "ms", LIMIT, note=note),
        Line(f"suggestions while typing in a {of}, p95", below, "ms", LIMIT, note=note),
    ]
