"""Lists leave through `audit.exports`, which asks for the purpose, marks the file and writes it down."""

import ast

from tests.architecture import source

WRITERS = {"workbook_response", "csv_response"}


def test_lists_leave_through_one_door() -> None:
    found = {
        source.shown(path)
        for path in source.code_files()
        for node in ast.walk(source.tree(path))
        if isinstance(node, ast.ImportFrom)
        and node.module == "anju.ui.exports"
        and WRITERS & {name.name for name in node.names}
    }
    assert found == set(), "use audit.exports.workbook: every list is marked and written down"
