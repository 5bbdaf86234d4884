"""What other domains do when persons die or move: the one place where they are put together."""

from datetime import date

from anju.employment import actions as employment
from anju.entitlements import actions as entitlements
from anju.regions.queries import working_day
from anju.registry.actions import Followers

BY = "system:registry"  # who writes what follows from a change where the registry does not say who made it


def _departed(persons: list[int], day: date, by: str) -> list[int]:
    ended = employment.end_jobs_of(persons=persons, on=day, by=by)
    employment.follow_persons(persons=persons, by=by, on=working_day())
    return ended


def _restored(jobs: list[int], by: str) -> None:
    """Besides the jobs, the lines of open months of everybody who is back; whoever had no job is among them."""
    employment.reopen_jobs(jobs=jobs, by=by)
    employment.follow_back(by=by, on=working_day())


def _moved(persons: list[int], households: list[int], place: str) -> None:
    employment.move_records(persons=persons, households=households, place=place)
    entitlements.move_records(persons=persons, households=households, place=place)
    employment.follow_persons(persons=persons, by=BY, on=working_day())


def _left(persons: list[int], by: str) -> None:
    """Their lines of open months are settled and the clocks of their households looked at; jobs go on elsewhere."""
    employment.follow_persons(persons=persons, by=by, on=working_day())


FOLLOWERS = Followers(departed=_departed, restored=_restored, moved=_moved, left=_left)
