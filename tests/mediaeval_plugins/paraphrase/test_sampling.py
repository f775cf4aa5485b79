"""The noise is uniform, and its own for every row."""

from __future__ import annotations

import pytest
import torch

from mediaeval_plugins.paraphrase.sampling import GumbelNoise, _uniform, row_keys


def test_keys_differ_by_prompt_number_and_seed():
    keys = row_keys(["a", "b"], 3, 0)
    assert len({*keys, *row_keys(["a", "b"], 3, 1)}) == 12
    assert row_keys(["b"], 3, 0) == keys[3:]
    assert row_keys(["a"], 2, 0) == keys[:2]


def test_numbers_are_uniform_and_never_at_the_ends():
    like = torch.zeros(64, 5000)
    numbers = _uniform(row_keys([str(n) for n in range(64)], 1, 0), 3, like)
    assert numbers.dtype == torch.float32
    assert numbers.min() > 0
    assert numbers.max() < 1
    counts = torch.histc(numbers, 20, 0, 1)
    assert counts.sum() == like.numel()
    expected = like.numel() / 20
    assert float(((counts - expected) ** 2 / expected).sum()) < 43.8  # chi square, 19 degrees of freedom, p = 0.001
    shifted = _uniform(row_keys([str(n) for n in range(64)], 1, 0), 4, like)
    for other in (shifted, numbers.roll(1, 0), numbers.roll(1, 1)):
        assert abs(float(torch.corrcoef(torch.stack([numbers.flatten(), other.flatten()]))[0, 1])) < 0.01


def test_greedy_choice_under_the_noise_draws_from_the_softmax():
    probabilities = torch.tensor([0.5, 0.3, 0.15, 0.05, 0.0])
    rows = 20_000
    noise = GumbelNoise(row_keys([str(n) for n in range(rows)], 1, 7))
    chosen = noise(torch.zeros(rows, 4), probabilities.log().expand(rows, -1)).argmax(dim=1)
    shares = torch.bincount(chosen, minlength=5) / rows
    assert shares[-1] == 0
    assert torch.allclose(shares, probabilities, atol=4 * 0.5 / rows**0.5)


@pytest.mark.parametrize("rows", [1, 3])
def test_a_row_does_not_see_the_batch(rows):
    keys, scores = row_keys(["a", "b", "c"], 1, 0), torch.zeros(3, 10)
    whole = GumbelNoise(keys)(torch.zeros(3, 2), scores)
    part = GumbelNoise(keys[:rows])(torch.zeros(rows, 2), scores[:rows])
    assert torch.equal(whole[:rows], part)
