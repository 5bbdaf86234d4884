"""`anju duplicates`: look for persons that may be in the ledger twice."""

import argparse

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anju.accounts.scope import Scope, acting
from anju.duplicates.actions import find
from anju.regions.queries import working_day

NAME = "duplicates"
HELP = gettext_lazy("查找疑似重复人员，列入核对")
EXAMPLES = """  anju duplicates"""
BY = "system:duplicates"


def configure(parser: argparse.ArgumentParser) -> None:
    """Nothing to choose: everybody is compared with everybody."""


def run(arguments: argparse.Namespace) -> int:
    """Look, and say how many pairs wait."""
    with acting(scope=Scope.everything(), actor=BY, why="anju duplicates"):
        found = find(on=working_day(), by=BY)
    words = {"new": found.new, "closed": found.closed, "open": found.open}
    print(_("新发现 %(new)s 对，已不成立 %(closed)s 对，待核对共 %(open)s 对。") % words)
    return 0
