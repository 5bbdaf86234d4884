"""SM3 (GB/T 32905-2016), the digest of files, manifests and audit chains."""

from cryptography.hazmat.primitives import hashes


def sm3_hex(data: bytes) -> str:
    """SM3 of the bytes as 64 hexadecimal characters."""
    digest = hashes.Hash(hashes.SM3())
    digest.update(data)
    return digest.finalize().hex()
