"""GB/T 9704-2012 as one table: every length that the renderers use, with the clause that asks for it. Pure.

Lengths are millimetres unless the name says points. Most of what stands on the web quotes the 1999 edition
(head 25 mm or 80 mm below the edge); the sample sheets of the 2012 edition have 35 mm.
"""

from dataclasses import dataclass

from anju.documents import wording

MM_PER_INCH = 25.4
PT_PER_INCH = 72.0


class Length(float):
    """A length in millimetres with the clause of GB/T 9704-2012 (or our own reason) it comes from."""

    clause: str

    def __new__(cls, millimetres: float, clause: str) -> "Length":
        """Keep the clause beside the number."""
        length = super().__new__(cls, millimetres)
        length.clause = clause
        return length

    @property
    def pt(self) -> float:
        """The length in points."""
        return float(self) / MM_PER_INCH * PT_PER_INCH

    @property
    def twips(self) -> int:
        """The length in twentieths of a point, the unit of WordprocessingML."""
        return round(self.pt * 20)


PAGE_WIDTH = Length(210, "5.1")
PAGE_HEIGHT = Length(297, "5.1")
TOP = Length(37, "5.2.1 天头")
LEFT = Length(28, "5.2.1 订口")
TYPE_WIDTH = Length(156, "5.2.1 版心")
TYPE_HEIGHT = Length(225, "5.2.1 版心")
RIGHT = Length(PAGE_WIDTH - LEFT - TYPE_WIDTH, "5.1 less 5.2.1")
BOTTOM = Length(PAGE_HEIGHT - TOP - TYPE_HEIGHT, "5.1 less 5.2.1")
LINES = 22  # 5.2.3
CHARACTERS = 28  # 5.2.3

HEAD_TOP = Length(35, "7.2.4 发文机关标志上边缘至版心上边缘")
HEAD_LINE_GAP = Length(4, "7.2.7 发文字号之下")
HEAD_LINE = Length(0.7, "7.2.7 gives no thickness; 2 pt as in the sample sheet")
IMPRINT_THICK = Length(0.35, "7.4.1 首条和末条分隔线")
IMPRINT_THIN = Length(0.25, "7.4.1 中间分隔线")
PAGE_NUMBER_DROP = Length(7, "7.5 一字线上距版心下边缘")

DEMO_TOP = Length(15, "not in the standard: where the mark of invented data stands, above the type area")
DEMO_LINE = 12.0  # points

NOTE_HEAD_TOP = Length(30, "10.1 发文机关标志上边缘至上页边")
NOTE_LINE_GAP = Length(4, "10.1 发文机关标志下")
NOTE_LINE_WIDTH = Length(170, "10.1 红色双线长")
NOTE_LINE_BOTTOM = Length(20, "10.1 距下页边")
NOTE_LINE_THICK = Length(0.75, "10.1 gives no thickness; 2.25 pt overall as in the sample sheet")
NOTE_LINE_THIN = Length(0.25, "10.1 gives no thickness")

SIZE_BODY = 16.0  # points, 3号, 5.2.2
SIZE_TITLE = 22.0  # points, 2号, 7.3.1
SIZE_SMALL = 14.0  # points, 4号, 7.4.2, 7.4.3, 7.5
SIZE_MARK = 9.0  # points, the line 演示数据; not an element of the standard
SIZE_HEAD_MOST = 40.0  # points; 7.2.4 leaves the size to the unit, "醒目、美观、庄重"

PITCH = TYPE_HEIGHT.pt / LINES  # points from line to line: 28.99
WORD_PITCH_TWIPS = int(PITCH * 20)  # rounded down, or the 22nd line falls off the page
ADVANCE = TYPE_WIDTH.pt / CHARACTERS  # points from character to character: 15.79
TRACKING = ADVANCE - SIZE_BODY  # points added after each character: -0.21
WORD_TRACKING_TWIPS = -5  # -0.25 pt: Word knows twentieths only, and -0.20 pt breaks after 27 characters

# How ink lies in a line. Word with an exact pitch puts four fifths of it above the base line; both renderers do so.
INK_TOP = 0.84  # upper edge of a Chinese character above the base line, in parts of its size
INK_BOTTOM = 0.10  # its lower edge below the base line
DASH_RISE = 0.29  # middle of the dash above the base line, in parts of its size
HEAD_LEADING = 1.15  # line of the red head in parts of its size; a lower one is cut by Word
BODY_SLACK = 0.2 * PITCH - INK_BOTTOM * SIZE_BODY  # points between the ink of a body line and the line's foot

