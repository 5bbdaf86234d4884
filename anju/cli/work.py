"""`anju work`: the process that does long work (imports asked for on the page); `anju serve` starts one beside itself."""

import argparse
import resource

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from anju.jobs import worker
from anju.web.jobs import KINDS, ROUNDS, for_place

NAME = "work"
HELP = _("在后台处理页面提交的任务（anju serve 会自动启动）")
EXAMPLES = "  anju work"


def configure(parser: argparse.ArgumentParser) -> None:
    """No arguments."""


def run(arguments: argparse.Namespace) -> int:
    """Work until SIGTERM or Ctrl-C, within the memory that is given."""
    if settings.ANJU_WORKER_MB:
        most = settings.ANJU_WORKER_MB * 1024 * 1024
        resource.setrlimit(resource.RLIMIT_DATA, (most, most))
    worker.serve(KINDS, for_place, ROUNDS)
    return 0
