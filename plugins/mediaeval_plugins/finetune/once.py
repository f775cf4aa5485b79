"""Arrays that a training needs again and again, made once: files in its own folder, mapped by every process."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import numpy as np

from mediaeval import Bar, atomic_path

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from mediaeval import Embedding
    from mediaeval_plugins.finetune.manifest import Images
    from mediaeval_plugins.finetune.tokenizing import TitleTokens
    from mediaeval_plugins.openclip.encoder import OpenClipEncoder

__all__ = ["image_table", "title_table"]

_CHUNK = 1 << 14


def image_table(folder: Path, embedding: Embedding, images: Images, *, make: bool) -> NDArray[np.float32]:
    """``(n, d)`` unit rows of pictures that are stored, side by side.

    The store keeps rows by content in many files; a batch needs a few hundred of them, from anywhere, within a
    millisecond. Memory: what of the file the system keeps at hand, shared by the processes of a machine.

    Args:
        folder: where the file is.
        embedding: the store.
        images: whose rows; in ascending order of their digests, as they are stored.
        make: whether this process makes the file, if it is not there; another one must have made it by now.
    """
    state = hashlib.sha256(repr(embedding.encoder.fingerprint("image")).encode())
    state.update(images.digests.tobytes())
    path = folder / f"images-{state.hexdigest()[:16]}.npy"
    if make and not path.is_file():
        _forget(folder, "images-*.npy")
        width = embedding.image_rows(images.digests[:1]).shape[1]

        def rows() -> Iterable[NDArray[np.float32]]:
            with Bar(len(images), "laying out pictures", "img") as bar:
                for at in range(0, len(images), _CHUNK):
                    found = embedding.image_rows(images.digests[at : at + _CHUNK])
                    bar.advance(len(found))
                    yield found

        _write(path, (len(images), width), np.dtype("<f4"), rows)
    table: NDArray[np.float32] = np.load(path, mmap_mode="r")
    return table


def title_table(folder: Path, encoder: OpenClipEncoder, texts: Sequence[str], *, make: bool) -> TitleTokens:
    """The tokens of texts, each as long as it is.

    Args:
        folder: where the files are.
        encoder: whose tokenizer.
        texts: distinct.
        make: as for :func:`image_table`.
    """
    from mediaeval_plugins.finetune.tokenizing import TitleTokens, tokenize

    state = hashlib.sha256(repr(encoder.fingerprint("text")).encode())
    for text in texts:
        state.update(f"{len(text)} {text}".encode())
    ids, ends = (folder / f"titles-{state.hexdigest()[:16]}-{part}.npy" for part in ("ids", "ends"))
    if make and not (ids.is_file() and ends.is_file()):
        _forget(folder, "titles-*.npy")
        made = tokenize(encoder, texts)
        for path, values in ((ids, made.ids), (ends, made.ends)):
            _write(path, values.shape, values.dtype, lambda values=values: [values])  # type: ignore[misc]
    return TitleTokens(np.load(ids, mmap_mode="r"), np.load(ends, mmap_mode="r"), TitleTokens.padding_of(encoder))


def _write(
    path: Path, shape: tuple[int, ...], dtype: np.dtype[Any], parts: Callable[[], Iterable[NDArray[Any]]]
) -> None:
    with atomic_path(path) as temporary, temporary.open("wb") as file:
        header = {"descr": np.lib.format.dtype_to_descr(dtype), "fortran_order": False, "shape": shape}
        np.lib.format.write_array_header_1_0(file, header)
        for part in parts():
            file.write(np.ascontiguousarray(part, dtype=dtype).data)


def _forget(folder: Path, pattern: str) -> None:
    """Remove what another corpus or tokenizer left."""
    for path in folder.glob(pattern):
        path.unlink()
