"""The search box finds people and places in the viewer's scope, by what people type."""

import pytest

from anju.web.tests.conftest import Two, signed_in


@pytest.mark.parametrize(
    "text", ["邹试安", "邹", "zoushian", "Zou Shi'an".replace("'", ""), "ZSA", "13912345678", "139-1234-5678"]
)
def test_a_person_is_found_by(two: Two, text: str) -> None:
    page = signed_in("county").get("/search/", {"q": text}).text
    assert "邹**" in page
    assert "肖**" not in page


def test_a_person_is_found_by_id_number_and_by_its_end(two: Two) -> None:
    client = signed_in("county")
    assert "邹**" in client.get("/search/", {"q": two.zou.id_number}).text
    assert "邹**" in client.get("/search/", {"q": two.zou.id_number[-4:]}).text


def test_a_household_is_found_by_its_number(two: Two) -> None:
    page = signed_in("county").get("/search/", {"q": two.here.number.lower()}).text
    assert f"/households/{two.here.pk}/" in page
    assert "邹**" in page


def test_nothing_of_another_place_is_found(two: Two) -> None:
    page = signed_in("clerk").get("/search/", {"q": "邹试安"}).text
    assert "邹**" not in page
    assert "没有找到" in page


def test_an_empty_box_asks_nothing(two: Two) -> None:
    assert "没有找到" not in signed_in("county").get("/search/").text
