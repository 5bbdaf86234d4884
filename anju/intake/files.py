"""Reading the files that were received: they lie sealed under their SM3 in ANJU_FILES."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import polars as pl
from django.conf import settings

from anju.intake.models import Batch
from anju.kernel.refused import Refused
from anju.privacy.fields import open_bytes


def place_of(name: str) -> Path:
    """Where something of that name lies."""
    return Path(settings.ANJU_FILES) / name[:2] / name


def opened(name: str) -> bytes:
    """The content of a kept file; raises Refused when it is gone."""
    path = place_of(name)
    if not path.exists():
        raise Refused("原始文件已不在文件库中，无法打开。请从备份恢复文件库，或重新上传该文件。")
    return open_bytes(path.read_bytes())


def table_name(batch: Batch, name: str) -> str:
    """Under which name the findings or differences of a batch are kept."""
    return f"batch-{batch.pk}-{batch.sm3[:12]}-{name}"


def table_of(batch: Batch, name: str, schema: dict[str, type[pl.DataType]]) -> pl.DataFrame:
    """All findings or differences of a batch; an empty table where there were none."""
    if not place_of(table_name(batch, name)).exists():
        return pl.DataFrame(schema=schema)
    return pl.read_parquet(opened(table_name(batch, name)))


@contextmanager
def unsealed(sm3: str) -> Iterator[Path]:
    """A kept workbook as a plain file for the reader, for as long as the block lasts, readable by its owner only."""
    with tempfile.NamedTemporaryFile(suffix=".xlsx") as file:
        file.write(opened(sm3))
        file.flush()
        yield Path(file.name)
