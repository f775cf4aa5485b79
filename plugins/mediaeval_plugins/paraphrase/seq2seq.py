"""Text to text: a checkpoint that reads prompts and writes candidates."""

from __future__ import annotations

import contextlib
import importlib
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from mediaeval import PluginError, RunFileError, WeightsError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    import torch

__all__ = ["Candidate", "Decoding", "Precision", "Seq2Seq", "missing_extra", "require_libraries"]

Precision = Literal["fp32", "bf16"]
"""Never fp16: the activations of T5 leave its range."""


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
        seed: when sampling, seeds each batch.
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


@dataclass(frozen=True, slots=True)
class Candidate:
    """One generated text; ``finished`` unless the length limit cut it."""

    text: str
    finished: bool


class Seq2Seq:
    """An encoder-decoder model with its tokenizer.

    Args:
        folder: checkpoint folder, whole.
        precision: of weights and arithmetic.
        device: ``auto`` (CUDA where there is one, else the CPU) or a PyTorch device such as ``cuda:1``.
        batch_size: prompts in one batch.

    Raises:
        PluginError: PyTorch or transformers is not installed.
        RunFileError: there is no such device here.
        WeightsError: the folder does not hold a sequence-to-sequence model with its tokenizer.
    """

    def __init__(
        self, folder: Path, *, precision: Precision = "fp32", device: str = "auto", batch_size: int = 16
    ) -> None:
        require_libraries()
        import transformers

        self.batch_size = batch_size
        self._device = _resolve_device(device)
        model, self._tokenizer = _load(folder)
        self._model: Any = model.to(device=self._device, dtype=_dtype(precision)).eval()
        # A checkpoint may bring generation settings of its own; only the token ids among them may count.
        own = model.generation_config
        self._token_ids = {
            "bos_token_id": own.bos_token_id,
            "decoder_start_token_id": own.decoder_start_token_id,
            "eos_token_id": self._tokenizer.eos_token_id if own.eos_token_id is None else own.eos_token_id,
            "pad_token_id": self._tokenizer.pad_token_id if own.pad_token_id is None else own.pad_token_id,
        }
        model.generation_config = transformers.GenerationConfig(**self._token_ids)

    def count_tokens(self, prompts: Sequence[str]) -> list[int]:
        """Tokens of each prompt before any cut, end mark included."""
        return [len(ids) for ids in self._tokenizer(list(prompts), verbose=False)["input_ids"]] if prompts else []

    def generate(
        self, prompts: Sequence[str], decoding: Decoding, *, label: str = "generating"
    ) -> list[list[Candidate]]:
        """Candidates for each prompt, best first.

        Work runs in fixed batches over the prompts sorted by length and then by text, so that the result depends on
        which prompts are given and not on their order.

        Args:
            prompts: any texts, in any order.
            decoding: how candidates are searched for.
            label: what the progress bar says.

        Returns:
            In the order of ``prompts``, ``decoding.candidates`` candidates each.
        """
        import torch
        import transformers
        from tqdm import tqdm

        lengths = self.count_tokens(prompts)
        # Longest first: a batch that does not fit in memory fails at once, and the time left is never underestimated.
        order = sorted(range(len(prompts)), key=lambda i: (-lengths[i], prompts[i]))
        settings = transformers.GenerationConfig(**_generation_settings(decoding), **self._token_ids)
        found: list[list[Candidate]] = [[] for _ in prompts]
        with tqdm(total=len(prompts), desc=label, unit="title", disable=None) as bar, torch.inference_mode():
            for start in range(0, len(order), self.batch_size):
                rows = order[start : start + self.batch_size]
                with _random_state(decoding, start, self._device):
                    answers = self._generate_batch([prompts[i] for i in rows], decoding, settings)
                for i, answer in zip(rows, answers, strict=True):
                    found[i] = answer
                bar.update(len(rows))
        return found

    def _generate_batch(self, prompts: list[str], decoding: Decoding, settings: Any) -> list[list[Candidate]]:
        batch = self._tokenizer(
            prompts, padding=True, truncation=True, max_length=decoding.max_input_tokens, return_tensors="pt"
        ).to(self._device)
        tokens = self._model.generate(
            input_ids=batch["input_ids"], attention_mask=batch["attention_mask"], generation_config=settings
        )
        texts = self._tokenizer.batch_decode(tokens, skip_special_tokens=True)
        ends = self._token_ids["eos_token_id"]
        ends = ends if isinstance(ends, list) else [ends]
        # The first token is the decoder's start, which in some families is the end mark too.
        finished = [any(end in row for end in ends) for row in tokens[:, 1:].tolist()]
        candidates = [Candidate(text.strip(), end) for text, end in zip(texts, finished, strict=True)]
        k = decoding.candidates
        return [candidates[i * k : (i + 1) * k] for i in range(len(prompts))]


