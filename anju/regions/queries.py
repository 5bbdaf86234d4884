"""Reading places and what holds for the county."""

from anju.regions.models import CountySetting


def setting(code: str) -> CountySetting | None:
    """The settings of a county, None where nobody has set any."""
    return CountySetting.objects.filter(pk=code).first()


def is_demo() -> bool:
    """Whether the ledger holds an invented county: then pages and documents say 演示数据."""
    return CountySetting.objects.filter(is_demo=True).exists()
