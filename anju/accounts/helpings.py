"""How much somebody may open or read on one day before a second person is asked (dated policy)."""

from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from anju.accounts.actions import count, opened
from anju.accounts.codes import ApprovalKind, CountKind
from anju.accounts.models import User
from anju.accounts.wishes import SecondWanted, Wish
from anju.policy import book

MOST_PARTS = 50  # of one day; nobody opens so many


def reveal(user: User, rows: int, *, url: str, at: datetime) -> None:
    """Count persons who are opened in full. Past the limit a second person opens the next part of the day.

    Raises SecondWanted.
    """
    on = timezone.localdate(at)
    most = int(book.value("accounts/access", "reveals_a_day", on))
    for part in range(1, MOST_PARTS):
        if count(user=user, kind=CountKind.REVEALED, rows=rows, on=on, most=part * most):
            return
        wish = _more(user, part, most, on, url)
        if not opened(wish=wish, by=user, at=at):
            raise SecondWanted(
                _("今天查看完整信息已达 %(most)s 人，继续查看须经第二人同意。") % {"most": part * most}, wish
            )


def _more(user: User, part: int, most: int, on: date, url: str) -> Wish:
    summary = _("今天（%(day)s）查看完整信息再增加 %(most)s 人") % {"day": on, "most": most}
    payload = {"on": on.isoformat(), "part": part, "place": user.post.place_id}
    return Wish(ApprovalKind.REVEALS, f"reveals:{on}:{part}", summary, url, payload)


def read(user: User, rows: int, *, at: datetime) -> None:
    """Count rows about people that a system reads. Past the limit a second person opens it until the word expires.

    Raises SecondWanted.
    """
    on = timezone.localdate(at)
    most = int(book.value("accounts/access", "rows_read_a_day", on))
    if count(user=user, kind=CountKind.READ, rows=rows, on=on, most=most):
        return
    summary = _("接口系统“%(name)s”每天读取超过 %(most)s 行") % {"name": user.display_name, "most": most}
    wish = Wish(ApprovalKind.READING, f"reading:{user.username}", summary, "", {"place": user.place_id})
    if not opened(wish=wish, by=user, at=at):
        sentence = _("今天读取的人员信息已达 %(most)s 行，继续读取须经第二人同意。") % {"most": most}
        raise SecondWanted(sentence, wish)
