"""Workbooks of the registry: places, sites, communities, roster, flats and their papers."""

import polars as pl

from anju.intake import ids, pinyin
from anju.intake.lookups import digests
from anju.intake.sheet import SITE, TOWN, Column, Kind, Ref, Rule, Sheet, Target
from anju.privacy.fields import seal_all
from anju.regions.models import Level, Place
from anju.registry import actions, checks, codes, queries
from anju.registry.models import (
    Booklet,
    Building,
    Certificate,
    Community,
    Flat,
    Grid,
    Household,
    Membership,
    Person,
    Site,
)
from anju.registry.queries import HOUSEHOLD

_LEVELS = tuple((code, label) for code, label in Level.choices if code != Level.SITE)
_CODE_DIGITS = r"^[0-9]{6}([0-9]{3})?$"
_SITE_DIGITS = r"^[0-9]{12}$"
_ORIGIN_DIGITS = r"^([0-9]{6}|[0-9]{9}|[0-9]{12})$"

PLACES = Sheet(
    name="registry.places",
    title="行政区划",
    columns=(
        Column("code", "代码", required=True, example="610926100"),
        Column("name", "名称", required=True, example="城关镇"),
        Column("level", "层级", Kind.CODE, required=True, choices=_LEVELS),
        Column("parent", "上级代码", example="610926"),
    ),
    rules=(
        Rule("place_code_form", "code", ~pl.col("code").str.contains(_CODE_DIGITS), "“{value}”不是县（6位）或镇（9位）代码。", "请填统计用区划代码的前6位或前9位。"),
        Rule("place_code_within_parent", "code", ~pl.col("code").str.starts_with(pl.col("parent")), "代码没有以上级代码开头。", "请核对代码和上级代码。"),
        Rule("town_without_parent", "parent", (pl.col("level") == Level.TOWN.value) & pl.col("parent").is_null(), "镇没有填上级代码。", "请填所属县的代码。"),
    ),
    targets=(Target(Place, key=("code",)),),
    apply=actions.record_places,
)  # fmt: skip


def _as_sites(lines: pl.DataFrame) -> pl.DataFrame:
    """Lines of the site register with the level that their places have."""
    return lines.with_columns(level=pl.lit(Level.SITE.value))


SITES = Sheet(
    name="registry.sites",
    title="安置区",
    columns=(
        Column("code", "安置区代码", required=True, example="610926100001"),
        Column("name", "安置区名称", required=True, aliases=("安置点名称",), example="长安集镇安置区"),
        Column("town", "所在镇", lookup=TOWN, required=True, aliases=("乡镇",), example="长安镇"),
        Column("mode", "安置方式", Kind.CODE, required=True, choices=tuple(codes.Mode.choices)),
        Column("urbanity", "城乡类型", Kind.CODE, required=True, choices=tuple(codes.Urbanity.choices)),
        Column("fyp13", "是否十三五集中安置点", Kind.BOOL, required=True, example="是"),
        Column("built_on", "建成日期", Kind.DATE, example="2017-06-30"),
        Column("closed_on", "撤销日期", Kind.DATE),
        Column("land_mu", "占地（亩）", Kind.DECIMAL, low=0),
        Column("planned_households", "规划户数", Kind.INT, low=0),
        Column("longitude", "经度", Kind.DECIMAL, low=73, high=136),
        Column("latitude", "纬度", Kind.DECIMAL, low=3, high=54),
    ),
    rules=(
        Rule("site_code_form", "code", ~pl.col("code").str.contains(_SITE_DIGITS), "“{value}”不是12位安置区代码。", "请填镇代码（9位）加3位序号。"),
        Rule("site_closed_before_built", "closed_on", pl.col("closed_on") <= pl.col("built_on"), "撤销日期不晚于建成日期。", "请核对两个日期。"),
    ),
    ledger_rules=(
        Rule("site_code_within_town", "code", ~pl.col("code").str.starts_with(pl.col("town_id")), "安置区代码没有以所在镇的代码开头。", "请核对安置区代码和所在镇。"),
    ),
    prepare=_as_sites,
    targets=(
        Target(Place, key=("code",), fields={"parent": "town"}),
        Target(Site, key=("place",), fields={"place": "code"}),
    ),
    apply=actions.record_sites,
)  # fmt: skip

