"""Rows are written in `actions` (and migrations) only: one place to look for every change of state."""

import ast
from pathlib import Path

from tests.architecture import source

ALWAYS = {"bulk_create", "bulk_update", "get_or_create", "update_or_create", "save", "delete"}
ON_QUERYSETS = {"create", "update"}
WRITING_SQL = ("insert into", "update ", "delete from", "copy ", "truncate", "merge into")


def is_action(path: Path) -> bool:
    """Actions, and the bench, whose floors are the same writes done by hand in a scratch database."""
    return path.name == "actions.py" or "actions" in path.parts or path.parent.name == "bench"


def writes(path: Path) -> list[str]:
    found = []
    for node in ast.walk(source.tree(path)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            method, owner = node.func.attr, ast.unparse(node.func.value)
            if (method in ALWAYS and not _is_a_file(owner)) or (
                method in ON_QUERYSETS and "objects" in owner
            ):
                found.append(f"{source.shown(path)}:{node.lineno} {owner}.{method}()")
            if method in {"execute", "executemany", "copy"} and _writes_sql(node):
                found.append(f"{source.shown(path)}:{node.lineno} SQL that writes")
    return found


def _is_a_file(owner: str) -> bool:
    """Saving a Word document, a workbook or an image is no row."""
    return owner.rsplit(".", 1)[-1] in {"document", "workbook", "book", "image", "doc"}


def _writes_sql(call: ast.Call) -> bool:
    text = " ".join(
        node.value.lower().lstrip()
        for argument in call.args[:1]
        for node in ast.walk(argument)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    )
    return text.startswith(WRITING_SQL) and "anju.scope" not in text


def test_only_actions_write() -> None:
    found = [line for path in source.code_files() if not is_action(path) for line in writes(path)]
    assert found == []


def test_the_search_for_writes_sees_what_it_should(tmp_path: Path) -> None:
    path = source.ROOT / "tests" / "architecture" / "writes_sample.txt"
    source.tree.cache_clear()
    assert [line.split(" ", 1)[1] for line in writes(path)] == [
        "Person.objects.create()",
        "Person.objects.filter(id=1).update()",
        "person.save()",
        "SQL that writes",
    ]


def test_actions_take_keywords_only() -> None:
    """Public functions of an `actions` module are called with names, so that a call reads as a sentence."""
    loose = []
    for path in source.code_files():
        if path.name != "actions.py":
            continue
        for node in source.tree(path).body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                positional = [a.arg for a in node.args.posonlyargs + node.args.args]
                does_something = not isinstance(node.body[-1], ast.Expr) or not ast.get_docstring(node)
                if len(positional) > 1 and does_something:
                    loose.append(f"{source.shown(path)}:{node.lineno} {node.name}({', '.join(positional)})")
    assert loose == []
