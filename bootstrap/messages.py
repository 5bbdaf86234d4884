"""Compile the translations: `django.po` beside it to `django.mo`, as gettext's msgfmt would.

A bare machine has no gettext, and the compiled files do not belong into the repository.
"""

import ast
import struct
from collections.abc import Iterator
from pathlib import Path

MAGIC = 0x950412DE
CONTEXT = "\x04"  # stands between context and text, as gettext looks it up


def compile_all(root: Path) -> int:
    """Compile every catalogue below ``root`` that is newer than its result. Returns how many."""
    count = 0
    for source in sorted(root.glob("**/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if not target.exists() or target.stat().st_mtime_ns < source.stat().st_mtime_ns:
            target.write_bytes(compile_text(source.read_text(encoding="utf-8")))
            count += 1
    return count


def compile_text(text: str) -> bytes:
    """The binary catalogue of a `.po` text. Entries that are fuzzy or not translated are left out."""
    catalogue = dict(_entries(text))
    keys = sorted(catalogue, key=str.encode)
    originals = [key.encode() for key in keys]
    translations = [catalogue[key].encode() for key in keys]
    count = len(keys)
    header = 7 * 4
    offset = header + 16 * count
    tables, body = [], b""
    for texts in (originals, translations):
        for entry in texts:
            tables.append(struct.pack("<II", len(entry), offset + len(body)))
            body += entry + b"\0"
    head = struct.pack("<7I", MAGIC, 0, count, header, header + 8 * count, 0, offset)
    return head + b"".join(tables) + body


def _entries(text: str) -> Iterator[tuple[str, str]]:
    """(key, translation) of each entry; the plural forms joined by NUL, as the format wants them."""
    for block in text.replace("\r\n", "\n").split("\n\n"):
        fuzzy, fields = _read_block(block)
        forms = [value for name, value in fields.items() if name.startswith("msgstr")]
        if "msgid" not in fields or not all(forms) or (fuzzy and fields["msgid"]):
            continue
        key = fields["msgid"]
        if "msgctxt" in fields:
            key = fields["msgctxt"] + CONTEXT + key
        if "msgid_plural" in fields:
            key += "\0" + fields["msgid_plural"]
        yield key, "\0".join(forms)


def _read_block(block: str) -> tuple[bool, dict[str, str]]:
    """Whether the block is marked fuzzy, and its fields by keyword, continued lines joined."""
    fuzzy = False
    fields: dict[str, str] = {}
    current = ""
    for line in block.split("\n"):
        if line.startswith("#"):
            fuzzy = fuzzy or (line.startswith("#,") and "fuzzy" in line)
        elif line.startswith('"') and current:
            fields[current] += _text(line)
        elif line.strip():
            current, _, rest = line.partition(" ")
            fields[current] = _text(rest)
    return fuzzy, fields


def _text(quoted: str) -> str:
    """The text between the quotes; its escapes are those of a Python literal."""
    return str(ast.literal_eval(quoted.strip()))
