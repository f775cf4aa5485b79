"""Scores that are an inner product and a number for each image: what can be ranked without a matrix of scores.

A score has one value, whichever way an image was found: :meth:`InnerProduct.score`. Every faster product is an estimate
of it with a bound on its error, from which lists are proven (:mod:`mediaeval.scoring.proof`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from mediaeval.roles import FloatArray

__all__ = ["InnerProduct", "Shortlist"]

_PAIRS = 256
"""Pairs that are scored at once: few enough for the second-level cache, many enough for Python not to matter."""


@dataclass(frozen=True)
class InnerProduct:
    """``s_ij = q_i . x_j - b_j`` of ``C`` articles and ``D`` images.

    Attributes:
        queries: ``(C, d)`` float32, or float64 where views were pooled; of any length.
        images: ``(D, d)`` float32, in ascending order of image id.
        bias: ``(D,)`` float64, finite.
    """

    queries: FloatArray
    images: NDArray[np.float32]
    bias: NDArray[np.float64]

    def part(self, rows: slice) -> InnerProduct:
        """The same for some of the articles."""
        return replace(self, queries=self.queries[rows])

    def score(self, rows: NDArray[np.intp], columns: NDArray[np.intp]) -> NDArray[np.float64]:
        """The scores of ``n`` pairs of an article and an image, ``(n,)``.

        The value depends on the two vectors and the bias alone, to the last bit: products of float32 numbers are exact
        in float64, and NumPy sums each row of them in one fixed order. A matrix product would not do, because BLAS
        chooses its order by the shape. The error is below ``d 2^-53 |q_i| |x_j|``.
        """
        found = np.empty(len(rows))
        for start in range(0, len(rows), _PAIRS):
            part = slice(start, start + _PAIRS)
            terms = self.queries[rows[part]].astype(np.float64)
            terms *= self.images[columns[part]]
            found[part] = terms.sum(axis=1)
        return found - self.bias[columns]

    def strip(self, rows: slice) -> NDArray[np.float32]:
        """``(q, D)`` float32 estimates for some articles."""
        strip = np.asarray(self.queries[rows], dtype=np.float32) @ self.images.T
        if self.bias.any():
            strip -= self.bias.astype(np.float32)
        return strip

    def float32_error(self, images: slice = slice(None)) -> NDArray[np.float64]:
        """``(C,)``: how far a float32 estimate of any of these images may be from the score, in whatever order it sums.

        ``rounding(d) (|q_i| max_j |x_j| + max_j |b_j|)``, by Cauchy and Schwarz.
        """
        lengths = np.sqrt(np.einsum("nd,nd->n", self.images[images], self.images[images]).max(initial=0))
        size = np.linalg.norm(self.queries, axis=1) * float(lengths)
        return np.asarray(self.rounding(self.images.shape[1]) * (size + np.abs(self.bias[images]).max(initial=0)))

    @staticmethod
    def rounding(terms: int) -> float:
        """A bound on the error of a float32 sum of so many products, relative to the sum of their absolute values.

        In any order of summation it is at most ``n u / (1 - n u)`` with ``u = 2^-24`` (Higham, "Accuracy and Stability
        of Numerical Algorithms", 2nd edition, section 3.1). Twice that covers hardware that cuts off where it should
        round, as tensor cores do; eight terms more cover the operands' and the bias's own rounding to float32.
        """
        return 2 * (terms + 8) * 2.0**-24


@dataclass(frozen=True)
class Shortlist:
    """Images that may be among the best of some consecutive articles, with what is known of all others.

    Attributes:
        articles: which articles.
        rows: ``(n,)`` the article of each listed pair, counted from the first of ``articles``; ascending.
        columns: ``(n,)`` its image; no pair stands twice.
        upper: ``(n,)`` float64: its score is at most this.
        ceiling: ``(q,)`` float64: every image that is not listed for an article scores less than this. Plus infinity
            says nothing, and makes the article be ranked by its whole row.
        path: how they were found, in words, for the manifest.
    """

    articles: slice
    rows: NDArray[np.intp]
    columns: NDArray[np.intp]
    upper: NDArray[np.float64]
    ceiling: NDArray[np.float64]
    path: str
