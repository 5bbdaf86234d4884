"""Reading employment: spells and what workbooks name; the monthly round; households without work."""

from anju.employment.queries.spells import (
    OPERATOR,
    active,
    jobs_of,
    known_jobs,
    known_kinds,
    known_states,
    ledgers_of,
    linkages_of,
    main_job,
    operators_of,
    trainings_of,
)

__all__ = [
    "OPERATOR", "active", "jobs_of", "known_jobs", "known_kinds", "known_states", "ledgers_of", "linkages_of",
    "main_job", "operators_of", "trainings_of",
]  # fmt: skip
