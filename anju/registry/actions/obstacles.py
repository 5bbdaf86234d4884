"""What stands in the way of taking a change back: the later record is named, and the way round it."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from anju.kernel.refused import Refused
from anju.registry.models import Alias, Allocation, Certificate, HouseholdPast, Membership, Person

Values = dict[str, Any]
OTHER = "这次变动登记的人、户或房之后已有其他台账记录，不能撤销。请按现在的情况另行登记变动，或由县经办人核对办理。"


def told(before: Mapping[tuple[str, int], Values]) -> str:
    """The sentence for a database that did not let the former values back; `before` are those values by row.

    Rows that the change itself had made have no former values; they stand in nobody's way.
    """
    made = {
        model: {pk for (one, pk), values in before.items() if one == model and not values} for model in _LOOKS
    }
    for (model, pk), values in before.items():
        if values and model in _LOOKS:
            if sentence := _LOOKS[model](values | {"id": pk}, made[model]):
                return sentence
    return OTHER


def refuse_overlaps(
    memberships: Sequence[int], allocations: Sequence[int], doing: str = "撤销这次变动"
) -> None:
    """Refuse when spells as they stand now lie over others that were recorded since: a person twice, a flat twice."""
    for spell in Membership.objects.select_related("household").filter(pk__in=memberships):
        mine = Membership.objects.exclude(pk=spell.pk).filter(person=spell.person_id)
        if found := _over(spell, mine.select_related("household")):
            raise Refused(_elsewhere(found, doing))
    for given in Allocation.objects.filter(pk__in=allocations):
        same_flat = Allocation.objects.exclude(pk=given.pk).filter(flat=given.flat_id)
        if taken := _over(given, same_flat.select_related("household")):
            raise Refused(_given(taken, doing))


def refuse_later_past(pasts: Sequence[tuple[int, date]], own: Sequence[int]) -> None:
    """Refuse where a household's state was replaced again after the one that would be taken back: (household, day)."""
    for household, day in pasts:
        later = HouseholdPast.objects.filter(household=household, start__gte=day).exclude(pk__in=own)
        if found := later.order_by("start").first():
            raise Refused(
                f"这次变动之后，本户情况又于 {found.stop} 由导入更新，不能直接撤销。请按现在的情况另行登记变动。"
            )


def _over(row: Any, others: Any) -> Any:
    """The first of the others that covers a day of the row."""
    for other in others:
        if row.start < (other.stop or date.max) and other.start < (row.stop or date.max):
            return other
    return None


def _elsewhere(spell: Membership, doing: str = "撤销这次变动") -> str:
    return (
        f"此人已于 {spell.start} 登记到户 {spell.household.number}（{spell.get_start_reason_display()}），"
        f"不能{doing}。请先在那一户核对；那次登记有误的，先撤销它。"
    )


def _given(taken: Allocation, doing: str = "撤销这次变动") -> str:
    return (
        f"原住房已于 {taken.start} 分给户 {taken.household.number}，不能{doing}。"
        "请先登记那一户的搬移；那次分配有误的，先撤销它。"
    )


def _of_membership(values: Values, made: set[int]) -> str:
    if values.get("stop", "") is not None:
        return ""
    person = Membership.objects.filter(pk=values["id"]).values_list("person", flat=True).first()
    others = Membership.objects.filter(person=values.get("person_id") or person, stop__isnull=True)
    found = others.exclude(pk__in={values["id"], *made}).select_related("household").first()
    return _elsewhere(found) if found else ""


def _of_allocation(values: Values, made: set[int]) -> str:
    if values.get("stop", "") is not None:
        return ""
    flat = Allocation.objects.filter(pk=values["id"]).values_list("flat", flat=True).first()
    others = Allocation.objects.filter(flat=values.get("flat_id") or flat, stop__isnull=True)
    found = others.exclude(pk__in={values["id"], *made}).select_related("household").first()
    return _given(found) if found else ""


def _of_person(values: Values, made: set[int]) -> str:
    others = Person.objects.exclude(pk__in={values["id"], *made}).filter(id_digest=values.get("id_digest"))
    found = others.select_related("place").first()
    if found is None:
        return ""
    return (
        f"更正前的身份证号之后已登记给{found.place.name}的 {found.name_masked}，不能撤销这次更正。"
        "请先核对那份档案；确为同一人的，按重复人员办理。"
    )


def _of_alias(values: Values, made: set[int]) -> str:
    others = Alias.objects.exclude(pk__in={values["id"], *made})
    taken = others.filter(id_digest=values.get("id_digest")).exists()
    return "这个旧身份证号之后已登记给另一人，不能撤销。请先核对那份档案。" if taken else ""


def _of_certificate(values: Values, made: set[int]) -> str:
    others = Certificate.objects.exclude(pk__in={values["id"], *made})
    found = others.filter(number=values.get("number")).first()
    return f"不动产权证 {found.number} 之后已另行登记，不能撤销。请先撤销那次登记。" if found else ""


_LOOKS = {
    "membership": _of_membership,
    "allocation": _of_allocation,
    "person": _of_person,
    "alias": _of_alias,
    "certificate": _of_certificate,
}
