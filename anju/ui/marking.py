"""The watermark on a workbook that was made before somebody takes it: at the foot of every page, in its properties. Pure.

The sheets are rewritten as text, not as cells: a county's evidence has more rows than a cell-wise copy could carry in a
click. Works on any workbook whose sheets are plain Office Open XML (ECMA-376 part 1, 18.3.1.99 for the order of parts).
"""

import io
import re
import zipfile
from xml.sax.saxutils import escape

_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml")
_ROW = re.compile(rb"<row[\s>]")
_PROPERTIES = "docProps/core.xml"
_OLD = re.compile(rb"<headerFooter\b[^>]*/>|<headerFooter\b.*?</headerFooter>", re.S)
_BEFORE = re.compile(rb"<pageSetup\b[^>]*/>|<pageMargins\b[^>]*/>|<printOptions\b[^>]*/>|<hyperlinks>.*?</hyperlinks>"
                     rb"|</sheetData>|<sheetData/>", re.S)  # fmt: skip
_SAID = re.compile(rb"<dc:description\b[^>]*/>|<dc:description\b.*?</dc:description>", re.S)
_LONGEST = 200  # Excel takes 255 characters for a footer


def marked(body: bytes, mark: str) -> bytes:
    """The workbook with its mark; the cells are as they were. Raises zipfile.BadZipFile for what is no workbook."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(body)) as source:
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as target:
            for entry in source.infolist():
                content = source.read(entry)
                if _SHEET.fullmatch(entry.filename):
                    content = _footed(content, mark)
                elif entry.filename == _PROPERTIES:
                    content = _told(content, mark)
                target.writestr(entry.filename, content)
    return out.getvalue()


def rows_in(body: bytes) -> int:
    """How many rows the sheets of a workbook hold, heads included."""
    with zipfile.ZipFile(io.BytesIO(body)) as book:
        sheets = (name for name in book.namelist() if _SHEET.fullmatch(name))
        return sum(len(_ROW.findall(book.read(name))) for name in sheets)


def _footed(sheet: bytes, mark: str) -> bytes:
    """A sheet with the mark as footer, put behind the last of the parts that stand before a footer."""
    plain = _OLD.sub(b"", sheet)
    words = "&L" + mark.replace("&", "&&")[:_LONGEST] + "&R&P / &N"
    foot = f"<headerFooter><oddFooter>{escape(words)}</oddFooter></headerFooter>".encode()
    last = max((found.end() for found in _BEFORE.finditer(plain)), default=None)
    return plain if last is None else plain[:last] + foot + plain[last:]


def _told(properties: bytes, mark: str) -> bytes:
    said = f"<dc:description>{escape(mark)}</dc:description>".encode()
    plain = _SAID.sub(b"", properties)
    return plain.replace(b"</cp:coreProperties>", said + b"</cp:coreProperties>")
