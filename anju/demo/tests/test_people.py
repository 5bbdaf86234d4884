"""The people of the demo county are possible: numbers, ages, families, spells of membership and work."""

import re
from collections import Counter
from datetime import date, timedelta
from itertools import pairwise
from random import Random

import pytest

from anju.demo import county
from anju.demo.careers import Job
from anju.demo.county import County
from anju.demo.operators import social_credit_code
from anju.demo.people import names
from anju.demo.people.families import family, sizes
from anju.demo.people.persons import NEW_SINCE, Person
from anju.demo.targets import ANCHOR
from anju.employment.codes import Channel, WorkPlace
from anju.kernel import identity
from anju.registry.codes import Labour, Relation

FEMALE = identity.FEMALE
_CHILDREN = {Relation.SON, Relation.DAUGHTER}


@pytest.fixture(scope="module")
def made() -> County:
    """A small county."""
    return county.build(scale=0.03)


@pytest.fixture(scope="module")
def people(made: County) -> list[Person]:
    """Everybody in it."""
    return [person for household in made.households for person in household.members]


def test_identity_numbers_are_valid_and_nobody_shares_one(people: list[Person]) -> None:
    assert all(identity.is_valid(person.id_number) for person in people)
    assert len({person.id_number for person in people}) == len(people)


def test_identity_numbers_tell_birth_and_sex(people: list[Person]) -> None:
    assert all(identity.birth_date(person.id_number) == person.born for person in people)
    assert all(identity.sex(person.id_number) == person.sex for person in people)


def test_those_registered_before_2000_carry_the_old_county_code(people: list[Person]) -> None:
    assert {person.id_number[:6] for person in people if person.born.year < NEW_SINCE} == {"612427"}
    assert {person.id_number[:6] for person in people if person.born.year >= NEW_SINCE} == {"610926"}


def test_telephone_numbers_have_eleven_digits_and_nobody_shares_one(people: list[Person]) -> None:
    phones = [person.phone for person in people if person.phone]
    assert all(re.fullmatch(r"1[3-9]\d{9}", phone) for phone in phones)
    assert len(set(phones)) == len(phones)


def test_a_household_has_one_head_first_and_of_age(made: County) -> None:
    for household in made.households:
        heads = [person for person in household.members if person.relation == Relation.HEAD]
        assert heads == [household.head]
        assert heads[0].age() >= 18
        assert heads[0].stop is None


def test_spouses_are_one_and_of_the_other_sex(made: County) -> None:
    for household in made.households:
        spouses = [person for person in household.present() if person.relation == Relation.SPOUSE]
        assert len(spouses) <= 1
        assert all(spouse.sex != household.head.sex for spouse in spouses)


def test_mothers_are_of_an_age_to_be_mothers(made: County) -> None:
    for household in made.households:
        parents = [
            p for p in household.members if p.relation in (Relation.HEAD, Relation.SPOUSE) and p.sex == FEMALE
        ]
        for child in (p for p in household.members if p.relation in _CHILDREN and p.stop is None and parents):
            assert 16 <= child.born.year - parents[0].born.year <= 45


def test_everybody_is_either_at_school_or_has_an_education(people: list[Person]) -> None:
    states = [state for person in people for state in (person.state, person.before) if state is not None]
    assert all((state.student is None) != (state.education is None) for state in states)


def test_membership_lies_within_life_and_household(made: County) -> None:
    for household in made.households:
        for person in household.members:
            assert person.start >= max(person.born, household.start)
            assert person.stop is None or person.stop > person.start
            assert person.changed_on is None or person.start < person.changed_on < (person.stop or date.max)


def test_work_begins_at_sixteen_out_of_school_and_within_membership(made: County) -> None:
    for job in made.jobs:
        assert job.person.age(job.start) >= 16
        assert job.start >= max(job.person.start, job.person.changed_on or job.person.start)
        assert job.person.stop is None or (job.stop is not None and job.stop <= job.person.stop)
        assert job.stop is None or job.stop > job.start


