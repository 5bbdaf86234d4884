"""How official Chinese writes days, numbers and ordinals. Pure.

Sources: GB/T 15835-2011 (numerals in publications), GB/T 9704-2012 7.2.5 and 7.3.5 (document number, date).
"""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from unicodedata import category

_DIGITS = "零一二三四五六七八九"
_WAN = Decimal(10_000)
_DIRECTION_MARKS = frozenset("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_HALF_WIDTH_LIMIT = 0x2E7F  # every character above is as wide as a Chinese one


class NumberForm(StrEnum):
    """How a number stands in running text."""

    PLAIN = "plain"  # 17372: the habit of county letters
    GROUPED = "grouped"  # 17,372
    WAN = "wan"  # 1.74万


def day(on: date) -> str:
    """2021年8月5日: Arabic, no zeros in front (GB/T 9704-2012 7.3.5.4)."""
    return f"{on.year}年{on.month}月{on.day}日"


def month(on: date) -> str:
    """2021年8月."""
    return f"{on.year}年{on.month}月"


def number(value: Decimal | int, form: NumberForm = NumberForm.PLAIN) -> str:
    """A value as text without its unit; decimals as many as it has, 万 with two at most."""
    exact = Decimal(value)
    if form is NumberForm.WAN:
        return f"{_trimmed((exact / _WAN).quantize(Decimal('0.01'), ROUND_HALF_UP))}万"
    text = _trimmed(exact)
    return f"{Decimal(text):,}" if form is NumberForm.GROUPED else text


def _trimmed(value: Decimal) -> str:
    """Decimal as text without exponent and without zeros at its end."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def value_of(text: str) -> Decimal | None:
    """The number that a text in one of the forms stands for; None for any other text. 万 is exact to its digits."""
    plain = text.replace(",", "")
    factor = _WAN if plain.endswith("万") else Decimal(1)
    digits = plain.removesuffix("万")
    if not digits.lstrip("-").replace(".", "", 1).isdecimal() or not digits.isascii():
        return None
    return Decimal(digits) * factor


def shows(text: str, value: Decimal | int) -> bool:
    """Whether a text in any of the forms is this value, rounded as that form rounds."""
    return any(text == number(value, form) for form in NumberForm)


def numeral(count: int) -> str:
    """1..99 as Chinese numeral: 一, 十, 十二, 二十, 三十五."""
    if not 1 <= count <= 99:
        raise ValueError(f"no short Chinese numeral for {count}")
    tens, ones = divmod(count, 10)
    front = "" if tens == 0 else ("十" if tens == 1 else _DIGITS[tens] + "十")
    return front + (_DIGITS[ones] if ones else "")


def point(count: int) -> str:
    """一是, 二是 …: the lead of one point in a row of points."""
    return f"{numeral(count)}是"


def document_number(series: str, year: int, ordinal: int) -> str:
    """平发改函〔2021〕15号: six-cornered brackets, no 第, no zeros in front (GB/T 9704-2012 7.2.5)."""
    return f"{series}〔{year}〕{ordinal}号"


def width(text: str) -> float:
    """Width in Chinese characters: half-width characters count one half."""
    return sum(1.0 if ord(c) > _HALF_WIDTH_LIMIT or c in "“”‘’—…〔〕" else 0.5 for c in text)


def printable(text: str) -> str:
    """The text without characters that no document may carry: controls, lone surrogates, direction overrides.

    Line breaks and tabs become blanks: a letter's lines are its own business.
    """
    flat = "".join(" " if c in "\n\r\t\u2028\u2029" else c for c in text)
    return "".join(c for c in flat if not _banned(c))


def _banned(c: str) -> bool:
    return category(c) in {"Cc", "Cs"} or c in _DIRECTION_MARKS or (ord(c) & 0xFFFE) == 0xFFFE
