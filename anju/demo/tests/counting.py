"""An independent count of the published figures, straight from the demo county's workbooks.

It knows neither the ledger nor the indicators, so that an error in one of them cannot hide in both.
"""

from datetime import date

import polars as pl

from anju.demo import books
from anju.demo.county import County

Frames = dict[str, pl.DataFrame]
_OUTSIDE, _FYP13 = ["省外", "境外"], "十三五易地扶贫搬迁"


def frames(county: County) -> Frames:
    """Every tab of the county's workbooks by its title."""
    return {tab.title: tab.frame(county.as_of) for book in books.books(county) for tab in book.tabs}


def _active(frame: pl.DataFrame, day: date, start: str, stop: str | None = None) -> pl.DataFrame:
    frame = frame.filter(pl.col(start) <= day)
    return (
        frame if stop is None else frame.filter(pl.col(stop).is_null() | (pl.col(stop).cast(pl.Date) > day))
    )


def members(tabs: Frames, day: date) -> pl.DataFrame:
    """Lines of the roster that are members on a day."""
    roster = tabs["花名册"].with_columns(begun=pl.coalesce("起始日期", "搬迁日期"))
    return _active(roster, day, "begun", "终止日期").filter(pl.col("搬迁日期") <= day)


def _people(tabs: Frames, day: date) -> dict[str, int]:
    there = members(tabs, day)
    ours = there.filter(pl.col("搬迁项目") == _FYP13)
    dispersed = pl.col("安置点名称").str.ends_with("分散安置")
    return {
        "households": there["户编号"].n_unique(),
        "persons": there["身份证号"].n_unique(),
        "ydfpbq_households": ours["户编号"].n_unique(),
        "ydfpbq_persons": ours["身份证号"].n_unique(),
        "ydfpbq_households_concentrated": ours.filter(~dispersed)["户编号"].n_unique(),
        "ydfpbq_persons_concentrated": ours.filter(~dispersed)["身份证号"].n_unique(),
        "ydfpbq_households_dispersed": ours.filter(dispersed)["户编号"].n_unique(),
        "ydfpbq_persons_dispersed": ours.filter(dispersed)["身份证号"].n_unique(),
        "changan_households": there.filter(pl.col("安置点名称") == "长安集镇")["户编号"].n_unique(),
        "changan_persons": there.filter(pl.col("安置点名称") == "长安集镇").height,
        "jinping_households": there.filter(pl.col("安置点名称") == "锦屏")["户编号"].n_unique(),
        "jinping_persons": there.filter(pl.col("安置点名称") == "锦屏").height,
    }


def _work(tabs: Frames, day: date) -> dict[str, int]:
    everybody = members(tabs, day).select("身份证号", "户编号", "搬迁项目")
    jobs = _active(tabs["就业"], day, "就业起始日期", "就业终止日期").join(everybody, on="身份证号")
    ours = jobs.filter(pl.col("搬迁项目") == _FYP13)
    away = pl.col("就业地域").is_in(_OUTSIDE)
    parks = jobs.filter(pl.col("就业途径") == "农业园区")
    operators = _active(tabs["园区工厂"], day, "建成（认定）日期", "停产（注销）日期")
    kinds = operators.select(经营主体名称=pl.col("名称"), 类型=pl.col("类型"))
    contracts = _active(tabs["利益联结"], day, "起始日期", "终止日期").join(kinds, on="经营主体名称")
    labour = contracts.filter((pl.col("类型") == "农业园区") & (pl.col("联结方式") == "劳务用工"))
    courses = tabs["培训"].filter((pl.col("开班日期") >= date(day.year, 1, 1)) & (pl.col("开班日期") <= day))
    return {
        "employed_households": ours["户编号"].n_unique(),
        "employed_persons": ours["身份证号"].n_unique(),
        "employed_outside_province": ours.filter(away)["身份证号"].n_unique(),
        "employed_inside_province": ours.filter(~away)["身份证号"].n_unique(),
        "public_posts": ours.filter(pl.col("就业途径") == "公益性岗位")["身份证号"].n_unique(),
        "park_persons": parks["身份证号"].n_unique(),
        "park_households": contracts.filter(pl.col("类型") == "农业园区")["户编号"].n_unique(),
        "park_labour_households": labour["户编号"].n_unique(),
        "trained_persons": courses["身份证号"].n_unique(),
        "parks": operators.filter(pl.col("类型") == "农业园区").height,
        "community_factories": operators.filter(pl.col("类型") == "社区工厂").height,
        "factory_posts": int(operators.filter(pl.col("类型") == "社区工厂")["岗位数"].sum()),
        "workshop_area": int(operators["标准化厂房（㎡）"].sum()),
    }


