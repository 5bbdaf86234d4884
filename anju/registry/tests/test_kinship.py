"""How members stand to a new head: examples of the desk, and families made up whole, whose kinship is known."""

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


@dataclass(eq=False)
class Human:
    """One of an invented family."""

    man: bool
    parents: list["Human"] = field(default_factory=list)
    spouse: "Human | None" = None
    children: list["Human"] = field(default_factory=list)


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


def kin(head: Human, other: Human) -> str:
    """What somebody is to a head, read off the family itself and not by the rules."""
    if other is head.spouse:
        return "spouse"
    if other in head.parents:
        return "father" if other.man else "mother"
    if other in head.children:
        return "son" if other.man else "daughter"
    brothers = [one for one in (head.parents[0].children if head.parents else []) if one is not head]
    if other in brothers:
        return "sibling"
    return _farther(head, other, brothers)


def _farther(head: Human, other: Human, brothers: list[Human]) -> str:
    for child in head.children:
        if other is child.spouse:
            return "son_wife" if child.man else "daughter_husband"
        if other in child.children:
            return {
                (True, True): "grandson", (True, False): "granddaughter",
                (False, True): "daughters_son", (False, False): "daughters_daughter",
            }[child.man, other.man]  # fmt: skip
        if child.man and any(grand.man and other in grand.children for grand in child.children):
            return "great_grandson" if other.man else "great_granddaughter"
    for parent in head.parents:
        if other in parent.parents:
            return {
                (True, True): "grandfather", (True, False): "grandmother",
                (False, True): "mothers_father", (False, False): "mothers_mother",
            }[parent.man, other.man]  # fmt: skip
        uncles = parent.parents[0].children if parent.parents else []
        if parent.man and other.man and other in uncles and other is not parent:
            return "uncle"
    if head.spouse and other in head.spouse.parents:
        word = "wife" if head.man else "husband"
        return f"{word}_{'father' if other.man else 'mother'}"
    for brother in brothers:
        if brother.man and other is brother.spouse:
            return "sibling_wife"
        if brother.man and other in brother.children:
            return "nephew" if other.man else "niece"
    return "other"


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


@given(people=families(), data=st.data())
def test_what_is_derived_is_true_in_any_family(people: list[Human], data: st.DataObject) -> None:
    head = data.draw(st.sampled_from(people))
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
