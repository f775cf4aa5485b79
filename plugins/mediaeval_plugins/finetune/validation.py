"""What is measured between steps, by the harness's own ranking and measures, and when that ends a training."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mediaeval import Measure, SplitName, sign_flip

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from mediaeval import Embedding, Result, Trial
    from mediaeval.roles import EncoderRole, Modality
    from mediaeval_plugins.finetune.file import FineTuneFile
    from mediaeval_plugins.finetune.manifest import Manifest

__all__ = ["MEASURE", "InTraining", "compare", "figures", "open_trial"]

MEASURE = Measure("MRR", 100)
"""What decides which measurement is the best."""


class InTraining:
    """An encoder whose text tower changes: its pictures are stored, its titles are encoded anew each time.

    Args:
        encoder: the encoder, which reads with the weights that it has at the moment.
    """

    def __init__(self, encoder: EncoderRole) -> None:
        self._encoder = encoder

    def __getattr__(self, name: str) -> Any:
        return getattr(self._encoder, name)

    @property
    def batch_size(self) -> int:
        """Items in one call."""
        return self._encoder.batch_size

    def fingerprint(self, modality: Modality) -> Mapping[str, Any] | None:
        """That of its pictures; none for its titles."""
        return self._encoder.fingerprint(modality) if modality == "image" else None


def open_trial(embedding: Embedding, file: FineTuneFile, manifest: Manifest, data: Path) -> Trial | None:
    """The split that a file asks to validate on; None where nothing is to be measured.

    Raises:
        DataError: there is no such split, it is a test split, has no ground truth, or cannot be read.
    """
    if not file.validation.every:
        return None
    split: str | SplitName | None = file.validation.split
    if split is None:
        if not len(manifest.rows("validation")):
            return None
        split = SplitName("corpus", str(manifest.path))
    encoder: Any = InTraining(embedding.encoder)
    return embedding.trial(encoder, split, data, file.text.fields, file.text.steps)


def figures(result: Result) -> dict[str, float]:
    """The official measures by name."""
    return {str(name): float(value) for name, value in result.figures().items()}


def compare(result: Result, before: NDArray[np.int64]) -> dict[str, Any]:
    """The measure after and before, and the p-value of the paired test that they differ.

    Args:
        result: after.
        before: ``(C,)`` ranks before, of the same articles.
    """
    now, then = result.per_article(MEASURE), MEASURE.per_article(before)
    return {
        "measure": str(MEASURE),
        "before": float(then.mean()),
        "after": float(now.mean()),
        "p_value": sign_flip(now, then),
        "test": "paired sign flips by article, two-sided",
    }
