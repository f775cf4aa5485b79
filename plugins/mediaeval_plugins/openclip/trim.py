"""Titles are short: the text tower reads a batch to the end of its longest title, where that changes nothing.

CLIP's text tower is causal and is read at the end mark, so that no padding behind it can reach the result; a Hugging
Face tower is told by a mask which tokens are padding. Any other tower reads the full context length.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import torch

__all__ = ["encode_text", "is_trimmed"]


def encode_text(model: Any, tokens: torch.Tensor) -> torch.Tensor:
    """``(n, context length)`` token ids to ``(n, embed_dim)``: what ``model.encode_text`` gives, up to rounding."""
    from open_clip.hf_model import HFTextEncoder

    tower = getattr(model, "text", model)
    if isinstance(tower, HFTextEncoder):
        used = (tokens != tower.config.pad_token_id).any(dim=0).nonzero()
        length = int(used.max()) + 1 if len(used) else 1
        tokens = tokens[:, :length]
    elif _is_causal(tower):
        return _causal(tower, tokens)
    features: torch.Tensor = model.encode_text(tokens)
    return features


def is_trimmed(model: Any) -> bool:
    """Whether padding is left out for this model."""
    from open_clip.hf_model import HFTextEncoder

    tower = getattr(model, "text", model)
    return isinstance(tower, HFTextEncoder) or _is_causal(tower)


def _is_causal(tower: Any) -> bool:
    """Whether no token sees a later one, and the result is read at a mark that the title itself carries."""
    import torch
    from open_clip.model import CLIP
    from open_clip.transformer import TextTransformer

    if not isinstance(tower, CLIP | TextTransformer):
        return False
    if getattr(tower, "cls_emb", None) is not None or getattr(tower, "use_pad_mask", False):
        return False
    mask = tower.attn_mask
    if mask is None or _pooling(tower)[0] not in {"argmax", "eos"}:
        return False
    causal = torch.full_like(mask, float("-inf")).triu(1)
    return bool(torch.equal(mask, causal))


def _pooling(tower: Any) -> tuple[str, int | None]:
    if hasattr(tower, "text_pool_type"):  # a whole CLIP, which holds the parts of its text tower itself
        return tower.text_pool_type, getattr(tower, "text_eos_id", None)
    return tower.pool_type, getattr(tower, "eos_id", None)


def _causal(tower: Any, tokens: torch.Tensor) -> torch.Tensor:
    """``open_clip.CLIP.encode_text`` on the columns up to the last end mark."""
    import torch

    kind, mark = _pooling(tower)
    end = (tokens if kind == "argmax" else torch.eq(tokens, mark or 0).int()).argmax(dim=-1)
    length = int(end.max()) + 1
    dtype = tower.transformer.get_cast_dtype()
    x = tower.token_embedding(tokens[:, :length]).to(dtype) + tower.positional_embedding[:length].to(dtype)
    x = tower.ln_final(tower.transformer(x, attn_mask=tower.attn_mask[:length, :length]))
    x = x[torch.arange(len(x), device=x.device), end]
    projection = tower.text_projection
    if projection is not None:
        x = projection(x) if isinstance(projection, torch.nn.Linear) else x @ projection
    features: torch.Tensor = x
    return features
