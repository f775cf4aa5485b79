"""How each public paraphrase checkpoint wants to be asked.

The published recipes end the prompt in ``" </s>"`` where they date from a time when T5 tokenizers did not; they do
now, and a second end mark is left out here. They also use diverse (group) beam search, which transformers 5 moved out
to remote code; plain beams stand in for it, with a mild repetition penalty in place of the 10.0 that only made sense
beside a diversity penalty.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

__all__ = ["DEFAULT", "PRESETS", "Preset", "preset_for"]


@dataclass(frozen=True, slots=True)
class Preset:
    """Prompt and decoding settings of one checkpoint.

    Args:
        prefix: what stands before the title in the prompt.
        beams: width of the beam search.
        max_new_tokens: length limit of a paraphrase.
        no_repeat_ngram_size: no sequence of this many tokens occurs twice in a paraphrase; 0 for no limit.
        repetition_penalty: divides the score of tokens that were written already; 1.0 for none.
        top_k: when sampling, draw from this many most probable tokens.
        top_p: when sampling, draw from the most probable tokens that hold this much probability.
        temperature: when sampling, divides the logits.
    """

    prefix: str = "paraphrase: "
    beams: int = 5
    max_new_tokens: int = 64
    no_repeat_ngram_size: int = 2
    repetition_penalty: float = 1.2
    top_k: int = 50
    top_p: float = 0.95
    temperature: float = 1.0


DEFAULT: Final = Preset()
"""For a checkpoint that is not in the table."""

PRESETS: Final[dict[str, Preset]] = {
    # https://huggingface.co/humarin/chatgpt_paraphraser_on_T5_base
    "humarin/chatgpt_paraphraser_on_T5_base": Preset(temperature=0.7),
    # https://huggingface.co/Vamsi/T5_Paraphrase_Paws: trained on PAWS, often near-copies
    "Vamsi/T5_Paraphrase_Paws": Preset(no_repeat_ngram_size=0, repetition_penalty=1.0, top_k=120),
    # https://huggingface.co/prithivida/parrot_paraphraser_on_T5: drops case and punctuation
    "prithivida/parrot_paraphraser_on_T5": Preset(max_new_tokens=32, no_repeat_ngram_size=0, repetition_penalty=1.0),
    # https://huggingface.co/ramsrigouthamg/t5-large-paraphraser-diverse-high-quality
    "ramsrigouthamg/t5-large-paraphraser-diverse-high-quality": Preset(no_repeat_ngram_size=0, repetition_penalty=1.0),
    # https://huggingface.co/sharad/ParaphraseGPT: the first of these trained further, on bare sentences
    "sharad/ParaphraseGPT": Preset(prefix="", beams=3),
}


def preset_for(checkpoint: str) -> Preset:
    """The settings of a checkpoint, known by its name or by the last part of the folder that holds a copy of it."""
    if checkpoint in PRESETS:
        return PRESETS[checkpoint]
    folder = Path(checkpoint).name
    return next((preset for name, preset in PRESETS.items() if name.split("/")[1] == folder), DEFAULT)