def require_libraries() -> None:
    """Import what generation needs, before anything is fetched for it.

    Raises:
        PluginError: PyTorch or transformers is not installed.
    """
    try:
        importlib.import_module("torch")  # transformers imports without it, and fails later
        importlib.import_module("transformers")
    except ModuleNotFoundError as error:
        raise missing_extra(error.name) from error


def _load(folder: Path) -> tuple[Any, Any]:
    """The model, in the precision of its files, and its tokenizer."""
    import transformers

    try:
        with _bars_on_terminals_only():
            tokenizer = transformers.AutoTokenizer.from_pretrained(folder)
            model, loading = transformers.AutoModelForSeq2SeqLM.from_pretrained(folder, output_loading_info=True)
    except Exception as error:  # a broken file surfaces as almost any exception
        reason = (str(error).strip().splitlines() or [type(error).__name__])[0].rstrip(".")
        raise WeightsError(
            f"{folder}: transformers {transformers.__version__} finds no sequence-to-sequence model there ({reason}).",
            hint="Copy it again whole, or give another with --set augmenter.checkpoint=/path/to/folder.",
        ) from error
    absent = sorted(str(name) for part in ("missing_keys", "mismatched_keys") for name in loading[part])
    if absent:  # transformers would start them at random, and the texts would be noise
        raise WeightsError(
            f"{folder}: {len(absent)} of the model's weights are missing or of another shape, such as {absent[0]!r}.",
            hint="Copy the checkpoint again whole; config.json must belong to the weights.",
        )
    return model, tokenizer


@contextlib.contextmanager
def _bars_on_terminals_only() -> Iterator[None]:
    """Hold back the progress bars of transformers, which fill log files where ours are quiet."""
    from transformers.utils import logging

    shown = logging.is_progress_bar_enabled()
    if not sys.stderr.isatty():
        logging.disable_progress_bar()
    try:
        yield
    finally:
        if shown:
            logging.enable_progress_bar()


def missing_extra(library: str | None) -> PluginError:
    """The error that says how to install what generation needs."""
    return PluginError(
        f"paraphrasing needs {library}, which is not installed.", hint="Run: pip install 'mediaeval[t5]'"
    )


def _generation_settings(decoding: Decoding) -> dict[str, Any]:
    settings: dict[str, Any] = {
        "max_new_tokens": decoding.max_new_tokens,
        "num_return_sequences": decoding.candidates,
        "no_repeat_ngram_size": decoding.no_repeat_ngram_size,
        "repetition_penalty": decoding.repetition_penalty,
        "do_sample": decoding.sample,
        "num_beams": 1 if decoding.sample else decoding.beams,
    }
    if decoding.sample:
        settings |= {"temperature": decoding.temperature, "top_k": decoding.top_k, "top_p": decoding.top_p}
    return settings


def _dtype(precision: Precision) -> torch.dtype:
    import torch

    return {"fp32": torch.float32, "bf16": torch.bfloat16}[precision]


def _resolve_device(device: str) -> torch.device:
    import torch

    if device == "auto":
        return torch.device("cuda" if torch.cuda.is_available() else "cpu")
    try:
        return torch.empty(0, device=device).device
    except (RuntimeError, AssertionError) as error:  # AssertionError: PyTorch built without CUDA
        reason = str(error).splitlines()[0].rstrip(".")
        raise RunFileError(
            f"device {device!r} cannot be used here ({reason}).", hint="Use device = 'auto', 'cpu' or 'cuda'."
        ) from error


@contextlib.contextmanager
def _random_state(decoding: Decoding, start: int, device: torch.device) -> Iterator[None]:
    """The random state of one batch, which leaves the process's own as it was; nothing to do for beams."""
    import torch

    if not decoding.sample:
        yield
        return
    with torch.random.fork_rng(devices=[device] if device.type == "cuda" else []):
        torch.manual_seed(decoding.seed + start)
        yield
