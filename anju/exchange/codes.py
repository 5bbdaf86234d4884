"""Words of the labour system (domain.md §2.2 and §2.3), each with what it is in our ledgers. Nothing is stored under them."""

from anju.employment.codes import FoundBy, Kind, PostKind, WorkPlace
from anju.registry.codes import HouseholdClass

BEYOND = "beyond"
"""Outside the county and inside the province: city or province is told by the ledger or by the address."""
SUSHAN = "sushan"

REGIONS: tuple[tuple[str, str], ...] = (
    (WorkPlace.COUNTY.value, "县内"), (BEYOND, "县外省内"), (WorkPlace.OUTSIDE.value, "省外"),
    (WorkPlace.ABROAD.value, "境外"), (WorkPlace.CITY.value, "市内县外"), (WorkPlace.PROVINCE.value, "市外省内"),
    (WorkPlace.ABROAD.value, "国外"),
)  # fmt: skip
SPECIAL: tuple[tuple[str, str], ...] = (
    (SUSHAN, "苏陕劳务协作"), (PostKind.ORGAN.value, "公益专岗"), (PostKind.URBAN.value, "城镇公岗"),
    (PostKind.SPECIAL.value, "特设公岗"), (PostKind.FOREST.value, "生态护林员"), (SUSHAN, "2"), (SUSHAN, "3"),
    (PostKind.ORGAN.value, "5"), (PostKind.URBAN.value, "6"), (PostKind.SPECIAL.value, "7"),
)  # fmt: skip
POSTS = tuple(kind.value for kind in PostKind)
FOUND_BY: tuple[tuple[str, str], ...] = (
    *FoundBy.choices, (FoundBy.GOVERNMENT.value, "政府组织/劳务输出"), (FoundBy.GOVERNMENT.value, "劳务输出"),
)  # fmt: skip
KINDS: tuple[tuple[str, str], ...] = (*Kind.choices, *((kind.value, kind.value) for kind in Kind))
LIFTED: tuple[tuple[str, str], ...] = (
    *HouseholdClass.choices, (HouseholdClass.LIFTED.value, "已脱贫"), (HouseholdClass.LIFTED.value, "脱贫"),
    (HouseholdClass.ORDINARY.value, "普通农户"), (HouseholdClass.ORDINARY.value, "非脱贫户"),
)  # fmt: skip
