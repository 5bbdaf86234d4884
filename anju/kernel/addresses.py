"""Is an address written down to county level? Judged by the names of the country's divisions, not by a bare 区 or 县. Pure.

An address is read from left to right, the longest known name first. What names a province or prefecture narrows what
comes behind it; a county counts where it lies inside, or, where nothing is named, where there is only one of its name.
Without its suffix it counts right behind the province or prefecture, or at the beginning. A unit that is younger than the
list counts by its form, right behind its prefecture, unless it is a word like 工业区 or 小区.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

LIST = Path(__file__).with_name("gazetteer") / "divisions.tsv"
_PEOPLES = (
    "壮|满|回|苗|维吾尔|土家|彝|蒙古|藏|布依|侗|瑶|朝鲜|白|哈尼|哈萨克|黎|傣|畲|傈僳|仡佬|东乡|拉祜|水|佤|纳西|羌|土|仫佬|锡伯|"
    "柯尔克孜|达斡尔|景颇|毛南|撒拉|布朗|塔吉克|阿昌|普米|鄂温克|怒|京|基诺|德昂|保安|俄罗斯|裕固|乌孜别克|门巴|鄂伦春|独龙|"
    "塔塔尔|赫哲|珞巴|各"
)
_AUTONOMOUS = re.compile(rf"^(..+?)(?:(?:{_PEOPLES})族?)+自治[区州县旗]$")
_SUFFIX = re.compile(r"(特别行政区|自治[区州县旗]|[林新特矿]区|地区|街道|[省市县区旗盟镇])$")
_NOISE = re.compile(r"[\W_]+")
# Right behind a prefecture: the form of a county's name; behind one that has no counties, of a town's as well.
_COUNTY_FORM = re.compile(r"([一-龥]{2,3}?)(自治县|县|区|旗|市)")
_TOWN_FORM = re.compile(r"([一-龥]{1,5}?)(镇|乡|街道|农场|区)")
_NO_NAME = re.compile(
    r"^[某本各全外邻该此]|[小园社厂城市郊地校景库山矿港片街辖新特军战灾营牧林站老中东西南北]区$"
    r"|(开发|工业|高新|经开|生活|住宅|居住|保税|示范|科技|商业|产业|度假|旅游|保护|试验|合作|集聚|功能|物流|中心|高教|办公|服务)区$"
    r"|[超城夜门菜集楼闹股]市$"
)
_EVERYWHERE = frozenset(
    {"城区", "郊区", "矿区", "东区", "西区", "新区"}
)  # names only behind their prefecture
_WITHOUT_COUNTIES = frozenset({"4419", "4420", "4603", "4604", "6202"})  # 东莞、中山、三沙、儋州、嘉峪关
_ONE_LEVEL = frozenset({"81", "82", "83"})  # 香港、澳门、台湾
_PREFECTURE, _REGIONS = 4, ("province", "prefecture")
_DIRECT = "90"  # digits 3 and 4 of counties that lie in no prefecture


@dataclass(frozen=True)
class Division:
    """A unit of the list. `within` are the digits that everything inside it shares."""

    code: str
    name: str
    in_force: bool

    @property
    def level(self) -> str:
        """province, prefecture, county or town."""
        if len(self.code) > 6:
            return "town"
        return (
            "province"
            if self.code.endswith("0000")
            else "prefecture"
            if self.code.endswith("00")
            else "county"
        )

    @property
    def within(self) -> str:
        """The digits that everything inside shares."""
        return self.code[: 2 if self.level == "province" else _PREFECTURE]


def stem(name: str) -> str:
    """A name as people shorten it: 常州市 → 常州, 龙胜各族自治县 → 龙胜; empty where one character would be left."""
    autonomous = _AUTONOMOUS.match(name)
    short = autonomous[1] if autonomous else _SUFFIX.sub("", name)
    return short if len(short) > 1 else ""


@cache
def divisions() -> tuple[Division, ...]:
    """The list, in the order of its codes."""
    lines = LIST.read_text("utf-8").splitlines()
    rows = (line.split("\t") for line in lines if not line.startswith("#"))
    return tuple(Division(row[0], row[1], len(row) == 2) for row in rows)


@cache
def _names() -> Mapping[str, tuple[Division, ...]]:
    """Every way to write a unit: in full, shortened, and 延边州 for 延边朝鲜族自治州."""
    found: dict[str, list[Division]] = {}
    for one in divisions():
        short = stem(one.name)
        written = {one.name, short, f"{short}州" if one.name.endswith("自治州") else ""}
        for name in written - {""}:
            found.setdefault(name, []).append(one)
    return {name: tuple(units) for name, units in found.items()}


@cache
def _longest() -> int:
    return max(map(len, _names()))


@lru_cache(maxsize=50_000)
def names_a_county(address: str) -> bool:
    """Whether an address says in which county (区、县、旗、县级市; in 东莞 and 中山: which town) it lies."""
    text = _NOISE.sub("", unicodedata.normalize("NFKC", address))
    within, behind, at = "", True, 0
    while at < len(text):
        name = _name_at(text, at)
        region = _region(name, within)
        if not region and (
            _is_county(name, within, behind) or (behind and not name and _by_form(text[at:], within))
        ):
            return True
        within, behind = region or within, bool(region)
        at += len(name) or 1
    return within[:2] in _ONE_LEVEL


def _name_at(text: str, at: int) -> str:
    """The longest known name that begins here; empty where none does."""
    lengths = range(min(_longest(), len(text) - at), 1, -1)
    return next((text[at : at + length] for length in lengths if text[at : at + length] in _names()), "")


def _region(name: str, within: str) -> str:
    """What a province or prefecture narrows the address to; empty where the name is none of those that may follow."""
    known = [one for one in _names().get(name, ()) if one.level in _REGIONS and one.code.startswith(within)]
    narrower = [one.within for one in known if len(one.within) > len(within)]
    return min(narrower, key=len, default="")


def _is_county(name: str, within: str, behind: bool) -> bool:
    """Whether the name is that of one county inside what was named so far."""
    fits = [
        one for one in _names().get(name, ()) if _inside(one, within) and _written(one, name, within, behind)
    ]
    if len(within) == _PREFECTURE:
        return bool(fits)
    return len(_prefectures(fits)) == 1


def _inside(one: Division, within: str) -> bool:
    """Whether a county, or a town of a prefecture without counties, lies inside."""
    if one.level == "town":
        return one.within == within
    direct = one.code[2:4] == _DIRECT and one.code[:2] == within[:2]
    return one.level == "county" and (one.code.startswith(within) or direct)


def _written(one: Division, name: str, within: str, behind: bool) -> bool:
    """Whether a unit may be written so here: short names stand right behind a region, or begin the address."""
    if name in _EVERYWHERE and len(within) < _PREFECTURE:
        return False
    return behind or (one.name == name and len(name) > 2)


def _prefectures(units: Iterable[Division]) -> set[str]:
    """In which prefectures units lie: those in force, else those of the past."""
    found = list(units)
    return {one.within for one in found if one.in_force} or {one.within for one in found}


def _by_form(rest: str, within: str) -> bool:
    """Whether what stands right behind a prefecture looks like the name of a unit that the list does not have."""
    if len(within) < _PREFECTURE:
        return False
    forms = (_COUNTY_FORM, _TOWN_FORM) if within in _WITHOUT_COUNTIES else (_COUNTY_FORM,)
    looks = (form.match(rest) for form in forms)
    return any(found is not None and not _NO_NAME.search(found[0]) for found in looks)
