"""Changes of households and persons: what they leave behind, and what they refuse."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from anju.accounts.scope import Scope, acting
from anju.audit.models import Act, Event
from anju.kernel.refused import Refused
from anju.registry import actions
from anju.registry.actions import About, Correction, Evidence, Followers, NewPerson
from anju.registry.models import Change, Household, Membership, Person
from tests import builders

pytestmark = pytest.mark.usefixtures("county")

ON, DAY = date(2021, 12, 31), date(2021, 5, 1)
OTHER_SITE = "610926100002"


@pytest.fixture
def home() -> Household:
    """A head of 1960, the wife, a son of 1985 with his wife, and a grandson of 2010."""
    builders.site()
    made = builders.household()
    for relation, born, female in (
        ("head", date(1960, 1, 2), False),
        ("spouse", date(1962, 3, 4), True),
        ("son", date(1985, 5, 6), False),
        ("son_wife", date(1987, 7, 8), True),
        ("grandson", date(2010, 9, 10), False),
    ):
        number = builders.id_number(born, female=female)
        builders.person(made, relation=relation, id_number=number, name=f"邹{relation[0]}")
    return made


def of(home: Household, relation: str) -> Person:
    return Person.objects.get(
        memberships__household=home, memberships__relation=relation, memberships__stop=None
    )


def about(home: Household, day: date = DAY, **words: Any) -> About:
    return builders.notice(home, day, **words)


def asked(home: Household, day: date = DAY, **words: Any) -> dict[str, Any]:
    return {"household": home.pk, "about": about(home, day, **words), "by": "clerk", "on": ON}


def relations(home: Household, on: date | None = None) -> dict[str, str]:
    """Birth year of each open member and how they stand to the head."""
    found = Membership.objects.filter(household=home, stop=None).select_related("person")
    return {str(m.person.birth_date.year): m.relation for m in found}


def baby(born: date = DAY) -> NewPerson:
    return NewPerson("邹小宝", builders.id_number(born))


def test_a_birth_makes_a_person_and_a_membership(home: Household) -> None:
    change = actions.register_birth(child=baby(), relation="grandson", **asked(home, reason="新生儿"))
    spell = Membership.objects.get(person=change.persons[0])
    assert (spell.start, spell.start_reason, spell.labour, spell.place_id) == (
        DAY,
        "born",
        "none",
        home.place_id,
    )
    assert (spell.person.name_masked, spell.person.pinyin) == ("邹**", "zouxiaobao")
    assert Household.objects.get(pk=home.pk).version == 1
    event = Event.objects.get(act=Act.RECORD_CHANGED, target=f"household:{home.pk}")
    assert event.detail == {"kind": "birth", "day": "2021-05-01", "persons": change.persons}
    assert spell.person.id_number not in str(change.before) + str(change.after)


def test_the_death_of_the_head_names_the_next_and_the_others_stand_to_the_new_one(home: Household) -> None:
    head, son = of(home, "head"), of(home, "son")
    told: list[Any] = []

    def departed(persons: list[int], day: date, by: str) -> list[int]:
        told.append((persons, day, by))
        return [7]

    followers = Followers(departed, lambda ids, by: told.append(ids), lambda *_: None)
    change = actions.register_death(person=head.pk, head=son.pk, followers=followers, **asked(home))
    assert relations(home) == {"1985": "head", "1962": "mother", "1987": "spouse", "2010": "son"}
    assert Membership.objects.get(person=head).stop_reason == "died"
    assert told == [([head.pk], DAY, "clerk")]
    actions.revert(change=change.pk, version=1, why="登错了", by="clerk", on=ON, followers=followers)
    assert relations(home) == {
        "1960": "head",
        "1962": "spouse",
        "1985": "son",
        "1987": "son_wife",
        "2010": "grandson",
    }
    assert Membership.objects.filter(household=home).count() == 5
    assert told[1:] == [[7]]
    change.refresh_from_db()
    assert (change.reverted_by, change.reverted_on) == ("clerk", ON)


def test_who_leaves_last_takes_the_household_off_the_register(home: Household) -> None:
    everybody = list(Person.objects.values_list("pk", flat=True))
    actions.move_out(persons=everybody, **asked(home))
    home.refresh_from_db()
    assert home.stop == DAY
    with pytest.raises(Refused, match="注销"):
        actions.register_birth(child=baby(), relation="son", **asked(home))


def test_a_bride_leaves_her_household_and_joins_another(home: Household) -> None:
    builders.site(OTHER_SITE)
    hers = builders.household(OTHER_SITE)
    builders.person(hers, id_number=builders.id_number(date(1970, 1, 1)))
    bride = builders.person(
        hers, relation="daughter", id_number=builders.id_number(date(1995, 1, 1), female=True)
    )
    builders.job(bride)
    moved: list[Any] = []
    followers = Followers(lambda *_: [], lambda *_: None, lambda *words: moved.append(words))
    actions.marry_in(person=bride.pk, relation="grandson", followers=followers, **asked(home))
    bride.refresh_from_db()
    assert bride.place_id == home.place_id
    assert [(m.stop_reason, m.household_id) for m in bride.memberships.order_by("start")] == [
        ("married_out", hers.pk), ("", home.pk),
    ]  # fmt: skip
    assert moved == [([bride.pk], [home.pk], home.place_id)]
    assert Household.objects.get(pk=hers.pk).version == 1


def test_who_came_back_is_the_same_person(home: Household) -> None:
    gone = of(home, "son")
    actions.move_out(persons=[gone.pk], **asked(home))
    back = NewPerson(gone.name, gone.id_number)
    actions.move_in(person=back, relation="son", **asked(home, date(2021, 8, 1)))
    assert gone.memberships.count() == 2
    with pytest.raises(Refused, match="仍在户"):
        actions.move_in(person=back, relation="son", **asked(home, date(2021, 9, 1)))


def test_a_split_founds_a_household_and_can_be_taken_back(home: Household) -> None:
    son, wife, boy = (of(home, relation) for relation in ("son", "son_wife", "grandson"))
    change = actions.split(persons=[son.pk, wife.pk, boy.pk], head=son.pk, **asked(home))
    new = Household.objects.exclude(pk=home.pk).get()
    assert (new.number, new.start, relations(new)) == (
        f"{home.number}-1", DAY, {"1985": "head", "1987": "spouse", "2010": "son"},
    )  # fmt: skip
    assert change.households == [home.pk, new.pk]
    actions.revert(change=change.pk, version=1, why="登错了", by="clerk", on=ON)
    assert Household.objects.count() == 1
    assert len(relations(home)) == 5


def test_two_households_become_one(home: Household) -> None:
    other = builders.household()
    uncle = builders.person(other, id_number=builders.id_number(date(1958, 1, 1)))
    change = actions.merge(other=other.pk, relations={uncle.pk: "sibling"}, **asked(home))
    other.refresh_from_db()
    assert (other.stop, relations(home)["1958"]) == (DAY, "sibling")
    actions.revert(change=change.pk, version=1, why="登错了", by="clerk", on=ON)
    other.refresh_from_db()
    assert (other.stop, relations(other)) == (None, {"1958": "head"})


def test_a_household_moves_to_another_site_and_everything_follows(home: Household) -> None:
    builders.site(OTHER_SITE)
    change = actions.rehouse(place=OTHER_SITE, **asked(home))
    assert set(Person.objects.values_list("place", flat=True)) == {OTHER_SITE}
    spell = Membership.objects.get(person=of(home, "head"), stop=None)
    assert (spell.place_id, spell.start, spell.start_reason) == (OTHER_SITE, DAY, "rehoused")
    actions.revert(change=change.pk, version=1, why="登错了", by="clerk", on=ON)
    assert set(Person.objects.values_list("place", flat=True)) == {home.place_id}


def test_a_state_changes_from_a_day_on_and_the_old_one_stays(home: Household) -> None:
    son = of(home, "son")
    actions.change_state(person=son.pk, state={"labour": "weak", "health": "chronic"}, **asked(home))
    assert [(m.labour, m.stop) for m in son.memberships.order_by("start")] == [
        ("ordinary", DAY),
        ("weak", None),
    ]
    actions.change_state(person=son.pk, state={"labour": "lost"}, **asked(home))
    assert [(m.labour, m.stop) for m in son.memberships.order_by("start")] == [
        ("ordinary", DAY),
        ("lost", None),
    ]
    actions.register_death(person=son.pk, **asked(home))
    assert [(m.labour, m.stop_reason) for m in son.memberships.all()] == [("ordinary", "died")]


def test_a_correction_holds_for_all_days_and_keeps_secrets_sealed(home: Household) -> None:
    son = of(home, "son")
    number = builders.id_number(date(1985, 5, 16))
    told = Correction(name="邹改名", id_number=number, phone="13911112222")
    change = actions.correct(person=son.pk, correction=told, **asked(home, ON))
    again = Person.objects.get(pk=son.pk)
    assert (again.name, again.id_number, again.birth_date, again.phone) == (
        "邹改名", number, date(1985, 5, 16), "13911112222",
    )  # fmt: skip
    shown = str(change.before) + str(change.after)
    assert number not in shown
    assert "13911112222" not in shown
    assert "139****2222" in shown
    actions.revert(change=change.pk, version=1, why="登错了", by="clerk", on=ON)
    again.refresh_from_db()
    assert (again.name, again.id_number, again.id_digest) == (son.name, son.id_number, son.id_digest)


def test_the_second_of_two_clerks_is_told_who_was_first(home: Household) -> None:
    seen = asked(home)
    actions.register_birth(child=baby(), relation="grandson", **asked(home))
    with pytest.raises(Refused, match=r"clerk 于 .* 登记了“出生”"):
        actions.move_out(persons=[of(home, "son").pk], **seen)


def test_an_older_change_is_not_taken_back_over_a_newer_one(home: Household) -> None:
    first = actions.register_birth(child=baby(), relation="grandson", **asked(home))
    actions.change_state(person=of(home, "son").pk, state={"labour": "weak"}, **asked(home))
    with pytest.raises(Refused, match="请先撤销后来的变动"):
        actions.revert(change=first.pk, version=2, why="登错了", by="clerk", on=ON)


def test_a_change_is_not_taken_back_when_the_record_was_corrected_elsewhere(home: Household) -> None:
    change = actions.change_state(person=of(home, "son").pk, state={"labour": "weak"}, **asked(home))
    Membership.objects.filter(labour="weak").update(labour="lost")
    with pytest.raises(Refused, match="又被更正过"):
        actions.revert(change=change.pk, version=1, why="登错了", by="clerk", on=ON)


def test_evidence_is_kept_sealed_under_a_clean_name(home: Household) -> None:
    sent = Evidence('..\\..\\死亡<证明>".PDF.exe', b"%PDF-1.7 x")
    change = actions.register_death(person=of(home, "son").pk, **asked(home, evidence=sent))
    assert (change.evidence_name, len(change.evidence)) == ("死亡证明.PDF.pdf", 64)


@pytest.mark.parametrize("content", [b"MZ\x90", b"<svg onload=alert(1)>", b""])
def test_evidence_that_is_no_scan_is_refused(home: Household, content: bytes) -> None:
    with pytest.raises(Refused, match="只收"):
        actions.register_death(person=of(home, "son").pk, **asked(home, evidence=Evidence("a.pdf", content)))


Wish = Callable[[Household], Any]
REFUSED: dict[str, tuple[Wish, str]] = {
    "a day after today": (
        lambda home: actions.marry_out(person=of(home, "son").pk, **asked(home, date(2022, 1, 1))), "不能晚于"),
    "a day before the household moved": (
        lambda home: actions.marry_out(person=of(home, "son").pk, **asked(home, date(2017, 1, 1))), "早于户"),
    "a head who dies without a next one": (
        lambda home: actions.register_death(person=of(home, "head").pk, **asked(home)), "指定新户主"),
    "a next head from elsewhere": (
        lambda home: actions.register_death(person=of(home, "head").pk, head=10**9, **asked(home)), "在册成员"),
    "a birth on another day than the number says": (
        lambda home: actions.register_birth(child=baby(date(2021, 4, 1)), relation="grandson", **asked(home)), "不一致"),
    "a child that is older than the head": (
        lambda home: actions.register_birth(child=baby(), relation="mother", **asked(home)), "不早于户主"),
    "a second head": (
        lambda home: actions.register_birth(child=baby(), relation="head", **asked(home)), "已有户主"),
    "a number that is none": (
        lambda home: actions.register_birth(child=NewPerson("甲乙", "610926202105010019"), relation="son", **asked(home)),
        "校验码"),
    "an old number": (
        lambda home: actions.move_in(person=NewPerson("甲乙", "610926850506001"), relation="other", **asked(home)), "15位"),
    "a name that is empty": (
        lambda home: actions.move_in(person=NewPerson(" ", builders.id_number()), relation="other", **asked(home)), "姓名"),
    "a phone that is none": (
        lambda home: actions.move_in(
            person=NewPerson("甲乙", builders.id_number(), phone="12"), relation="other", **asked(home)), "电话"),
    "a relation that is none": (
        lambda home: actions.move_in(person=NewPerson("甲乙", builders.id_number()), relation="boss", **asked(home)),
        "与户主关系"),
    "a split that takes everybody": (
        lambda home: actions.split(
            persons=list(Person.objects.values_list("pk", flat=True)), head=of(home, "son").pk, **asked(home)), "至少要留一人"),
    "a split that leaves no head": (
        lambda home: actions.split(persons=[of(home, "head").pk], head=of(home, "head").pk, **asked(home)), "指定新户主"),
    "a split whose head stays behind": (
        lambda home: actions.split(persons=[of(home, "son").pk], head=of(home, "head").pk, **asked(home)), "分出的成员"),
    "a merger with itself": (lambda home: actions.merge(other=home.pk, relations={}, **asked(home)), "本户"),
    "a merger with nobody": (lambda home: actions.merge(other=10**9, relations={}, **asked(home)), "没有这一户"),
    "a second spouse": (
        lambda home: actions.marry_in(
            person=NewPerson("甲乙", builders.id_number(female=True)), relation="spouse", **asked(home)), "两名"),
    "a move to where one is": (lambda home: actions.rehouse(**asked(home)), "没有变化"),
    "a move to nowhere": (lambda home: actions.rehouse(place="610926100999", **asked(home)), "没有这个安置区"),
    "the head who is the head": (lambda home: actions.change_head(head=of(home, "head").pk, **asked(home)), "已是户主"),
    "a state that does not change": (
        lambda home: actions.change_state(person=of(home, "son").pk, state={"labour": "ordinary"}, **asked(home)),
        "没有变化"),
    "a state that is none": (
        lambda home: actions.change_state(person=of(home, "son").pk, state={"labour": "lazy"}, **asked(home)), "劳动技能"),
    "a state before the last one": (
        lambda home: [
            actions.change_state(person=of(home, "son").pk, state={"labour": "weak"}, **asked(home, date(2021, 6, 1))),
            actions.change_state(person=of(home, "son").pk, state={"labour": "lost"}, **asked(home)),
        ], "早于此人现有一段"),
    "a correction that changes nothing": (
        lambda home: actions.correct(person=of(home, "son").pk, correction=Correction(sex="1"), **asked(home, ON)), "一致"),
    "a sex that the number denies": (
        lambda home: actions.correct(person=of(home, "son").pk, correction=Correction(sex="2"), **asked(home, ON)), "不一致"),
    "the number of somebody else": (
        lambda home: actions.correct(
            person=of(home, "son").pk, correction=Correction(id_number=of(home, "head").id_number), **asked(home, ON)),
        "另一人"),
    "a correction that makes the son older than the head": (
        lambda home: actions.correct(
            person=of(home, "son").pk, correction=Correction(id_number=builders.id_number(date(1950, 1, 1))),
            **asked(home, ON)), "不晚于户主"),
    "somebody of another household": (
        lambda home: actions.register_death(person=builders.person(builders.household()).pk, **asked(home)), "不是这一户"),
    "a person moved out who is the head of others": (
        lambda home: actions.move_out(persons=[of(home, "head").pk], **asked(home)), "指定新户主"),
}  # fmt: skip


@pytest.mark.parametrize("what", REFUSED)
def test_what_cannot_be_is_refused_and_nothing_is_written(home: Household, what: str) -> None:
    wish, sentence = REFUSED[what]
    with pytest.raises(Refused, match=sentence):
        wish(home)
    assert Change.objects.filter(reverted_on=None).count() == (
        1 if what == "a state before the last one" else 0
    )


def test_a_household_beyond_the_scope_is_not_there(home: Household) -> None:
    wish = asked(home) | {"person": of(home, "son").pk}
    with acting(scope=Scope((OTHER_SITE,)), actor="stranger"), pytest.raises(Refused, match="管辖范围"):
        actions.marry_out(**wish)


def test_a_clerk_cannot_send_a_household_out_of_the_own_scope(home: Household) -> None:
    builders.site(OTHER_SITE)
    wish = asked(home)
    with acting(scope=Scope((builders.SITE,)), actor="clerk"), pytest.raises(Refused, match="管辖范围"):
        actions.rehouse(place=OTHER_SITE, **wish)


def test_a_number_of_somebody_beyond_the_scope_is_refused(home: Household) -> None:
    builders.site(OTHER_SITE)
    stranger = builders.person(builders.household(OTHER_SITE), id_number=builders.id_number(date(1990, 1, 1)))
    wish = asked(home) | {"person": NewPerson("甲乙", stranger.id_number), "relation": "other"}
    with acting(scope=Scope((builders.SITE,)), actor="clerk"), pytest.raises(Refused, match="其他安置区"):
        actions.move_in(**wish)
