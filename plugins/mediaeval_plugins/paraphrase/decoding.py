"""How candidates are searched for, and what a candidate is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

__all__ = ["Candidate", "Decoding"]


@dataclass(frozen=True, slots=True)
class Decoding:
    """How candidates are searched for.

    Args:
        beams: width of the beam search; not used when sampling.
        candidates: texts for each prompt, at most ``beams`` unless sampling.
        max_input_tokens: a longer prompt is cut.
        max_new_tokens: a candidate that has not ended by then is marked as unfinished.
        no_repeat_ngram_size: no sequence of this many tokens occurs twice in a candidate; 0 for no limit.
        repetition_penalty: divides the score of tokens that were written already; 1.0 for none.
        sample: draw tokens rather than search for the most probable text.
        temperature: when sampling, divides the logits.
        top_k: when sampling, draw from this many most probable tokens.
        top_p: when sampling, draw from the most probable tokens that hold this much probability.
        seed: when sampling, decides the draws of every prompt, whatever stands beside it.
    """

    beams: int = 5
    candidates: int = 5
    max_input_tokens: int = 128
    max_new_tokens: int = 64
    no_repeat_ngram_size: int = 0
    repetition_penalty: float = 1.0
    sample: bool = False
    temperature: float = 1.0
    top_k: int = 50
    top_p: float = 1.0
    seed: int = 0

    def fingerprint(self) -> dict[str, Any]:
        """All of it that decides a text: of beams and of chance, only the one that is used."""
        by_beams = {"beams": self.beams}
        by_chance = {name: getattr(self, name) for name in ("seed", "temperature", "top_k", "top_p")}
        return {
            "candidates": self.candidates,
            "max_input_tokens": self.max_input_tokens,
            "max_new_tokens": self.max_new_tokens,
            "no_repeat_ngram_size": self.no_repeat_ngram_size,
            "repetition_penalty": self.repetition_penalty,
            "sample": self.sample,
            **(by_chance if self.sample else by_beams),
        }


@dataclass(frozen=True, slots=True)
class Candidate:
    """One generated text; ``finished`` unless the length limit cut it."""

    text: str
    finished: bool
