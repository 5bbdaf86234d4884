"""Judging kinship: who must be older than whom, and how a member stands to a new head. Pure."""

from collections.abc import Mapping
from datetime import date

from anju.registry.codes import Relation as R

ELDERS = frozenset({
    R.FATHER, R.MOTHER, R.WIFE_FATHER, R.WIFE_MOTHER, R.HUSBAND_FATHER, R.HUSBAND_MOTHER, R.GRANDFATHER, R.GRANDMOTHER,
    R.MOTHERS_FATHER, R.MOTHERS_MOTHER,
})  # fmt: skip
DESCENDANTS = frozenset({
    R.SON, R.DAUGHTER, R.GRANDSON, R.GRANDDAUGHTER, R.DAUGHTERS_SON, R.DAUGHTERS_DAUGHTER, R.GREAT_GRANDSON,
    R.GREAT_GRANDDAUGHTER,
})  # fmt: skip

# How the former head stands to the new one, by what the new one was to the former: (a man, a woman).
_FORMER: Mapping[R, tuple[R, R]] = {
    R.SPOUSE: (R.SPOUSE, R.SPOUSE),
    R.SON: (R.FATHER, R.MOTHER),
    R.DAUGHTER: (R.FATHER, R.MOTHER),
    R.SON_WIFE: (R.HUSBAND_FATHER, R.HUSBAND_MOTHER),
    R.DAUGHTER_HUSBAND: (R.WIFE_FATHER, R.WIFE_MOTHER),
    R.GRANDSON: (R.GRANDFATHER, R.GRANDMOTHER),
    R.GRANDDAUGHTER: (R.GRANDFATHER, R.GRANDMOTHER),
    R.DAUGHTERS_SON: (R.MOTHERS_FATHER, R.MOTHERS_MOTHER),
    R.DAUGHTERS_DAUGHTER: (R.MOTHERS_FATHER, R.MOTHERS_MOTHER),
    R.FATHER: (R.SON, R.DAUGHTER),
    R.MOTHER: (R.SON, R.DAUGHTER),
    R.GRANDFATHER: (R.GRANDSON, R.GRANDDAUGHTER),
    R.GRANDMOTHER: (R.GRANDSON, R.GRANDDAUGHTER),
    R.SIBLING: (R.SIBLING, R.SIBLING),
}
_BY_SPOUSE: Mapping[R, R] = {
    **{relation: relation for relation in DESCENDANTS},
    R.SON_WIFE: R.SON_WIFE, R.DAUGHTER_HUSBAND: R.DAUGHTER_HUSBAND,
    R.WIFE_FATHER: R.FATHER, R.HUSBAND_FATHER: R.FATHER, R.WIFE_MOTHER: R.MOTHER, R.HUSBAND_MOTHER: R.MOTHER,
}  # fmt: skip
_BY_CHILD: Mapping[R, R] = {R.SON: R.SIBLING, R.DAUGHTER: R.SIBLING}
_BY_SON: Mapping[R, R] = {
    **_BY_CHILD, R.SON_WIFE: R.SPOUSE, R.GRANDSON: R.SON, R.GRANDDAUGHTER: R.DAUGHTER,
    R.GREAT_GRANDSON: R.GRANDSON, R.GREAT_GRANDDAUGHTER: R.GRANDDAUGHTER,
}  # fmt: skip
_BY_DAUGHTER: Mapping[R, R] = {
    **_BY_CHILD, R.DAUGHTER_HUSBAND: R.SPOUSE, R.DAUGHTERS_SON: R.SON, R.DAUGHTERS_DAUGHTER: R.DAUGHTER,
}  # fmt: skip


def seen_from(new: str, other: str, *, male: bool, new_is_male: bool) -> R:
    """How somebody stands to the new head, from how both stood to the former one.

    `male` is the sex of that somebody. What cannot be told becomes 其他; the clerk may say it better.
    """
    if other == R.HEAD:
        return _FORMER[R(new)][0 if male else 1] if new in _FORMER else R.OTHER
    if new == R.SPOUSE:
        return _by_spouse(R(other), new_is_male)
    if new not in (R.SON, R.DAUGHTER):
        return R.OTHER
    if other == R.SPOUSE:
        return R.FATHER if male else R.MOTHER
    return (_BY_SON if new == R.SON else _BY_DAUGHTER).get(R(other), R.OTHER)


def _by_spouse(other: R, new_is_male: bool) -> R:
    if other in (R.FATHER, R.MOTHER):
        of_husband, of_wife = (
            (R.HUSBAND_FATHER, R.WIFE_FATHER) if other == R.FATHER else (R.HUSBAND_MOTHER, R.WIFE_MOTHER)
        )
        return of_wife if new_is_male else of_husband
    return _BY_SPOUSE.get(other, R.OTHER)


def out_of_order(relation: str, born: date, head_born: date) -> str:
    """What is wrong with the ages of a member and the head; empty when nothing is."""
    label = R(relation).label
    if relation in DESCENDANTS and born <= head_born:
        return f"“{label}”的出生日期不晚于户主"
    if relation in ELDERS and born >= head_born:
        return f"“{label}”的出生日期不早于户主"
    return ""
