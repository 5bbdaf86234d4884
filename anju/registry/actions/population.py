"""The locked population (锁定人口): who belonged to a programme on a day, fixed by a document and never changed."""

from datetime import date

from django.conf import settings
from django.db import connection, transaction

from anju.audit.actions import record
from anju.audit.models import Act
from anju.kernel.refused import Refused
from anju.registry.codes import Programme
from anju.registry.models import Verification
from anju.registry.queries import in_scope

_LOCK = """
insert into registry_locked (verification_id, person_id, household_id, place, "then", relation)
select %(verification)s, m.person_id, m.household_id, p.place, m.place, m.relation
from registry_membership m join registry_household h on h.id = m.household_id join registry_person p on p.id = m.person_id
where h.programme = %(programme)s and m.start <= %(day)s and (m.stop is null or m.stop > %(day)s)
"""
_COUNT = "select count(*), count(distinct household_id) from registry_locked where verification_id = %s"


@transaction.atomic
def lock_population(
    *, day: date, document: str, by: str, on: date, programme: str = Programme.FYP13.value
) -> Verification:
    """Fix the population of a programme as it stood on a day, once a programme and day, for the whole county."""
    if not in_scope(settings.ANJU_COUNTY):
        raise Refused("核定锁定由县级办理。")
    if day > on:
        raise Refused("锁定日不能晚于今天。")
    if not document.strip():
        raise Refused("请填写核定文件的编号。")
    if programme not in Programme.values:
        raise Refused("没有这个搬迁项目。请重新选择。")
    if Verification.objects.filter(programme=programme, day=day).exists():
        raise Refused(f"{Programme(programme).label}在 {day} 的人口已经锁定。")
    made = Verification.objects.create(
        county_id=settings.ANJU_COUNTY, day=day, programme=programme, document=document.strip(), households=0,
        persons=0, made_by=by,
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, {"verification": made.pk, "programme": programme, "day": day})
        cursor.execute(_COUNT, [made.pk])
        made.persons, made.households = cursor.fetchone()
    if not made.persons:
        raise Refused(f"{day} 没有{Programme(programme).label}的在册人口。请核对锁定日。")
    made.save(update_fields=["persons", "households"])
    detail = {
        "programme": programme,
        "day": day.isoformat(),
        "persons": made.persons,
        "households": made.households,
    }
    record(act=Act.RECORD_CHANGED, by=by, target=f"verification:{made.pk}", why="核定锁定", detail=detail)
    return made
