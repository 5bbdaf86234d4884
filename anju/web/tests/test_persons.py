"""The list of persons: scope, filters, sorting, masks, names by one click, export."""

import io

import openpyxl
import pytest
from pytest_django import DjangoAssertNumQueries

from anju.audit.models import Act, Event
from anju.web.tests.conftest import HERE, THERE, Two, signed_in


def test_the_county_sees_both_and_nobody_unmasked(two: Two) -> None:
    page = signed_in("county").get("/persons/").text
    assert "邹**" in page
    assert "肖**" in page
    assert "邹试安" not in page
    assert two.zou.id_number not in page


@pytest.mark.parametrize(("who", "seen", "hidden"), [("town", "邹**", "肖**"), ("clerk", "肖**", "邹**")])
def test_everybody_sees_the_own_place_only(two: Two, who: str, seen: str, hidden: str) -> None:
    page = signed_in(who).get("/persons/").text
    assert seen in page
    assert hidden not in page


def test_the_choices_of_a_filter_hold_no_other_place(two: Two) -> None:
    page = signed_in("town").get("/persons/").text
    assert HERE in page
    assert THERE not in page
    assert THERE[:9] not in page


@pytest.mark.parametrize(
    "words",
    [
        "work=yes", "work=place:outside", "work=channel:migrant", "labour=ordinary", "programme=fyp13", "sex=1",
        f"town={HERE[:9]}", f"site={HERE}", "age_to=50", "q=zsa", "q=zoushi", "q=邹试", "q=13912345678",
    ],
)  # fmt: skip
def test_a_filter_leaves_those_whom_it_says(two: Two, words: str) -> None:
    page = signed_in("county").get(f"/persons/?{words}").text
    assert "邹**" in page
    assert "肖**" not in page


@pytest.mark.parametrize(
    "words", ["work=no", "age_from=60", "programme=southern&sex=2", "work=place:inside&work=no"]
)
def test_a_filter_leaves_out_those_whom_it_does_not_mean(two: Two, words: str) -> None:
    page = signed_in("county").get(f"/persons/?{words}").text
    assert "肖**" in page
    assert "邹**" not in page


def test_a_whole_id_number_is_found_by_its_digest(two: Two) -> None:
    number = two.zou.id_number.lower()
    page = signed_in("county").get("/persons/", {"q": f" {number[:6]}-{number[6:]} "}).text
    assert "邹**" in page
    assert "肖**" not in page


def test_nonsense_in_an_address_is_passed_over(two: Two) -> None:
    answer = signed_in("county").get("/persons/?page=zz&sort=-nothing&age_from=x&town=' or 1=1&site=999")
    assert answer.status_code == 200


def test_the_list_turns_round(two: Two) -> None:
    client = signed_in("county")
    rising, falling = (client.get(f"/persons/?sort={order}").text for order in ("age", "-age"))
    assert rising.index("邹**") < rising.index("肖**")
    assert falling.index("肖**") < falling.index("邹**")


def test_names_open_by_one_click_which_is_recorded(two: Two) -> None:
    page = signed_in("town").post("/persons/").text
    assert "邹试安" in page
    assert "肖试宁" not in page
    event = Event.objects.get(act=Act.SECRET_REVEALED)
    assert (event.actor, event.detail) == ("town", {"persons": [two.zou.pk]})


def test_the_export_is_what_the_page_shows_and_is_recorded_without_names(two: Two) -> None:
    answer = signed_in("county").get("/persons/export/?q=邹试&why=月报核对")
    rows = list(openpyxl.load_workbook(io.BytesIO(answer.content)).worksheets[0].values)
    assert len(rows) == 2
    assert rows[1][0] == "邹**"
    assert two.zou.id_number not in str(rows)
    event = Event.objects.get(act=Act.RECORDS_EXPORTED)
    detail = {"rows": 1, "conditions": ["text"], "form": "xlsx"}
    assert event.detail == detail | {"export": event.detail["export"]}
    assert event.why == "月报核对"


def test_the_export_of_a_clerk_holds_the_own_place_only(two: Two) -> None:
    answer = signed_in("clerk").get("/persons/export/?why=月报核对")
    rows = list(openpyxl.load_workbook(io.BytesIO(answer.content)).worksheets[0].values)
    assert [row[0] for row in rows[1:]] == ["肖**"]


def test_who_may_not_read_records_is_told_who_may(two: Two) -> None:
    answer = signed_in("auditor").get("/persons/")
    assert answer.status_code == 403
    assert "社区经办人" in answer.text


def test_the_number_of_queries_does_not_grow_with_the_rows(
    two: Two, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client = signed_in("county")
    client.get("/persons/")
    with django_assert_max_num_queries(20):
        client.get("/persons/")
