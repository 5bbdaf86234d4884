"""SM4-GCM for secrets at rest, keyed SM3 for finding them again. Pure: the keys are arguments.

Sources: SM4 GB/T 32907-2016, SM3 GB/T 32905-2016. A stored secret is
`generation(1) nonce(12) tag(16) text`: its first byte tells which of the keys seals it (keys.py).
"""

import hmac
import os
from collections.abc import Iterable

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.hmac import HMAC

_NONCE, _TAG = 12, 16


class Unreadable(ValueError):
    """A stored secret that this key does not open: wrong key, or the bytes were altered."""


def encrypt(key: bytes, text: str, generation: int = 1) -> bytes:
    """Seal a text under the 16-byte key of a generation with a fresh nonce."""
    return encrypt_bytes(key, text.encode(), generation)


def encrypt_bytes(key: bytes, plain: bytes, generation: int = 1) -> bytes:
    """Seal bytes (a received file) under the 16-byte key of a generation with a fresh nonce."""
    nonce = os.urandom(_NONCE)
    sealer = Cipher(algorithms.SM4(key), modes.GCM(nonce)).encryptor()
    body = sealer.update(plain) + sealer.finalize()
    return bytes([generation]) + nonce + sealer.tag + body


def decrypt(key: bytes, sealed: bytes, generation: int = 1) -> str:
    """Open what `encrypt` sealed; raises Unreadable."""
    return decrypt_bytes(key, sealed, generation).decode()


def decrypt_bytes(key: bytes, sealed: bytes, generation: int = 1) -> bytes:
    """Open what `encrypt_bytes` sealed; raises Unreadable."""
    if sealed[:1] != bytes([generation]) or len(sealed) < 1 + _NONCE + _TAG:
        raise Unreadable("not a sealed value of this generation")
    nonce, tag, body = sealed[1:13], sealed[13:29], sealed[29:]
    opener = Cipher(algorithms.SM4(key), modes.GCM(nonce, tag)).decryptor()
    try:
        return opener.update(body) + opener.finalize()
    except InvalidTag as error:
        raise Unreadable("the key does not open this value, or it was altered") from error


def digest(key: bytes, text: str) -> str:
    """Keyed SM3 of a normalised text: equal texts give equal digests, nobody without the key can try them."""
    mac = HMAC(key, hashes.SM3())
    mac.update(text.encode())
    return mac.finalize().hex()


def digests(key: bytes, texts: Iterable[str]) -> list[str]:
    """`digest` of many texts: the keyed state is set up once, which halves the time."""
    state = HMAC(key, hashes.SM3())
    found = []
    for text in texts:
        mac = state.copy()
        mac.update(text.encode())
        found.append(mac.finalize().hex())
    return found


def same(left: str, right: str) -> bool:
    """Compare two digests in constant time."""
    return hmac.compare_digest(left, right)
