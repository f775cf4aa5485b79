"""Embeddings of made-up titles and pictures for the benchmarks of ranking; a module, not a benchmark."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["KINDS", "make"]

KINDS = ("random", "realistic")
_CHUNK = 8192
_TOPICS = 2000


def make(kind: str, titles: int, pictures: int, width: int, seed: int = 0) -> tuple[NDArray[np.float32], ...]:
    """``(C, d)`` titles and ``(D, d)`` pictures, rows of unit length.

    ``random``: every direction is as likely as any other; each title shares something with one picture.

    ``realistic``: what CLIP's embeddings have and random ones do not. Pictures share a mean, and so do titles, another
    one; a few dimensions are far larger than all others in every row; pictures come in topics of very unequal sizes, a
    tenth of them as copies that differ in the last digits. Cosines of titles with pictures have a mean of about .15 and
    a standard deviation of about .04.
    """
    rng = np.random.default_rng(seed)
    realistic = kind == "realistic"
    mean = np.zeros((2, width), dtype=np.float32)
    spread = np.ones(width, dtype=np.float32)
    centres = np.zeros((_TOPICS, width), dtype=np.float32)
    topics = np.zeros(pictures, dtype=np.intp)
    if realistic:
        mean = rng.standard_normal((2, width), dtype=np.float32) * 0.5
        mean[:, :4] += np.array([[14, -9, 6, 0], [12, -6, 4, 8]], dtype=np.float32)
        spread = rng.lognormal(0, 0.4, width).astype(np.float32)
        centres = rng.standard_normal((_TOPICS, width), dtype=np.float32) * 0.8
        share = 1 / np.arange(1, _TOPICS + 1)
        topics = rng.choice(_TOPICS, pictures, p=share / share.sum())
    found = np.empty((pictures, width), dtype=np.float32)
    for start in range(0, pictures, _CHUNK):
        rows = rng.standard_normal((min(_CHUNK, pictures - start), width), dtype=np.float32)
        found[start : start + _CHUNK] = (rows + centres[topics[start : start + _CHUNK]]) * spread + mean[0]
    if realistic:
        copies = rng.choice(pictures, pictures // 10, replace=False)
        found[copies] = found[np.roll(copies, 1)] * (
            1 + 1e-4 * rng.standard_normal((len(copies), width), dtype=np.float32)
        )
    story = found[rng.integers(0, pictures, titles)] - mean[0]
    own = rng.standard_normal((titles, width), dtype=np.float32)
    texts = 0.5 * story + own * spread + mean[1]
    for rows in (texts, found):
        for start in range(0, len(rows), _CHUNK):
            part = rows[start : start + _CHUNK]
            part /= np.linalg.norm(part, axis=1, keepdims=True)
    return texts, found