def _by_person(jobs: list[Job]) -> dict[str, list[Job]]:
    found: dict[str, list[Job]] = {}
    for job in sorted(jobs, key=lambda job: job.start):
        found.setdefault(job.person.id_number, []).append(job)
    return found


def test_spells_of_the_same_person_and_channel_do_not_overlap(made: County) -> None:
    for jobs in _by_person(made.jobs).values():
        for channel in {job.post.channel for job in jobs}:
            own = [job for job in jobs if job.post.channel == channel]
            assert all(
                before.stop is not None and before.stop <= after.start for before, after in pairwise(own)
            )


def test_two_jobs_at_once_lie_on_the_same_side_of_the_province(made: County) -> None:
    outside = {WorkPlace.OUTSIDE, WorkPlace.ABROAD}
    for jobs in _by_person(made.jobs).values():
        now = [job for job in jobs if job.start <= ANCHOR and (job.stop is None or job.stop > ANCHOR)]
        assert len({job.post.place in outside for job in now}) <= 1


def test_public_posts_and_factories_are_in_the_county_and_for_the_able(made: County) -> None:
    near = [
        job for job in made.jobs if job.post.channel in (Channel.PUBLIC_POST, Channel.FACTORY, Channel.PARK)
    ]
    assert {job.post.place for job in near} == {WorkPlace.COUNTY}
    assert {job.person.state.labour for job in near} <= {Labour.SKILLED, Labour.ORDINARY}


def test_nobody_works_for_an_operator_that_does_not_run(made: County) -> None:
    for job in made.jobs:
        operator = job.post.operator
        if operator is not None:
            assert operator.start <= job.start
            assert operator.stop is None or (job.stop is not None and job.stop <= operator.stop)


def test_contracts_lie_within_the_lives_of_both_parties(made: County) -> None:
    for contract in made.contracts:
        assert contract.start >= max(contract.operator.start, contract.household.start)
        assert contract.stop is None or contract.stop > contract.start


@pytest.mark.parametrize(
    ("households", "persons"), [(10, 10), (10, 80), (100, 282), (1346, 4173), (608, 2284)]
)
def test_sizes_of_households_add_up(households: int, persons: int) -> None:
    drawn = sizes(Random(1), households, persons)
    assert (len(drawn), sum(drawn)) == (households, persons)
    assert 1 <= min(drawn) <= max(drawn) <= 8


def test_more_persons_than_households_hold_are_refused() -> None:
    with pytest.raises(ValueError, match="do not fit"):
        sizes(Random(1), 10, 81)


@pytest.mark.parametrize("size", range(1, 9))
def test_a_family_has_the_wanted_size(size: int) -> None:
    rng = Random(size)
    for _ in range(200):
        kin = family(rng, size)
        assert len(kin) == size
        assert kin[0].relation == Relation.HEAD
        assert all(0 <= k.age <= 95 for k in kin)


def test_names_hold_compound_surnames_and_rare_characters() -> None:
    rng = Random(3)
    surnames = {names.surname(rng) for _ in range(6000)}
    assert {"欧阳", "王"} <= surnames
    given = [names.given(rng, FEMALE, 2012) for _ in range(6000)]
    assert Counter(len(name) for name in given).keys() == {1, 2}
    assert any(character in names.RARE for name in given for character in name)


def test_social_credit_codes_carry_their_check_character() -> None:
    code = social_credit_code(Random(5))
    signs = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    total = sum(signs.index(c) * pow(3, i, 31) for i, c in enumerate(code[:17]))
    assert (total + signs.index(code[17])) % 31 == 0
    assert len(code) == 18


def test_a_family_that_moved_in_counts_from_its_move(made: County) -> None:
    late = [household for household in made.households if household.start > ANCHOR]
    assert late
    assert all(not household.present() for household in late)
    assert all(person.start >= household.start for household in late for person in household.members)
    assert max(household.start for household in late) <= ANCHOR + timedelta(days=122)