COMMUNITIES = Sheet(
    name="registry.communities",
    title="社区",
    columns=(
        Column("name", "社区名称", required=True, example="锦屏社区"),
        Column("site", "安置区名称", lookup=SITE, required=True, aliases=("安置点名称",)),
        Column("mode", "组织类型", Kind.CODE, required=True, choices=tuple(codes.CommunityMode.choices)),
        Column("host", "挂靠村（社区）"),
        Column("founded_on", "成立日期", Kind.DATE, required=True),
        Column("closed_on", "撤销日期", Kind.DATE),
        Column("resident_groups", "居民小组数", Kind.INT, low=0),
    ),
    rules=(
        Rule("community_closed_before_founded", "closed_on", pl.col("closed_on") <= pl.col("founded_on"), "撤销日期不晚于成立日期。", "请核对两个日期。"),
        Rule("attached_without_host", "host", (pl.col("mode") == "attached") & pl.col("host").is_null(), "融合挂靠的社区没有填挂靠村（社区）。", "请填所挂靠的村或社区。"),
    ),
    targets=(Target(Community, key=("name",), place="site"),),
    apply=actions.record_communities,
)  # fmt: skip

_PAPER_RULES = (
    Rule("certificate_without_day", "certified_on", pl.col("certificate").is_not_null() & pl.col("certified_on").is_null(), "填了不动产权证号，没有填登记日期。", "请补填登记日期。"),
    Rule("booklet_without_day", "booklet_on", pl.col("booklet").is_not_null() & pl.col("booklet_on").is_null(), "填了居住簿编号，没有填发放日期。", "请补填发放日期。"),
    Rule("certificate_twice", "certificate", pl.int_range(pl.len()).over("certificate").gt(0) & pl.col("certificate").is_not_null(), "同一不动产权证号出现了两次。", "请核对不动产权证号。"),
    Rule("booklet_twice", "booklet", pl.int_range(pl.len()).over("booklet").gt(0) & pl.col("booklet").is_not_null(), "同一居住簿编号出现了两次。", "请核对居住簿编号。"),
)  # fmt: skip
_PAPERS = (
    Column("certificate", "不动产权证号", example="陕（2019）平利县不动产权第0000001号"),
    Column("certified_on", "登记日期", Kind.DATE),
    Column("booklet", "居住簿编号"),
    Column("booklet_on", "发放日期", Kind.DATE),
)
_CERTIFICATE = Target(
    Certificate, key=("number",), place="household", when="certificate",
    fields={"number": "certificate", "issued_on": "certified_on"},
)  # fmt: skip
_BOOKLET = Target(
    Booklet,
    key=("number",),
    place="household",
    when="booklet",
    fields={"number": "booklet", "issued_on": "booklet_on"},
)

_BUILDING = Ref(Building, {"place": "site_place", "number": "building"})

FLATS = Sheet(
    name="registry.flats",
    title="住房",
    columns=(
        Column("site", "安置点名称", lookup=SITE, required=True, aliases=("安置区名称",)),
        Column("building", "楼栋", required=True, example="1号楼"),
        Column("unit", "单元", required=True, example="1"),
        Column("room", "房号", required=True, example="301"),
        Column("area_m2", "建筑面积", Kind.DECIMAL, required=True, low=1, aliases=("建筑面积（㎡）",)),
        Column("household", "户编号", lookup=HOUSEHOLD),
        *_PAPERS,
    ),
    rules=(
        *_PAPER_RULES,
        Rule("paper_without_household", "household", pl.col("household").is_null() & (pl.col("certificate").is_not_null() | pl.col("booklet").is_not_null()), "填了权证或居住簿，没有填户编号。", "请补填户编号。"),
        Rule("household_in_two_flats", "household", pl.int_range(pl.len()).over("household").gt(0) & pl.col("household").is_not_null(), "同一户出现在两套住房。", "请核对户编号。"),
    ),
    ledger_rules=(
        Rule("household_of_another_site", "household", pl.col("household_place") != pl.col("site_place"), "该户在花名册中不在这个安置点。", "请核对户编号和安置点名称。"),
    ),
    targets=(
        Target(Building, key=("place", "number"), place="site", fields={"number": "building"}),
        Target(Flat, key=("building", "unit", "room"), place="site",
               fields={"building": _BUILDING}),
        Target(Household, key=("number",), when="household",
               fields={"number": "household", "flat": Ref(Flat, {"building": _BUILDING, "unit": "unit", "room": "room"})}),
        _CERTIFICATE,
        _BOOKLET,
    ),
    main=1,
    apply=actions.record_flats,
)  # fmt: skip

PAPERS = Sheet(
    name="registry.papers",
    title="居住簿与权证",
    columns=(Column("household", "户编号", lookup=HOUSEHOLD, required=True), *_PAPERS),
    rules=_PAPER_RULES,
    targets=(_CERTIFICATE, _BOOKLET),
    apply=actions.record_papers,
)


def _as_grids(lines: pl.DataFrame) -> pl.DataFrame:
    """Lines of the grid register with the code and level that their grids have as places."""
    serial = pl.col("serial").cast(pl.String).str.zfill(3)
    return lines.with_columns(code=pl.col("site_id") + serial, level=pl.lit(Level.GRID.value))