IMPRINT_PITCH = 24.0  # points; the standard sets none for 4号
IMPRINT_PAD = 3.0  # points below a line of the imprint, so that it stands in the middle between two rules

BLANK_BEFORE_NUMBER = 2  # lines, 7.2.5
BLANK_BEFORE_TITLE = 2  # lines, 7.3.1
BLANK_BEFORE_ADDRESSEE = 1  # lines, 7.3.2
BLANK_BEFORE_ANNEX = 1  # lines, 7.3.4
INDENT = 2  # characters, 7.3.3
BLANK_BEFORE_SEALED = 2  # lines, 7.3.5.1: the seal's top stands within a line of the text
BLANK_BEFORE_UNSEALED = 1  # lines, 7.3.5.2
DATE_RIGHT_SEALED = 4  # characters, 7.3.5.1
SIGNATURE_RIGHT_UNSEALED = 2  # characters, 7.3.5.2
EDGE = 1  # characters between text and edge: 7.2.5, 7.2.6, 7.4.2, 7.4.3, 7.5
TITLE_LINE_MOST = int(TYPE_WIDTH.pt / SIZE_TITLE)  # characters of 2号 in a line

RED = "FF0000"
GREY = "7F7F7F"


@dataclass(frozen=True, slots=True)
class Face:
    """A typeface: the name that the .docx asks for, and the families that the PDF tries in their order."""

    word: str
    families: tuple[str, ...]


SONG_TITLE = Face("方正小标宋简体", ("FZXiaoBiaoSong-B05S", "Noto Serif SC", "Noto Serif CJK SC", "SimSun"))
FANGSONG = Face(
    "仿宋_GB2312",
    ("FangSong_GB2312", "FandolFang R", "FangSong", "STFangsong", "Noto Serif SC", "Noto Serif CJK SC"),
)
KAITI = Face(
    "楷体_GB2312",
    ("KaiTi_GB2312", "FandolKai", "KaiTi", "Kaiti SC", "STKaiti", "Noto Serif SC", "Noto Serif CJK SC"),
)
HEITI = Face("黑体", ("SimHei", "Noto Sans SC", "Noto Sans CJK SC", "STHeiti"))
SONG = Face("宋体", ("SimSun", "Noto Serif SC", "Noto Serif CJK SC", "STSong"))
LATIN = Face("Times New Roman", ("Tinos", "Times New Roman", "Liberation Serif", "Libertinus Serif"))
FACE_OF_LEVEL = {1: HEITI, 2: KAITI, 3: FANGSONG, 4: FANGSONG}  # 7.3.3


def head_size(text: str) -> float:
    """Size in points at which the unit's mark stays inside the type area, whole half points, `SIZE_HEAD_MOST` at most."""
    widest = (TYPE_WIDTH.pt - SIZE_BODY) / max(wording.width(text), 1.0)
    return min(SIZE_HEAD_MOST, int(widest * 2) / 2)


@dataclass(frozen=True, slots=True)
class Signature:
    """Where unit and date stand: blank lines above the unit, characters between each and the right edge."""

    blank: int
    unit_right: float
    date_right: float


def signature(unit: str, dated: str, *, sealed: bool) -> Signature:
    """With a seal the date is four characters in and the unit centred over it (7.3.5.1).

    Without one the unit is two characters in; the date starts two characters to the right of the unit's start, and a
    date that would reach beyond the unit stands two characters in itself (7.3.5.2).
    """
    if sealed:
        centre = DATE_RIGHT_SEALED + wording.width(dated) / 2
        return Signature(
            BLANK_BEFORE_SEALED, max(centre - wording.width(unit) / 2, 0.0), float(DATE_RIGHT_SEALED)
        )
    right = float(SIGNATURE_RIGHT_UNSEALED)
    spare = wording.width(unit) - SIGNATURE_RIGHT_UNSEALED - wording.width(dated)
    if spare >= 0:
        return Signature(BLANK_BEFORE_UNSEALED, right, right + spare)
    return Signature(BLANK_BEFORE_UNSEALED, right - spare, right)
