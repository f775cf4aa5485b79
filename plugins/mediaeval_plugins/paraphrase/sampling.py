"""Drawing tokens at random so that a text depends on its prompt and the seed alone, not on the batch around it.

A random number generator that runs through a batch gives a title other words in every company. Here the noise of a
token is a hash of the seed, the prompt, the number of the candidate, the position and the token. By the Gumbel-max
trick (Gumbel 1954; Maddison et al. 2014, https://arxiv.org/abs/1411.0030), the most probable token after adding Gumbel
noise to the logits is an exact draw from their softmax, so that greedy search with this noise is sampling.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import torch

__all__ = ["GumbelNoise", "row_keys"]

# splitmix64 (Steele, Lea and Flood 2014, https://doi.org/10.1145/2660193.2660195), as signed 64-bit integers.
_GOLDEN: Final = 0x9E3779B97F4A7C15 - (1 << 64)
_MIX: Final = ((30, 0xBF58476D1CE4E5B9 - (1 << 64)), (27, 0x94D049BB133111EB - (1 << 64)))
_FRACTION_BITS: Final = 23  # with half a unit added, still exact in float32, and never 0 or 1


def row_keys(prompts: list[str], candidates: int, seed: int) -> list[int]:
    """A 64-bit key for each candidate of each prompt, prompt by prompt."""
    return [
        int.from_bytes(hashlib.sha256(f"{seed}\0{number}\0{prompt}".encode()).digest()[:8], signed=True)
        for prompt in prompts
        for number in range(candidates)
    ]


class GumbelNoise:
    """A logits processor of transformers that adds Gumbel noise; the last one, before greedy search.

    Args:
        keys: a 64-bit key for each row of the batch.
    """

    def __init__(self, keys: list[int]) -> None:
        self._keys = keys

    def __call__(self, input_ids: torch.Tensor, scores: torch.Tensor) -> torch.Tensor:
        """``(rows, length)`` tokens so far and ``(rows, vocabulary)`` logits to noisy logits."""
        uniform = _uniform(self._keys, input_ids.shape[1], scores)
        return scores - (-uniform.log()).log()


def _uniform(keys: list[int], position: int, like: torch.Tensor) -> torch.Tensor:
    """``(rows, vocabulary)`` numbers strictly between 0 and 1, float32."""
    import torch

    rows = torch.tensor(keys, dtype=torch.int64, device=like.device)
    tokens = torch.arange(like.shape[1], dtype=torch.int64, device=like.device)
    # Multiplied as tensors, whose integers wrap around at 64 bits.
    state = _mixed(rows + torch.full_like(rows, position) * _GOLDEN)[:, None] + (tokens + 1) * _GOLDEN
    return (_shifted(_mixed(state), 64 - _FRACTION_BITS).to(torch.float32) + 0.5) * 2.0**-_FRACTION_BITS


def _mixed(state: torch.Tensor) -> torch.Tensor:
    for bits, factor in _MIX:
        state = (state ^ _shifted(state, bits)) * factor
    return state ^ _shifted(state, 31)


def _shifted(state: torch.Tensor, bits: int) -> torch.Tensor:
    """A shift to the right that fills with zeros, where PyTorch's fills with the sign."""
    return (state >> bits) & ((1 << (64 - bits)) - 1)
