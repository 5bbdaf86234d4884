"""What other domains do when persons die or move: the one place where they are put together."""

from datetime import date

from anju.employment import actions as employment
from anju.entitlements import actions as entitlements
from anju.registry.actions import Followers


def _departed(persons: list[int], day: date, by: str) -> list[int]:
    return employment.end_jobs_of(persons=persons, on=day, by=by)


def _restored(jobs: list[int], by: str) -> None:
    employment.reopen_jobs(jobs=jobs, by=by)


def _moved(persons: list[int], households: list[int], place: str) -> None:
    employment.move_records(persons=persons, households=households, place=place)
    entitlements.move_records(persons=persons, households=households, place=place)


FOLLOWERS = Followers(departed=_departed, restored=_restored, moved=_moved)
