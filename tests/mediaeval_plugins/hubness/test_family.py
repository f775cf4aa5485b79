"""What holds for every reviser of the family."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mediaeval import Assumption
from mediaeval.plugins import get_plugins
from mediaeval.records import Reviser
from mediaeval.testing import checks
from mediaeval_plugins.hubness.csls import CSLS
from mediaeval_plugins.hubness.dsl import DSL
from mediaeval_plugins.hubness.dual_softmax import DualSoftmax, ScaledDualSoftmax
from mediaeval_plugins.hubness.hungarian import Hungarian
from mediaeval_plugins.hubness.inverted_softmax import InvertedSoftmax
from mediaeval_plugins.hubness.mean_center import MeanCenter
from mediaeval_plugins.hubness.mutual_proximity import MutualProximity
from mediaeval_plugins.hubness.nnn import NNN
from mediaeval_plugins.hubness.none import NoRevision
from mediaeval_plugins.hubness.qb_norm import QBNorm
from mediaeval_plugins.hubness.sinkhorn import Sinkhorn

REVISERS = {
    "none": NoRevision(),
    "dual-softmax": DualSoftmax(),
    "dual-softmax-scaled": ScaledDualSoftmax(),
    "inverted-softmax": InvertedSoftmax(),
    "csls": CSLS(),
    "nnn": NNN(k=16),
    "mean-center": MeanCenter(),
    "qb-norm": QBNorm(),
    "dsl": DSL(),
    "sinkhorn": Sinkhorn(),
    "mutual-proximity": MutualProximity(),
}
EVERY = {**REVISERS, "hungarian": Hungarian()}
NAMES = sorted(found.record.name for found in get_plugins().all(Reviser) if "hubness" in found.record.target)


def revise(reviser: Any, matrix: np.ndarray, bank: Any) -> np.ndarray:
    revised: np.ndarray = reviser.apply(matrix, reviser.fit(bank))
    return revised


def test_every_reviser_is_tested_here() -> None:
    assert sorted(EVERY) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_it_keeps_the_promises_of_its_role(name: str) -> None:
    for check in checks("reviser", name):
        check()


@pytest.mark.parametrize("name", EVERY)
@given(seed=st.integers(0, 10_000), articles=st.integers(1, 30), images=st.integers(2, 30))
@settings(max_examples=15, deadline=None)
def test_permuted_articles_and_images_are_revised_alike(
    name: str, seed: int, articles: int, images: int, bank: Any
) -> None:
    rng = np.random.default_rng(seed)
    matrix = rng.normal(0.2, 0.05, (articles, images))
    rows, columns = rng.permutation(articles), rng.permutation(images)
    moved = matrix[rows][:, columns]
    expected = revise(EVERY[name], matrix, bank(matrix))[rows][:, columns]
    assert revise(EVERY[name], moved, bank(moved)) == pytest.approx(expected, abs=1e-7)


@pytest.mark.parametrize("name", EVERY)
def test_a_single_article_is_ranked_as_before(name: str, cosines: Any, bank: Any, order: Any) -> None:
    matrix = np.abs(cosines(1, 300))
    assert (order(revise(EVERY[name], matrix, bank(matrix))) == order(matrix)).all()


@pytest.mark.parametrize("name", REVISERS)
@pytest.mark.parametrize("height", [1, 13, 64])
def test_streams_are_revised_as_the_dense_matrix(name: str, height: int, cosines: Any, bank: Any) -> None:
    matrix = cosines(64, 90)
    dense = revise(REVISERS[name], matrix, bank(matrix))
    state = REVISERS[name].fit(bank(matrix, height))
    streamed = [REVISERS[name].apply(matrix[start : start + height], state) for start in range(0, 64, height)]
    assert np.concatenate(streamed) == pytest.approx(dense, abs=1e-8)


@pytest.mark.parametrize("name", EVERY)
def test_float32_finds_the_lists_of_float64_but_for_ties(name: str, cosines: Any, bank: Any) -> None:
    """The first hundred are the same images, but for those whose float64 scores differ by less than 1e-6."""
    matrix = cosines(150, 400)
    single = matrix.astype(np.float32)
    exact = revise(EVERY[name], matrix, bank(matrix))
    scale = np.abs(exact).max(axis=1)  # log-probabilities are larger than cosines, and so is their rounding
    lists = np.argsort(-revise(EVERY[name], single, bank(single, 40)), axis=1, kind="stable")[:, :100]
    edge = np.sort(exact, axis=1)[:, -100]
    for row, listed in enumerate(lists):
        must = set(np.flatnonzero(exact[row] > edge[row] + 1e-6 * max(1, scale[row])))
        may = set(np.flatnonzero(exact[row] >= edge[row] - 1e-6 * max(1, scale[row])))
        assert must <= set(listed) <= may


def test_what_uses_one_to_one_says_so() -> None:
    one_to_one = {name for name, reviser in EVERY.items() if Assumption.ONE_TO_ONE in reviser.assumes}
    assert one_to_one == {"sinkhorn", "hungarian"}
    assert [name for name, reviser in EVERY.items() if Assumption.TRANSDUCTIVE not in reviser.assumes] == ["none"]


@pytest.mark.parametrize(("reviser", "weight"), [(DualSoftmax(1e4), 0.5), (InvertedSoftmax(1e4), 1.0)])
def test_at_high_temperature_a_softmax_is_mean_centring(
    reviser: Any, weight: float, cosines: Any, bank: Any, order: Any
) -> None:
    matrix = cosines(200, 300)
    centred = revise(MeanCenter(weight), matrix, bank(matrix))
    assert (order(revise(reviser, matrix, bank(matrix))) == order(centred)).mean() > 0.999
