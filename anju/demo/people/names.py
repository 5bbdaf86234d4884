"""Names of invented people: local surnames by frequency, given names by sex and by the years in which they were usual."""

from itertools import accumulate
from random import Random

from anju.kernel.identity import MALE

# Surname and weight: usual ones of the Hanjiang and Daba Mountain counties first, a few compound ones last.
_WEIGHTED = (
    "王 70,李 66,张 62,陈 58,刘 55,杨 40,周 34,罗 30,吴 30,黄 28,唐 24,邓 20,徐 20,胡 22,谢 18,汪 20,朱 18,余 18,"
    "郑 15,柯 16,詹 12,程 12,田 12,冯 12,龚 12,马 12,何 16,吕 10,方 10,彭 12,袁 10,舒 8,储 8,黎 8,曾 8,赵 16,"
    "孙 10,郭 10,曹 9,许 9,石 8,康 7,邹 8,熊 8,章 7,魏 7,蒋 7,潘 7,董 7,夏 6,廖 6,贺 6,万 6,肖 8,梁 6,沈 5,"
    "向 5,任 5,柳 4,覃 4,粟 3,单 2,解 2,查 2,仇 2,区 1,盖 1,欧阳 2,上官 1,司马 1,诸葛 1,皇甫 1"
)
_PAIRS = [entry.split(" ") for entry in _WEIGHTED.split(",")]
SURNAMES = [name for name, _ in _PAIRS]
_CUMULATED = list(accumulate(int(weight) for _, weight in _PAIRS))

# First year of birth of an era, then the characters usual for men and for women.
_ERAS = (
    (
        1900,
        "国建德明正志忠家世兴文武贵富福贤祥顺兵成才发永全龙义先开安仁自立万本光昌",
        "秀英兰菊芳桂珍玉翠莲凤香枝琴云梅花荣珠群爱明华素贞应仙清淑大孝远德",
    ),
    (
        1966,
        "军勇强伟波涛平斌辉鹏飞刚华林江海东亮超磊杰峰小立自世永康均锋红书成松",
        "丽燕敏霞艳娟玲萍红静芳娜婷莉琴慧小晓春海荣云翠菊英平莲梅华会",
    ),
    (
        1990,
        "浩宇轩博文杰鑫涛俊豪航阳晨鹏凯旭嘉龙磊超帅康明志伟坤恒林峰亮",
        "欣怡雨婷佳慧思颖梦雪诗琪洁悦瑶雅倩蓉晶露丹莹敏文静玉月娇媛",
    ),
    (
        2010,
        "子梓沐宸浩辰宇泽睿一诺奕轩铭煜博嘉俊瑞皓晨阳恩佑承彦",
        "梓涵欣妍诗雨可馨语桐若汐一诺思雅子萱琪依悦瑶佳怡沐心艺",
    ),
)
_DOUBLED_SINCE = 1990  # names of one character said twice are for the young
# Rare characters that real rosters carry and that poor systems lose; the last lies outside the basic plane's core.
RARE = "垚堃喆旻玥翀祎赟犇淼燚曌昇昱珺䶮"


def surname(rng: Random) -> str:
    """A surname by local frequency."""
    return rng.choices(SURNAMES, cum_weights=_CUMULATED)[0]


def _characters(sex: str, year: int) -> str:
    for first, male, female in reversed(_ERAS):
        if year >= first:
            return male if sex == MALE else female
    raise ValueError(f"no era for {year}")


def given(rng: Random, sex: str, year: int) -> str:
    """A given name of one or two characters as usual for the year of birth, now and then with a rare character."""
    usual = _characters(sex, year)
    first = rng.choice(usual)
    dice = rng.random()
    if dice < 0.16:
        return first
    if dice < 0.165:
        return first + rng.choice(RARE)
    second = rng.choice(usual)
    return first + (second if second != first or year >= _DOUBLED_SINCE else rng.choice(usual))
