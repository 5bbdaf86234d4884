"""`anju user`: make a log-in. The password is asked for, or read from the input, never taken from the command line."""

import argparse
import getpass
import sys
from datetime import UTC, datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anju.accounts.actions import create_user
from anju.accounts.codes import RoleName
from anju.accounts.scope import Scope, acting
from anju.kernel.refused import Refused
from anju.registry.actions import link_account

NAME = "user"
HELP = gettext_lazy("新建账号（密码在提示后输入，或从标准输入读取）")
EXAMPLES = """  anju user chenjing --name 陈静 --role bureau --place 610926
  anju user zhou --name 周某 --role resident --place 610926102001 --person 4711 < password.txt
  anju user wangli --name 王丽 --role clerk --place 610926102001 < password.txt"""


def configure(parser: argparse.ArgumentParser) -> None:
    """User name, display name, post and place."""
    parser.add_argument("username", metavar="USERNAME", help=_("登录用的账号"))
    parser.add_argument("--name", required=True, help=_("姓名，显示在页面上"))
    posts = ", ".join(f"{code} {label}" for code, label in RoleName.choices)
    parser.add_argument("--role", required=True, choices=RoleName.values, help=posts)
    parser.add_argument(
        "--person", type=int, metavar="ID", help=_("居民账号关联的人员编号（见人员页面的地址）")
    )
    parser.add_argument("--place", required=True, metavar="CODE", help=_("管辖范围：县、镇或安置区代码"))


def run(arguments: argparse.Namespace) -> int:
    """Make the account; prints its name."""
    password = _password()
    with acting(scope=Scope.everything(), actor="system:user", why="anju user"):
        user = create_user(
            username=arguments.username,
            display_name=arguments.name,
            role=arguments.role,
            place=arguments.place,
            password=password,
            by="system:user",
        )
        if arguments.person is not None:
            today = datetime.now(UTC).astimezone().date()
            link_account(user=user.pk, person=arguments.person, by="system:user", on=today)
    print(_("账号 %(name)s 已建好。") % {"name": user.username})
    return 0


def _password() -> str:
    """Typed twice at a terminal, else the first line of the input."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    password = getpass.getpass(_("密码："))
    if getpass.getpass(_("再输一次：")) != password:
        raise Refused(_("两次输入的密码不一致，没有建立账号。"))
    return password
