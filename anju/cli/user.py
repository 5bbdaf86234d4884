"""`anju user`: make a log-in, lift its pause, let somebody in again who lost password and phone.

The password is asked for, or read from the input, never taken from the command line. Who has the server's account does
this alone (there may be nobody else yet); each is an act in the chain.
"""

import argparse
import getpass
import sys
from datetime import UTC, datetime
from ipaddress import ip_address

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anju.accounts.actions import create_user, reset_factor, reset_password, unlock, unlock_address
from anju.accounts.codes import RoleName
from anju.accounts.models import User
from anju.accounts.scope import Scope, acting
from anju.kernel.refused import Refused
from anju.registry.actions import link_account

NAME = "user"
HELP = gettext_lazy("新建账号（密码在提示后输入，或从标准输入读取）；解除登录锁定；重置密码和动态口令")
EXAMPLES = """  anju user chenjing --name 陈静 --role bureau --place 610926
  anju user zhou --name 周某 --role resident --place 610926102001 --person 4711 < password.txt
  anju user wangli --name 王丽 --role clerk --place 610926102001 < password.txt
  anju user unlock wangli
  anju user unlock 10.20.3.4
  anju user reset wangli"""
BY = "system:user"
UNLOCK, RESET = "unlock", "reset"


def configure(parser: argparse.ArgumentParser) -> None:
    """User name, display name, post and place; or a step and a user name."""
    parser.add_argument(
        "words", nargs="+", metavar="USERNAME", help=_("登录用的账号；或 unlock 账号或地址、reset 账号")
    )
    parser.add_argument("--name", help=_("姓名，显示在页面上"))
    posts = ", ".join(f"{code} {label}" for code, label in RoleName.choices)
    parser.add_argument("--role", choices=RoleName.values, help=posts)
    parser.add_argument(
        "--person", type=int, metavar="ID", help=_("居民账号关联的人员编号（见人员页面的地址）")
    )
    parser.add_argument("--place", metavar="CODE", help=_("管辖范围：县、镇或安置区代码"))


def run(arguments: argparse.Namespace) -> int:
    """Make the account, or do the step; prints what was done."""
    words: list[str] = arguments.words
    if len(words) == 1:
        return _make(arguments, words[0])
    if len(words) != 2 or words[0] not in (UNLOCK, RESET):
        raise Refused(_("请写一个账号，或 unlock 账号、unlock 地址、reset 账号。"))
    with acting(scope=Scope.everything(), actor=BY, why=f"anju user {words[0]}"):
        return _unlock(words[1]) if words[0] == UNLOCK else _reset(words[1])


def _make(arguments: argparse.Namespace, username: str) -> int:
    missing = [f"--{name}" for name in ("name", "role", "place") if getattr(arguments, name) is None]
    if missing:
        raise Refused(_("新建账号还须写明 %(missing)s。") % {"missing": "、".join(missing)})
    password = _password()
    with acting(scope=Scope.everything(), actor=BY, why="anju user"):
        user = create_user(
            username=username, display_name=arguments.name, role=arguments.role, place=arguments.place,
            password=password, by=BY,
        )  # fmt: skip
        if arguments.person is not None:
            today = datetime.now(UTC).astimezone().date()
            link_account(user=user.pk, person=arguments.person, by=BY, on=today)
    print(_("账号 %(name)s 已建好。") % {"name": user.username})
    return 0


def _known(username: str) -> User:
    found = User.objects.filter(username=username, is_system=False).first()
    if found is None:
        raise Refused(_("没有“%(name)s”这个账号，或已停用。") % {"name": username})
    return found


def _unlock(word: str) -> int:
    """A user name, or an address behind which many were refused."""
    try:
        ip_address(word)
    except ValueError:
        unlock(user=_known(word), by=BY)
    else:
        unlock_address(address=word, by=BY)
    print(_("已解除 %(name)s 的登录锁定。") % {"name": word})
    return 0


def _reset(username: str) -> int:
    user = _known(username)
    reset_factor(user=user, by=BY)
    password = reset_password(user=user, by=BY)
    print(_("账号 %(name)s 的动态口令已停用，一次性密码（首次登录后须修改）：%(password)s") % {
        "name": username, "password": password})  # fmt: skip
    return 0


def _password() -> str:
    """Typed twice at a terminal, else the first line of the input."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    password = getpass.getpass(_("密码："))
    if getpass.getpass(_("再输一次：")) != password:
        raise Refused(_("两次输入的密码不一致，没有建立账号。"))
    return password
