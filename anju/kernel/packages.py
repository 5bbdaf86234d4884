"""How large a received package really is: every member is inflated once, in pieces, before anything believes its headers.

The reader of workbooks inflates whole members into memory and trusts what the package says of their size. Pure.
"""

import struct
import zipfile
import zlib
from pathlib import Path
from typing import BinaryIO

LARGEST_UNPACKED = 1024 * 1024 * 1024
# Members that are read as a whole, or held in memory by the reader, are smaller than a sheet may be.
LARGEST_MEMBER, LARGEST_STRINGS, LARGEST_OTHER = 512 * 1024 * 1024, 256 * 1024 * 1024, 16 * 1024 * 1024
SUSPICIOUS_UNPACKED, SUSPICIOUS_RATIO = 100 * 1024 * 1024, 250
MOST_MEMBERS = 10_000
_PIECE = 1 << 20
_LOCAL = struct.Struct("<4s5H3L2H")  # APPNOTE.TXT 4.3.7
_LOCAL_MARK, _ENCRYPTED = b"PK\x03\x04", 1
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


class Swollen(Exception):
    """The package unpacks to an absurd size; `size` is what was counted, or declared, when it was given up."""

    def __init__(self, size: int) -> None:
        super().__init__(size)
        self.size = size


def measure(path: Path, package: zipfile.ZipFile) -> None:
    """Raise Swollen for a package that is too large, BadZipFile for one whose members are not what its list says."""
    members = package.infolist()
    names = [member.filename for member in members]
    if len(names) > MOST_MEMBERS or len(set(names)) < len(names):
        raise zipfile.BadZipFile("members are too many or named twice")
    packed = sum(member.compress_size for member in members) or 1
    declared = sum(member.file_size for member in members)
    if any(member.file_size > _most(member.filename) for member in members):
        raise Swollen(declared)
    if declared > LARGEST_UNPACKED or (
        declared > SUSPICIOUS_UNPACKED and declared / packed > SUSPICIOUS_RATIO
    ):
        raise Swollen(declared)
    with path.open("rb") as file:
        for member in members:
            if _inflated(file, member) != member.file_size:
                raise zipfile.BadZipFile(f"{member.filename} is not as long as it says")


def _most(name: str) -> int:
    """How long a member may be."""
    if name.startswith("xl/worksheets/"):
        return LARGEST_MEMBER
    if name == "xl/sharedStrings.xml":
        return LARGEST_STRINGS
    return LARGEST_MEMBER if name.startswith(("xl/media/", "xl/embeddings/")) else LARGEST_OTHER


def _inflated(file: BinaryIO, member: zipfile.ZipInfo) -> int:
    """How many bytes a member gives; the counting ends as soon as there are more than it says."""
    if member.compress_type not in _METHODS or member.flag_bits & _ENCRYPTED:
        raise zipfile.BadZipFile(f"{member.filename} is packed in a way that workbooks are not")
    file.seek(member.header_offset)
    head = file.read(_LOCAL.size)
    if len(head) < _LOCAL.size or not head.startswith(_LOCAL_MARK):
        raise zipfile.BadZipFile(f"{member.filename} is not where it should be")
    *_, method, _time, _day, _crc, _packed, _size, name, extra = _LOCAL.unpack(head)
    if method != member.compress_type:
        raise zipfile.BadZipFile(f"{member.filename} is packed in two ways")
    file.seek(member.header_offset + _LOCAL.size + name + extra)
    if member.compress_type == zipfile.ZIP_STORED:
        return member.compress_size
    return _deflated(file, member)


def _deflated(file: BinaryIO, member: zipfile.ZipInfo) -> int:
    """The same of a packed member: at most a piece is in memory at any time."""
    stream, left, count = zlib.decompressobj(-zlib.MAX_WBITS), member.compress_size, 0
    piece = b""
    while not stream.eof and count <= member.file_size:
        if not piece:
            piece = file.read(min(_PIECE, left))
            left -= len(piece)
        grown = stream.decompress(piece, _PIECE)
        if not grown and not piece:
            break
        count += len(grown)
        piece = stream.unconsumed_tail
    if count <= member.file_size and (not stream.eof or left or stream.unused_data):
        raise zipfile.BadZipFile(f"{member.filename} ends before or after its data")
    return count
