"""A person with something of every entitlement, all of it invented."""

from datetime import date

from anju.entitlements.models import (
    Account,
    Assistance,
    Disability,
    Income,
    Insurance,
    LandRight,
    Monitoring,
)
from anju.privacy.fields import search_digest
from anju.registry.models import Person

START, NUMBER = date(2020, 1, 1), "6230270000001234567"


def entitle(person: Person) -> None:
    """Insurance, assistance, a certificate, an account; for the household monitoring, income and land."""
    home, certificate = person.memberships.get().household, f"{person.id_number}43"
    given = {"person": person, "place_id": person.place_id, "start": START}
    Insurance.objects.create(kind="resident_medical", **given)
    Assistance.objects.create(kind="low_income", document="平低7号", amount_fen=40150, **given)
    Disability.objects.create(
        category="4", level="3", certificate=certificate, certificate_digest=search_digest(certificate),
        certificate_masked="610926************", issued_year=2016, **given,
    )  # fmt: skip
    Account.objects.create(
        bank="平利农商银行", holder="邹试安", number=NUMBER, number_digest=search_digest(NUMBER),
        number_masked="*" * 15 + "4567", **given,
    )  # fmt: skip
    kept = {"household": home, "place_id": person.place_id}
    Monitoring.objects.create(kind="unstable", cause="illness", identified_on=date(2021, 3, 15), **kept)
    Income.objects.create(year=2021, person_fen=540000, **kept)
    LandRight.objects.create(
        kind="field",
        number=f"NC-{home.number}",
        village="杨溪村",
        area_mu=3,
        transferred=True,
        start=START,
        **kept,
    )
