"""A county's pack of one close: de-identified facts, places, figures, a manifest that seals them. Reads files, writes files."""

import shutil
import uuid
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import polars as pl

from anju.indicators import counting, snapshot
from anju.indicators.catalogue import Catalogue, Indicator
from anju.indicators.proof import prove
from anju.kernel.digest import sm3_hex
from anju.kernel.facts import Dataset
from anju.kernel.refused import Refused
from anju.province.leaving import keys_of, leaving

FORMAT = 1
Digest = Callable[[Sequence[str]], Sequence[str]]
"""Keyed digests of words; the key stays in the county."""
_SIGNIFICANT = 15  # hexadecimal digits: 60 bits, a positive whole number on every engine


def _numbers(kind: str, keys: pl.Series, digest: Digest) -> pl.Series:
    """The digests of record keys as whole numbers; nothing stays nothing."""
    known = keys.drop_nulls().unique().sort()
    digests = digest([f"province:{kind}:{key}" for key in known.to_list()])
    numbers = pl.Series([int(one[:_SIGNIFICANT], 16) for one in digests], dtype=pl.Int64)
    return keys.replace_strict(known, numbers, default=None, return_dtype=pl.Int64)


def _kind(name: str, dataset: Dataset) -> str:
    """What a key names, so that a person has one digest in every dataset of the county."""
    return dataset.keys.get(name, dataset.name)


def _without_people(frame: pl.DataFrame, full: Dataset, cut: Dataset, digest: Digest) -> pl.DataFrame:
    """The columns that leave, record keys as digests, sorted by what they hold: the old order told who is who."""
    columns = [
        _numbers(_kind(name, full), frame[name], digest).alias(name) if name in keys_of(full) else frame[name]
        for name in cut.columns
    ]
    return pl.DataFrame(columns).sort(list(cut.columns))


def known_of(catalogue: Catalogue, kept_back: set[str]) -> Catalogue:
    """The definitions that leave: without those kept back, and without ratios of them."""
    kept = {
        item.code: item
        for item in catalogue
        if item.code not in kept_back and not set(item.ratio or ()) & kept_back
    }
    return Catalogue({code: _bare(item, kept) for code, item in kept.items()})


def _bare(item: Indicator, kept: Mapping[str, Indicator]) -> Indicator:
    """A definition whose cross-checks only name what leaves as well."""
    checks = tuple(check for check in item.checks if all(code in kept for code in check.parts))
    return Indicator(**vars(item) | {"checks": checks})


class _Packing:
    """One pack while it is made."""

    def __init__(self, close: Path, datasets: Mapping[str, Dataset], digest: Digest) -> None:
        self.close, self.digest = close, digest
        self.manifest = snapshot.manifest_of(close)
        self.full = {name: datasets[name] for name in self.manifest["datasets"] if name in datasets}
        whole = snapshot.unsealed_catalogue(self.manifest["catalogue"])
        here = [item for item in whole if not item.dataset or item.dataset in self.full]
        self.cut, kept_back = leaving(here, self.full)
        gone = {item.code for item in whole} - {item.code for item in here}
        self.kept_back = sorted(kept_back | gone)
        self.catalogue = known_of(whole, kept_back | gone)

    def write(self, folder: Path) -> str:
        """Write everything below a folder; gives the SM3 of the manifest. Raises Refused where figures do not come out."""
        folder.mkdir(parents=True)
        files: dict[str, Any] = {}
        for name, cut in self.cut.items():
            frame = pl.read_parquet(self.close / snapshot.file_of(name))
            bare = _without_people(frame, self.full[name], cut, self.digest)
            files[snapshot.file_of(name)] = snapshot.store(folder, snapshot.file_of(name), bare)
        places = pl.read_parquet(self.close / snapshot.PLACES)
        files[snapshot.PLACES] = snapshot.store(folder, snapshot.PLACES, places)
        figures = self._figures(folder, places["code"].to_list())
        files[snapshot.FIGURES] = snapshot.store(folder, snapshot.FIGURES, figures)
        return snapshot.seal(folder, self._manifest(files))

    def _figures(self, folder: Path, places: Sequence[str]) -> pl.DataFrame:
        """Every figure counted from what leaves; it must be what the close says."""
        thresholds = snapshot.unsealed_numbers(self.manifest["thresholds"])
        with snapshot.opened(folder, self.cut) as database:
            held = counting.counted(database, self.catalogue, self.cut, self.manifest["county"])
        figures = counting.frame(counting.lines(self.catalogue, places, held, thresholds))
        closed = pl.read_parquet(self.close / snapshot.FIGURES)
        odd = figures.join(closed, on=list(snapshot.FIGURE_SCHEMA), how="anti", nulls_equal=True)
        if odd.height:
            named = "、".join(odd["code"].unique().sort().head(5))
            raise Refused(f"去标识化后的数字与结账不一致（{named}），不能上报。请联系程序维护人员。")
        return figures

    def _manifest(self, files: Mapping[str, Any]) -> dict[str, Any]:
        held = self.manifest
        sealed = {
            name: held["datasets"][name]
            | {"columns": [entry for entry in held["datasets"][name]["columns"] if entry[0] in cut.columns]}
            for name, cut in self.cut.items()
        }
        return {
            "format": FORMAT,
            "kind": "province-pack",
            "county": held["county"],
            "month": held["month"],
            "version": held["version"],
            "reason": held["reason"],
            "day": held["day"],
            "close_sm3": sm3_hex((self.close / snapshot.MANIFEST).read_bytes()),
            "files": files,
            "datasets": sealed,
            "catalogue": {item.code: item.sealed for item in self.catalogue},
            "thresholds": {
                item.code: held["thresholds"].get(item.code) for item in self.catalogue if item.policy
            },
            "kept_back": self.kept_back,
            "code_version": held["code_version"],
        }


def make(close: Path, out: Path, datasets: Mapping[str, Dataset], digest: Digest) -> Path:
    """Make the pack of a close below a folder; gives its folder. A pack that is there already stays as it is.

    Raises Refused for a close that does not prove, and where the pack would say something else than the close.
    """
    proof = prove(close)
    if proof.problems:
        raise Refused(f"结账文件核验未通过：{'；'.join(proof.problems[:3])}。请从备份恢复后再打包。")
    packing = _Packing(close, datasets, digest)
    held = packing.manifest
    folder = out / f"{held['county']}-{held['month']}-v{held['version']}"
    part = out / f".{uuid.uuid4().hex}"
    try:
        packing.write(part)
        if folder.exists():
            shutil.rmtree(folder)
        part.rename(folder)
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return folder