GRIDS = Sheet(
    name="registry.grids",
    title="网格台账",
    aliases=("网格",),
    columns=(
        Column("site", "安置区名称", lookup=SITE, required=True, aliases=("安置点名称",)),
        Column("serial", "网格序号", Kind.INT, required=True, low=1, high=999, example="1"),
        Column("name", "网格名称", required=True, example="锦屏安置区第一网格"),
        Column("kind", "网格类型", Kind.CODE, required=True, choices=tuple(codes.GridKind.choices)),
        Column("leader", "网格长"),
        Column("building", "楼栋", required=True, example="1号楼"),
    ),
    prepare=_as_grids,
    targets=(
        Target(Place, key=("code",), fields={"parent": "site"}),
        Target(Grid, key=("place",), fields={"place": "code"}),
        Target(
            Building, key=("place", "number"), place="site", fields={"number": "building", "grid": "code"}
        ),
    ),
    apply=actions.record_grids,
)

ROSTER_COLUMNS = (
    Column("county", "区县", example="平利县"),
    Column("town", "乡镇", lookup=TOWN, required=True, aliases=("镇",), example="长安镇"),
    Column("household", "户编号", required=True, example="6109261000010001"),
    Column("head_name", "户主", Kind.NAME, required=True, aliases=("户主姓名",), example="张三"),
    Column("head_id", "户主身份证号", Kind.ID, required=True, aliases=("户主证件号码",)),
    Column("name", "搬迁人员姓名", Kind.NAME, required=True, aliases=("姓名",), example="张三"),
    Column(
        "id_number",
        "身份证号",
        Kind.ID,
        required=True,
        aliases=("证件号码", "身份证号码"),
        example="610926200001010016",
    ),
    Column("sex", "性别", Kind.CODE, choices=tuple(codes.Sex.choices), example="男"),
    Column("birth_date", "出生日期", Kind.DATE, example="2000-01-01", private=True),
    Column("ethnicity", "民族", Kind.CODE, choices=tuple(codes.Ethnicity.choices), example="汉族"),
    Column("is_head", "是否为户主", Kind.BOOL, required=True, example="是"),
    Column(
        "relation",
        "与户主关系",
        Kind.CODE,
        required=True,
        choices=tuple(codes.Relation.choices),
        example="户主",
    ),
    Column("household_size", "家庭人口", Kind.INT, low=1, high=50, example="4"),
    Column("programme", "搬迁项目", Kind.CODE, required=True, choices=tuple(codes.Programme.choices)),
    Column("category", "搬迁类别", Kind.CODE, required=True, choices=tuple(codes.Category.choices)),
    Column(
        "household_class", "户类型", Kind.CODE, required=True, choices=tuple(codes.HouseholdClass.choices)
    ),
    Column("origin", "迁出地", private=True),
    Column("origin_code", "迁出地代码", example="610926103201", private=True),
    Column("mode", "安置方式", Kind.CODE, required=True, choices=tuple(codes.Mode.choices)),
    Column(
        "site", "安置点名称", lookup=SITE, required=True, aliases=("安置区名称",), example="长安集镇安置区"
    ),
    Column("address", "目前具体地址", private=True),
    Column("lives_there", "是否实际入住", Kind.BOOL, required=True, example="是"),
    Column("old_house_reclaimed", "是否拆旧复垦", Kind.BOOL),
    Column("education", "文化程度", Kind.CODE, choices=tuple(codes.Education.choices)),
    Column("student", "在校生状况", Kind.CODE, choices=tuple(codes.Student.choices)),
    Column("health", "健康状况", Kind.CODE, required=True, choices=tuple(codes.Health.choices)),
    Column("labour", "劳动技能", Kind.CODE, required=True, choices=tuple(codes.Labour.choices)),
    Column("political", "政治面貌", Kind.CODE, choices=tuple(codes.Political.choices)),
    Column("willing", "就业意愿", Kind.BOOL),
    Column("phone", "联系方式", Kind.PHONE, aliases=("联系电话",)),
    Column("moved_on", "搬迁日期", Kind.DATE, required=True, example="2018-06-01"),
    Column("since", "起始日期", Kind.DATE),
    Column("start_reason", "起始原因", Kind.CODE, choices=tuple(codes.StartReason.choices)),
    Column("until", "终止日期", Kind.DATE),
    Column("stop_reason", "终止原因", Kind.CODE, choices=tuple(codes.StopReason.choices)),
    Column("note", "备注"),
)


