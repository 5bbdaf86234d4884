"""The catalogue loader: strict, and every complaint names file and line."""

import json
from pathlib import Path

import pytest

from anju.indicators import reader
from anju.indicators.catalogue import Catalogue, Status, Task, unsealed
from anju.indicators.datasets import DATASETS
from anju.kernel.facts import PLACES
from anju.policy.strict import Malformed

GOOD = """\
id: sample
order: 1
name: {zh: 样例, en: Sample}
unit: {zh: 户, en: households}
task: management
kind: stock
definition: {zh: 样例户数。, en: Sample households.}
owner: 平利县发展和改革局
legal_basis: 试验
better: neutral
members: {of: household, key: household, where: "programme = 'fyp13'"}
status: published
authored: a
checked: b
reviewed: 2026-01-01
next_review: 2027-01-01
"""


def read(folder: Path, text: str, name: str = "sample") -> Catalogue:
    """The catalogue of a folder with this one file."""
    (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return reader.read(folder, DATASETS)


def test_a_good_definition_is_read(tmp_path: Path) -> None:
    indicator = read(tmp_path, GOOD).get("sample")
    assert (indicator.name_zh, indicator.task, indicator.dataset) == ("样例", Task.MANAGEMENT, "household")


@pytest.mark.parametrize(
    ("change", "line", "word"),
    [
        (("order: 1\n", "order: 1\norder: 2\n"), "line 3", "stands already in line 2"),
        (("order: 1\n", "order: 1\ncolour: red\n"), "line 3", "unknown key 'colour'"),
        (("owner: 平利县发展和改革局\n", ""), "line 1", "'owner' is missing"),
        (("of: household,", "of: nothing,"), "line 11", "unknown dataset 'nothing'"),
        (("key: household,", "key: nobody,"), "line 11", "no key 'nobody'"),
        (("programme = 'fyp13'", "programme = 'fyp14'"), "line 11", "its codes are"),
        (("programme = 'fyp13'", "colour = 'x'"), "line 11", "no column 'colour'"),
        (("en: Sample}", "}"), "line 3", "needs exactly zh and en"),
        (("task: management", "task: gardening"), "line 5", "gardening"),
        (("reviewed: 2026-01-01", "reviewed: soon"), "line 15", "is a date"),
        (("order: 1\n", "order: first\n"), "line 2", "not a whole number"),
        (("kind: stock", "kind: guess"), "line 6", "'guess' is none of stock"),
        (("better: neutral", "better: bigger"), "line 10", "'bigger' is none of higher"),
        (("where: \"programme = 'fyp13'\"", "except: \"colour = 'x'\""), "line 11", "no column 'colour'"),
        (
            ("status: published", "status: published\ncross_checks: [households]"),
            "line 13",
            "each is `equals",
        ),
        (
            (
                "status: published",
                "status: published\npolicy: {book: estates/owners_committee, value: none, column: members}",
            ),
            "line 13",
            "not a number",
        ),
        (("id: sample", "id: other"), "line 1", "the file is called sample"),
        (("status: published", "status: published\nratio: [a, b]"), "line 1", "one of members, sum, ratio"),
        (
            ("members: {of: household, key: household", "sum: {of: household, column: number"),
            "line 11",
            "not a number",
        ),
    ],
)
def test_a_bad_definition_names_file_and_line(
    tmp_path: Path, change: tuple[str, str], line: str, word: str
) -> None:
    assert change[0] in GOOD
    with pytest.raises(Malformed) as caught:
        read(tmp_path, GOOD.replace(*change))
    assert f"sample.yaml, {line}" in str(caught.value)
    assert word in str(caught.value)


def test_a_reference_to_nothing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Malformed, match="refers to 'ghost'"):
        read(tmp_path, GOOD + "cross_checks:\n  - equals: [ghost]\n")


def side(code: str, members: str) -> str:
    """A definition with these members."""
    return (
        GOOD.replace("id: sample", f"id: {code}").split("members:", maxsplit=1)[0]
        + members
        + "\n"
        + GOOD[GOOD.index("status:") :]
    )


