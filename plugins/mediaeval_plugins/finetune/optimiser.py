"""Adam and AdamW over the weights of a text tower."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    import torch

    from mediaeval_plugins.finetune.file import OptimiserTable

__all__ = ["gradient_norm", "make_optimiser"]


def make_optimiser(table: OptimiserTable, weights: Mapping[str, torch.nn.Parameter]) -> torch.optim.Optimizer:
    """The optimiser of a file.

    AdamW decays matrices alone: gains, biases and the temperature, which have fewer than two axes, are left alone, as
    open_clip's own training does.

    Args:
        table: its options.
        weights: by name.
    """
    import torch

    options = {"lr": table.lr, "betas": table.betas, "eps": table.eps}
    if table.algorithm == "adam":
        return torch.optim.Adam(list(weights.values()), **options)  # type: ignore[arg-type] # torch types them apart
    small = [weight for weight in weights.values() if weight.ndim < 2]  # noqa: PLR2004 - a matrix has two axes
    large = [weight for weight in weights.values() if weight.ndim >= 2]  # noqa: PLR2004 - as above
    groups = [{"params": large, "weight_decay": table.weight_decay}, {"params": small, "weight_decay": 0.0}]
    return torch.optim.AdamW([group for group in groups if group["params"]], **options)  # type: ignore[arg-type] # as above


def gradient_norm(weights: Mapping[str, torch.nn.Parameter], longest: float | None) -> float:
    """The length of the whole gradient, which is scaled down to ``longest`` where it is longer."""
    import torch

    gradients = [weight.grad for weight in weights.values() if weight.grad is not None]
    norm = torch.linalg.vector_norm(torch.stack([torch.linalg.vector_norm(gradient) for gradient in gradients]))
    if longest is not None and norm > longest:
        for gradient in gradients:
            gradient.mul_(longest / norm)
    return float(norm)
