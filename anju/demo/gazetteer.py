"""Places of the demo county: eleven real towns, invented sites and villages, and where migrants go.

The last three digits of a town's code are the demo's own; so are the coordinates, which only lie near the town.
"""

from dataclasses import dataclass
from random import Random

COUNTY, COUNTY_NAME = "610926", "平利县"


@dataclass(frozen=True)
class Town:
    """A town: code, name, share of the county's sites, rough longitude and latitude in degrees."""

    code: str
    name: str
    weight: int
    longitude: float
    latitude: float


_TOWNS = (
    ("城关镇", 18, 109.36, 32.39),
    ("兴隆镇", 9, 109.42, 32.46),
    ("老县镇", 12, 109.18, 32.47),
    ("大贵镇", 10, 109.16, 32.53),
    ("三阳镇", 8, 109.06, 32.55),
    ("洛河镇", 9, 109.25, 32.15),
    ("广佛镇", 11, 109.36, 32.08),
    ("八仙镇", 12, 109.33, 31.90),
    ("长安镇", 11, 109.50, 32.33),
    ("西河镇", 8, 109.30, 32.31),
    ("正阳镇", 8, 109.15, 31.85),
)
TOWNS = tuple(Town(f"{COUNTY}{100 + i}", *town) for i, town in enumerate(_TOWNS))
CHANGAN_TOWN, JINPING_TOWN = "长安镇", "老县镇"
CHANGAN, JINPING = "长安集镇", "锦屏"

# Characters whose pairs read as names but, to our knowledge, name no place of the county.
_SITE_FIRST = "霁岚沐芷疏澄栖漱皓素绮韶琅蔚晏暄煦朗瑾璞澹菁葭荻"
_SITE_SECOND = "禾桐川汀渚榆岑舍篱苑樾陌芸荇蘅蓼"
_SITE_KIND = ("新村", "家园", "小区", "新居", "花苑")
_VILLAGE_FIRST = "青白金石双大柏杨枫梨桃槐楠桂樟"
_VILLAGE_SECOND = "岩坡垭沟梁坝湾坪溪河洞岭"

# Where migrants go: province, city, county, so that every address reaches the county level (rule 5_01_005).
OUTSIDE = (
    ("江苏省", "常州市", "武进区", 14), ("江苏省", "常州市", "新北区", 10), ("江苏省", "苏州市", "昆山市", 8),
    ("浙江省", "宁波市", "鄞州区", 8), ("浙江省", "杭州市", "萧山区", 7), ("浙江省", "温州市", "瑞安市", 5),
    ("广东省", "惠州市", "惠阳区", 9), ("广东省", "深圳市", "宝安区", 8), ("广东省", "佛山市", "南海区", 5),
    ("上海市", "上海市", "松江区", 5), ("福建省", "泉州市", "晋江市", 4), ("山西省", "吕梁市", "孝义市", 5),
    ("河北省", "唐山市", "迁安市", 4), ("湖北省", "十堰市", "竹溪县", 5), ("北京市", "北京市", "大兴区", 4),
    ("新疆维吾尔自治区", "昌吉回族自治州", "昌吉市", 3), ("内蒙古自治区", "鄂尔多斯市", "伊金霍洛旗", 3),
)  # fmt: skip
PROVINCE = (
    ("陕西省", "西安市", "长安区", 12), ("陕西省", "西安市", "未央区", 10), ("陕西省", "咸阳市", "秦都区", 5),
    ("陕西省", "榆林市", "神木市", 5), ("陕西省", "宝鸡市", "渭滨区", 3), ("陕西省", "汉中市", "汉台区", 3),
)  # fmt: skip
CITY = (
    ("陕西省", "安康市", "汉滨区", 12), ("陕西省", "安康市", "旬阳市", 3), ("陕西省", "安康市", "岚皋县", 2),
    ("陕西省", "安康市", "紫阳县", 2),
)  # fmt: skip
ABROAD = (("新加坡", "新加坡", "裕廊工业区", 1), ("刚果（金）", "上加丹加省", "卢本巴希", 1))


def site_names(rng: Random, count: int) -> list[str]:
    """So many different invented names of settlement sites."""
    stems = [a + b for a in _SITE_FIRST for b in _SITE_SECOND]
    names = [stem + kind for stem in stems for kind in _SITE_KIND]
    # A stem comes back only when every stem has been used: two sites that differ in one word confuse everybody.
    rng.shuffle(stems)
    rank = {stem: i for i, stem in enumerate(stems)}
    rng.shuffle(names)
    seen: dict[str, int] = {}
    keyed = []
    for name in names:
        seen[name[:2]] = seen.get(name[:2], -1) + 1
        keyed.append((seen[name[:2]], rank[name[:2]], name))
    return [name for _, _, name in sorted(keyed)][:count]


def village(rng: Random) -> str:
    """An invented village name."""
    return f"{rng.choice(_VILLAGE_FIRST)}{rng.choice(_VILLAGE_SECOND)}村"
