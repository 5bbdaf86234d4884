"""SM3 (GB/T 32905-2016), the digest of files, manifests and audit chains."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from cryptography.hazmat.primitives import hashes


def sm3_hex(data: bytes) -> str:
    """SM3 of the bytes as 64 hexadecimal characters."""
    return sm3_of((data,))


def sm3_of(pieces: Iterable[bytes]) -> str:
    """SM3 of the pieces one after the other, none of which has to stay in memory."""
    digest = hashes.Hash(hashes.SM3())
    for piece in pieces:
        digest.update(piece)
    return digest.finalize().hex()


def canonical_sm3(words: Mapping[str, Any]) -> str:
    """SM3 of a mapping that does not depend on the order of its keys."""
    return sm3_hex(json.dumps(dict(words), ensure_ascii=False, sort_keys=True, default=str).encode())
