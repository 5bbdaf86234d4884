"""Looking for pairs: what the ledger says now is compared with the pairs that are known."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import polars as pl
from django.db import connection, transaction
from django.urls import reverse

from anju.accounts.codes import Right
from anju.duplicates import rules
from anju.duplicates.codes import PairState
from anju.duplicates.models import Pair
from anju.duplicates.queries.people import other_numbers, people
from anju.jobs import actions as jobs
from anju.jobs.models import Job
from anju.kernel.stored import stored
from anju.regions.models import SITE_DIGITS, TOWN_DIGITS
from anju.tasks.actions import NewTask, raise_tasks, settle_all
from anju.tasks.codes import TaskKind

RUN = "duplicates.find"
COUNTY_DIGITS = 6
_LOCK = 61_0926_15  # one run at a time
_FIELDS = ("place", "reasons", "score", "state", "found_on")


@dataclass(frozen=True)
class Found:
    """What a run did: pairs that are new, that no longer hold, and how many wait for somebody."""

    new: int
    closed: int
    open: int


def ask_run(*, place: str, by: str) -> Job:
    """Queue a run over everything below a place."""
    return jobs.start(kind=RUN, title=stored("查找疑似重复人员"), arguments={}, place=place, by=by)


@transaction.atomic
def find(*, on: date, by: str) -> Found:
    """Compare everybody in scope with everybody; decided pairs stay decided, open ones that no longer hold are closed."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [_LOCK])
    everybody = people()
    suspected = _placed(rules.suspicions(everybody, other_numbers()), everybody)
    known = {(pair.first, pair.second): pair for pair in Pair.objects.select_for_update(of=("self",))}
    fresh = [Pair(**words, found_on=on) for key, words in suspected.items() if key not in known]
    Pair.objects.bulk_create(fresh, ignore_conflicts=True)
    changed = [pair for key, words in suspected.items() if key in known and _again(known[key], words, on)
               for pair in (known[key],)]  # fmt: skip
    gone = [pair for key, pair in known.items() if key not in suspected and pair.state == PairState.OPEN]
    for pair in gone:
        pair.state = PairState.CLOSED
    Pair.objects.bulk_update([*changed, *gone], _FIELDS)
    tell(on=on, by=by)
    return Found(len(fresh), len(gone), Pair.objects.filter(state=PairState.OPEN).count())


def _again(pair: Pair, words: Mapping[str, object], on: date) -> bool:
    """Bring a known pair up to date; False where nothing is to be written."""
    if pair.state not in (PairState.OPEN, PairState.CLOSED):
        return False
    said = {"place_id": words["place_id"], "reasons": words["reasons"], "score": words["score"]}
    same = pair.state == PairState.OPEN and all(getattr(pair, name) == value for name, value in said.items())
    if pair.state == PairState.CLOSED:
        pair.state, pair.found_on = PairState.OPEN, on
    for name, value in said.items():
        setattr(pair, name, value)
    return not same


def _placed(suspected: pl.DataFrame, everybody: pl.DataFrame) -> dict[tuple[int, int], dict[str, object]]:
    """The pairs by their ids, each with the smallest place that holds both."""
    places = dict(everybody.select("id", "place").iter_rows())
    return {
        (first, second): {
            "first": first, "second": second, "reasons": reasons, "score": score,
            "place_id": common(places[first], places[second]),
        }
        for first, second, reasons, score in suspected.select("first", "second", "reasons", "score").iter_rows()
    }  # fmt: skip


def common(one: str, other: str) -> str:
    """The smallest place that holds both: their site, their town, or the county."""
    for digits in (SITE_DIGITS, TOWN_DIGITS):
        if one[:digits] == other[:digits]:
            return one[:digits]
    return one[:COUNTY_DIGITS]


def tell(*, on: date, by: str) -> None:
    """A task for each place that has pairs to look at, and none for the others."""
    waiting = set(
        Pair.objects.filter(state=PairState.OPEN).order_by().values_list("place_id", flat=True).distinct()
    )
    every = set(Pair.objects.order_by().values_list("place_id", flat=True).distinct())
    raise_tasks(
        [
            NewTask(
                TaskKind.DUPLICATES, f"place:{place}", place, Right.RESOLVE_DUPLICATES,
                stored("有疑似重复人员待核对"), f"{reverse('duplicates')}?place={place}",
            )
            for place in sorted(waiting)
        ],
        on=on,
        by=by,
    )  # fmt: skip
    done = [f"place:{place}" for place in every - waiting]
    settle_all(kind=TaskKind.DUPLICATES, subjects=done, on=on, by=by, outcome=stored("已全部核对"))
