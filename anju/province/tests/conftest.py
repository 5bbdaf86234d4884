"""A small county with closed months, its packs, and a province's empty store."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings

from anju.employment.codes import Channel, PostKind, WorkPlace
from anju.indicators import actions
from anju.indicators.models import Close
from anju.kernel.month import Month
from anju.province.actions import make_pack
from tests import builders

AUGUST, LATER, SMALL = Month(2021, 8), date(2022, 3, 1), "试验"
SITE_A, SITE_B = "610926100001", "610926101001"


@dataclass
class County:
    """The close and the pack of August."""

    close: Close
    pack: Path
    out: Path

    def again(self, reason: str) -> Path:
        """Restate August; gives the pack of the new version."""
        close = actions.close(AUGUST, by="officer", on=LATER, accepted=SMALL, reason=reason)
        return make_pack(close=close, out=self.out, by="officer")

    def following(self) -> Path:
        """Close September; gives its pack."""
        close = actions.close(AUGUST.plus(1), by="officer", on=LATER, accepted=SMALL)
        return make_pack(close=close, out=self.out, by="officer")


@pytest.fixture
def packed(county: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> County:
    """Two sites in two towns: seven people here, two there; three of them work."""
    monkeypatch.setattr(settings, "ANJU_CLOSES", tmp_path / "closes")
    monkeypatch.setattr(settings, "ANJU_PROVINCE", tmp_path / "province")
    for code in (SITE_A, SITE_B):
        builders.site(code)
    home = builders.family(SITE_A, members=7)
    there = builders.family(SITE_B, members=2)
    builders.job(home.memberships.get(relation="head").person, employer="某某电子厂", trade="电焊")
    builders.job(there.memberships.get(relation="head").person, work_place=WorkPlace.COUNTY)
    builders.job(
        home.memberships.exclude(relation="head").order_by("id")[0].person, channel=Channel.PUBLIC_POST,
        post_kind=PostKind.SPECIAL, work_place=WorkPlace.COUNTY,
    )  # fmt: skip
    close = actions.close(AUGUST, by="officer", on=LATER, accepted=SMALL)
    out = tmp_path / "packs"
    return County(close, make_pack(close=close, out=out, by="officer"), out)