def _with_spells(lines: pl.DataFrame) -> pl.DataFrame:
    """Digest, start of the spell, and what the ledger holds against the line."""
    number = pl.col("id_number")
    lines = lines.with_columns(
        id_digest=digests(lines.select(ids.formed(number)).to_series()),
        start=pl.coalesce("since", "moved_on"),
        start_reason=pl.coalesce("start_reason", pl.lit(codes.StartReason.RELOCATED.value)),
        sex=pl.coalesce("sex", ids.sex(number)),
        birth_date=pl.coalesce("birth_date", ids.birth_date(number)),
    )
    known = queries.known_spells(
        lines["id_digest"].drop_nulls().unique().to_list(), lines["household"].drop_nulls().unique().to_list()
    )
    held = lines["id_digest"].drop_nulls().unique().to_list()
    lines = lines.with_columns(number_given_up=pl.col("id_digest").is_in(queries.merged_numbers(held)))
    lines = lines.join(queries.known_deaths(held), on="id_digest", how="left", maintain_order="left")
    lines = lines.with_columns(
        _told(lines["id_number"], queries.holders_of_old(lines["id_number"].drop_nulls())).alias("holder")
    )
    kept = checks.ended_by(lines, known)
    lines = lines.join(checks.clashes(lines, kept), on="row", how="left", maintain_order="left")
    lines = lines.join(checks.remaining(kept), on="household", how="left", maintain_order="left")
    return lines.with_columns(pl.col("ledger_members", "ledger_heads").fill_null(0))


def _told(numbers: pl.Series, words: dict[str, str]) -> pl.Series:
    """What is known of each number, null of the others."""
    return numbers.replace_strict(words, default=None, return_dtype=pl.String)


def _sealed(values: pl.Series, wanted: pl.Series) -> pl.Series:
    """The sealed texts of the values wanted, each distinct one sealed once; null elsewhere."""
    distinct = values.filter(wanted).unique()
    table = pl.DataFrame({"value": distinct, "sealed": pl.Series(seal_all(distinct), dtype=pl.Binary)})
    return pl.DataFrame({"value": values}).join(table, on="value", how="left", maintain_order="left")[
        "sealed"
    ]


def _with_phones(lines: pl.DataFrame) -> pl.DataFrame:
    """Digest, mask and seal of the phone, where the file tells phones at all; an empty cell clears what stands."""
    if lines["phone"].null_count() == lines.height:
        return lines
    lines = lines.with_columns(
        digests(lines["phone"]).fill_null("").alias("phone_digest"),
        phone_masked=ids.masked_phone(pl.col("phone")).fill_null(""),
    )
    fresh = lines["phone_digest"].ne_missing(lines["known_phone"]) & lines["phone"].is_not_null()
    sealed = _sealed(lines["phone"], fresh).alias("phone_sealed")
    cleared = lines["phone"].is_null()
    return lines.with_columns(pl.when(cleared).then(pl.lit(b"")).otherwise(sealed).alias("phone_sealed"))


def prepare_roster(lines: pl.DataFrame) -> pl.DataFrame:
    """What the tables of persons hold besides the columns of the roster, open heads of households first.

    ID numbers and phones are sealed only where the ledger does not hold them already.
    """
    lines = _with_spells(lines)
    known = queries.known_phones(lines["id_digest"].drop_nulls().unique().to_list())
    lines = lines.join(known, on="id_digest", how="left", maintain_order="left")
    fresh = lines["known_phone"].is_null() & lines["id_digest"].is_not_null()
    lines = lines.with_columns(
        _sealed(lines["id_number"], fresh).alias("id_sealed"),
        *pinyin.keys(lines["name"]).get_columns(),
        id_masked=ids.masked(pl.col("id_number")),
        name_masked=ids.masked_name(pl.col("name")),
    )
    lines = _with_phones(lines)
    return lines.sort(~checks.OPEN, ~checks.HEAD, nulls_last=True, maintain_order=True)


ROSTER = Sheet(
    name="registry.roster",
    title="花名册",
    aliases=("搬迁人口花名册",),
    columns=ROSTER_COLUMNS,
    rules=(
        *checks.ROSTER,
        Rule("origin_code_form", "origin_code", ~pl.col("origin_code").str.contains(_ORIGIN_DIGITS), "“{value}”不是迁出地代码。", "请填县（6位）、镇（9位）或村（12位）的统计用区划代码，不清楚的留空。"),
    ),
    ledger_rules=checks.ROSTER_LEDGER,
    prepare=prepare_roster,
    group="household",
    targets=(
        Target(Household, key=("number",), place="site", fields={"number": "household", "start": "moved_on"}),
        Target(Person, key=("id_digest",), place="site",
               fields={"id_number": "id_sealed", "phone": "phone_sealed"},
               quiet=("id_number", "id_masked", "phone", "pinyin", "initials", "name_masked")),
        Target(Membership, key=("person", "start"), place="site",
               fields={"person": Ref(Person, {"id_digest": "id_digest"}), "household": Ref(Household, {"number": "household"}),
                       "stop": "until"}),
    ),
    apply=actions.record_roster,
)  # fmt: skip