@pytest.mark.parametrize(
    ("top", "bottom", "word"),
    [
        ("programme = 'fyp13'", "", r"never mix in one ratio \(fyp13 / everybody\)"),
        ("", "programme = 'fyp13' and lives_there", r"\(everybody / fyp13\)"),
        ("programme = 'fyp13'", "not (programme = 'fyp13')", "never mix"),
        ("programme = 'fyp13'", "(programme = 'fyp13' or lives_there)", "never mix"),
    ],
)
def test_two_populations_never_mix_in_one_ratio(tmp_path: Path, top: str, bottom: str, word: str) -> None:
    for code, where in (("top", top), ("bottom", bottom)):
        members = f'members: {{of: household, key: household, where: "{where}"}}'
        (tmp_path / f"{code}.yaml").write_text(side(code, members), encoding="utf-8")
    with pytest.raises(Malformed, match=word):
        read(tmp_path, side("sample", "ratio: [top, bottom]"))


def test_a_ratio_of_a_ratio_is_refused(tmp_path: Path) -> None:
    (tmp_path / "whole.yaml").write_text(side("whole", "members: {of: household, key: household}"), "utf-8")
    (tmp_path / "part.yaml").write_text(side("part", "ratio: [whole, whole]"), "utf-8")
    with pytest.raises(Malformed, match="not composed values"):
        read(tmp_path, side("sample", "ratio: [part, whole]"))


def test_a_threshold_that_no_book_knows_is_refused(tmp_path: Path) -> None:
    members = "members: {of: site, key: site}\npolicy: {book: estates/%s, value: %s, column: households}"
    with pytest.raises(Malformed, match="no readable book 'estates/nothing'"):
        read(tmp_path, side("sample", members % ("nothing", "x")))
    with pytest.raises(Malformed, match="estates/owners_committee has no 'x'"):
        read(tmp_path, side("sample", members % ("owners_committee", "x")))


def test_a_changed_condition_is_a_new_version_and_a_changed_name_is_not(tmp_path: Path) -> None:
    first = read(tmp_path, GOOD).get("sample").version
    renamed = read(tmp_path, GOOD.replace("zh: 样例,", "zh: 新样例,")).get("sample").version
    changed = read(tmp_path, GOOD.replace("'fyp13'", "'other'")).get("sample").version
    assert first == renamed
    assert first != changed


def test_every_shipped_definition_loads_and_is_published() -> None:
    found = reader.read(reader.FOLDER, DATASETS)
    assert {indicator.status for indicator in found} == {Status.PUBLISHED}
    assert {indicator.task for indicator in found} == set(Task)


@pytest.mark.parametrize("name", DATASETS)
def test_every_dataset_carries_its_place_and_shows_no_bare_person(name: str) -> None:
    assert DATASETS[name].columns.keys() >= PLACES.keys()
    sql = DATASETS[name].sql
    if "registry_person p" in sql:
        for secret in ("p.name,", "p.name as", "p.phone", "p.id_number", "id_digest", "p.pinyin"):
            assert secret not in sql


def test_a_sealed_definition_is_the_same_when_it_comes_back() -> None:
    for indicator in reader.read(reader.FOLDER, DATASETS):
        assert unsealed(json.loads(json.dumps(indicator.sealed, default=str))) == indicator


def test_every_indicator_has_a_place_of_its_own_in_the_order() -> None:
    orders = [indicator.order for indicator in reader.read(reader.FOLDER, DATASETS)]
    assert len(orders) == len(set(orders))


def test_the_catalogue_covers_the_five_tasks_and_the_stars() -> None:
    found = reader.read(reader.FOLDER, DATASETS)
    assert len(list(found)) >= 120
    assert all(len(found.of_task(task)) >= 10 for task in Task)
    assert {indicator.dataset for indicator in found} >= DATASETS.keys() - {"since_lock"}
