"""Row security through `acting`: scopes nest, end with their block, and without one nothing shows."""

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction

from anju.accounts.scope import Scope, acting
from tests import builders

COUNTY, TOWN_A, TOWN_B = "610926", "610926100", "610926101"
SITES = ("610926100001", "610926100002", "610926101001")


def visible() -> set[str]:
    """Codes of the places whose buildings show right now."""
    with connection.cursor() as cursor:
        cursor.execute("select place from registry_building")
        return {row[0] for row in cursor.fetchall()}


@pytest.fixture
def buildings(db: None) -> None:
    """One building in each of three sites of two towns; no scope is left behind."""
    place, building = apps.get_model("regions", "Place"), apps.get_model("registry", "Building")
    with acting(scope=Scope.everything(), actor="test"):
        place.objects.create(code=COUNTY, name="平利县", level="county")
        for code in (TOWN_A, TOWN_B):
            place.objects.create(code=code, name=f"试验{code}镇", level="town", parent_id=COUNTY)
        for code in SITES:
            place.objects.create(code=code, name=f"试验{code}", level="site", parent_id=code[:9])
            building.objects.create(place_id=code, number="1号楼")


@pytest.mark.usefixtures("buildings")
class TestScope:
    def test_without_a_scope_nothing_shows(self) -> None:
        assert visible() == set()

    @pytest.mark.parametrize(
        ("codes", "seen"),
        [
            (("",), set(SITES)),
            ((COUNTY,), set(SITES)),
            ((TOWN_A,), {SITES[0], SITES[1]}),
            ((SITES[1],), {SITES[1]}),
            ((SITES[0], TOWN_B), {SITES[0], SITES[2]}),
            (("610927",), set()),
            ((), set()),
        ],
    )
    def test_a_scope_shows_what_lies_below_its_codes(self, codes: tuple[str, ...], seen: set[str]) -> None:
        with acting(scope=Scope(codes), actor="test"):
            assert visible() == seen

    def test_an_inner_scope_gives_way_to_the_outer_one(self) -> None:
        with acting(scope=Scope((TOWN_A,)), actor="outer"):
            with acting(scope=Scope.everything(), actor="inner"):
                assert visible() == set(SITES)
            assert visible() == {SITES[0], SITES[1]}
        assert visible() == set()

    def test_an_error_inside_restores_the_outer_scope(self) -> None:
        def fail() -> None:
            with acting(scope=Scope.everything(), actor="inner"):
                raise RuntimeError("stop")

        with acting(scope=Scope((TOWN_B,)), actor="outer"):
            with pytest.raises(RuntimeError, match="stop"):
                fail()
            assert visible() == {SITES[2]}
        assert visible() == set()

    def test_after_an_inner_block_the_history_names_the_outer_actor(self) -> None:
        with acting(scope=Scope.everything(), actor="outer", why="外"):
            with acting(scope=Scope.everything(), actor="inner", why="内"):
                pass
            apps.get_model("registry", "Building").objects.create(place_id=SITES[0], number="9号楼")
            with connection.cursor() as cursor:
                cursor.execute(
                    "select c.metadata ->> 'actor', c.metadata ->> 'why' from registry_buildingevent e "
                    "join pghistory_context c on c.id = e.pgh_context_id where e.number = '9号楼'"
                )
                assert cursor.fetchone() == ("outer", "外")

    def test_a_row_cannot_be_written_outside_the_scope(self) -> None:
        with (
            acting(scope=Scope((TOWN_A,)), actor="test"),
            pytest.raises(DatabaseError, match="row-level security"),
        ):
            with transaction.atomic():
                apps.get_model("registry", "Building").objects.create(place_id=SITES[2], number="2号楼")

    def test_a_row_cannot_be_moved_out_of_the_scope(self) -> None:
        with (
            acting(scope=Scope((TOWN_A,)), actor="test"),
            pytest.raises(DatabaseError, match="row-level security"),
        ):
            with transaction.atomic():
                apps.get_model("registry", "Building").objects.filter(place_id=SITES[0]).update(
                    place=SITES[2]
                )

    def test_raw_sql_and_counts_are_scoped_too(self) -> None:
        with acting(scope=Scope((SITES[2],)), actor="test"), connection.cursor() as cursor:
            cursor.execute("select count(*), max(place) from registry_building")
            assert cursor.fetchone() == (1, SITES[2])

    def test_history_is_scoped_as_the_rows_are(self) -> None:
        with acting(scope=Scope((TOWN_B,)), actor="test"), connection.cursor() as cursor:
            cursor.execute("select array_agg(distinct place) from registry_buildingevent")
            assert cursor.fetchone() == ([SITES[2]],)


@pytest.mark.parametrize("code", ["610926%", "610926_", "6109,26", "6109'26", " ", "610926\\"])
def test_a_scope_takes_no_patterns(code: str) -> None:
    with pytest.raises(ValueError, match="place codes"):
        _ = Scope((code,)).setting


@pytest.mark.django_db(transaction=True)
def test_a_scope_does_not_outlive_its_transaction_on_a_kept_connection() -> None:
    with acting(scope=Scope.everything(), actor="test"):
        apps.get_model("regions", "Place").objects.create(code=COUNTY, name="平利县", level="county")
        apps.get_model("registry", "Building").objects.create(place_id=COUNTY, number="1号楼")
        assert visible() == {COUNTY}
    assert visible() == set()
    with connection.cursor() as cursor:
        cursor.execute(
            "select current_user, current_setting('anju.scope', true), current_setting('anju.actor', true)"
        )
        assert [word or "" for word in cursor.fetchone()] == ["anju_app", "", ""]


def test_a_scope_of_the_whole_county_acts_as_the_role_whose_policies_cost_nothing(county: None) -> None:
    with acting(scope=Scope((builders.TOWN,)), actor="test"), connection.cursor() as cursor:
        cursor.execute("select current_user")
        assert cursor.fetchone() == ("anju_app",)
        with acting(scope=Scope((builders.COUNTY,)), actor="test"):
            cursor.execute("select current_user")
            assert cursor.fetchone() == ("anju_whole",)
        cursor.execute("select current_user")
        assert cursor.fetchone() == ("anju_app",)


def test_the_role_for_the_whole_county_has_no_more_rights_on_tables_than_the_other(county: None) -> None:
    with connection.cursor() as cursor:
        for table in ("audit_event", "registry_personevent"):
            cursor.execute(
                "select has_table_privilege('anju_whole', %s, 'update'), has_table_privilege('anju_whole', %s, 'insert')",
                [table, table],
            )
            assert cursor.fetchone() == (False, True)


def test_what_begins_with_a_text_is_asked_with_the_sign_that_an_index_answers_under_row_security() -> None:
    place = apps.get_model("regions", "Place")
    assert " ^@ " in str(place.objects.filter(code__startswith="6109").query)


def test_signs_of_patterns_mean_themselves_at_the_beginning_of_a_text(county: None) -> None:
    builders.site()
    place = apps.get_model("regions", "Place")
    for sign in ("%", "_", "\\", "6109_"):
        assert not place.objects.filter(code__startswith=sign).exists()
    assert place.objects.filter(code__startswith=COUNTY).exists()
