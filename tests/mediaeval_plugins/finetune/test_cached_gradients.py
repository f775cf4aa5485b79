"""Whatever is computed at once and whoever computes it, the gradient is that of the whole batch, in float64."""

from __future__ import annotations

import copy
import os
import subprocess
import sys
from pathlib import Path

import pytest

torch = pytest.importorskip("torch")

from mediaeval_plugins.demo.encoder import DemoEncoder  # noqa: E402 - torch first
from mediaeval_plugins.demo.stories import tell  # noqa: E402
from mediaeval_plugins.finetune.cached_gradients import Piece, accumulate  # noqa: E402
from mediaeval_plugins.finetune.distributed import Collective, Processes, Solo, own  # noqa: E402
from mediaeval_plugins.finetune.text_loss import contrastive_loss  # noqa: E402
from mediaeval_plugins.finetune.tower import TextTower  # noqa: E402

COUNT = 12


def tower(encoder: DemoEncoder | None = None) -> TextTower:
    """The demo's text tower, in float64, its temperature trained too."""
    encoder = copy.deepcopy(encoder or DemoEncoder(device="cpu"))
    encoder.loaded()[0].double()
    return TextTower(encoder, train_scale=True)


def titles() -> torch.Tensor:
    return DemoEncoder(device="cpu").tokenizer()([tell("gradients", number).title for number in range(COUNT)])


def images() -> torch.Tensor:
    drawn = torch.randn(COUNT, 64, dtype=torch.float64, generator=torch.Generator().manual_seed(5))
    return torch.nn.functional.normalize(drawn, dim=-1)


def gradient(of: TextTower) -> torch.Tensor:
    return torch.cat([weight.grad.reshape(-1) for weight in of.trained.values()])


def whole_batch() -> tuple[float, torch.Tensor]:
    """The oracle: one forward pass of all titles at full length, one backward pass, nothing shared."""
    from open_clip.loss import ClipLoss

    one = tower()
    model, _ = one._model, one.device
    texts = torch.nn.functional.normalize(model.encode_text(titles()), dim=-1)
    loss = ClipLoss()(images(), texts, model.logit_scale.exp())
    loss.backward()
    return loss.item(), gradient(one)


def ours(collective: Collective, micro: int, *, recompute: bool) -> tuple[float, torch.Tensor]:
    one, tokens = tower(), titles()[own(collective, COUNT)]
    order = torch.arange(len(tokens)).flip(0)
    pieces = [Piece(tokens[at], at) for at in order.split(micro)]
    weights = list(one.weights.values())
    loss = accumulate(one, pieces, images(), one.loss, weights, collective, recompute=recompute)
    return loss, gradient(one)


def assert_exact(found: tuple[float, torch.Tensor], expected: tuple[float, torch.Tensor]) -> None:
    assert found[0] == pytest.approx(expected[0], rel=1e-12)
    error = torch.linalg.vector_norm(found[1] - expected[1]) / torch.linalg.vector_norm(expected[1])
    assert error < 1e-6


@pytest.mark.parametrize("recompute", [False, True])
@pytest.mark.parametrize("micro", [1, 5, COUNT])
def test_any_micro_batch_gives_the_gradient_of_the_whole_batch(micro, recompute):
    expected = whole_batch()
    found = ours(Solo(), micro, recompute=recompute)
    assert_exact(found, expected)
    assert found[1][-1] != 0  # that of the temperature, which is part of it


def test_the_mean_of_micro_batches_losses_is_another_gradient():
    """Why plain accumulation does not exist: were it the same, the tests above would say nothing."""
    one, tokens, rows = tower(), titles(), images()
    for at in torch.arange(COUNT).split(4):
        (contrastive_loss(one(tokens[at]), rows[at], one.log_scale) / 3).backward()
    expected = whole_batch()[1]
    assert torch.linalg.vector_norm(gradient(one) - expected) / torch.linalg.vector_norm(expected) > 0.1


def as_process(rank: int, world: int, meeting: str) -> None:
    """One of several processes; which of them share a batch differs from case to case."""
    import torch.distributed as dist

    torch.set_num_threads(1)
    dist.init_process_group("gloo", f"file://{meeting}", rank=rank, world_size=world)
    expected = whole_batch()
    pair = dist.new_group([0, 1])
    for group, members in ((None, world), (pair, 2)):
        if rank < members:
            collective = Processes(torch.device("cpu"), group)
            for micro, recompute in ((2, True), (COUNT, False)):
                assert_exact(ours(collective, micro, recompute=recompute), expected)
            assert collective.agree(float(rank) + 3) == 3
    # A batch of fewer titles than processes: whose share is empty takes part all the same.
    collective = Processes(torch.device("cpu"))
    one, tokens = tower(), titles()[:2]
    mine = tokens[own(collective, 2)]
    pieces = [Piece(mine, torch.arange(len(mine)))] if len(mine) else []
    accumulate(one, pieces, images()[:2], one.loss, list(one.weights.values()), collective, recompute=False)
    alone = tower()
    everything = [Piece(tokens, torch.arange(2))]
    accumulate(alone, everything, images()[:2], alone.loss, list(alone.weights.values()), Solo(), recompute=False)
    torch.testing.assert_close(gradient(one), gradient(alone), rtol=1e-9, atol=1e-12)
    dist.destroy_process_group()


def test_any_number_of_processes_gives_the_gradient_of_the_whole_batch(tmp_path):
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "GLOO_SOCKET_IFNAME": "lo"}
    program = [sys.executable, Path(__file__)]
    started = [
        subprocess.Popen(
            [*program, str(rank), "3", str(tmp_path / "meeting")],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        for rank in range(3)
    ]
    told = [process.communicate(timeout=300)[0] for process in started]
    assert [process.returncode for process in started] == [0, 0, 0], "\n".join(told)


if __name__ == "__main__":
    as_process(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3])
