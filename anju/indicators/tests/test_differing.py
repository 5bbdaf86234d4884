"""Why figures differ and why they moved: the ground is named, down to the condition that a person does not meet."""

from datetime import date
from pathlib import Path

import pytest
from django.conf import settings

from anju.accounts.scope import Scope, acting
from anju.employment.codes import Channel, PostKind, WorkPlace
from anju.indicators import actions, queries
from anju.indicators.models import Close
from anju.indicators.queries import differing, lists_compared, moves
from anju.indicators.queries.differing import Ground
from anju.indicators.queries.states import State
from anju.kernel.month import Month
from anju.kernel.refused import Refused
from anju.registry.models import Person
from tests import builders

pytestmark = pytest.mark.usefixtures("county")

DAY, LATER = date(2021, 8, 31), date(2022, 3, 1)
SITE_A, SITE_B = "610926100001", "610926101001"
COUNTY = builders.COUNTY


class Village:
    """Two sites: at A one works outside the province and one in a public post, at B one outside; one of another programme."""

    def __init__(self) -> None:
        for code in (SITE_A, SITE_B):
            builders.site(code)
        home = builders.household(SITE_A)
        self.away = builders.person(home)
        self.post = builders.person(home, relation="spouse")
        self.idle = builders.person(home, relation="son")
        self.far = builders.person(builders.household(SITE_B))
        self.other = builders.person(builders.household(SITE_A, programme="southern"))
        for one in (self.away, self.far, self.other):
            builders.job(one)
        builders.job(
            self.post, channel=Channel.PUBLIC_POST, post_kind=PostKind.SPECIAL, work_place=WorkPlace.COUNTY
        )


@pytest.fixture
def village() -> Village:
    return Village()


