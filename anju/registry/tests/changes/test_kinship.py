"""How members stand to a new head: examples of the desk, and families made up whole, whose kinship is known."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anju.registry import rules
from anju.registry.codes import Relation as R
from anju.registry.rules import Lines


def seen(new: str, other: str, *, male: bool, new_male: bool, head_male: bool = True, **lines: int) -> str:
    return rules.seen_from(
        new, other, male=male, new_is_male=new_male, head_is_male=head_male, lines=Lines(**lines)
    ).value


@pytest.mark.parametrize(
    ("other", "male", "relation"),
    [
        ("head", True, "son"), ("spouse", False, "son_wife"), ("mother", False, "spouse"), ("son", True, "grandson"),
        ("daughter", False, "granddaughter"), ("sibling", True, "son"), ("grandfather", True, "father"),
        ("grandson", True, "great_grandson"), ("son_wife", False, "other"), ("uncle", True, "sibling"),
        ("nephew", True, "grandson"), ("other", True, "other"),
    ],
)  # fmt: skip
def test_when_the_father_becomes_the_head(other: str, male: bool, relation: str) -> None:
    assert seen("father", other, male=male, new_male=True) == relation


@pytest.mark.parametrize(
    ("other", "male", "relation"),
    [
        ("head", False, "mother"), ("spouse", True, "father"), ("son", True, "sibling"), ("daughter_husband", True, "spouse"),
        ("mother", False, "mothers_mother"), ("daughters_son", True, "son"), ("husband_father", True, "grandfather"),
    ],
)  # fmt: skip
def test_when_the_daughter_of_a_woman_becomes_the_head(other: str, male: bool, relation: str) -> None:
    assert seen("daughter", other, male=male, new_male=False, head_male=False) == relation


def test_of_two_sons_nobody_guesses_whose_wife_she_is() -> None:
    assert seen("son", "son_wife", male=False, new_male=True) == "spouse"
    assert seen("son", "son_wife", male=False, new_male=True, sons=2) == "other"
    assert seen("son", "grandson", male=True, new_male=True, sons=2) == "other"
    assert seen("daughter", "son_wife", male=False, new_male=False, sons=2) == "sibling_wife"


@pytest.mark.parametrize(
    ("link", "other", "male", "relation"),
    [
        ("sibling", "spouse", False, "sibling_wife"), ("sibling", "son", True, "nephew"), ("sibling", "daughter", False, "niece"),
        ("father", "spouse", False, "mother"), ("father", "son", True, "sibling"), ("son", "spouse", False, "son_wife"),
        ("son", "son", True, "grandson"), ("son", "son_wife", False, "other"), ("other", "son", True, "other"),
    ],
)  # fmt: skip
def test_who_comes_with_a_household_that_joins(link: str, other: str, male: bool, relation: str) -> None:
    found = rules.joined(link, other, male=male, link_is_male=True, head_is_male=True)
    assert found.value == relation


@dataclass(eq=False, repr=False)
class Human:
    """One of an invented family."""

    man: bool
    parents: list["Human"] = field(default_factory=list)
    spouse: "Human | None" = None
    children: list["Human"] = field(default_factory=list)

    def __repr__(self) -> str:
        """Short, for hypothesis writes down whole families and complains of long ones."""
        return "m" if self.man else "f"


def wed(one: Human) -> Human:
    """Give somebody a spouse."""
    other = Human(not one.man)
    one.spouse, other.spouse = other, one
    return other


def born(one: Human, man: bool) -> Human:
    """Give a couple a child."""
    assert one.spouse
    child = Human(man, [one, one.spouse])
    one.children.append(child)
    one.spouse.children.append(child)
    return child


Told = Iterator[tuple[Human | None, str]]


def kin(head: Human, other: Human) -> str:
    """What somebody is to a head, read off the family itself and not by the rules."""
    for group in (_near, _below, _above, _beside):
        for one, word in group(head):
            if one is other:
                return word
    return "other"


def _near(head: Human) -> Told:
    yield head.spouse, "spouse"
    yield from ((one, "father" if one.man else "mother") for one in head.parents)
    yield from ((one, "son" if one.man else "daughter") for one in head.children)
    yield from ((one, "sibling") for one in _siblings(head))


def _siblings(one: Human) -> list[Human]:
    return [other for other in (one.parents[0].children if one.parents else []) if other is not one]


def _below(head: Human) -> Told:
    for child in head.children:
        yield child.spouse, "son_wife" if child.man else "daughter_husband"
        words = ("grandson", "granddaughter") if child.man else ("daughters_son", "daughters_daughter")
        yield from ((grand, words[not grand.man]) for grand in child.children)
        for grand in child.children if child.man else []:
            great = grand.children if grand.man else []
            yield from ((one, "great_grandson" if one.man else "great_granddaughter") for one in great)


def _above(head: Human) -> Told:
    for parent in head.parents:
        words = ("grandfather", "grandmother") if parent.man else ("mothers_father", "mothers_mother")
        yield from ((one, words[not one.man]) for one in parent.parents)
        yield from ((one, "uncle") for one in _siblings(parent) if parent.man and one.man)


def _beside(head: Human) -> Told:
    word = "wife" if head.man else "husband"
    yield from (
        (one, f"{word}_{'father' if one.man else 'mother'}")
        for one in (head.spouse.parents if head.spouse else [])
    )
    for brother in (one for one in _siblings(head) if one.man):
        yield brother.spouse, "sibling_wife"
        yield from ((child, "nephew" if child.man else "niece") for child in brother.children)


@st.composite
def families(draw: st.DrawFn) -> list[Human]:
    """Three generations, or four, with wives and husbands and the parents of some of them."""
    first = Human(True)
    people, couples = [first, wed(first)], [first]
    for _generation in range(draw(st.integers(1, 3))):
        following = []
        for parent in couples:
            for man in draw(st.lists(st.booleans(), max_size=3)):
                child = born(parent, man)
                people.append(child)
                if draw(st.booleans()):
                    people.append(wed(child))
                    following.append(child)
                    if draw(st.booleans()):
                        _parents_of(people[-1], people)
        couples = following
    return people


def _parents_of(one: Human, people: list[Human]) -> None:
    father = Human(True)
    mother = wed(father)
    one.parents = [father, mother]
    father.children, mother.children = [one], [one]
    people += one.parents


@given(people=families(), which=st.integers(0, 99))
def test_what_is_derived_is_true_in_any_family(people: list[Human], which: int) -> None:
    head = people[which % len(people)]
    relations = {one: kin(head, one) for one in people if one is not head}
    lines = Lines.of(relations.values())
    for new, other in permutations(people, 2):
        if new is head or relations[new] == "other":
            continue
        before = "head" if other is head else relations[other]
        found = rules.seen_from(
            relations[new], before, male=other.man, new_is_male=new.man, head_is_male=head.man, lines=lines
        )
        if found != R.OTHER:
            assert found == kin(new, other), (relations[new], before)


@given(people=families())
def test_most_of_a_family_is_told_when_the_son_takes_over(people: list[Human]) -> None:
    """Where there is one line, nobody of the nearest is left as 其他."""
    head = people[0]
    if len(head.children) != 1:
        return
    son = head.children[0]
    near = [head, people[1], *([son.spouse] if son.spouse else []), *son.children]
    for other in near:
        before = "head" if other is head else kin(head, other)
        found = rules.seen_from(
            kin(head, son), before, male=other.man, new_is_male=son.man, head_is_male=True
        )
        assert found == kin(son, other)
