"""The best one-to-one assignment of images to articles."""

from __future__ import annotations

from mediaeval import Assumption, Bank, Domain
from mediaeval.roles import FloatArray
from mediaeval_plugins.hubness.scipy_library import scipy_module


class Hungarian:
    """The assignment with the greatest sum of cosines; an article's assigned image comes first, the rest by cosine.

    ``sigma = argmax sum_i z_i,sigma(i)`` over one-to-one ``sigma``; then ``z_i,sigma(i)`` is raised to 1 above the best
    of its row. With more articles than images, some articles are assigned none and stay as they were. Of articles with
    equal texts the solver chooses which gets which image.

    Source: Kuhn, "The Hungarian Method for the Assignment Problem" (1955), as ``scipy.optimize.linear_sum_assignment``
    solves it (Crouse, 2016).

    It assumes that every image has one article and no article shares an image; it changes the first rank alone. It
    needs all articles and all images at once, so it takes no bank, and is refused above the memory budget.
    """

    accepts = (Domain.COSINE, Domain.SCORE)
    produces = None
    assumes = (Assumption.TRANSDUCTIVE, Assumption.ONE_TO_ONE)
    dense = True

    def fit(self, bank: Bank) -> None:
        """Learn nothing: what is assigned depends on all articles that are ranked, and on them alone."""

    def apply(self, scores: FloatArray, state: None) -> FloatArray:  # noqa: ARG002 - there is no state
        """``(C, D)`` scores of all articles; the assigned image of each is raised to the top of its row."""
        rows, columns = scipy_module("optimize").linear_sum_assignment(scores, maximize=True)
        revised = scores.copy()
        revised[rows, columns] = scores[rows].max(axis=1) + 1
        return revised
