"""What leaves a county: no name, no number, no text; the same figures."""

import json
from pathlib import Path

import polars as pl
import pytest

from anju.audit.models import Act, Event
from anju.indicators import queries, snapshot
from anju.indicators.datasets import DATASETS
from anju.kernel.facts import Kind
from anju.kernel.refused import Refused
from anju.province import actions
from anju.province.leaving import keys_of, may_leave
from anju.province.tests.conftest import County
from anju.registry.models import Household, Person
from tests.entitled import entitle


def texts(folder: Path) -> str:
    """Every text of a pack: manifest and all values of all files."""
    found = [(folder / snapshot.MANIFEST).read_text("utf-8")]
    for path in sorted(folder.glob("*.parquet")):
        frame = pl.read_parquet(path)
        found += [
            str(value) for name in frame.columns for value in frame[name].to_list() if isinstance(value, str)
        ]
    return "\n".join(found)


@pytest.mark.parametrize("name", DATASETS)
def test_no_free_text_may_ever_leave(name: str) -> None:
    dataset = DATASETS[name]
    for column, fact in dataset.columns.items():
        if may_leave(column, fact, dataset) and fact.kind is Kind.TEXT:
            assert fact.choices or column in ("place", "town", "site")
    assert not {"name", "id_number", "number", "head", "employer", "operator", "title"} & {
        column
        for column, fact in dataset.columns.items()
        if may_leave(column, fact, dataset) and fact.kind is Kind.TEXT
    }


def test_a_pack_holds_no_name_no_number_and_no_id_of_a_record(packed: County) -> None:
    found = texts(packed.pack)
    for person in Person.objects.all():
        for secret in (person.name, person.name_masked, person.id_number, person.id_masked, person.phone):
            assert secret not in found
    for word in ("某某电子厂", "电焊", "officer"):
        assert word not in found
    jobs = pl.read_parquet(packed.pack / "job.parquet")
    assert set(jobs["person"]) & set(Person.objects.values_list("pk", flat=True)) == set()
    assert {"name", "id_number"} & set(jobs.columns) == set()


def test_every_id_of_a_person_or_household_leaves_as_a_digest_in_every_dataset(packed: County) -> None:
    entitle(Person.objects.order_by("pk")[0])
    pack, held = packed.following(), 0
    raw = {*Person.objects.values_list("pk", flat=True), *Household.objects.values_list("pk", flat=True)}
    for path in sorted(pack.glob("*.parquet")):
        frame = pl.read_parquet(path)
        for column in {"person", "household"} & set(frame.columns):
            assert not raw & set(frame[column].drop_nulls()), f"{path.name} {column}"
            held += frame.height
    assert held > 10
    assert pl.read_parquet(pack / "disability.parquet").height == 1


def test_a_household_has_one_digest_in_every_dataset_and_month_of_the_county(packed: County) -> None:
    workers = set(pl.read_parquet(packed.pack / "job.parquet")["household"])
    insured = set(pl.read_parquet(packed.pack / "entitlement.parquet")["household"])
    assert len(workers) == 2
    assert workers <= insured
    assert set(pl.read_parquet(packed.following() / "entitlement.parquet")["household"]) == insured


def test_the_rows_do_not_stand_in_the_order_of_the_ledger(packed: County) -> None:
    for path in packed.pack.glob("*.parquet"):
        if path.stem in DATASETS:
            frame = pl.read_parquet(path)
            assert frame.equals(frame.sort(frame.columns))


def test_rows_that_are_only_counted_leave_without_any_key(packed: County) -> None:
    for name in ("person", "labour", "work_year"):
        assert not set(keys_of(DATASETS[name])) & set(
            pl.read_parquet(packed.pack / f"{name}.parquet").columns
        )


def test_the_figures_of_a_pack_are_those_of_the_close(packed: County) -> None:
    kept = pl.read_parquet(packed.pack / snapshot.FIGURES)
    held = {(place, code): value for (place, code), value in queries.held_figures(packed.close).items()}
    assert kept.height > 500
    for row in kept.iter_rows(named=True):
        if row["denominator"] is None and row["numerator"] is not None:
            assert held[row["place"], row["code"]] == row["numerator"]


def test_what_needs_more_than_may_leave_is_kept_back_and_named(packed: County) -> None:
    manifest = json.loads((packed.pack / snapshot.MANIFEST).read_text("utf-8"))
    assert manifest["kept_back"] == []
    assert set(manifest["catalogue"]) == {item.code for item in queries.sealed_catalogue(packed.close)}


def test_an_altered_close_makes_no_pack(packed: County) -> None:
    path = queries.folder_of(packed.close) / "job.parquet"
    path.write_bytes(path.read_bytes() + b" ")
    with pytest.raises(Refused, match="核验未通过"):
        actions.make_pack(close=packed.close, out=packed.out, by="officer")


def test_making_a_pack_is_an_act_and_making_it_again_comes_to_the_same(packed: County) -> None:
    before = (packed.pack / snapshot.MANIFEST).read_bytes()
    again = actions.make_pack(close=packed.close, out=packed.out, by="officer")
    assert (again / snapshot.MANIFEST).read_bytes() == before
    assert Event.objects.filter(act=Act.PACK_MADE, target="2021-08 v1").count() == 2
