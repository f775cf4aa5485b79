from __future__ import annotations

import numpy as np
import pytest
from scipy.special import logsumexp, softmax
from scipy.stats import rankdata

import mediaeval.scoring.scores
import mediaeval.scoring.similarity
from mediaeval.errors import RunFileError
from mediaeval.roles import Assumption, Domain
from mediaeval.scoring.scores import Scorer, assumptions, check_domains
from mediaeval_plugins.fusion.mean_pool import MeanPool
from mediaeval_plugins.fusion.rrf import ReciprocalRankFusion
from mediaeval_plugins.hubness.csls import CSLS
from mediaeval_plugins.hubness.dual_softmax import DualSoftmax
from mediaeval_plugins.hubness.hungarian import Hungarian
from mediaeval_plugins.hubness.none import NoRevision
from mediaeval_plugins.hubness.sinkhorn import Sinkhorn

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
    monkeypatch.setattr(mediaeval.scoring.similarity, "STRIP_BYTES", strip_bytes)
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


def external(titles: int = 40) -> np.ndarray:
    rng = np.random.default_rng(9)
    return unit(rng.standard_normal((titles, 24))).astype(np.float32)


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("bank", ["external", "test+external"])
def test_each_order_on_another_bank(order: str, bank: str) -> None:
    """The column's term comes from the bank's rows, the rest of the product from the article's own."""
    texts, images = data()
    views = [text.astype(np.float64) @ images.T.astype(np.float64) for text in texts]
    titles = external().astype(np.float64) @ images.T.astype(np.float64)
    temperature = 0.05

    def column(test: list[np.ndarray]) -> np.ndarray:
        rows = [*(test if bank == "test+external" else []), titles]
        return logsumexp(np.concatenate(rows) / temperature, axis=0)

    def revised(z: np.ndarray, term: np.ndarray) -> np.ndarray:
        return 2 * z / temperature - logsumexp(z / temperature, axis=1, keepdims=True) - term

    pooled = np.mean(views, axis=0)
    single = unit(texts.astype(np.float64).mean(axis=0)) @ images.T.astype(np.float64)
    own = [revised(z, column([z])) for z in views]
    shared = [revised(z, column(views)) for z in views]
    expected = {
        "A": lambda: revised(pooled, column([pooled])),
        "B": lambda: logsumexp(own, axis=0) - np.log(2),
        "B-geo": lambda: np.mean(own, axis=0),
        "C": lambda: logsumexp(shared, axis=0) - np.log(2),
        "C-geo": lambda: np.mean(shared, axis=0),
        "D": lambda: revised(single, column([single])),
    }[order]()
    scorer = Scorer(texts, images, DualSoftmax(temperature), MeanPool(), order, bank, external())
    assert scorer.exact(slice(0, 60), np.ones(70, dtype=bool)) == pytest.approx(expected, abs=1e-5)


def test_a_bank_apart_is_not_transductive() -> None:
    texts, images = data()
    scorers = [Scorer(texts[:, rows], images, CSLS(), MeanPool(), "B", "external", external()) for rows in HALVES]
    whole = Scorer(texts, images, CSLS(), MeanPool(), "B", "external", external())
    halves = np.concatenate([scorer.strip(slice(0, 30)) for scorer in scorers])
    assert whole.strip(slice(0, 60)) == pytest.approx(halves, abs=1e-6)
    assert assumptions(CSLS(), "external") == ()
    assert assumptions(CSLS(), "test+external") == (Assumption.TRANSDUCTIVE,)
    assert assumptions(Sinkhorn(), "external") == (Assumption.ONE_TO_ONE,)
    assert assumptions(NoRevision(), "test") == ()


HALVES = (slice(0, 30), slice(30, 60))


@pytest.mark.parametrize("order", ["A", "B", "D"])
def test_a_dense_reviser_gets_all_articles_at_once(order: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mediaeval.scoring.similarity, "STRIP_BYTES", 8 * 2 * 70 * 11)
    texts, images = data()
    scorer = Scorer(texts, images, Hungarian(), MeanPool(), order)
    assert list(scorer.slices()) == [slice(0, 60)]
    single, double = scorer.strip(slice(0, 60)), scorer.exact(slice(0, 60), np.zeros(70, dtype=bool))
    assert (single.argmax(axis=1) == double.argmax(axis=1)).all()
    if order != "B":
        assert len(set(double.argmax(axis=1))) == 60


def test_a_dense_reviser_is_refused_where_it_has_no_meaning(monkeypatch: pytest.MonkeyPatch) -> None:
    texts, images = data()
    with pytest.raises(RunFileError, match=r"\[scoring\] order 'C' stacks views"):
        Scorer(texts, images, Hungarian(), MeanPool(), "C")
    with pytest.raises(RunFileError, match=r"\[scoring\] bank 'external' has no meaning for Hungarian"):
        Scorer(texts, images, Hungarian(), MeanPool(), "B", "external", external())
    monkeypatch.setattr(mediaeval.scoring.scores, "DENSE_BYTES", 8 * 2 * 60 * 70 - 1)
    with pytest.raises(RunFileError, match="Hungarian needs the scores of all articles at once") as error:
        Scorer(texts, images, Hungarian(), MeanPool(), "B")
    assert "sinkhorn" in str(error.value)
    Scorer(texts[:1], images, Hungarian(), MeanPool(), "B")


def test_ranks_are_made_of_exact_rows() -> None:
    """A rank rests on every column, so none may keep its float32 value."""
    texts, images = data()
    scorer = Scorer(texts, images, NoRevision(), ReciprocalRankFusion(), "B")
    cosines = [text.astype(np.float64) @ images.T.astype(np.float64) for text in texts]
    expected = sum(1 / (60 + rankdata(-z, axis=1)) for z in cosines)
    assert scorer.exact(slice(0, 60), np.zeros(70, dtype=bool)) == pytest.approx(expected, abs=1e-15)
