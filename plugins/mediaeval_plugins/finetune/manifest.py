"""The Parquet manifest of a corpus: which title was published with which picture, and what is kept for validation."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, overload

import numpy as np

from mediaeval import DataError, GalleryImage, digest_file
from mediaeval_plugins.corpora.manifest import METADATA, SPLITS
from mediaeval_plugins.corpora.staging import COLUMNS

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Images", "Manifest", "read_manifest"]

_COLUMNS: Final = (*COLUMNS, "split")
_HINT: Final = "`mediaeval corpus build` writes such a file."


@dataclass(frozen=True)
class Manifest:
    """A manifest in memory, columns as Arrow has them.

    Args:
        path: the file; pictures are relative to its folder.
        table: a row for each pair: ``key``, ``image``, ``sha256``, ``title``, ``source``, ``licence``, ``split``.
        metadata: what ``corpus build`` says of it: counts, digests, options.
    """

    path: Path
    table: Any
    metadata: Mapping[str, Any]

    def __len__(self) -> int:
        return int(self.table.num_rows)

    @cached_property
    def sha256(self) -> str:
        """The digest of the file."""
        return digest_file(self.path)

    def rows(self, split: str) -> NDArray[np.int64]:
        """The rows of a split, in the order of the file."""
        import pyarrow.compute as pc

        found: NDArray[np.int64] = np.flatnonzero(pc.equal(self.table["split"], split).to_numpy(zero_copy_only=False))
        return found

    def take(self, column: str, rows: NDArray[np.integer[Any]]) -> list[str]:
        """The strings of a column at some rows."""
        values: list[str] = self.table[column].take(_indices(rows)).to_pylist()
        return values

    def counts(self, column: str) -> dict[str, int]:
        """How many rows have each value of a column, most first."""
        import pyarrow.compute as pc

        found = pc.value_counts(self.table[column]).to_pylist()
        return {str(one["values"]): one["counts"] for one in sorted(found, key=lambda one: -one["counts"])}

    def images(self, rows: NDArray[np.integer[Any]]) -> Images:
        """The distinct pictures of some rows."""
        return Images(self, np.asarray(rows, dtype=np.int64))


class Images(Sequence[GalleryImage]):
    """Distinct pictures, in ascending order of their digests; each is made when it is asked for.

    Pictures that lie side by side in the store, which is filled in this order, lie side by side here too.

    Args:
        manifest: where they are listed.
        rows: whose pictures are meant.
    """

    def __init__(self, manifest: Manifest, rows: NDArray[np.int64]) -> None:
        encoded = manifest.table["sha256"].take(_indices(rows)).combine_chunks().dictionary_encode()
        seen = encoded.indices.to_numpy()
        digests = np.frombuffer(bytes.fromhex("".join(encoded.dictionary.to_pylist())), dtype=np.uint8).reshape(-1, 32)
        order = np.lexsort(digests.view(">u8").T[::-1])
        place = np.empty(len(order), dtype=np.int32)
        place[order] = np.arange(len(order), dtype=np.int32)
        self._manifest = manifest
        self.of_row: NDArray[np.int32] = place[seen]
        """``(rows,)``: the number of each row's picture."""
        self.digests: NDArray[np.uint8] = digests[order]
        """``(n, 32)``: the sha256 of each picture's file."""
        first = np.empty(len(order), dtype=np.int64)
        first[self.of_row[::-1]] = rows[::-1]
        self._rows = first

    def __len__(self) -> int:
        return len(self._rows)

    @overload
    def __getitem__(self, at: int) -> GalleryImage: ...
    @overload
    def __getitem__(self, at: slice) -> list[GalleryImage]: ...
    def __getitem__(self, at: int | slice) -> GalleryImage | list[GalleryImage]:
        if isinstance(at, slice):
            return [self[i] for i in range(*at.indices(len(self)))]
        path = self._manifest.table["image"][int(self._rows[at])].as_py()
        return GalleryImage(self.digests[at].tobytes().hex(), self._manifest.path.parent / path)


def read_manifest(path: Path) -> Manifest:
    """Read a manifest and check it.

    Raises:
        DataError: there is no such file, it is no manifest, or a key occurs twice.
    """
    import pyarrow as pa
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    try:
        schema = pq.read_schema(path)
        lacking = [name for name in _COLUMNS if name not in schema.names]
        if lacking:
            raise DataError(
                f"{path}: no manifest of a corpus: it has no column {', '.join(map(repr, lacking))}.", hint=_HINT
            )
        table = pq.read_table(path, columns=list(_COLUMNS))
    except FileNotFoundError:
        raise DataError(f"{path}: there is no such corpus.", hint=_HINT) from None
    except (OSError, pa.ArrowException) as error:
        raise DataError(f"{path}: is no Parquet file that can be read ({error}).", hint=_HINT) from error
    table = table.cast(pa.schema([(name, pa.large_string()) for name in _COLUMNS]))
    if any(column.null_count for column in table.columns):
        raise DataError(f"{path}: a cell is empty; every row has all of {', '.join(_COLUMNS)}.", hint=_HINT)
    if pc.count_distinct(table["key"]).as_py() != table.num_rows:
        counted = pc.value_counts(table["key"]).to_pylist()
        twice = next(one["values"] for one in counted if one["counts"] > 1)
        raise DataError(f"{path}: the key {twice!r} occurs more than once.", hint=_HINT)
    odd = [name for name in pc.unique(table["split"]).to_pylist() if name not in SPLITS]
    if odd:
        raise DataError(f"{path}: a row's split is {odd[0]!r}, which must be {' or '.join(SPLITS)}.", hint=_HINT)
    if not pc.all(pc.match_substring_regex(table["sha256"], "^[0-9a-f]{64}$"), min_count=0).as_py():
        raise DataError(f"{path}: a sha256 is not 64 hexadecimal digits.", hint=_HINT)
    stated = (schema.metadata or {}).get(METADATA)
    try:
        metadata = json.loads(stated) if stated else {}
    except ValueError as error:
        raise DataError(f"{path}: the metadata 'mediaeval' is not JSON ({error}).", hint=_HINT) from error
    return Manifest(path, table, metadata)


def _indices(rows: NDArray[np.integer[Any]]) -> Any:
    import pyarrow as pa

    return pa.array(np.asarray(rows, dtype=np.int64))
