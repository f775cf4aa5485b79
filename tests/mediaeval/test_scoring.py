from __future__ import annotations

import numpy as np
import pytest
from scipy.special import softmax

import mediaeval.similarity
from mediaeval.errors import RunFileError
from mediaeval.roles import Domain
from mediaeval.scoring import Scorer, check_domains
from mediaeval_plugins.fusion.mean_pool import MeanPool
from mediaeval_plugins.hubness.dual_softmax import DualSoftmax
from mediaeval_plugins.hubness.none import NoRevision

ORDERS = ("A", "B", "B-geo", "C", "C-geo", "D")


def unit(rows: np.ndarray) -> np.ndarray:
    return rows / np.linalg.norm(rows, axis=-1, keepdims=True)


def data(articles: int = 60, images: int = 70, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    pictures = unit(rng.standard_normal((images, 24)))
    texts = unit(pictures[rng.integers(0, images, articles)] + 0.6 * unit(rng.standard_normal((2, articles, 24))))
    return texts.astype(np.float32), pictures.astype(np.float32)


def dual(cosines: np.ndarray, temperature: float) -> np.ndarray:
    """The paper's product, by scipy."""
    return softmax(cosines / temperature, axis=0) * softmax(cosines / temperature, axis=1)


def oracle(texts: np.ndarray, images: np.ndarray, order: str, temperature: float) -> np.ndarray:
    """Every order as its definition reads, in float64 products."""
    texts, images = texts.astype(np.float64), images.astype(np.float64)
    views = [text @ images.T for text in texts]
    stacked = np.split(dual(np.concatenate(views), temperature), len(views))
    each = [dual(view, temperature) for view in views]
    pooled_text = unit(texts.mean(axis=0)) @ images.T
    return {
        "A": lambda: np.log(dual(np.mean(views, axis=0), temperature)),
        "B": lambda: np.log(np.mean(each, axis=0)),
        "B-geo": lambda: np.mean(np.log(each), axis=0),
        "C": lambda: np.log(np.mean(stacked, axis=0)),
        "C-geo": lambda: np.mean(np.log(stacked), axis=0),
        "D": lambda: np.log(dual(pooled_text, temperature)),
    }[order]()


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("temperature", [1.0, 0.05])
@pytest.mark.parametrize("strip_bytes", [2**28, 8 * 2 * 70 * 11])
def test_each_order_is_its_definition(
    order: str, temperature: float, strip_bytes: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mediaeval.similarity, "STRIP_BYTES", strip_bytes)
    texts, images = data()
    scorer = Scorer(texts, images, DualSoftmax(temperature), MeanPool(), order)
    wanted = np.ones(len(images), dtype=bool)
    single = np.concatenate([scorer.strip(rows) for rows in scorer.slices()])
    double = np.concatenate([scorer.exact(rows, wanted) for rows in scorer.slices()])
    expected = oracle(texts, images, order, temperature)
    assert single.dtype == np.float32
    assert double.dtype == np.float64
    assert single == pytest.approx(expected, abs=2e-5)
    assert double == pytest.approx(expected, abs=1e-5)


def test_orders_a_and_b_agree_at_temperature_one() -> None:
    texts, images = data()
    first, second = (
        np.argmax(Scorer(texts, images, DualSoftmax(), MeanPool(), order).strip(slice(0, 60)), axis=1)
        for order in ("A", "B")
    )
    assert (first == second).mean() > 0.97


def test_without_revision_every_pooling_order_is_the_mean_cosine() -> None:
    texts, images = data()
    expected = np.mean([text @ images.T for text in texts.astype(np.float64)], axis=0)
    for order in ("A", "B", "B-geo", "C", "C-geo"):
        scorer = Scorer(texts, images, NoRevision(), MeanPool(), order)
        assert scorer.strip(slice(0, 60)) == pytest.approx(expected, abs=1e-6)


def test_domains_are_checked_before_anything_is_encoded() -> None:
    class RanksOnly(MeanPool):
        accepts = (Domain.RANK,)

    assert check_domains(DualSoftmax(), MeanPool(), "B") is Domain.LOG_PROBABILITY
    assert check_domains(NoRevision(), MeanPool(), "B") is Domain.COSINE
    with pytest.raises(RunFileError, match=r"\[aggregator\] RanksOnly does not accept log-probability scores"):
        check_domains(DualSoftmax(), RanksOnly(), "B")
    with pytest.raises(RunFileError, match=r"does not accept cosine scores, which order 'A' gives it"):
        check_domains(DualSoftmax(), RanksOnly(), "A")