def _bodies(tabs: Frames, day: date) -> dict[str, int]:
    year = date(day.year, 1, 1)
    bodies = _active(tabs["组织"], day, "成立日期", "撤销日期")

    def organisations(kind: str, mode: str) -> int:
        return bodies.filter((pl.col("类别") == kind) & (pl.col("组建方式") == mode)).height

    staff = tabs["网格综治"].filter((pl.col("到岗日期") >= year) & (pl.col("到岗日期") <= day))
    rooms = tabs["调解室"].filter((pl.col("是否标准化") == "是") & (pl.col("启用日期") >= year))
    added = tabs["调解委员会"].filter(pl.col("成立日期") >= year)
    services = _active(tabs["物业服务"], day, "起始日期", "终止日期")
    return {
        "party_orgs_new": organisations("党组织", "新建"),
        "resident_orgs_new": organisations("居民自治组织", "新建"),
        "resident_orgs_attached": organisations("居民自治组织", "融合挂靠"),
        "zongzhi_fulltime_added": staff.filter(pl.col("岗位") == "专职综治人员").height,
        "zongzhi_parttime_added": staff.filter(pl.col("岗位") == "兼职综治人员").height,
        "chief_grid_heads": staff.filter(pl.col("岗位") == "总网格长").height,
        "grid_workers": staff.filter(pl.col("岗位") == "全科网格员").height,
        "mediation_rooms_added": _active(rooms, day, "启用日期").height,
        "mediation_committees_added": _active(added, day, "成立日期").height,
        "police_room_sites": _active(tabs["警务室"], day, "启用日期")["安置区名称"].n_unique(),
        "fee_charging_sites": services.filter(pl.col("是否收取物业费") == "是")["安置区名称"].n_unique(),
        "owners_committee_sites": _active(tabs["业主委员会"], day, "成立日期", "终止日期")[
            "安置区名称"
        ].n_unique(),
    }


def _plans(tabs: Frames, day: date) -> dict[str, int]:
    items = tabs["年度计划"].filter(pl.col("年度") == day.year)
    named = dict(items["计划事项"].value_counts().iter_rows())
    done = items.filter((pl.col("计划事项") == "新建农业园区") & (pl.col("完成日期") <= day))
    return {
        "party_orgs_to_standardise": named.get("党组织规范化管理", 0),
        "owners_committees_planned": named.get("组建业主委员会", 0),
        "property_companies_planned": named.get("引进物业公司", 0),
        "parks_planned": named.get("新建农业园区", 0),
        "parks_built": done.height,
    }


def _stars(tabs: Frames, day: date) -> dict[str, int]:
    entries = _active(tabs["星级参与"], day, "参与日期")["社区"].unique()
    awards = _active(tabs["星级授予"], day, "授予日期", "终止日期")
    five = set(awards.filter(pl.col("星级") == 5)["社区"])
    return {
        "star_communities": len(entries),
        "five_star_communities": len(five),
        "four_star_communities": awards.filter(pl.col("星级") == 4).height,
        "star_communities_in_progress": len(set(entries) - five),
    }


def _habits(tabs: Frames, day: date) -> dict[str, int]:
    """Ledgers of the day's month, appraisals of the day's quarter for each community, certificates."""
    month = tabs["台账确认"].filter(pl.col("月份") == f"{day:%Y-%m}")
    first = date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)
    sessions = tabs["道德评议"].filter((pl.col("评议日期") >= first) & (pl.col("评议日期") <= day))
    communities = _active(tabs["社区"], day, "成立日期")
    papers = pl.concat(tabs[title].select("不动产权证号", "登记日期") for title in ("住房", "居住簿与权证"))
    frequency = sessions.height / communities.height
    return {
        "sites": tabs["安置区"].filter(~pl.col("安置区名称").str.ends_with("分散安置")).height,
        "concentrated_sites": tabs["安置区"].filter(pl.col("是否十三五集中安置点") == "是").height,
        "employment_ledgers": month.filter(pl.col("确认日期") <= day)["社区名称"].n_unique(),
        "moral_appraisal_per_quarter": int(frequency) if frequency == int(frequency) else -1,
        "estate_certificates": papers.filter(pl.col("登记日期") <= day).height,
    }


def figures(tabs: Frames, day: date) -> dict[str, int]:
    """Every figure on a day by its code; the threshold of a hundred households is policy and no count."""
    counted: dict[str, int] = {}
    for count in (_people, _work, _bodies, _plans, _stars, _habits):
        counted |= count(tabs, day)
    return counted
