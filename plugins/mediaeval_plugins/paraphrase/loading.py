"""A checkpoint folder to a model and its tokenizer, checked."""

from __future__ import annotations

import contextlib
import importlib.util
import sys
import warnings
from typing import TYPE_CHECKING, Any, Literal

from mediaeval import PluginError, RunFileError, WeightsError, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import torch

__all__ = ["Precision", "dtype_of", "find_device", "load", "missing_extra", "require_libraries", "target_mark"]

Precision = Literal["fp32", "bf16"]
"""Never fp16: the activations of T5 leave its range."""


def require_libraries() -> None:
    """Look for what generation needs, before anything is fetched for it; imports nothing.

    Raises:
        PluginError: PyTorch or transformers is not installed.
    """
    for library in ("torch", "transformers"):  # transformers imports without torch, and fails later
        if importlib.util.find_spec(library) is None:
            raise missing_extra(library)


def missing_extra(library: str) -> PluginError:
    """The error that says how to install what generation needs."""
    return PluginError(
        f"text generation needs {library}, which is not installed.", hint="Run: pip install 'mediaeval[t5]'"
    )


def load(folder: Path, source: str | None = None) -> tuple[Any, Any]:
    """The model, in the precision of its files, and its tokenizer.

    Args:
        folder: checkpoint folder, whole.
        source: the tokenizer's code of the language that is read, for checkpoints of many languages.

    Raises:
        WeightsError: the folder does not hold a sequence-to-sequence model with its tokenizer.
        RunFileError: the tokenizer does not know the language, or has none to choose.
    """
    import transformers

    try:
        with _bars_on_terminals_only(), warnings.catch_warnings():
            # Marian normalises punctuation where sacremoses is installed; the fingerprint says whether it is.
            warnings.filterwarnings("ignore", message="Recommended: pip install sacremoses")
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
    if source is not None:
        if not hasattr(tokenizer, "src_lang"):
            raise RunFileError(
                f"source = {source!r}: the tokenizer of {folder} reads one language, or is told it by the prompt.",
                hint="Leave source out; a T5 is told by its prefix.",
            )
        target_mark(tokenizer, source, "source")
        tokenizer.src_lang = source
    return model, tokenizer


def target_mark(tokenizer: Any, language: str, option: str = "target") -> int:
    """The token id of a language's code.

    Raises:
        RunFileError: the tokenizer has no such token.
    """
    known = {token: number for token, number in tokenizer.get_vocab().items() if token in _language_codes(tokenizer)}
    if language not in known:
        raise RunFileError(
            f"{option} = {language!r}: is no language code of this checkpoint's tokenizer; "
            f"{did_you_mean(language, known)}",
            hint="NLLB writes deu_Latn, mBART de_DE, M2M100 __de__; a checkpoint of one pair needs no code.",
        )
    return int(known[language])


def _language_codes(tokenizer: Any) -> set[str]:
    """Codes are special tokens, which the marks of padding, start and end are too."""
    marks = {tokenizer.pad_token, tokenizer.bos_token, tokenizer.eos_token, tokenizer.unk_token, tokenizer.mask_token}
    return {str(token) for token in tokenizer.all_special_tokens} - {str(mark) for mark in marks}


def dtype_of(precision: Precision) -> torch.dtype:
    """The PyTorch type of a precision."""
    import torch

    return {"fp32": torch.float32, "bf16": torch.bfloat16}[precision]


def find_device(device: str) -> torch.device:
    """The device of a name; ``auto`` is CUDA where there is one, else the CPU.

    Raises:
        RunFileError: there is no such device here.
    """
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
