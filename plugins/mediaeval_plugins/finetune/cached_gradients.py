"""The exact gradient of a whole batch's loss, whatever passes the tower at once and however many processes share it.

The loss needs all rows ``Z`` of a batch together, because each title has all pictures to choose from, but its gradient
falls apart: for a tower ``f`` with weights ``w`` and micro-batches ``m``,

    dL/dw = sum_m  (dL/dZ_m) (dZ_m/dw),        Z_m = f(w; titles of m)

so that it is enough to have all of ``Z`` once without a graph, the gradient of the loss by ``Z``, which is small, and
then one micro-batch's graph at a time. Nothing is approximated. Plain accumulation, the mean of the losses of
micro-batches, is another objective with fewer negatives, and does not exist here.

Source: Gao et al., Scaling Deep Contrastive Learning Batch Size under Memory Limited Setup (GradCache), 2021.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mediaeval_plugins.finetune.distributed import own

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import torch

    from mediaeval_plugins.finetune.distributed import Collective

__all__ = ["Piece", "accumulate"]


@dataclass(frozen=True)
class Piece:
    """A micro-batch.

    Args:
        tokens: ``(m, length)``.
        at: ``(m,)``: the places of its titles among this process's own.
    """

    tokens: torch.Tensor
    at: torch.Tensor


def accumulate(
    forward: Callable[[torch.Tensor], torch.Tensor],
    pieces: Sequence[Piece],
    images: torch.Tensor,
    loss_of: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    weights: Sequence[torch.Tensor],
    collective: Collective,
    *,
    recompute: bool,
) -> float:
    """Add the gradient of the whole batch's loss to ``weights``; the same on every process.

    Args:
        forward: the tower: tokens to ``(m, d)`` rows, the same at every call.
        pieces: of this process's own share of the batch.
        images: ``(N, d)``: the pictures of the whole batch, each in its title's place.
        loss_of: ``(N, d)`` rows of titles and ``images`` to a scalar; the gradient of what else it depends on is left
            where backward puts it, whole on every process.
        weights: what ``forward`` depends on.
        collective: the processes that share the batch.
        recompute: hold no graph but one piece's, and compute every piece twice.

    Returns:
        The loss.
    """
    import torch

    for weight in weights:
        if weight.grad is None:  # every process sums the same tensors, also one whose share of a batch is empty
            weight.grad = torch.zeros_like(weight)
    mine = own(collective, len(images))
    local = torch.empty(mine.stop - mine.start, images.shape[1], dtype=weights[0].dtype, device=weights[0].device)
    kept: list[torch.Tensor] = []
    for piece in pieces:
        with torch.set_grad_enabled(not recompute):
            rows = forward(piece.tokens)
        local[piece.at] = rows.detach()
        if not recompute:
            kept.append(rows)
    whole = collective.gather(local, len(images)).requires_grad_()
    loss = loss_of(whole, images)
    loss.backward()  # type: ignore[no-untyped-call] # torch leaves it untyped
    assert whole.grad is not None  # noqa: S101 - the loss depends on every row
    gradient = whole.grad[mine]
    for number, piece in enumerate(pieces):
        rows = forward(piece.tokens) if recompute else kept[number]
        rows.backward(gradient[piece.at])  # type: ignore[no-untyped-call] # as above
    collective.sum_(weight.grad for weight in weights if weight.grad is not None)
    return float(loss.detach())
