"""Receiving: a pack is proved, its facts join the province's tables, the province's catalogue is counted over them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import polars as pl
from django.conf import settings
from django.db import connection, transaction

from anju.audit.actions import record
from anju.audit.models import Act
from anju.indicators import counting as close_counting
from anju.indicators import snapshot, values
from anju.indicators.catalogue import Catalogue
from anju.indicators.datasets import DATASETS
from anju.indicators.models import Close
from anju.indicators.queries import catalogue, folder_of, label_of
from anju.kernel.digest import sm3_hex
from anju.kernel.month import Month
from anju.kernel.refused import Refused
from anju.privacy.fields import search_digests
from anju.province import checking, counting, pack, store
from anju.province.models import Receipt

_LOCK = 61_0928


@dataclass(frozen=True)
class Received:
    """How the receiving of one pack ended: taken in, there already, or refused with the reasons."""

    folder: Path
    label: str
    receipt: Receipt | None
    again: bool = False
    refusals: Sequence[str] = ()


def make_pack(*, close: Close, out: Path, by: str) -> Path:
    """Make the de-identified pack of a close below a folder; one act in the chain."""
    folder = pack.make(folder_of(close), out, DATASETS, search_digests)
    sm3 = sm3_hex((folder / snapshot.MANIFEST).read_bytes())
    record(act=Act.PACK_MADE, by=by, target=label_of(close), detail={"pack_sm3": sm3, "folder": folder.name})
    return folder


def packs_below(folder: Path) -> list[Path]:
    """The packs of a folder: itself, or those below it; raises Refused where there is none."""
    if (folder / snapshot.MANIFEST).exists():
        return [folder]
    found = sorted(
        path.parent for path in folder.rglob(snapshot.MANIFEST) if not path.parent.name.startswith(".")
    )
    if not found:
        raise Refused(f"{folder} 下没有上报包。")
    return found


def receive(*, folder: Path, by: str, home: Path | None = None) -> Received:
    """Take one pack in, whole or not at all; the same pack again changes nothing.

    What is wrong with it is told, not raised, so that the others of a delivery go on.
    """
    home = home or settings.ANJU_PROVINCE
    try:
        held = checking.manifest_of(folder)
        label = f"{held['county']} {held['month']} v{held['version']}"
    except (Refused, KeyError) as refusal:
        return Received(folder, folder.name, None, refusals=(str(refusal),))
    seal = sm3_hex((folder / snapshot.MANIFEST).read_bytes())
    month = Month.parse(str(held["month"]))
    earlier = Receipt.objects.filter(county=held["county"], month=month.first)
    if (same := earlier.filter(version=held["version"]).first()) is not None:
        return _again(folder, label, same, seal)
    newest = earlier.order_by("-version").first()
    if newest and newest.version > int(held["version"]):
        return Received(folder, label, None, refusals=(f"已收到 v{newest.version}，不能再接收较早的版本。",))
    if wrong := checking.problems(folder, held, DATASETS):
        return Received(folder, label, None, refusals=tuple(wrong))
    former = newest.version if newest else 0
    return Received(folder, label, _taken(folder, held, seal, month, by, home, former))


def _again(folder: Path, label: str, same: Receipt, seal: str) -> Received:
    """A month that came in before: the same pack, or another one under the same name."""
    if same.pack_sm3 == seal:
        return Received(folder, label, same, again=True)
    words = f"{same.county} {same.month:%Y-%m} v{same.version} 已接收，内容与这份不同。县里如有更正，请以新版本（v{same.version + 1}）上报。"
    return Received(folder, label, None, refusals=(words,))


@transaction.atomic
def _taken(
    folder: Path, held: dict[str, Any], seal: str, month: Month, by: str, home: Path, former: int
) -> Receipt:
    """Facts, figures and the receipt of a proved pack."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [_LOCK])
    known = counting.leavable(catalogue(month.last), DATASETS)
    columns = {
        name: [entry[0] for entry in entry_of["columns"]] for name, entry_of in held["datasets"].items()
    }
    told = counting.told_by(known, columns)
    places = pl.read_parquet(folder / snapshot.PLACES)
    figures = _figures(folder, held, told, places, month)
    store.take_facts(home, folder, held, former)
    store.take_manifest(home, folder, held)
    store.take_figures(home, held["county"], str(month), figures)
    names = dict(places.select("code", "name").iter_rows())
    receipt = Receipt.objects.create(
        county=held["county"], name=names.get(held["county"], held["county"]), month=month.first, version=held["version"],
        reason=held["reason"], pack_sm3=seal, close_sm3=held["close_sm3"], code_version=held["code_version"],
        other_definitions=_other_definitions(known, held), missing=list(told.missing), received_by=by,
        received_at=datetime.now(UTC),
    )  # fmt: skip
    record(act=Act.PACK_RECEIVED, by=by, target=str(receipt), detail={"pack_sm3": seal})
    return receipt


def _figures(
    folder: Path, held: dict[str, Any], told: counting.Told, places: pl.DataFrame, month: Month
) -> pl.DataFrame:
    """The province's catalogue over the facts of one pack."""
    county, known = held["county"], Catalogue({item.code: item for item in told.items})
    datasets = {name: DATASETS[name] for name in held["datasets"]}
    with snapshot.opened(folder, datasets) as database:
        counted = close_counting.counted(database, known, datasets, county)
    named = list(places.select("code", "name", "level").iter_rows())
    rows = counting.lines(told.items, named, county, counted, values.thresholds(known, month.last))
    return pl.DataFrame(rows, schema=store.FIGURE_SCHEMA, orient="row")


def _other_definitions(known: Catalogue, held: dict[str, Any]) -> list[str]:
    """Indicators that the county defines otherwise than the province; the province's own definition counts here."""
    theirs = snapshot.unsealed_catalogue(held["catalogue"])
    return sorted(
        item.code for item in known if item.code in theirs and theirs.get(item.code).version != item.version
    )


Told = Callable[[Received], None]


def receive_all(*, folders: Sequence[Path], by: str, told: Told, home: Path | None = None) -> list[Received]:
    """Take in every pack below some folders, oldest month first; each stands for itself. Raises Refused where there is none."""
    found = []
    for folder in sorted((one for top in folders for one in packs_below(top)), key=lambda path: path.name):
        found.append(receive(folder=folder, by=by, home=home))
        told(found[-1])
    return found
