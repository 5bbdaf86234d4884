"""SM4-GCM and keyed SM3, against the standard and against gmssl."""

import hashlib

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from gmssl import sm3, sm4
from hypothesis import given
from hypothesis import strategies as st

from anju.privacy import cipher

keys = st.binary(min_size=16, max_size=16)
search_keys = st.binary(min_size=32, max_size=32)
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)


def block(key: bytes, data: bytes) -> bytes:
    """One block of SM4 by the library under our cipher: counter mode over zeros shows the sealed counter."""
    return Cipher(algorithms.SM4(key), modes.CTR(data)).encryptor().update(bytes(16))


def test_the_example_of_the_standard() -> None:
    """GB/T 32907-2016, appendix A.1."""
    key = bytes.fromhex("0123456789abcdeffedcba9876543210")
    assert block(key, key).hex() == "681edf34d206965e86b3e94f536e4246"


@given(keys, keys)
def test_the_block_cipher_agrees_with_gmssl(key: bytes, data: bytes) -> None:
    oracle = sm4.CryptSM4(padding_mode=3)
    oracle.set_key(key, sm4.SM4_ENCRYPT)
    assert block(key, data) == bytes(oracle.crypt_ecb(data)[:16])


@given(keys, texts)
def test_a_text_comes_back_as_it_was(key: bytes, text: str) -> None:
    assert cipher.decrypt(key, cipher.encrypt(key, text)) == text


def test_the_same_text_is_sealed_differently_each_time() -> None:
    key = bytes(16)
    assert len({cipher.encrypt(key, "612427198503020016") for _ in range(50)}) == 50


@given(keys, keys, texts)
def test_another_key_opens_nothing(key: bytes, other: bytes, text: str) -> None:
    if key != other:
        with pytest.raises(cipher.Unreadable):
            cipher.decrypt(other, cipher.encrypt(key, text))


@given(texts, st.data())
def test_one_altered_bit_is_noticed(text: str, data: st.DataObject) -> None:
    key = bytes(range(16))
    sealed = bytearray(cipher.encrypt(key, text))
    sealed[data.draw(st.integers(0, len(sealed) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    with pytest.raises(cipher.Unreadable):
        cipher.decrypt(key, bytes(sealed))


@given(st.binary(max_size=28))
def test_bytes_that_are_no_seal_are_refused(data: bytes) -> None:
    with pytest.raises(cipher.Unreadable):
        cipher.decrypt(bytes(16), data)


@given(search_keys, texts)
def test_the_digest_is_hmac_over_sm3_as_gmssl_counts_it(key: bytes, text: str) -> None:
    """RFC 2104 with the hash of GB/T 32905, blocks of 64 bytes."""
    padded = key.ljust(64, b"\0")
    inner = bytes.fromhex(sm3.sm3_hash(list(bytes(b ^ 0x36 for b in padded) + text.encode())))
    outer = sm3.sm3_hash(list(bytes(b ^ 0x5C for b in padded) + inner))
    assert cipher.digest(key, text) == outer


def test_a_digest_without_the_key_tells_nothing() -> None:
    number = "612427198503020016"
    plain = {hashlib.new(name, number.encode()).hexdigest() for name in ("sha256", "md5")}
    assert cipher.digest(bytes(32), number) not in plain
    assert cipher.digest(bytes(32), number) != cipher.digest(bytes([1]) * 32, number)


def test_digests_are_compared_whole() -> None:
    one = cipher.digest(bytes(32), "a")
    assert cipher.same(one, cipher.digest(bytes(32), "a"))
    assert not cipher.same(one, cipher.digest(bytes(32), "b"))
