"""The workbook of proposals, through the importer."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from anju.accounts.scope import Scope
from anju.intake.actions import Outcome, import_file
from anju.proposals import queries
from anju.proposals.codes import Kind
from anju.proposals.models import Proposal
from anju.proposals.sheets import PROPOSALS, SUGGESTIONS
from tests.builders import place_tree

pytestmark = pytest.mark.usefixtures("county")

PROPOSAL = (
    "九届六次",
    51,
    "关于就业的建议",
    "何清源、罗慧敏",
    "农业农村",
    date(2021, 6, 15),
    "试验局",
    "请多办实事。",
)
WISHES = [("九届六次", 51, 1, "发展产业。"), ("九届六次", 51, 2, "规范物业。")]


@pytest.fixture(autouse=True)
def _places(county: None) -> None:
    place_tree()


def workbook(path: Path, proposals: Sequence[Any], wishes: Sequence[Any]) -> Path:
    book = Workbook()
    for title, heads, rows in (
        ("提案", [c.head for c in PROPOSALS.columns], proposals),
        ("建议", [c.head for c in SUGGESTIONS.columns], wishes),
    ):
        tab = book.create_sheet(title)
        tab.append(heads)
        for row in rows:
            tab.append(row)
    book.remove(book.worksheets[0])
    book.save(path)
    return path


def imported(path: Path) -> list[Outcome]:
    return import_file(
        path, sheets=(PROPOSALS, SUGGESTIONS), by="test", on=date(2021, 9, 1), scope=Scope.everything()
    )


def test_a_workbook_brings_proposals_and_their_suggestions(tmp_path: Path) -> None:
    outcomes = imported(workbook(tmp_path / "p.xlsx", [PROPOSAL], WISHES))
    assert [outcome.new for outcome in outcomes] == [1, 2]
    found = queries.proposal(51)
    assert found.matter == "九届六次会议第51号提案"
    assert found.proposer_names == ("何清源", "罗慧敏")
    assert found.kind == Kind.JOINT
    assert [s.text for s in found.suggestions.all()] == ["发展产业。", "规范物业。"]


def test_the_same_workbook_twice_changes_nothing(tmp_path: Path) -> None:
    path = workbook(tmp_path / "p.xlsx", [PROPOSAL], WISHES)
    imported(path)
    assert [(o.new, o.changed, o.unchanged) for o in imported(path)] == [(0, 0, 1), (0, 0, 2)]


def test_a_changed_suggestion_is_a_change_not_a_second_one(tmp_path: Path) -> None:
    imported(workbook(tmp_path / "p.xlsx", [PROPOSAL], WISHES))
    again = imported(
        workbook(tmp_path / "q.xlsx", [PROPOSAL], [WISHES[0], ("九届六次", 51, 2, "规范物业管理。")])
    )
    assert [(o.new, o.changed) for o in again] == [(0, 0), (0, 1)]
    assert [s.text for s in queries.proposal(51).suggestions.all()][1] == "规范物业管理。"


def test_a_suggestion_of_an_unknown_proposal_is_refused_with_all_of_the_file(tmp_path: Path) -> None:
    outcomes = imported(workbook(tmp_path / "p.xlsx", [PROPOSAL], [("九届六次", 52, 1, "发展产业。")]))
    assert not any(outcome.applied for outcome in outcomes)
    assert outcomes[1].findings["rule"].to_list() == ["suggestion_of_unknown_proposal"]
    assert not Proposal.objects.exists()


def test_a_proposal_of_one_is_an_individual_one(tmp_path: Path) -> None:
    imported(workbook(tmp_path / "p.xlsx", [(*PROPOSAL[:3], "何清源", *PROPOSAL[4:])], WISHES))
    assert queries.proposal(51).kind == Kind.INDIVIDUAL
