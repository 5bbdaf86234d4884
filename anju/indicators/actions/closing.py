"""Closing a month (结账): the facts as files, the figures of every place, one act in the chain."""

import shutil
import uuid
from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import polars as pl
from django.conf import settings
from django.db import connection

from anju import __version__
from anju.accounts.scope import Scope, acting
from anju.audit.actions import record
from anju.audit.models import Act
from anju.indicators import counting, snapshot, values
from anju.indicators.catalogue import Catalogue
from anju.indicators.crosschecks import Break, broken, value_in
from anju.indicators.datasets import DATASETS
from anju.indicators.models import Close
from anju.indicators.queries.definitions import catalogue
from anju.indicators.queries.preflight import before_of
from anju.kernel.month import Month
from anju.kernel.refused import Refused
from anju.regions.models import Level, Place

_CLOSE_LOCK = 61_0927
Told = Callable[[int, int, str], None]
"""Hears how far the work is: steps done, of how many, the step at hand."""


def _silent(_done: int, _total: int, _words: str) -> None:
    """Nobody listens."""


def _version(month: Month, reason: str) -> int:
    """The version of the new close; raises Refused out of order or without reason."""
    version = Close.objects.filter(month=month.first).count() + 1
    if version > 1 and not reason:
        raise Refused(f"{month} 已结账。更正已结账月份必须写明原因，原版本保留不变。")
    last = Close.objects.order_by("-month", "-version").first()
    if version == 1 and last and Month.of(last.month).plus(1) != month:
        expected = Month.of(last.month).plus(1)
        raise Refused(f"结账须按月连续进行：下一个应结账的月份是 {expected}，不是 {month}。")
    return version


def _newest_written() -> Close | None:
    """The close that was made last, to which the new one is linked."""
    return Close.objects.order_by("-id").first()


class _Making:
    """One close while it is made: its row, its folder that nobody reads yet, the definitions in force."""

    def __init__(self, close: Close, part: Path, told: Told) -> None:
        self.close, self.part, self.told = close, part, told
        self.month = Month.of(close.month)
        self.day = self.month.last
        self.catalogue: Catalogue = catalogue(self.day)
        self.places = _places()
        self.steps, self.done = len(DATASETS) + 3, 0

    def step(self, words: str) -> None:
        """Tell that a step begins."""
        self.told(self.done, self.steps, words)
        self.done += 1

    def write(self) -> list[counting.Line]:
        """Facts, places, figures and manifest; raises Refused where a cross-check breaks and nobody has accepted that."""
        files = snapshot.write(self.part, DATASETS, self.day, self.step)
        self.step("计算指标")
        with snapshot.opened(self.part, DATASETS) as database:
            held = counting.counted(database, self.catalogue, DATASETS, settings.ANJU_COUNTY)
        thresholds = values.thresholds(self.catalogue, self.day)
        lines = counting.lines(self.catalogue, [code for code, *_rest in self.places], held, thresholds)
        self.step("校验")
        breaks = self._breaks(lines)
        files[snapshot.FIGURES] = snapshot.store(self.part, snapshot.FIGURES, counting.frame(lines))
        files[snapshot.PLACES] = snapshot.store(
            self.part,
            snapshot.PLACES,
            pl.DataFrame(self.places, schema=snapshot.PLACE_SCHEMA, orient="row"),
        )
        self.step("封存")
        self.close.manifest_sm3 = snapshot.seal(self.part, self._manifest(files, lines, thresholds, breaks))
        return lines

    def _breaks(self, lines: Sequence[counting.Line]) -> list[Break]:
        """Cross-checks that break; accepted with words, or the close does not take place."""
        before = before_of(self.month)
        found = broken(
            self.catalogue, counting.as_values(self.catalogue, lines), before, settings.ANJU_COUNTY
        )
        if found and not self.close.accepted:
            named = "；".join(one.sentence(self.catalogue, dict(self._names())) for one in found[:5])
            raise Refused(
                f"{self.month} 有 {len(found)} 处校验不符：{named}。请先核对改正；确属实情的，写明理由后再结账。"
            )
        return found

    def _names(self) -> list[tuple[str, str]]:
        return [(code, name) for code, name, *_rest in self.places]

    def _manifest(
        self,
        files: dict[str, dict[str, Any]],
        lines: Sequence[counting.Line],
        thresholds: dict[str, Any],
        breaks: Sequence[Break],
    ) -> dict[str, Any]:
        close, county = self.close, settings.ANJU_COUNTY
        county_values = value_in(counting.as_values(self.catalogue, lines), county)
        return {
            "format": snapshot.FORMAT,
            "county": county,
            "month": str(self.month),
            "version": close.version,
            "reason": close.reason,
            "accepted": close.accepted,
            "day": self.day,
            "closed_by": close.closed_by,
            "closed_at": close.closed_at,
            "files": files,
            "datasets": snapshot.sealed_datasets(DATASETS, self.day),
            "catalogue": {item.code: item.sealed for item in self.catalogue},
            "thresholds": thresholds,
            "figures": {item.code: county_values(item.code) for item in self.catalogue},
            "breaks": [asdict(one) for one in breaks],
            "code_version": close.code_version,
            "previous": close.previous.manifest_sm3 if close.previous else None,
            "folder": close.folder,
        }


