"""Whether an address of work is written down to county level: real addresses, and properties over the whole gazetteer."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anju.kernel.addresses import Division, divisions, names_a_county, stem

DOWN_TO_THE_COUNTY = (
    "江苏省常州市武进区",
    "江苏省常州市武进区湖塘镇某某电子厂",
    "江苏常州武进",
    "江苏省昆山市玉山镇",
    "昆山",
    "昆山电子厂",
    "陕西省西安市雁塔区小寨西路",
    "陕西西安长安",
    "西安市新城区",
    "陕西省安康市旬阳市",
    "安康市旬阳县",
    "陕西省安康市平利县城关镇",
    "平利县",
    "平利",
    "北京市朝阳区望京",
    "北京朝阳",
    "上海市浦东新区",
    "上海浦东",
    "上海闵行莘庄工业区",
    "重庆市渝北区",
    "重庆市彭水苗族土家族自治县",
    "重庆彭水",
    "天津滨海新区",
    "吉林省吉林市船营区",
    "吉林省延边朝鲜族自治州延吉市",
    "吉林延边州延吉",
    "辽宁省朝阳市朝阳县",
    "湖南省长沙市长沙县",
    "云南省大理白族自治州大理市",
    "云南省大理市",
    "湖北省仙桃市",
    "湖北省神农架林区",
    "河南省济源市",
    "新疆维吾尔自治区石河子市",
    "新疆石河子",
    "海南省琼海市",
    "内蒙古自治区鄂尔多斯市准格尔旗",
    "内蒙古呼伦贝尔市鄂温克族自治旗",
    "广西壮族自治区桂林市龙胜各族自治县",
    "广西桂林龙胜",
    "宁夏回族自治区银川市兴庆区",
    "山西省晋城市城区",
    "四川省攀枝花市东区",
    "河北省石家庄市赵县",
    "河北石家庄井陉矿区",
    "浙江省杭州市临平区",
    "浙江省宁波市鄞州区某小区",
    "浙江宁波鄞州",
    "广东省深圳市龙岗区坂田街道",
    "深圳龙岗坂田",
    "广东省梅州市梅县区",
    "广东省东莞市长安镇",
    "广东省东莞市长安镇工业区",
    "东莞长安",
    "东莞虎门某制衣厂",
    "东莞市莞城街道",
    "广东省中山市小榄镇",
    "中山市东区",
    "海南省儋州市那大镇",
    "甘肃省嘉峪关市雄关区",
    "江苏省 常州市 武进区",
    "江苏省-常州市-武进区",
    "江苏省常州市（武进区）",
    "江苏省无锡市新设区",  # newer than any list: told by its form
    "香港特别行政区",
    "澳门",
)
NOT_DOWN_TO_THE_COUNTY = (
    "",
    "外省",
    "县外",
    "某县",
    "本市市区",
    "广西壮族自治区",
    "内蒙古自治区",
    "新疆维吾尔自治区",
    "宁夏回族自治区",
    "广东省",
    "广东省深圳市",
    "广东深圳",
    "浙江省宁波市某小区",
    "浙江省宁波市工业区",
    "浙江省宁波市某某工业园区",
    "浙江省宁波市新城区",
    "浙江省宁波市开发区",
    "浙江省宁波市高新区",
    "江苏省苏州市工业园区",
    "江苏省苏州市某社区",
    "江苏省南京市城区",
    "江苏省南京市市区",
    "江苏省南京市郊区",
    "江苏省南京市中山路",
    "上海市",
    "上海市区",
    "上海南京路",
    "北京市某小区",
    "陕西省安康市",
    "云南省大理",
    "湖南长沙",
    "吉林吉林",
    "广东省东莞市",
    "东莞市工业区",
    "广东省中山市某工厂",
    "广东省东莞市某小区",
    "朝阳区",  # of 北京 or of 长春
    "鼓楼区",
    "广州市平利电子厂",
    "某区某街道",
    "山西大同市区",
    "中山西路100号",
)


@pytest.mark.parametrize("address", DOWN_TO_THE_COUNTY)
def test_an_address_that_names_its_county_passes(address: str) -> None:
    assert names_a_county(address)


@pytest.mark.parametrize("address", NOT_DOWN_TO_THE_COUNTY)
def test_an_address_that_stops_above_the_county_does_not(address: str) -> None:
    assert not names_a_county(address)


IN_FORCE = [one for one in divisions() if one.in_force]
NAMED = {one.code: one for one in IN_FORCE}
COUNTIES = [one for one in IN_FORCE if one.level == "county" and one.code[2:4] != "90"]
PREFECTURES = [one for one in IN_FORCE if one.level == "prefecture"]
GENERIC = (
    "某小区",
    "工业区",
    "开发区",
    "高新区",
    "工业园区",
    "市区",
    "社区",
    "物流园区",
    "某某厂",
    "本县",
    "",
)


def above(county: Division) -> str:
    """Province and prefecture of a county, as they are written before it."""
    province, prefecture = NAMED[county.code[:2] + "0000"], NAMED.get(county.code[:4] + "00")
    return province.name + (prefecture.name if prefecture else "")


@given(st.sampled_from(COUNTIES))
def test_every_county_of_the_country_passes_in_full(county: Division) -> None:
    assert names_a_county(above(county) + county.name)
    assert names_a_county(above(county) + county.name + "某某路8号某小区")


@given(st.sampled_from(COUNTIES))
def test_every_county_passes_without_its_suffix_behind_its_prefecture(county: Division) -> None:
    short = stem(county.name)
    if short:
        assert names_a_county(above(county) + short)


@given(st.sampled_from(PREFECTURES), st.sampled_from(GENERIC))
def test_no_prefecture_passes_by_itself_or_with_a_word_that_is_no_county(of: Division, word: str) -> None:
    province = NAMED[of.code[:2] + "0000"].name
    assert not names_a_county(province + of.name + word)
    assert not names_a_county(of.name + word)


@given(st.text(alphabet="省市县区旗镇工业园小某路号厂 -（）0aＡ", max_size=20))
def test_words_without_a_name_are_no_county(text: str) -> None:
    assert not names_a_county(text)


def test_every_unit_has_a_level_and_lies_in_a_province_of_the_list() -> None:
    assert {one.level for one in divisions()} == {"province", "prefecture", "county", "town"}
    assert len(COUNTIES) > 2_700
    assert all(one.code[:2] + "0000" in NAMED for one in divisions())
