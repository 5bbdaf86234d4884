"""`anju checks`: run the rules of the upper systems over the ledger, and say what they find."""

import argparse
from collections.abc import Mapping
from datetime import date

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rich.console import Console
from rich.table import Table

from anju.accounts.scope import Scope, acting
from anju.checks import queries, rulebook
from anju.checks.actions import look
from anju.checks.actions import run as run_rules
from anju.checks.queries import Wanted
from anju.cli.asking import a_day
from anju.regions.queries import working_day

NAME = "checks"
HELP = gettext_lazy("按上级系统的规则核查台账")
EXAMPLES = """  anju checks
  anju checks --place 610926102001 --rule 5_01_003"""
FOUND, NOTHING = 3, 0
BY = "system:checks"


def configure(parser: argparse.ArgumentParser) -> None:
    """Place, rules, day."""
    parser.add_argument(
        "--place", default=settings.ANJU_COUNTY, metavar="CODE", help=_("县、镇或安置区代码，默认全县")
    )
    parser.add_argument("--rule", action="append", metavar="ID", help=_("只核查这一条规则，可重复"))
    parser.add_argument(
        "--on", type=a_day, default=None, metavar="YYYY-MM-DD", help=_("按哪一天的台账核查，默认今天")
    )


def run(arguments: argparse.Namespace) -> int:
    """Print a line for each rule with findings; 3 when there are any, so that a script can tell."""
    on: date = arguments.on or working_day()
    with acting(scope=Scope.everything(), actor=BY, why="anju checks"):
        if on != working_day():
            counts: Mapping[str, int] = look(place=arguments.place, on=on, rules=arguments.rule)
        else:
            run_rules(place=arguments.place, on=on, by=BY, rules=arguments.rule)
            counts = queries.counts(Wanted(place=arguments.place), on)
    known = rulebook.rules()
    shown = {rule: count for rule, count in counts.items() if not arguments.rule or rule in arguments.rule}
    table = Table(_("规则"), _("程度"), _("问题"), _("个数"))
    for rule, count in sorted(shown.items(), key=lambda one: -one[1]):
        held = known[rule]
        table.add_row(rule, str(held.severity.label), held.zh, str(count))
    if shown:
        Console().print(table)
    print(_("核查完成，共有 %(n)s 个问题。") % {"n": sum(shown.values())})
    return FOUND if shown else NOTHING
