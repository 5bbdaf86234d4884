"""Server time of the pages that people open most, at the size of the ledger that is there."""

from collections.abc import Sequence

from django.conf import settings
from django.test import Client

from anju.accounts.codes import RoleName
from anju.accounts.models import User
from anju.bench.report import Line, p95, seconds
from anju.kernel.refused import Refused

REQUESTS = 20
PERSONS = (
    "/persons/",
    "/persons/?sort=-age&sex=1",
    "/persons/?programme=fyp13&work=yes&sort=-age",
    "/persons/?page=400",
)


def _client(role: RoleName = RoleName.BUREAU) -> Client:
    user = User.objects.filter(role=role, is_active=True).order_by("pk").first()
    if user is None:
        raise Refused(f"没有这个岗位的账号：{role.label}。请先运行 anju demo。")
    client = Client(headers={"host": settings.ALLOWED_HOSTS[0]})
    client.force_login(user)
    return client


def _measure(client: Client, addresses: Sequence[str], rounds: int) -> float:
    """95th percentile in milliseconds over all addresses; a page that does not answer is refused."""
    samples = []
    for address in addresses:
        if client.get(address).status_code != 200:
            raise Refused(f"页面 {address} 没有正常返回，无法测速。")
        samples += [seconds(lambda at=address: client.get(at)) for _ in range(rounds)]  # type: ignore[misc] # mypy cannot infer a defaulted lambda
    return p95(samples) * 1000


def run(rounds: int) -> list[Line]:
    """Persons list, filtered and sorted; overview."""
    client, times = _client(), max(rounds, REQUESTS)
    return [
        Line("list of persons, filtered and sorted, p95", _measure(client, PERSONS, times), "ms", 100),
        Line("overview, p95", _measure(client, ["/"], times * 2), "ms", 150),
    ]
