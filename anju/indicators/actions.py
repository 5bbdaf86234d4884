"""Closing a month (结账): the facts as files, the figures of every place, one act in the chain."""

import itertools
import shutil
import uuid
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

from django.conf import settings
from django.db import connection

from anju import __version__
from anju.accounts.scope import Scope, acting
from anju.audit.actions import record
from anju.audit.models import Act
from anju.indicators import engine, snapshot, values
from anju.indicators.datasets import DATASETS
from anju.indicators.engine import Engine, Where
from anju.indicators.figures import Number
from anju.indicators.models import Close
from anju.indicators.queries import catalogue, collect, latest_close
from anju.kernel.month import Month
from anju.kernel.refused import Refused
from anju.regions.models import Place

_CLOSE_LOCK = 61_0927
Held = dict[str, dict[str, Number]]


def _previous(month: Month, reason: str) -> tuple[Close | None, int]:
    """The close to link to and the version of the new one; raises Refused out of order or without reason."""
    version = Close.objects.filter(month=month.first).count() + 1
    if version > 1 and not reason:
        raise Refused(f"{month} 已结账。更正已结账月份必须写明原因，原版本保留不变。")
    last = Close.objects.order_by("-month", "-version").first()
    if version == 1 and last and Month.of(last.month).plus(1) != month:
        expected = Month.of(last.month).plus(1)
        raise Refused(f"结账须按月连续进行：下一个应结账的月份是 {expected}，不是 {month}。")
    return latest_close() if version == 1 else Close.objects.get(
        month=month.first, version=version - 1
    ), version


def _counted(folder: Path, day: date) -> Held:
    """All counted indicators of the county, its towns and its sites, from the files just written."""
    items = values.needed(catalogue(), catalogue().indicators)
    found: Held = {}
    with snapshot.opened(folder, DATASETS) as database:
        for name, dataset in DATASETS.items():
            group = [item for item in items if item.dataset == name]
            for levels in ((), engine.LEVELS):
                statement = engine.measures(dataset, group, Where(day), Engine.SNAPSHOT, levels)
                rows = snapshot.rows_of(database, statement)
                for place, part in collect(rows, statement, len(levels), settings.ANJU_COUNTY).items():
                    found.setdefault(place, {}).update(part)
    return found


def _decimal(value: Number | None) -> Decimal | None:
    return None if value is None else Decimal(value)


_INSERT = """
insert into indicators_figure (close_id, code, definition, place, numerator, denominator)
select %s, * from unnest(%s::text[], %s::text[], %s::text[], %s::numeric[], %s::numeric[])
"""


def _store(close: Close, held: Held, day: date) -> None:
    """The figures of every place in one statement (COPY does not go through row security)."""
    codes = list(Place.objects.order_by("code").values_list("code", flat=True))
    rows = []
    for item, place in itertools.product(catalogue(), codes):
        _, top, bottom = values.parts_of(item, held.get(place, {}), day)
        rows.append((item.code, item.version, place, _decimal(top), _decimal(bottom)))
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, [close.pk, *(list(column) for column in zip(*rows, strict=True))])


def _write(part: Path, folder: str, close: Close, day: date) -> Held:
    """Facts, figures and manifest of a close into a folder that nobody reads yet."""
    files = snapshot.write(part, DATASETS, day)
    held = _counted(part, day)
    county = held.get(settings.ANJU_COUNTY, {})
    manifest = {
        "county": settings.ANJU_COUNTY,
        "month": str(Month.of(close.month)),
        "version": close.version,
        "reason": close.reason,
        "day": day,
        "files": files,
        "catalogue": {item.code: {"version": item.version} | item.sealed for item in catalogue()},
        "figures": {item.code: values.parts_of(item, county, day)[0] for item in catalogue()},
        "code_version": close.code_version,
        "previous": close.previous.manifest_sm3 if close.previous else None,
        "folder": folder,
    }
    close.manifest_sm3 = snapshot.seal(part, manifest)
    return held


def close(month: Month, *, by: str, on: date, reason: str = "") -> Close:
    """Close a month on a day that lies after it; once closed, a further call with a reason makes the next version.

    Acts on the whole county, in one transaction. Raises Refused for a month that is not over, out of
    order, or already closed without a reason.
    """
    if on <= month.last:
        raise Refused(f"{month} 还没有结束，{month.last:%Y年%m月%d日} 之后才能结账。")
    home: Path = settings.ANJU_CLOSES
    with acting(scope=Scope.everything(), actor=by, why=reason or f"{month} 结账"):
        with connection.cursor() as cursor:
            cursor.execute("select pg_advisory_xact_lock(%s)", [_CLOSE_LOCK])
        previous, version = _previous(month, reason)
        folder = f"{settings.ANJU_COUNTY}/{month}/v{version}"
        made = Close(
            month=month.first, version=version, reason=reason, closed_by=by, closed_at=datetime.now(UTC), folder=folder,
            previous=previous, code_version=__version__,
        )  # fmt: skip
        part = home / f".{uuid.uuid4().hex}"
        try:
            held = _write(part, folder, made, month.last)
            made.save(force_insert=True)
            _store(made, held, month.last)
            record(
                act=Act.MONTH_CLOSED, by=by, target=f"{month} v{version}", why=reason,
                detail={"manifest_sm3": made.manifest_sm3},
            )  # fmt: skip
            (home / folder).parent.mkdir(parents=True, exist_ok=True)
            snapshot.settle(part, home / folder)
        finally:
            shutil.rmtree(part, ignore_errors=True)
    return made
