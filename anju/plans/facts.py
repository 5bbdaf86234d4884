"""Datasets of yearly targets. An item counts for its own year; done means done by the day."""

from anju.kernel.facts import PLACES, Dataset, Fact, Kind
from anju.plans import codes

PLAN_ITEM = Dataset(
    name="plan_item",
    zh="年度计划事项",
    en="Items of the year's plan",
    row="item",
    links={"site": "site"},
    sql="""
select i.id as item, i.place, left(i.place, 9) as town, case when length(i.place) = 12 then i.place end as site,
       pl.name as place_name, i.year, i.target, i.title, i.document, i.done_on,
       i.done_on is not null and i.done_on <= %(day)s as done
from plans_planitem i
left join regions_place pl on pl.code = i.place
where i.year = extract(year from %(day)s::date)
""",
    columns={
        "item": Fact(Kind.INT, "编号", "Id", shown=False),
        **PLACES,
        "year": Fact(Kind.INT, "年度", "Year"),
        "target": Fact(Kind.TEXT, "计划事项", "Target", tuple(codes.Target.choices)),
        "title": Fact(Kind.TEXT, "内容", "Content"),
        "document": Fact(Kind.TEXT, "依据文件", "Document"),
        "done_on": Fact(Kind.DATE, "完成日期", "Done on"),
        "done": Fact(Kind.BOOL, "已完成", "Done"),
    },
)

DATASETS: tuple[Dataset, ...] = (PLAN_ITEM,)
