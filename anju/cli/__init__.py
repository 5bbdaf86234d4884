"""The `anju` command: one argparse parser, one module a command.

A command module has NAME, HELP, EXAMPLES, configure(parser) and run(arguments) -> exit status
(0 done, 1 failed, 2 wrong use, 3 done in part with refused rows). It is imported after Django is set up,
so it may import models at its top. COMMANDS is the only list of them.
"""

import argparse
import importlib
import os
import sys
from collections.abc import Sequence
from typing import Protocol, cast

import django
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import DataError, OperationalError, ProgrammingError
from django.utils import translation
from django.utils.translation import gettext as _

from anju import __version__, embedded
from anju.audit import logs
from anju.kernel.refused import Refused

COMMANDS = (
    "migrate",
    "demo",
    "import",
    "checks",
    "duplicates",
    "figures",
    "records",
    "close",
    "verify-close",
    "province",
    "letter",
    "serve",
    "user",
    "audit",
    "backup",
    "restore",
    "keys",
    "work",
    "bench",
)
MODULES = {"import": "import_", "verify-close": "verify_close"}  # words of Python
# Only these change or copy whole tables; all others act as the role under row security.
AS_OWNER = frozenset({"migrate", "backup", "restore"})

DESCRIPTION = "安居：易地扶贫搬迁后续扶持台账 / one ledger of a county's relocated households"
EPILOG = """environment:
  ANJU_HOME     data folder (database, keys, files); default .anju in the checkout
  ANJU_PORT     port of `anju serve` on 127.0.0.1; default 8610
  DATABASE_URL  a PostgreSQL server of your own instead of the embedded one

exit status: 0 done, 1 failed, 2 wrong use, 3 done in part with refused rows"""


class Command(Protocol):
    """What a module of a command has."""

    NAME: str
    HELP: str
    EXAMPLES: str

    def configure(self, parser: argparse.ArgumentParser) -> None: ...

    def run(self, arguments: argparse.Namespace) -> int: ...


def language() -> str:
    """The catalogue that fits the system: Chinese for a Chinese one, else English."""
    named = (os.environ[key] for key in ("ANJU_LANG", "LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(key))
    return "zh-hans" if next(named, "").startswith("zh") else "en"


def _load(name: str) -> Command:
    return cast(Command, importlib.import_module(f"anju.cli.{MODULES.get(name, name)}"))


def _parser(names: Sequence[str]) -> argparse.ArgumentParser:
    """The parser of these commands; a single one is loaded alone, so that it starts fast."""
    parser = argparse.ArgumentParser(
        prog="anju",
        description=DESCRIPTION,
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--version", action="version", version=f"anju {__version__}", help="print the version"
    )
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", dest="command", required=True)
    for name in names:
        command = _load(name)
        own = commands.add_parser(
            command.NAME,
            help=str(command.HELP),
            description=str(command.HELP),
            epilog=f"examples:\n{command.EXAMPLES}",
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        command.configure(own)
        own.set_defaults(run=command.run)
    return parser


def _set_up(name: str) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "anju.settings")
    if name in AS_OWNER:
        os.environ["ANJU_AS_OWNER"] = "1"
    django.setup()
    sys.excepthook = logs.report  # a traceback may quote a row of the ledger
    translation.activate(language())


# What PostgreSQL says where a table, a column or the program's role is missing.
NOT_MIGRATED = frozenset({"42P01", "42703", "22023"})


def _start_database() -> None:
    """The embedded server, unless the county names a server of its own."""
    if not os.environ.get("DATABASE_URL"):
        embedded.start(settings.ANJU_HOME)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; what it refuses is one sentence on the error stream."""
    words = list(sys.argv[1:] if argv is None else argv)
    if words[:1] == ["--version"]:
        print(f"anju {__version__}")
        return 0
    name = next((word for word in words if not word.startswith("-")), "")
    try:
        _set_up(name)
    except ImproperlyConfigured as refusal:
        print(refusal, file=sys.stderr)
        return 1
    try:
        arguments = _parser([name] if name in COMMANDS else COMMANDS).parse_args(words)
        _start_database()
        done: int = arguments.run(arguments)
        return done
    except (Refused, embedded.EmbeddedServerError) as refusal:
        print(refusal, file=sys.stderr)
        return 1
    except OperationalError as error:
        # A server that is away, full or of the wrong name: its own words help, but may quote a row.
        print(
            _("数据库没有响应，操作没有完成。请检查数据库服务器和 DATABASE_URL，然后重试。"), file=sys.stderr
        )
        print(logs.scrub(str(error).strip()), file=sys.stderr)
        return 1
    except (DataError, ProgrammingError) as error:
        if getattr(error.__cause__, "sqlstate", "") not in NOT_MIGRATED:
            raise
        print(_("数据库还没有建立，或结构比程序旧。请先运行 anju migrate，再重试。"), file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
