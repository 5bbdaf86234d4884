"""What the national system asks of every job besides where and how: industry, employer, transport, season, subsidy."""

from random import Random

from anju.employment.codes import Channel, EmployerNature, FoundBy, Industry, WorkPlace

_INDUSTRIES = {
    Industry.A: "采茶工 管护工 采收工 茶叶种植 畜禽养殖 蔬菜种植 中药材种植",
    Industry.C: "普工 电焊工 缝纫工 装配工 质检员 包装工 加工工",
    Industry.E: "建筑工 装修",
    Industry.F: "副食零售",
    Industry.G: "驾驶员 快递员 运输 搬运",
    Industry.H: "厨师 服务员 餐饮 农家乐",
    Industry.L: "保安",
    Industry.N: "保洁 保绿 公路养护 巡河 水电管护",
    Industry.O: "家电维修 零工 家政",
    Industry.S: "治安巡逻 便民服务 就业协管",
}
OF_TRADE = {trade: industry for industry, trades in _INDUSTRIES.items() for trade in trades.split()}
_NATURES = {
    Channel.MIGRANT: EmployerNature.COMPANY, Channel.FACTORY: EmployerNature.COMPANY, Channel.PARK: EmployerNature.COOPERATIVE,
    Channel.PUBLIC_POST: EmployerNature.COLLECTIVE, Channel.BUSINESS: EmployerNature.SOLE, Channel.FLEXIBLE: EmployerNature.PERSONAL,
}  # fmt: skip
_BROUGHT, _SEASONAL, _LONG_CYCLE = 0.5, 0.12, 0.15


def transported(channel: Channel, place: WorkPlace, found_by: FoundBy, rng: Random) -> bool:
    """Whether somebody was brought to the work by an organised transport."""
    organised = found_by in (FoundBy.GOVERNMENT, FoundBy.SUSHAN)
    return channel == Channel.MIGRANT and place == WorkPlace.OUTSIDE and organised and rng.random() < _BROUGHT


def seasonal(channel: Channel, rng: Random) -> bool:
    """Whether work comes and goes with the season: picking in the parks, odd jobs."""
    return channel in (Channel.PARK, Channel.FLEXIBLE) and rng.random() < _SEASONAL


def nature(channel: Channel) -> EmployerNature | None:
    """What the employer is; who farms has none."""
    return _NATURES.get(channel)


def paid_every(channel: Channel, rng: Random) -> int | None:
    """Months between two payments of a public post."""
    if channel != Channel.PUBLIC_POST:
        return None
    return 3 if rng.random() < _LONG_CYCLE else 1
