"""One encrypted stream under a passphrase: written and read in chunks, so that its size does not matter. Pure.

`ANJUBAK1`, length and JSON of the head (scrypt's salt and cost, a check of the key), then chunks: length with a flag on
the last one, SM4-GCM text, tag. Nonce and associated data carry number and head, so that a chunk that was altered,
moved, repeated or left out does not open, and a stream that was cut off is known by its missing last chunk.
"""

import hmac
import io
import json
import os
import struct
from typing import Any, BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.hmac import HMAC
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

MAGIC = b"ANJUBAK1"
CHUNK = 1 << 20
COST = 1 << 16  # scrypt's N: 64 MB and about a third of a second for one guess of the passphrase
_MOST_COST = 1 << 20
_LAST = 1 << 31
_LENGTH = struct.Struct(">I")
_TAG = 16
_LONGEST_HEAD = 4096


class Damaged(ValueError):
    """The stream is not what was written: another file, altered, or cut off."""


class WrongPassphrase(ValueError):
    """The passphrase does not open the stream."""


def _derived(passphrase: str, salt: bytes, cost: int) -> tuple[bytes, bytes]:
    """The key of SM4 and the check by which a wrong passphrase is told from a damaged file."""
    made = Scrypt(salt=salt, length=48, n=cost, r=8, p=1).derive(passphrase.encode())
    mac = HMAC(made[16:], hashes.SM3())
    mac.update(MAGIC)
    return made[:16], mac.finalize()


def _associated(head: bytes, last: bool) -> bytes:
    return head + (b"\x01" if last else b"\x00")


class Writer(io.RawIOBase):
    """Seals what is written to it; `close` writes the last chunk, without which the stream cannot be read."""

    def __init__(self, target: BinaryIO, passphrase: str) -> None:
        super().__init__()
        salt = os.urandom(16)
        self._key, check = _derived(passphrase, salt, COST)
        head = {"kdf": "scrypt", "n": COST, "salt": salt.hex(), "check": check.hex()}
        self._head = json.dumps(head, sort_keys=True).encode()
        self._target, self._number, self._held = target, 0, bytearray()
        target.write(MAGIC + _LENGTH.pack(len(self._head)) + self._head)

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        """Take bytes; whole chunks go out."""
        self._held += data
        while len(self._held) > CHUNK:
            self._put(bytes(self._held[:CHUNK]), last=False)
            del self._held[:CHUNK]
        return len(data)

    def close(self) -> None:
        """End the stream."""
        if not self.closed:
            self._put(bytes(self._held), last=True)
            super().close()

    def _put(self, plain: bytes, *, last: bool) -> None:
        sealer = Cipher(algorithms.SM4(self._key), modes.GCM(self._number.to_bytes(12, "big"))).encryptor()
        sealer.authenticate_additional_data(_associated(self._head, last))
        body = sealer.update(plain) + sealer.finalize() + sealer.tag
        self._target.write(_LENGTH.pack(len(body) | (_LAST if last else 0)) + body)
        self._number += 1


class Reader(io.RawIOBase):
    """Opens what a Writer wrote; raises WrongPassphrase at once, Damaged where the stream is not what was written."""

    def __init__(self, source: BinaryIO, passphrase: str) -> None:
        super().__init__()
        self._source, self._number, self._ended = source, 0, False
        self._held = memoryview(b"")
        if source.read(len(MAGIC)) != MAGIC:
            raise Damaged("not a backup of Anju")
        size = self._length()
        if size > _LONGEST_HEAD:
            raise Damaged("the head is too long")
        self._head = self._exactly(size)
        self._key = self._opened(passphrase)

    def _opened(self, passphrase: str) -> bytes:
        try:
            head = json.loads(self._head)
            salt, check, cost = bytes.fromhex(head["salt"]), bytes.fromhex(head["check"]), int(head["n"])
        except (ValueError, KeyError, TypeError) as error:
            raise Damaged("the head cannot be read") from error
        if not 2 <= cost <= _MOST_COST or cost & (cost - 1):
            raise Damaged("the head asks for an impossible cost")
        key, found = _derived(passphrase, salt, cost)
        if not hmac.compare_digest(found, check):
            raise WrongPassphrase
        return key

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        """Up to `size` bytes, all that is left for a negative one; empty at the end."""
        if size < 0:
            return b"".join(iter(lambda: self.read(CHUNK), b""))
        while not self._held and not self._ended:
            self._held = memoryview(self._next())
        taken = bytes(self._held[:size])
        self._held = self._held[size:]
        return taken

    def _next(self) -> bytes:
        word = self._length()
        last, size = bool(word & _LAST), word & ~_LAST
        if not _TAG <= size <= CHUNK + _TAG:
            raise Damaged("a chunk has an impossible length")
        body = self._exactly(size)
        nonce = self._number.to_bytes(12, "big")
        opener = Cipher(algorithms.SM4(self._key), modes.GCM(nonce, body[-_TAG:])).decryptor()
        opener.authenticate_additional_data(_associated(self._head, last))
        try:
            plain = opener.update(body[:-_TAG]) + opener.finalize()
        except InvalidTag as error:
            raise Damaged(f"chunk {self._number} was altered") from error
        self._number += 1
        self._ended = last
        if last and self._source.read(1):
            raise Damaged("something follows the end")
        return plain

    def _length(self) -> int:
        return int(_LENGTH.unpack(self._exactly(_LENGTH.size))[0])

    def _exactly(self, size: int) -> bytes:
        found = self._source.read(size)
        if len(found) != size:
            raise Damaged("the file was cut off")
        return found
