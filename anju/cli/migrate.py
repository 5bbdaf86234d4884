"""`anju migrate`: bring the tables, the acting role and row security up to date. Acts as the owner."""

import argparse

from django.core.management import call_command
from django.utils.translation import gettext_lazy as _

from anju.audit.history import name_writer, steady_triggers

NAME = "migrate"
HELP = _("建立或更新数据库结构（重复执行无妨）")
EXAMPLES = "  anju migrate\n  DATABASE_URL=postgresql://anju@db.county/anju anju migrate"


def configure(parser: argparse.ArgumentParser) -> None:
    """No arguments: the database is the one of ANJU_HOME or DATABASE_URL."""


def run(arguments: argparse.Namespace) -> int:
    """Apply the migrations that are missing. What they write of the ledger names them in its history."""
    name_writer("system:migrate", "anju migrate")
    call_command("migrate", interactive=False, verbosity=1)
    steady_triggers()
    return 0
