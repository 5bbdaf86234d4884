"""Pages and work take the day from one function, so that a demo county is not years late in some of them."""

from tests.architecture import source

# Log-ins, tokens, second words and the worker's own rounds go by the clock.
BY_THE_CLOCK = ("anju/accounts/", "anju/jobs/", "anju/audit/", "anju/api/", "anju/regions/queries.py", "anju/web/views/audit.py",
                "anju/tasks/views.py", "anju/duplicates/actions/second.py")  # fmt: skip


def test_the_day_of_the_ledger_comes_from_one_function() -> None:
    """Use `anju.regions.queries.working_day`."""
    reading = [
        source.shown(path)
        for path in source.code_files()
        if "timezone.localdate(" in path.read_text(encoding="utf-8")
    ]
    assert [name for name in reading if not name.startswith(BY_THE_CLOCK)] == []
