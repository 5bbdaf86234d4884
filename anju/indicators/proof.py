"""Closes proved from their files alone: every byte as sealed, every figure as the facts give it, every link in the chain.

Nothing of the database and nothing of today's catalogue is asked: a close holds its facts, its definitions and its figures.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from anju.indicators import counting, snapshot
from anju.indicators.catalogue import Catalogue
from anju.indicators.predicate import Unreadable
from anju.kernel.digest import sm3_hex
from anju.kernel.refused import Refused

_SHOWN = 5
"""How many figures of a kind are named one by one."""


@dataclass(frozen=True)
class Proof:
    """What a close's files say: its name, its seal, how many figures were counted again, what is wrong."""

    county: str
    label: str
    folder: Path
    seal: str
    previous: str | None
    figures: int
    problems: tuple[str, ...]

    @property
    def whole(self) -> bool:
        """Whether nothing is wrong."""
        return not self.problems


def prove(folder: Path) -> Proof:
    """Read one close through: files, definitions, figures. Raises Refused where there is no manifest to begin with."""
    seal = sm3_hex((folder / snapshot.MANIFEST).read_bytes()) if (folder / snapshot.MANIFEST).exists() else ""
    manifest = snapshot.manifest_of(folder)
    label = f"{manifest.get('month', '?')} v{manifest.get('version', '?')}"
    if manifest.get("format") != snapshot.FORMAT:
        wrong = (f"{folder} 的格式（{manifest.get('format')}）不是本程序能核验的格式（{snapshot.FORMAT}）",)
        return Proof(str(manifest.get("county", "")), label, folder, seal, manifest.get("previous"), 0, wrong)
    problems = snapshot.altered(folder, manifest["files"])
    figures = 0
    if not problems:
        figures, problems = _counted_again(folder, manifest)
    return Proof(manifest["county"], label, folder, seal, manifest["previous"], figures, tuple(problems))


def _counted_again(folder: Path, manifest: Mapping[str, Any]) -> tuple[int, list[str]]:
    """How many figures there are, and those that the facts give otherwise."""
    kept = pl.read_parquet(folder / snapshot.FIGURES)
    places = pl.read_parquet(folder / snapshot.PLACES)["code"].to_list()
    try:
        catalogue = snapshot.unsealed_catalogue(manifest["catalogue"])
        datasets = snapshot.unsealed_datasets(manifest["datasets"])
        with snapshot.opened(folder, datasets) as database:
            held = counting.counted(database, catalogue, datasets, manifest["county"])
    except (Unreadable, KeyError, TypeError, ValueError) as error:
        return kept.height, [f"{folder / snapshot.MANIFEST} 的定义无法读取：{error}"]
    lines = counting.lines(catalogue, places, held, snapshot.unsealed_numbers(manifest["thresholds"]))
    again = counting.frame(lines)
    problems = list(_differences(folder, kept, again))
    return again.height, problems + _county_differences(folder, manifest, lines, catalogue)


def _differences(folder: Path, kept: pl.DataFrame, again: pl.DataFrame) -> Iterator[str]:
    """Lines of the figures file that the facts give otherwise, in both directions."""
    columns = list(snapshot.FIGURE_SCHEMA)
    for left, right, words in ((kept, again, "按事实重算得不到"), (again, kept, "清单外的数字")):
        odd = left.join(right, on=columns, how="anti", nulls_equal=True)
        for row in odd.head(_SHOWN).iter_rows(named=True):
            yield f"{folder / snapshot.FIGURES}：{row['place']} {row['code']} = {row['numerator']}，{words}"
        if odd.height > _SHOWN:
            yield f"{folder / snapshot.FIGURES}：另有 {odd.height - _SHOWN} 个数字{words}"


def _county_differences(
    folder: Path, manifest: Mapping[str, Any], lines: Iterable[counting.Line], catalogue: Catalogue
) -> list[str]:
    """Figures of the manifest itself that the facts give otherwise."""
    county = manifest["county"]
    given = {
        code: value
        for (place, code), value in counting.as_values(catalogue, lines).items()
        if place == county
    }
    told = snapshot.unsealed_numbers(manifest["figures"])
    return [
        f"{folder / snapshot.MANIFEST}：{code} 写为 {told.get(code)}，按事实重算为 {value}"
        for code, value in given.items()
        if told.get(code) != value
    ]


def prove_all(home: Path) -> list[Proof]:
    """Every close below a folder in the order of the chain, and what is wrong with the chain itself.

    Raises Refused where there is none.
    """
    folders = sorted(path.parent for path in home.rglob(snapshot.MANIFEST) if not _unfinished(path, home))
    if not folders:
        raise Refused(f"{home} 下没有结账文件。")
    proofs = [_readable(folder) for folder in folders]
    wrong = _chain_problems(proofs, home)
    return [_with(proof, wrong.get(proof.folder, [])) for proof in _in_order(proofs)]


def _unfinished(path: Path, home: Path) -> bool:
    return any(part.startswith(".") for part in path.relative_to(home).parts)


def _readable(folder: Path) -> Proof:
    try:
        return prove(folder)
    except Refused as refusal:
        return Proof("", folder.parent.name + " " + folder.name, folder, "", None, 0, (str(refusal),))


def _with(proof: Proof, more: list[str]) -> Proof:
    return Proof(
        proof.county,
        proof.label,
        proof.folder,
        proof.seal,
        proof.previous,
        proof.figures,
        (*proof.problems, *more),
    )


def _in_order(proofs: list[Proof]) -> list[Proof]:
    """Along the chain where it holds, what does not hang on it at the end."""
    following = {(proof.county, proof.previous): proof for proof in proofs}
    ordered: list[Proof] = []
    for county in dict.fromkeys(proof.county for proof in proofs):
        link = following.get((county, None))
        while link and link not in ordered:
            ordered.append(link)
            link = following.get((county, link.seal))
    return ordered + [proof for proof in proofs if proof not in ordered]


def _chain_problems(proofs: list[Proof], home: Path) -> dict[Path, list[str]]:
    """Doubled closes, copies under another name, links that lead nowhere, forks."""
    wrong: dict[Path, list[str]] = {}
    names = Counter((proof.county, proof.label) for proof in proofs)
    seals = {(proof.county, proof.seal) for proof in proofs}
    links = Counter((proof.county, proof.previous) for proof in proofs)
    for proof in proofs:
        found = []
        if names[proof.county, proof.label] > 1:
            found.append(f"{proof.label} 有 {names[proof.county, proof.label]} 份")
        if proof.folder != home / _place_of(proof) and proof.county:
            found.append(f"{proof.folder} 不在清单所写的位置 {_place_of(proof)}")
        if proof.previous and (proof.county, proof.previous) not in seals:
            found.append(f"{proof.label} 所接的上一结账（SM3 {proof.previous[:16]}…）找不到或已被改动")
        if links[proof.county, proof.previous] > 1:
            found.append(f"{proof.label} 与另一结账接在同一个上一结账之后")
        wrong[proof.folder] = found
    return wrong


def _place_of(proof: Proof) -> str:
    month, _, version = proof.label.partition(" ")
    return f"{proof.county}/{month}/{version}"