_INSERT = """
insert into indicators_figure (close_id, code, definition, place, numerator, denominator)
select %s, * from unnest(%s::text[], %s::text[], %s::text[], %s::numeric[], %s::numeric[])
"""


def _store(close: Close, lines: Sequence[counting.Line]) -> None:
    """The figures of every place in one statement (COPY does not go through row security)."""
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, [close.pk, *(list(column) for column in zip(*lines, strict=True))])


def _places() -> list[tuple[Any, ...]]:
    """County, towns and sites with the coordinates of the sites."""
    places = Place.objects.exclude(level=Level.GRID).order_by("code")
    return list(places.values_list("code", "name", "level", "site__longitude", "site__latitude"))


def close(
    month: Month, *, by: str, on: date, reason: str = "", accepted: str = "", told: Told = _silent
) -> Close:
    """Close a month on a day that lies after it; once closed, a further call with a reason makes the next version.

    `accepted` says why broken cross-checks are as they are. Acts on the whole county, in one transaction. Raises
    Refused for a month that is not over, out of order, already closed without a reason, or with breaks that nobody accepts.
    """
    if on <= month.last:
        raise Refused(f"{month} 还没有结束，{month.last:%Y年%m月%d日} 之后才能结账。")
    home: Path = settings.ANJU_CLOSES
    with acting(scope=Scope.everything(), actor=by, why=reason or f"{month} 结账"):
        with connection.cursor() as cursor:
            cursor.execute("select pg_advisory_xact_lock(%s)", [_CLOSE_LOCK])
        version = _version(month, reason)
        folder = f"{settings.ANJU_COUNTY}/{month}/v{version}"
        made = Close(
            month=month.first, version=version, reason=reason, accepted=accepted, closed_by=by, closed_at=datetime.now(UTC),
            folder=folder, previous=_newest_written(), code_version=__version__,
        )  # fmt: skip
        part = home / f".{uuid.uuid4().hex}"
        try:
            lines = _Making(made, part, told).write()
            made.save(force_insert=True)
            _store(made, lines)
            record(
                act=Act.MONTH_CLOSED, by=by, target=f"{month} v{version}", why=reason or accepted,
                detail={"manifest_sm3": made.manifest_sm3},
            )  # fmt: skip
            (home / folder).parent.mkdir(parents=True, exist_ok=True)
            snapshot.settle(part, home / folder)
        finally:
            shutil.rmtree(part, ignore_errors=True)
    return made
