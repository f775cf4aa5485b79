"""The symmetric contrastive loss of CLIP, on unit rows."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import torch

__all__ = ["LARGEST_LOG_SCALE", "contrastive_loss"]

LARGEST_LOG_SCALE: Final = math.log(100)
"""CLIP never lets the scale grow beyond 100 (Radford et al. 2021, section 2.5)."""


def contrastive_loss(texts: torch.Tensor, images: torch.Tensor, log_scale: torch.Tensor) -> torch.Tensor:
    """The mean of two cross-entropies: of each title among all pictures, and of each picture among all titles.

    With ``s = exp(log_scale)`` and ``z_ij = s <t_i, x_j>``:

        loss = -1/(2N) sum_i [ log softmax_j(z_i.)_i + log softmax_j(z_.i)_i ]

    Args:
        texts: ``(N, d)`` unit rows.
        images: ``(N, d)`` unit rows; row ``i`` belongs to title ``i``.
        log_scale: scalar.

    Source: Radford et al., Learning Transferable Visual Models From Natural Language Supervision, ICML 2021, figure 3.
    """
    import torch
    from torch.nn import functional

    scores = log_scale.exp() * texts @ images.to(texts.dtype).T
    own = torch.arange(len(scores), device=scores.device)
    return (functional.cross_entropy(scores, own) + functional.cross_entropy(scores.T, own)) / 2
