"""The tree of places: codes are prefixes of their children's."""

import pytest
from django.db import IntegrityError, transaction

from anju.regions.models import Place


@pytest.mark.usefixtures("county")
class TestPlaces:
    def test_a_site_lies_in_its_town_by_its_code(self) -> None:
        Place.objects.create(code="610926", name="平利县", level="county")
        Place.objects.create(code="610926100", name="试验镇", level="town", parent_id="610926")
        site = Place.objects.create(
            code="610926100001", name="试验安置区", level="site", parent_id="610926100"
        )
        assert site.town_code == "610926100"

    def test_a_code_outside_its_parent_is_refused_by_the_database(self) -> None:
        Place.objects.create(code="610926", name="平利县", level="county")
        with pytest.raises(IntegrityError), transaction.atomic():
            Place.objects.create(code="610925100", name="别县之镇", level="town", parent_id="610926")

    def test_the_countys_own_code_is_its_town_code(self) -> None:
        assert Place(code="610926").town_code == "610926"
