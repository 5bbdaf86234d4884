"""The program's log holds no personal data: one formatter stands between every record and the file.

Our own messages are English sentences, so whatever is Chinese in a finished line came out of the data: a name,
an address, the DETAIL of a database error. It is masked, also where an address of the web encodes it; so is every
run of digits long enough for a phone, an identity number or a bank account. Codes of places (twelve digits
below the county) stay, because they are public and say where something went wrong.
"""

import logging
import re
from types import TracebackType

from django.conf import settings

WORDS, NUMBER = "[words]", "[number]"
PHONE_DIGITS = 11
PLACE_DIGITS = 12

# Chinese letters in all planes, the middle dot of minority names between them, or the same percent-encoded.
_CHINESE = re.compile(
    r"(?:[\u3400-\u9fff\uf900-\ufaff\U00020000-\U000323af]+[·•・]?)+|(?:%[eE][3-9a-fA-F](?:%[89abAB][0-9a-fA-F]){2})+"
    r"|(?:%[fF]0(?:%[89abAB][0-9a-fA-F]){3})+|(?:\\u[3-9a-f][0-9a-f]{3})+"
)
_NUMBER = re.compile(r"\d(?:[ \-\u2010-\u2015\u3000]?\d){10,}[xX]?")


def scrub(text: str) -> str:
    """The text without Chinese words and without numbers long enough to be personal."""
    return _NUMBER.sub(_masked, _CHINESE.sub(WORDS, text))


def _masked(found: re.Match[str]) -> str:
    number = found[0]
    is_place = len(number) == PLACE_DIGITS and number.startswith(settings.ANJU_COUNTY)
    return number if is_place else NUMBER


class PrivateFormatter(logging.Formatter):
    """Formats as usual, traceback included, then scrubs the whole."""

    def format(self, record: logging.LogRecord) -> str:
        """One finished entry of the log."""
        return scrub(super().format(record))


def report(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """For `sys.excepthook`: an error that nobody anticipated goes through the same formatter."""
    logging.getLogger("anju").critical("unexpected error", exc_info=(kind, error, trace))
