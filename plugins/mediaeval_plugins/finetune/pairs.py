"""The pairs that are trained on: numbers of pictures and of texts, made of a manifest's rows."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from mediaeval import DataError
from mediaeval_plugins.finetune.manifest import Images, Manifest
from mediaeval_plugins.finetune.paraphrases import read_paraphrases

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from numpy.typing import NDArray

__all__ = ["Pairs", "make_pairs"]


@dataclass(frozen=True)
class Pairs:
    """``n`` pairs of a picture and a text.

    Args:
        images: the distinct pictures.
        texts: the distinct texts: titles, then paraphrases.
        image: ``(n,)``: number of each pair's picture.
        text: ``(n,)``: number of its text.
        title: ``(n,)``: number of the title that its text is, or is a paraphrase of.
        row: ``(n,)``: row of the manifest that it comes from.
        report: what was made of the rows, as JSON values.
    """

    images: Images
    texts: Sequence[str]
    image: NDArray[np.int32]
    text: NDArray[np.int32]
    title: NDArray[np.int32]
    row: NDArray[np.int64]
    report: Mapping[str, Any]

    def __len__(self) -> int:
        return len(self.image)


def make_pairs(manifest: Manifest, clean: Callable[[str], str], paraphrases: Path | None) -> Pairs:
    """The training rows of a manifest, and as many again with a paraphrase where there is one.

    Args:
        manifest: the corpus.
        clean: the cleaning steps of a run.
        paraphrases: a file of paraphrases.

    Raises:
        DataError: there is no row to train on, or the paraphrases do not fit.
    """
    rows = manifest.rows("train")
    cleaned = [clean(title) for title in manifest.take("title", rows)]
    kept = np.fromiter((bool(title.strip()) for title in cleaned), dtype=bool, count=len(cleaned))
    if not kept.any():
        raise DataError(
            f"{manifest.path}: has no row to train on.", hint='Rows with split "train" and a title are trained on.'
        )
    rows = rows[kept]
    numbers: dict[str, int] = {}
    filled = (title for title, keep in zip(cleaned, kept, strict=True) if keep)
    title = np.fromiter((numbers.setdefault(one, len(numbers)) for one in filled), dtype=np.int32, count=len(rows))
    texts, images = list(numbers), manifest.images(rows)
    report: dict[str, Any] = {
        "rows": len(rows),
        "empty_titles": int((~kept).sum()),
        "images": len(images),
        "titles": len(texts),
    }
    image, text, of_title, of_row = images.of_row, title, title, rows
    if paraphrases is not None:
        found = read_paraphrases(paraphrases, texts, clean)
        number = np.full(len(texts), -1, dtype=np.int32)
        number[list(found.texts)] = np.arange(len(texts), len(texts) + len(found.texts), dtype=np.int32)
        texts.extend(found.texts.values())
        more = np.flatnonzero(number[title] >= 0)
        image, text = np.concatenate([image, image[more]]), np.concatenate([text, number[title[more]]])
        of_title, of_row = np.concatenate([title, title[more]]), np.concatenate([rows, rows[more]])
        report["paraphrases"] = found.describe()
    report["pairs"] = len(image)
    return Pairs(images, texts, image, text, of_title, of_row, report)