@pytest.fixture
def closed(village: Village, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Close:
    monkeypatch.setattr(settings, "ANJU_CLOSES", tmp_path / "closes")
    return actions.close(Month(2021, 8), by="officer", on=LATER, accepted="试验")


def states(closed: Close) -> list[State]:
    return [State(DAY), State.of(closed)]


def grounds(state: State, theirs: int, code: str = "employed_persons") -> set[tuple[Ground, str]]:
    exact, _near = differing.explained(code, state, COUNTY, theirs)
    return {(guess.ground, guess.zh) for guess in exact}


def test_a_programme_left_out_a_town_left_out_and_another_indicator_are_named(closed: Close) -> None:
    for state in states(closed):
        assert (Ground.DEFINITION, "不限“搬迁项目为“十三五易地扶贫搬迁””") in grounds(state, 4)
        assert any(ground is Ground.INDICATOR for ground, _words in grounds(state, 4))
        assert any(ground is Ground.PLACE and words.startswith("不含") for ground, words in grounds(state, 2))
        assert (Ground.DEFINITION, "按户计数") in grounds(state, 2)
        exact, near = differing.explained("employed_persons", state, COUNTY, 400)
        assert exact == []
        assert 0 < len(near) <= differing.NEAREST
        assert [guess.gap(400) for guess in near] == sorted(guess.gap(400) for guess in near)


def test_another_day_is_named(closed: Close) -> None:
    builders.job(Person.objects.get(memberships__relation="son"))
    actions.close(Month(2021, 9), by="officer", on=LATER, accepted="试验")
    assert (Ground.AS_OF, "取 2021-09 v1 的数") in grounds(State.of(closed), 4)
    assert (Ground.AS_OF, "按现在的台账计算当日") in grounds(State.of(closed), 4)


def test_a_ratio_is_explained_by_day_and_place_and_never_by_taking_rates_off_each_other(
    closed: Close,
) -> None:
    exact, near = differing.explained("employment_rate", State.of(closed), COUNTY, 50)
    assert not any(guess.zh.startswith("不含") for guess in (*exact, *near))


def test_a_list_is_compared_person_by_person_with_the_condition_that_fails(
    closed: Close, village: Village
) -> None:
    wrong = village.away.id_number[:17] + ("1" if village.away.id_number[17] != "1" else "2")
    text = "\n".join(
        [
            f"邹试安\t{village.away.id_number}",
            f"李四 {village.idle.id_number.lower()}",
            f"{village.other.id_number[:6]} {village.other.id_number[6:14]} {village.other.id_number[14:]}",
            f"王五 {builders.id_number()}",
            f"赵六 {wrong}",
            "合计 4 人",
            village.away.id_number,
        ]
    )
    for state in states(closed):
        found = lists_compared.compared(
            "employed_persons", state, COUNTY, lists_compared.lines_of(text), chinese=True
        )
        assert (found.both, found.ours, found.theirs) == (1, 3, 7)
        assert set(found.only_ours) == {village.post.pk, village.far.pk}
        reasons = {odd.line.at: odd.reason for odd in found.only_theirs}
        assert reasons[2] == "不在“在岗就业记录”中"
        assert reasons[3] == "不满足：搬迁项目为“十三五易地扶贫搬迁”"
        assert reasons[4] == "台账中没有这个号码（或不在您的辖区）"
        assert reasons[5] == "身份证号码校验位不对"
        assert reasons[6] == "这一行没有身份证号码"
        assert [line.at for line in found.doubled] == [7]
        assert all(village.idle.id_number not in odd.line.text for odd in found.only_theirs)
        page = lists_compared.only_ours(found, state, found.only_ours)
        assert page.total == 2


def test_what_only_we_have_is_told_apart_by_what_it_shares(village: Village) -> None:
    home = builders.household(SITE_A)
    lines = [builders.person(home, relation="daughter") for _ in range(3)]
    for one in lines:
        builders.job(one, work_place=WorkPlace.ABROAD)
    text = "\n".join(one.id_number for one in (village.away, village.far, village.post))
    found = lists_compared.compared(
        "employed_persons", State(DAY), COUNTY, lists_compared.lines_of(text), chinese=True
    )
    assert any("就业地域" in hint and "境外" in hint for hint in found.hints)


def test_households_are_compared_by_any_member(village: Village) -> None:
    found = lists_compared.compared(
        "employed_households",
        State(DAY),
        COUNTY,
        lists_compared.lines_of(village.idle.id_number),
        chinese=True,
    )
    assert (found.both, found.ours, len(found.only_ours)) == (1, 2, 1)


def test_lists_that_say_nothing_or_too_much_and_figures_without_people_are_refused(village: Village) -> None:
    with pytest.raises(Refused, match="没有找到身份证号码"):
        lists_compared.lines_of("一共 17,372 人")
    with pytest.raises(Refused, match="请分批比对"):
        lists_compared.lines_of("x\n" * 20_001)
    with pytest.raises(Refused, match="不是人员或户的名单"):
        lists_compared.compared(
            "sites", State(DAY), COUNTY, lists_compared.lines_of(builders.id_number()), chinese=True
        )
    with pytest.raises(Refused, match="合计数"):
        lists_compared.compared(
            "workshop_area", State(DAY), COUNTY, lists_compared.lines_of(builders.id_number()), chinese=True
        )


def test_who_joined_and_who_left_between_two_states_and_why(closed: Close, village: Village) -> None:
    job = village.away.jobs.get()
    job.stop = DAY
    job.save()
    builders.job(village.idle)
    found = moves.moves("employed_persons", State.of(closed), State(DAY), COUNTY)
    assert (found.joined, found.left, found.stayed) == ((village.idle.pk,), (village.away.pk,), 2)
    left = moves.moved(
        found, found.left, listed=State.of(closed), asked=State(DAY), scope=COUNTY, chinese=True
    )
    assert (left.page.total, left.reasons) == (1, ["不在“在岗就业记录”中"])
    joined = moves.moved(
        found, found.joined, listed=State(DAY), asked=State.of(closed), scope=COUNTY, chinese=False
    )
    assert joined.reasons == ["not among “Jobs held on the day”"]


def test_an_officer_of_a_town_compares_with_the_own_people_only(village: Village) -> None:
    text = f"{village.far.id_number}\n{village.away.id_number}"
    with acting(scope=Scope((SITE_A[:9],)), actor="town"):
        found = lists_compared.compared(
            "employed_persons", State(DAY), SITE_A[:9], lists_compared.lines_of(text), chinese=True
        )
    assert (found.both, found.ours) == (1, 2)
    assert [odd.reason for odd in found.only_theirs] == ["台账中没有这个号码（或不在您的辖区）"]


def test_the_numbers_of_guesses_come_from_the_same_questions_as_figures(closed: Close) -> None:
    exact, near = differing.explained("persons", State.of(closed), COUNTY, 3)
    by_code = {guess.code: guess.value for guess in (*exact, *near) if guess.ground is Ground.INDICATOR}
    held = {figure.code: figure.value for figure in queries.closed_figures(closed)}
    assert by_code
    assert {code: held[code] for code in by_code} == by_code
