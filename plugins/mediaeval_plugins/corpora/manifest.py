"""The Parquet manifest: one row for each pair, and in its metadata what was read, kept and left out."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mediaeval import DataError, atomic_path
from mediaeval_plugins.corpora.staging import COLUMNS, Staging

__all__ = ["METADATA", "SPLITS", "read_about", "relative_to", "write_manifest"]

METADATA = b"mediaeval"
SPLITS = ("train", "validation")


def write_manifest(
    path: Path, staging: Staging, kept: NDArray[np.bool_], validation: NDArray[np.bool_], about: Mapping[str, Any]
) -> None:
    """Write the kept rows, a piece at a time; whole or not at all.

    Args:
        path: the manifest.
        staging: every row, in order.
        kept: ``(n,)``: which of them to write.
        validation: ``(n,)``: which of them are validated on.
        about: the metadata, as JSON values.

    Raises:
        OutputError: it cannot be written.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    fields = [(name, pa.string()) for name in (*COLUMNS, "split")]
    schema = pa.schema(fields, metadata={METADATA: json.dumps(about, ensure_ascii=False)})
    with ExitStack() as stack:
        temporary = stack.enter_context(atomic_path(path))
        repeating = ["source", "licence", "split"]
        writer = stack.enter_context(
            pq.ParquetWriter(temporary, schema, compression="zstd", use_dictionary=repeating, write_statistics=False)
        )
        start = 0
        for batch in staging.tables():
            rows = slice(start, start + batch.num_rows)
            start += batch.num_rows
            split = np.where(validation[rows], SPLITS[1], SPLITS[0])
            whole = batch.append_column("split", pa.array(split, pa.string()))
            chosen = whole.filter(pa.array(kept[rows]))
            if chosen.num_rows:
                writer.write_batch(chosen)


def read_about(path: Path) -> dict[str, Any]:
    """The metadata of a manifest.

    Raises:
        DataError: there is no such file, or it is no manifest.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        metadata = pq.read_schema(path).metadata or {}
    except FileNotFoundError:
        raise DataError(f"{path}: there is no such file.", hint="`mediaeval corpus build` writes one.") from None
    except (OSError, pa.ArrowException) as error:
        raise DataError(f"{path}: is no Parquet file that can be read ({error}).") from error
    if METADATA not in metadata:
        raise DataError(f"{path}: is no manifest of `mediaeval corpus build`: it does not say how it came about.")
    about: dict[str, Any] = json.loads(metadata[METADATA])
    return about


def relative_to(folder: Path, path: Path) -> str:
    """How a manifest in ``folder`` calls a file: relative if it lies below the folder, else by its whole path."""
    return path.relative_to(folder).as_posix() if path.is_relative_to(folder) else os.fspath(path)
