"""Old identity numbers of a person: of fifteen digits, from an old booklet or list, or a number that was changed since."""

from datetime import date

from django.db import IntegrityError, transaction

from anju.kernel import identity
from anju.kernel.refused import Refused
from anju.privacy import masking
from anju.privacy.fields import search_digest
from anju.registry import queries
from anju.registry.actions.case import About, finish, opened
from anju.registry.codes import AliasKind, ChangeKind
from anju.registry.models import Alias, Change, Person

LONGEST_SOURCE = 80


@transaction.atomic
def record_old_number(
    *, household: int, person: int, number: str, source: str, about: About, by: str, on: date
) -> Change:
    """Somebody had another number before: it is found and compared from now on, the valid one stays what it is.

    The household is the one of the person's latest membership, deregistered or not.
    """
    case = opened(household, about=about, by=by, on=on, closed=True)
    found = Person.objects.filter(pk=person, memberships__household=household).first()
    if found is None:
        raise Refused("此人不在这一户，或不在您的管辖范围内。请刷新后核对。")
    tidy = identity.normalise(number)
    if not (identity.is_old(tidy) or identity.is_valid(tidy)):
        raise Refused("旧号应为15位数字的旧身份证号，或18位的原身份证号。请对照旧户口簿或旧身份证核对。")
    if not source.strip() or len(source.strip()) > LONGEST_SOURCE:
        raise Refused("请写明旧号从哪里来（不超过80字），例如“1998年户口簿”。")
    _free(tidy, found)
    alias = Alias(
        place_id=found.place_id, person=found, kind=AliasKind.OLD_NUMBER, name=found.name, id_number=tidy,
        id_digest=search_digest(tidy), id_masked=masking.id_number(tidy), source=source.strip(), since=about.day,
    )  # fmt: skip
    try:
        with transaction.atomic():
            case.journal.create(alias)
    except IntegrityError as error:
        raise Refused("这个号码已登记为另一人的旧号。请由能看到两人的镇或县经办人核对。") from error
    return finish(case, ChangeKind.OLD_NUMBER, [person])


def _free(number: str, person: Person) -> None:
    """The number is nobody's present number, and nobody's old one."""
    digest = search_digest(number)
    if person.id_digest == digest:
        raise Refused("这就是此人现在的身份证号，不用登记为旧号。")
    held = Person.objects.filter(queries.numbered(digest)).select_related("place").first()
    if held is not None and held.pk == person.pk:
        raise Refused("此人已登记过这个旧号。")
    if held is not None:
        raise Refused(
            f"这个号码是{held.place.name}的 {held.name_masked} 的身份证号或旧号。"
            "请核对；如为同一人，请按重复人员办理。"
        )
