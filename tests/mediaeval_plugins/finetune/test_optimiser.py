from __future__ import annotations

import pytest

torch = pytest.importorskip("torch")

from mediaeval_plugins.finetune.file import OptimiserTable  # noqa: E402 - torch first
from mediaeval_plugins.finetune.optimiser import gradient_norm, make_optimiser  # noqa: E402


def weights():
    torch.manual_seed(0)
    made = {name: torch.nn.Parameter(torch.randn(shape)) for name, shape in (("m", (4, 3)), ("v", (5,)), ("s", ()))}
    for weight in made.values():
        weight.grad = torch.randn_like(weight)
    return made


def test_the_default_is_the_papers_adam():
    optimiser = make_optimiser(OptimiserTable(), weights())
    assert type(optimiser) is torch.optim.Adam
    (group,) = optimiser.param_groups
    assert (group["lr"], group["betas"], group["eps"], group["weight_decay"]) == (3e-7, (0.9, 0.999), 1e-8, 0)


def test_adamw_decays_matrices_alone():
    optimiser = make_optimiser(OptimiserTable(algorithm="adamw", weight_decay=0.2), weights())
    assert type(optimiser) is torch.optim.AdamW
    assert [(g["weight_decay"], [p.ndim for p in g["params"]]) for g in optimiser.param_groups] == [
        (0.2, [2]),
        (0.0, [1, 0]),
    ]


@pytest.mark.parametrize("longest", [None, 0.5, 1e6])
def test_the_gradient_is_measured_and_cut_as_torch_does(longest):
    ours, theirs = weights(), weights()
    norm = gradient_norm(ours, longest)
    expected = torch.nn.utils.clip_grad_norm_(theirs.values(), longest or float("inf"))
    assert norm == pytest.approx(expected.item(), rel=1e-6)
    for name in ours:
        torch.testing.assert_close(ours[name].grad, theirs[name].grad)
