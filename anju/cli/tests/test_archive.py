"""A backup that was cut off or altered anywhere is refused with a sentence, wherever in it the reader notices."""

import io
import os
import tarfile
from pathlib import Path

import pytest

from anju.cli import archive
from anju.kernel.refused import Refused
from anju.privacy.container import CHUNK, Writer

PASSPHRASE = "河水清且涟漪-一二三四"


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup of three chunks whose last part begins in one chunk and ends in the next."""
    path = tmp_path_factory.mktemp("backup") / "anju.bak"
    with path.open("wb") as file, Writer(file, PASSPHRASE) as sealed:
        with tarfile.open(fileobj=sealed, mode="w|") as tar:
            for name, size in (("files/a", CHUNK + 77), ("files/b", CHUNK)):
                info = tarfile.TarInfo(name)
                info.size = size
                tar.addfile(info, io.BytesIO(os.urandom(size)))
    return path


@pytest.mark.parametrize("left", [0.2, 0.4, 0.6, 0.8, 0.9, 0.99, 0.999999])
def test_a_backup_cut_off_anywhere_is_refused_with_a_sentence(
    whole: Path, tmp_path: Path, left: float
) -> None:
    content, path = whole.read_bytes(), tmp_path / "cut.bak"
    path.write_bytes(content[: int(len(content) * left)])
    with pytest.raises(Refused, match="不完整或被改动"):
        archive.checked(path, PASSPHRASE)


@pytest.mark.parametrize("where", [0.3, 0.5, 0.7, 0.95])
def test_a_backup_altered_anywhere_is_refused_with_a_sentence(
    whole: Path, tmp_path: Path, where: float
) -> None:
    content, path = bytearray(whole.read_bytes()), tmp_path / "altered.bak"
    content[int(len(content) * where)] ^= 1
    path.write_bytes(content)
    with pytest.raises(Refused, match="不完整或被改动"):
        archive.checked(path, PASSPHRASE)


def test_an_unaltered_backup_without_a_manifest_is_refused_for_that(whole: Path) -> None:
    with pytest.raises(Refused, match="清单"):
        archive.checked(whole, PASSPHRASE)
