"""What is stored speaks the source language, whatever language the person who acts reads in."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
GETTEXT = frozenset({"_", "gettext", "gettext_lazy", "ngettext", "said"})
KEPT: dict[str, set[str | int]] = {
    "record": {"why"},
    "settle": {"outcome"},
    "settle_all": {"outcome"},
    "raise_task": {"title"},
    "NewTask": {"title", 4},
    "start": {"title"},
    "ask": {"summary", 2},
}


def _translated(path: Path) -> Iterator[str]:
    """Calls that hand a translated sentence to what stores it."""
    for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(call, ast.Call):
            continue
        name = call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")
        wanted: set[str | int] = KEPT.get(name, set())
        told = [word.value for word in call.keywords if word.arg in wanted]
        told += [arg for number, arg in enumerate(call.args) if number in wanted]
        for value in told:
            for inner in ast.walk(value):
                if isinstance(inner, ast.Call) and getattr(inner.func, "id", "") in GETTEXT:
                    yield f"{path.relative_to(ROOT)}:{inner.lineno}"


def test_nothing_stores_a_sentence_in_the_language_of_its_reader() -> None:
    """Use `anju.kernel.stored.stored`: the ledger is Chinese, pages translate what they show."""
    files = sorted((ROOT / "anju").rglob("*.py"))
    assert [where for path in files if "tests" not in path.parts for where in _translated(path)] == []
