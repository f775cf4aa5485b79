from __future__ import annotations

import math

import pytest

torch = pytest.importorskip("torch")

from mediaeval_plugins.finetune.text_loss import LARGEST_LOG_SCALE, contrastive_loss  # noqa: E402 - torch first


def rows(seed, count=24, width=16):
    generator = torch.Generator().manual_seed(seed)
    drawn = torch.randn(count, width, dtype=torch.float64, generator=generator)
    return torch.nn.functional.normalize(drawn, dim=-1)


def test_it_is_open_clips_own_loss():
    from open_clip.loss import ClipLoss

    texts, images, log_scale = rows(0).requires_grad_(), rows(1), torch.tensor(2.5, dtype=torch.float64)
    ours = contrastive_loss(texts, images, log_scale)
    (gradient,) = torch.autograd.grad(ours, texts)
    theirs = ClipLoss()(images, texts, log_scale.exp())
    (expected,) = torch.autograd.grad(theirs, texts)
    assert ours.item() == pytest.approx(theirs.item(), rel=1e-12)
    torch.testing.assert_close(gradient, expected, rtol=1e-10, atol=1e-14)


def test_titles_that_say_nothing_cost_the_logarithm_of_the_batch():
    same = rows(0, 1).expand(32, -1)
    assert float(contrastive_loss(same, rows(1, 32), torch.tensor(0.0))) == pytest.approx(math.log(32), abs=0.3)
    assert float(contrastive_loss(same, same, torch.tensor(4.0))) == pytest.approx(math.log(32), rel=1e-9)


def test_the_largest_scale_is_clips():
    assert math.exp(LARGEST_LOG_SCALE) == pytest.approx(100)
