"""Everything that people type into the one box, and everything that nobody should."""

from datetime import date

import pytest

from anju.accounts.scope import Scope, acting
from anju.kernel import identity
from anju.kernel.identity import renewed
from anju.privacy.fields import search_digest
from anju.regions.models import Level, Place
from anju.registry.models import Alias, Building, Flat, Grid, Household, Person
from anju.web.queries.matching import matching, stages
from anju.web.queries.search import find
from anju.web.tests.conftest import HERE, Two, signed_in
from tests import builders

ON = date(2021, 9, 1)


@pytest.fixture
def home(two: Two) -> Two:
    """Zou lives in a flat of building 3; the site has a grid."""
    with acting(scope=Scope.everything(), actor="test"):
        building = Building.objects.create(place_id=HERE, number="3号楼")
        flat = Flat.objects.create(place_id=HERE, building=building, unit="2", room="501", area_m2=80)
        Household.objects.filter(pk=two.here.pk).update(flat=flat)
        grid = Place.objects.create(code=f"{HERE}001", name="银杏网格", level=Level.GRID, parent_id=HERE)
        Grid.objects.create(place=grid, kind="basic")
    return two


def found(text: str) -> list[int]:
    with acting(scope=Scope.everything(), actor="test"):
        return [row.id for row in find(text, on=ON).persons]


@pytest.mark.parametrize(
    "text",
    ["邹", "邹试", "试安", "邹 试 安", "z试", "邹s", "邹shi", "zou试安", "zsa", "zoush", "zousa", "Zou Shi An", "ZOU SHI'AN",
     "3-2-501", "3栋2单元501", "3号楼2单元501室", "３－２－５０１", "3号楼501", "5678", "13912345678", "+86 139 1234 5678"[4:]],
)  # fmt: skip
def test_zou_is_found_by(home: Two, text: str) -> None:
    assert found(text) == [home.zou.pk]


def test_numbers_are_found_grouped_and_by_their_ends(home: Two) -> None:
    number = home.zou.id_number
    for text in (
        number,
        f"{number[:6]} {number[6:14]} {number[14:]}",
        number[-4:],
        number[-6:],
        number.lower(),
    ):
        assert home.zou.pk in found(text), text
    assert found(number[-6:-4] + "0000") == []


def test_an_old_number_of_fifteen_digits_finds_the_new_one(home: Two) -> None:
    number = home.zou.id_number
    old = number[:6] + number[8:17]
    assert renewed(old) == number
    assert found(old) == [home.zou.pk]
    assert identity.is_valid(renewed(old))


def test_a_number_that_was_given_up_in_a_merge_finds_the_person(home: Two) -> None:
    given_up = builders.id_number()

    with acting(scope=Scope.everything(), actor="test"):
        Alias.objects.create(
            person=home.zou, former=999, name="邹是安", id_number=given_up, id_digest=search_digest(given_up),
            id_masked="x", since=ON, place_id=HERE,
        )  # fmt: skip
    assert found(given_up) == [home.zou.pk]


def test_flats_and_grids_have_hits_of_their_own(home: Two) -> None:
    with acting(scope=Scope.everything(), actor="test"):
        kinds = {
            text: [hit.kind for hit in find(text, on=ON).hits]
            for text in ("3-2-501", "银杏", home.here.number)
        }
    assert kinds["3-2-501"] == ["flat"]
    assert kinds["银杏"] == ["grid"]
    assert kinds[home.here.number] == ["household"]


def test_the_best_comes_first(two: Two) -> None:
    with acting(scope=Scope.everything(), actor="test"):
        longer = builders.person(
            two.here, relation="son", name="邹试安平", pinyin="zoushianping", initials="zsap"
        )
        inside = builders.person(
            two.here, relation="son", name="阿邹试安", pinyin="azoushian", initials="azsa"
        )
    assert found("邹试安") == [two.zou.pk, longer.pk, inside.pk]


HOSTILE = [
    "%", "_", "\\", "'", '"', "%%", "' or 1=1 --", "\\'; drop table registry_person; --", "邹%", "邹_安", "😀", "邹😀", "x" * 10_000,
    "邹" * 10_000, "\x00", "邹\x00试", "9" * 10_000, "１２３４", "²³¹⁰", "٣٤٥٦", "🂡-1-101", "-1-1-101", "999-99-99999", "\ud800", "X" * 18,
    "0" * 18, "0" * 15, "612427198500000000", "00", "1", "a", "…", "<script>alert(1)</script>", "(((((", "[a-z]", "a" * 59 + " ",
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_nothing_typed_breaks_the_box_or_opens_it(two: Two, text: str) -> None:
    with acting(scope=Scope.everything(), actor="test"):
        assert Person.objects.filter(matching(text)).count() <= Person.objects.count()
        shown = find(text, on=ON).persons
    if text not in {"1", "00"}:
        assert two.xiao.pk not in [row.id for row in shown]
    client = signed_in("county")
    words = {"q": text.encode("utf-8", "replace").decode()}
    assert client.get("/search/", words).status_code == 200
    assert client.get("/search/suggest/", words).status_code == 200
    assert client.get("/persons/", {"text": words["q"]}).status_code == 200


def test_an_empty_text_means_nobody(two: Two) -> None:
    with acting(scope=Scope.everything(), actor="test"):
        assert not list(stages("  "))
        assert not Person.objects.filter(matching(" ")).exists()


def test_suggestions_are_masked_scoped_and_lead_on(two: Two) -> None:
    page = signed_in("town").get("/search/suggest/", {"q": "zou"}).text
    assert f'href="/persons/{two.zou.pk}/"' in page
    assert 'role="option"' in page
    assert "邹试安" not in page
    assert "没有找到" in signed_in("clerk").get("/search/suggest/", {"q": "邹试安"}).text
