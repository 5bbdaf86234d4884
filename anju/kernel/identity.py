"""Resident identity numbers (居民身份证号码, GB 11643-1999)."""

from datetime import date

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECKS = "10X98765432"
MALE, FEMALE = "1", "2"


def normalise(text: str) -> str:
    """The number as it is stored: half-width, no spaces or dashes, capital X."""
    wide = text.translate({0xFF10 + i: str(i) for i in range(10)} | {0xFF38: "X", 0xFF58: "X"})
    return "".join(c for c in wide.upper() if c.isascii() and c.isalnum())


def check_digit(first17: str) -> str:
    """The eighteenth character that belongs to the first seventeen digits."""
    return CHECKS[sum(int(d) * w for d, w in zip(first17, WEIGHTS, strict=True)) % 11]


def is_valid(number: str) -> bool:
    """Whether eighteen characters form a number: digits, check digit and a birth date that exists."""
    return (
        len(number) == 18
        and number[:17].isascii()
        and number[:17].isdigit()
        and number[17] == check_digit(number[:17])
        and birth_date(number) is not None
    )


def birth_date(number: str) -> date | None:
    """Birth date in digits 7-14, or None where they name no day."""
    try:
        return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None


def sex(number: str) -> str:
    """Sex by digit 17 in the codes of GB/T 2261.1: odd is male (1), even female (2)."""
    return MALE if int(number[16]) % 2 else FEMALE


def age_on(born: date, on: date) -> int:
    """Completed years of life on a day."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def is_old(number: str) -> bool:
    """Whether fifteen digits form an old number: its birth year has two digits, of the twentieth century."""
    return (
        len(number) == 15
        and number.isascii()
        and number.isdigit()
        and birth_date(renewed(number)) is not None
    )


def renewed(old: str) -> str:
    """The number of eighteen characters that took the place of an old one of fifteen digits."""
    first17 = f"{old[:6]}19{old[6:]}"
    return first17 + check_digit(first17)


def shortened(number: str) -> str:
    """The old number of fifteen digits that a number of eighteen took the place of; empty for who was born since 2000."""
    return number[:6] + number[8:17] if number[6:8] == "19" else ""
