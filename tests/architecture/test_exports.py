"""Lists leave through `audit.exports`, which asks for the purpose, marks the file and writes it down."""

import ast

from tests.architecture import source

WRITERS = {"workbook_response", "csv_response"}
WITHOUT_PEOPLE = {
    "anju/accounts/views/people.py": "accounts of staff",
    "anju/accounts/views/second.py": "requests for approval",
    "anju/audit/exports.py": "the one way out for lists about people",
    "anju/registry/views/places.py": "buildings and flats of a site",
    "anju/tasks/views.py": "one's own tasks, whose titles are masked",
    "anju/web/views/sites.py": "sites and counts",
}


def test_lists_about_people_leave_through_one_door() -> None:
    found = {
        source.shown(path)
        for path in source.code_files()
        for node in ast.walk(source.tree(path))
        if isinstance(node, ast.ImportFrom)
        and node.module == "anju.ui.exports"
        and WRITERS & {name.name for name in node.names}
    }
    found |= {"anju/audit/exports.py"}
    assert found == set(WITHOUT_PEOPLE), "use audit.exports.workbook, or say here why the list names nobody"
