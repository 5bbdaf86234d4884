"""The auditor's pages, and the lines that pages about people write."""

import io

import openpyxl
import pytest
from openpyxl.workbook import Workbook

from anju.accounts.scope import Scope, acting
from anju.audit.actions import record, saw
from anju.audit.actions.verifying import verify_and_tell
from anju.audit.models import Access, Act, Event, Operation
from anju.web.tests.conftest import Two, signed_in


def looks() -> list[tuple[str, str, str, list[int]]]:
    return list(Access.objects.order_by("id").values_list("actor", "operation", "target", "persons"))


def test_a_look_at_a_person_a_household_and_a_list_is_noted(two: Two) -> None:
    client = signed_in("county")
    client.get(f"/persons/{two.zou.pk}/")
    client.get(f"/households/{two.here.pk}/")
    client.get("/persons/?q=邹试")
    assert looks() == [
        ("county", "person", f"person:{two.zou.pk}", [two.zou.pk]),
        ("county", "household", f"household:{two.here.pk}", [two.zou.pk]),
        ("county", "list", "persons", [two.zou.pk]),
    ]
    assert Access.objects.get(operation=Operation.PERSON).address == "127.0.0.1"
    assert Access.objects.get(operation=Operation.LIST).conditions == {"filters": ["text"], "page": 1}


def test_a_search_is_noted_without_the_word_that_was_typed(two: Two) -> None:
    client = signed_in("county")
    client.get("/search/", {"q": two.zou.id_number})
    client.get("/search/", {"q": "邹试"})
    assert [look[1] for look in looks()] == ["search_number", "search"]
    assert two.zou.id_number not in str(list(Access.objects.values()))
    assert "邹试" not in str(list(Access.objects.values()))


def test_a_look_that_is_refused_leaves_no_line(two: Two) -> None:
    signed_in("clerk").get(f"/persons/{two.zou.pk}/")
    assert looks() == []


def test_revealing_is_noted_as_such(two: Two) -> None:
    signed_in("town").post(f"/persons/{two.zou.pk}/reveal/", {"why": "核对信息"})
    assert looks()[0][1] == "reveal"


@pytest.mark.parametrize("path", ["/persons/export/", "/persons/export/?why=x"])
def test_an_export_asks_for_its_purpose_first(two: Two, path: str) -> None:
    page = signed_in("county").get(path)
    assert page.status_code == (422 if "why" in path else 200)
    assert "导出事由" in page.text
    assert not Event.objects.filter(act=Act.RECORDS_EXPORTED).exists()


def test_the_form_of_the_purpose_keeps_the_filters(two: Two) -> None:
    page = signed_in("county").get("/persons/export/?q=邹试&sort=-age").text
    assert '<input type="hidden" name="q" value="邹试">' in page
    assert '<input type="hidden" name="sort" value="-age">' in page


def test_an_export_carries_who_when_and_why_everywhere(two: Two) -> None:
    answer = signed_in("county").get("/persons/export/", {"why": "<b>月报&核对"})
    book: Workbook = openpyxl.load_workbook(io.BytesIO(answer.content))
    event = Event.objects.get(act=Act.RECORDS_EXPORTED)
    number = event.detail["export"]
    note = str(book.worksheets[1]["A1"].value)
    assert "county" in note
    assert "<b>月报&核对" in note
    assert number in note
    assert number in str(book.properties.description)
    assert number in str(book.worksheets[0].oddFooter.left.text)
    look = Access.objects.get(operation=Operation.EXPORT)
    assert (look.why, look.rows, look.conditions["export"]) == ("<b>月报&核对", 2, number)


@pytest.mark.parametrize("path", ["/audit/", "/audit/access/", "/audit/export/", "/audit/access/export/"])
def test_only_the_auditor_reads_the_audit(two: Two, path: str) -> None:
    assert signed_in("auditor").get(path).status_code == 200
    assert {signed_in(who).get(path).status_code for who in ("county", "town", "clerk")} == {403}


def test_the_auditor_filters_acts_by_who_what_and_when(two: Two, db: None) -> None:
    with acting(scope=Scope.everything(), actor="test"):
        record(act=Act.RECORD_CHANGED, by="zhao", target="person:4711", why="更正")
        record(act=Act.MONTH_CLOSED, by="qian", target="month:2021-08")
    client = signed_in("auditor")
    for words in ("actor=zhao", "kind=record.changed", "target=person:", "person=4711"):
        page = client.get(f"/audit/?{words}").text
        assert "人员 4711" in page
        assert "月份 2021-08" not in page
    assert "人员 4711" not in client.get("/audit/?since=2099-01-01").text
    assert client.get("/audit/?since=never&kind=%00&page=9999&person=x").status_code == 200


def test_who_saw_a_person_is_listed_also_through_lists(two: Two, db: None) -> None:
    with acting(scope=Scope.everything(), actor="test"):
        saw(by="zhao", operation=Operation.LIST, target="persons", persons=[7, 8], rows=2)
        saw(by="qian", operation=Operation.PERSON, target="person:9", persons=[9])
    page = signed_in("auditor").get("/audit/access/?person=8").text
    assert "zhao" in page
    assert "qian" not in page


def test_the_auditor_sees_the_last_verification(two: Two, db: None) -> None:
    assert "尚未核验" in signed_in("auditor").get("/audit/").text
    with acting(scope=Scope.everything(), actor="test"):
        verify_and_tell(tables=["regions_place"], by="test")
    assert "全部相符" in signed_in("auditor").get("/audit/").text


def test_the_audit_lists_go_out_as_workbooks(two: Two) -> None:
    signed_in("county").get(f"/persons/{two.zou.pk}/")
    client = signed_in("auditor")
    book = openpyxl.load_workbook(io.BytesIO(client.get("/audit/access/export/").content))
    assert [row[4] for row in list(book.worksheets[0].values)[1:]] == [f"人员 {two.zou.pk}"]


def test_acts_and_looks_are_told_in_words(two: Two) -> None:
    with acting(scope=Scope.everything(), actor="test"):
        record(
            act=Act.LINE_CHANGED, by="zhao", target="line:12", why="台账变更",
            detail={"what": "changed", "source": "phone", "channel": "migrant"},
        )  # fmt: skip
    client = signed_in("auditor")
    page = client.get("/audit/").text
    assert "台账行 12" in page
    assert "变化：换了工作；怎么知道的：电话" in page or "怎么知道的：" in page
    assert "source=phone" not in page
    assert "台账行 12" in client.get("/audit/?target=台账行 12").text
    assert "台账行 12" not in client.get("/audit/?target=人员").text
