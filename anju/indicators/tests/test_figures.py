"""Figures on the live ledger: they move with the records, and the list behind them is the same set."""

from datetime import date, timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from anju.accounts.scope import Scope, acting
from anju.employment.codes import Channel, PostKind, WorkPlace
from anju.employment.models import Job
from anju.indicators import queries
from anju.indicators.datasets import DATASETS
from anju.indicators.engine import Engine, Where, measures
from anju.indicators.figures import Number
from anju.indicators.queries import live
from anju.kernel.refused import Refused
from tests import builders

pytestmark = pytest.mark.usefixtures("county")

DAY = date(2021, 8, 31)
SITE_A, SITE_B, SITE_C = "610926100001", "610926100002", "610926101001"


def value(code: str, day: date = DAY, scope: str | None = None) -> Number | None:
    """One live figure."""
    return queries.figures(day, scope, codes=[code])[0].value


@pytest.fixture
def worker() -> Job:
    """The only worker of a family of three at a site."""
    builders.site(SITE_A)
    home = builders.household(SITE_A)
    builders.person(home, relation="spouse")
    return builders.job(builders.person(home))


def test_an_added_job_moves_the_figure(worker: Job) -> None:
    assert value("employed_persons") == 1
    builders.job(builders.person(worker.person.memberships.get().household, relation="son"))
    assert value("employed_persons") == 2
    assert value("employed_households") == 1


def test_an_ended_job_moves_the_figure_from_its_day_on(worker: Job) -> None:
    worker.stop = DAY
    worker.save()
    assert value("employed_persons") == 0
    assert value("employed_persons", DAY - timedelta(days=1)) == 1


def test_a_changed_place_of_work_moves_the_figure_to_the_other_side(worker: Job) -> None:
    assert (value("employed_outside_province"), value("employed_inside_province")) == (1, 0)
    worker.work_place = WorkPlace.COUNTY
    worker.save()
    assert (value("employed_outside_province"), value("employed_inside_province")) == (0, 1)


def test_two_jobs_of_a_person_count_once_and_on_one_side(worker: Job) -> None:
    builders.job(
        worker.person, channel=Channel.PUBLIC_POST, post_kind=PostKind.SPECIAL, work_place=WorkPlace.COUNTY, start=date(2021, 5, 1)
    )  # fmt: skip
    assert (value("employed_persons"), value("public_posts")) == (1, 1)
    assert (value("employed_outside_province"), value("employed_inside_province")) == (1, 0)


def test_a_person_who_left_the_household_is_not_counted(worker: Job) -> None:
    spell = worker.person.memberships.get()
    spell.stop, spell.stop_reason = DAY, "moved_out"
    spell.save()
    assert value("employed_persons") == 0
    assert value("persons") == 1


def test_another_programme_is_no_part_of_the_employed(worker: Job) -> None:
    household = worker.person.memberships.get().household
    household.programme = "southern"
    household.save()
    assert (value("employed_persons"), value("employed_all_programmes")) == (0, 1)


def test_a_household_with_willing_members_and_no_job_is_zero_employment(worker: Job) -> None:
    worker.person.memberships.update(willing=True)
    assert value("zero_employment_households") == 0
    worker.delete()
    assert value("zero_employment_households") == 1


def test_breakdowns_name_every_place_and_add_up(worker: Job) -> None:
    for code in (SITE_B, SITE_C):
        builders.site(code)
        builders.family(code)
    by_town = {f.scope: f.value for f in queries.figures(DAY, by="town", codes=["persons"])}
    by_site = {f.scope: f.value for f in queries.figures(DAY, by="site", codes=["persons"])}
    assert by_town == {SITE_A[:9]: 5, SITE_C[:9]: 3}
    assert by_site == {SITE_A: 2, SITE_B: 3, SITE_C: 3}
    assert value("persons", scope=SITE_A[:9]) == 5


def test_every_counted_figure_equals_the_number_of_its_records(worker: Job) -> None:
    builders.community(SITE_A)
    for indicator in queries.catalogue():
        if indicator.counted and not indicator.sum_of:
            page = queries.records(indicator.code, DAY, limit=None)
            assert (indicator.code, page.total) == (indicator.code, value(indicator.code))
            assert len(page.rows) == page.total


def test_records_are_masked_paged_sorted_and_linked(worker: Job) -> None:
    page = queries.records("persons", DAY, order="-age", limit=1)
    assert (page.total, len(page.rows), page.links[0]) == (2, 1, ("person", page.links[0][1]))  # type: ignore[index] # a person has a page
    names = [name for name, _zh, _en in page.columns]
    assert page.rows[0][names.index("name")].endswith("*")
    assert "********" in page.rows[0][names.index("id_number")]


def test_a_ratio_without_denominator_has_no_value() -> None:
    builders.place_tree()
    assert value("employment_rate") is None
    assert value("moral_appraisal_per_quarter") is None


def test_the_threshold_comes_from_the_policy_of_the_day_and_shows_the_sites_that_reach_it(
    worker: Job,
) -> None:
    assert value("households_100_plus_rule") == 100
    assert value("households_100_plus_rule", date(2020, 12, 31)) is None
    assert queries.records("households_100_plus_rule", DAY).total == 0


@pytest.mark.parametrize(
    ("code", "scope", "order"),
    [("nothing", None, None), ("sites", "999999", None), ("sites", None, "colour; drop")],
)
def test_an_unknown_word_is_refused_with_a_sentence(code: str, scope: str | None, order: str | None) -> None:
    builders.place_tree()
    with pytest.raises(Refused, match="。"):
        queries.records(code, DAY, scope, order)


def test_figures_ask_one_statement_a_dataset_whatever_their_number(worker: Job) -> None:
    groups = live.by_dataset([item for item in queries.catalogue() if item.dataset and not item.policy])
    asking = sum(
        len(measures(DATASETS[name], held, Where(DAY), Engine.LIVE)) for name, held in groups.items()
    )
    assert len(groups) <= asking <= len(groups) + 3  # a few datasets count two keys
    for by in (None, "site"):
        with CaptureQueriesContext(
            connection,
        ) as asked:
            queries.figures(DAY, by=by)
        assert len(asked) == asking + 2  # the place, and whether there are new definitions


def test_an_officer_of_another_town_counts_only_what_lies_there(worker: Job) -> None:
    builders.site(SITE_C)
    builders.family(SITE_C)
    with acting(scope=Scope((SITE_C[:9],)), actor="town"):
        assert value("persons") == 3
        assert queries.records("persons", DAY).total == 3
        assert value("persons", scope=settings.ANJU_COUNTY) == 3
        assert value("persons", scope=SITE_A) == 0


def test_broken_cross_checks_are_found(worker: Job) -> None:
    builders.site(SITE_B)
    broken = {result.code for result in queries.cross_checks(DAY) if not result.holds}
    assert broken == {"concentrated_sites"}  # two sites, no organisations
