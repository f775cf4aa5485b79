"""Text to text: a checkpoint that reads prompts and writes candidates."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from mediaeval import RunFileError
from mediaeval_plugins.paraphrase.decoding import Candidate, Decoding
from mediaeval_plugins.paraphrase.loading import (
    Precision,
    dtype_of,
    find_device,
    load,
    require_libraries,
    target_mark,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

__all__ = ["Answer", "Seq2Seq"]


class Answer(NamedTuple):
    """What became of one prompt.

    Args:
        number: its place among the prompts.
        tokens: its length before any cut, end mark included.
        candidates: best first.
    """

    number: int
    tokens: int
    candidates: list[Candidate]


class Seq2Seq:
    """An encoder-decoder model with its tokenizer.

    Args:
        folder: checkpoint folder, whole.
        precision: of weights and arithmetic.
        device: ``auto`` (CUDA where there is one, else the CPU) or a PyTorch device such as ``cuda:1``.
        batch_size: prompts in one batch.
        source: the tokenizer's code of the language that is read, for checkpoints of many languages.
        target: the code of the language that is written; every candidate begins with its token.

    Raises:
        PluginError: PyTorch or transformers is not installed.
        RunFileError: there is no such device here, or the tokenizer does not know a language.
        WeightsError: the folder does not hold a sequence-to-sequence model with its tokenizer.
    """

    def __init__(
        self,
        folder: Path,
        *,
        precision: Precision = "fp32",
        device: str = "auto",
        batch_size: int = 16,
        source: str | None = None,
        target: str | None = None,
    ) -> None:
        require_libraries()
        import transformers

        self.batch_size = batch_size
        self._device = find_device(device)
        model, self._tokenizer = load(folder, source)
        self._model: Any = model.to(device=self._device, dtype=dtype_of(precision)).eval()
        # A checkpoint may bring generation settings of its own; only the tokens among them may count: those that
        # begin and end a text, and those that must never be written, such as the padding of Marian.
        own = model.generation_config
        self._token_ids = {
            "bos_token_id": own.bos_token_id,
            "decoder_start_token_id": own.decoder_start_token_id,
            "eos_token_id": self._tokenizer.eos_token_id if own.eos_token_id is None else own.eos_token_id,
            "pad_token_id": self._tokenizer.pad_token_id if own.pad_token_id is None else own.pad_token_id,
            "bad_words_ids": own.bad_words_ids,
            "forced_bos_token_id": None if target is None else target_mark(self._tokenizer, target),
        }
        model.generation_config = transformers.GenerationConfig(**self._token_ids)

    def count_tokens(self, prompts: Sequence[str]) -> list[int]:
        """Tokens of each prompt before any cut, end mark included."""
        return [len(ids) for ids in self._tokenizer(list(prompts), verbose=False)["input_ids"]] if prompts else []

    def generate(self, prompts: Sequence[str], decoding: Decoding) -> list[list[Candidate]]:
        """``decoding.candidates`` candidates for each prompt, best first, in the order of the prompts."""
        found: list[list[Candidate]] = [[] for _ in prompts]
        for batch in self.stream(prompts, decoding):
            for answer in batch:
                found[answer.number] = answer.candidates
        return found

    def stream(
        self, prompts: Sequence[str], decoding: Decoding, *, label: str = "generating"
    ) -> Iterator[list[Answer]]:
        """The answers to all prompts, batch by batch as they are generated.

        Work runs in fixed batches over the prompts sorted by length and then by text, so that the result depends on
        which prompts are given and not on their order.

        Args:
            prompts: any texts, in any order.
            decoding: how candidates are searched for.
            label: what the progress bar says.

        Raises:
            RunFileError: the checkpoint has fewer positions than ``decoding`` asks for.
        """
        import torch
        from tqdm import tqdm

        self._refuse_too_long(decoding)
        lengths = self.count_tokens(prompts)
        # Longest first: a batch that does not fit in memory fails at once, and the time left is never underestimated.
        order = sorted(range(len(prompts)), key=lambda i: (-lengths[i], prompts[i]))
        with tqdm(total=len(prompts), desc=label, unit="title", disable=None, leave=False) as bar:
            for start in range(0, len(order), self.batch_size):
                rows = order[start : start + self.batch_size]
                with torch.inference_mode():
                    found = self._generate_batch([prompts[i] for i in rows], decoding)
                yield [Answer(i, lengths[i], candidates) for i, candidates in zip(rows, found, strict=True)]
                bar.update(len(rows))

    def _refuse_too_long(self, decoding: Decoding) -> None:
        """A T5 reads any length; other families have a table of positions, and fail deep inside beyond its end."""
        most = getattr(self._model.config, "max_position_embeddings", None)
        for option in ("max_input_tokens", "max_new_tokens"):
            if most is not None and getattr(decoding, option) > most:
                raise RunFileError(
                    f"{option} = {getattr(decoding, option)}: this checkpoint has {most} positions.",
                    hint=f"Set augmenter.{option} = {most} or less.",
                )

    def _generate_batch(self, prompts: list[str], decoding: Decoding) -> list[list[Candidate]]:
        batch = self._tokenizer(
            prompts, padding=True, truncation=True, max_length=decoding.max_input_tokens, return_tensors="pt"
        ).to(self._device)
        inputs = {"input_ids": batch["input_ids"], "attention_mask": batch["attention_mask"]}
        tokens = self._sample(prompts, inputs, decoding) if decoding.sample else self._search(inputs, decoding)
        texts = self._tokenizer.batch_decode(tokens, skip_special_tokens=True)
        ends = self._token_ids["eos_token_id"]
        ends = ends if isinstance(ends, list) else [ends]
        # The first token is the decoder's start, which in some families is the end mark too.
        finished = [any(end in row for end in ends) for row in tokens[:, 1:].tolist()]
        candidates = [Candidate(text.strip(), end) for text, end in zip(texts, finished, strict=True)]
        k = decoding.candidates
        return [candidates[i * k : (i + 1) * k] for i in range(len(prompts))]

    def _search(self, inputs: dict[str, Any], decoding: Decoding) -> Any:
        """The most probable texts, by beams."""
        return self._model.generate(
            **inputs,
            generation_config=self._settings(decoding, num_beams=decoding.beams, returned=decoding.candidates),
        )

    def _sample(self, prompts: list[str], inputs: dict[str, Any], decoding: Decoding) -> Any:
        """Texts drawn at random: greedy search under noise that each prompt and candidate has for itself."""
        from transformers import LogitsProcessorList, TemperatureLogitsWarper, TopKLogitsWarper, TopPLogitsWarper

        from mediaeval_plugins.paraphrase.sampling import GumbelNoise, row_keys

        encoded = self._model.get_encoder()(**inputs, return_dict=True)
        encoded.last_hidden_state = encoded.last_hidden_state.repeat_interleave(decoding.candidates, dim=0)
        warpers = [
            *([TemperatureLogitsWarper(decoding.temperature)] if decoding.temperature != 1.0 else []),
            *([TopKLogitsWarper(decoding.top_k)] if decoding.top_k else []),
            *([TopPLogitsWarper(decoding.top_p)] if decoding.top_p < 1.0 else []),
            GumbelNoise(row_keys(prompts, decoding.candidates, decoding.seed)),
        ]
        return self._model.generate(
            encoder_outputs=encoded,
            attention_mask=inputs["attention_mask"].repeat_interleave(decoding.candidates, dim=0),
            generation_config=self._settings(decoding, num_beams=1, returned=1),
            logits_processor=LogitsProcessorList(warpers),
        )

    def _settings(self, decoding: Decoding, *, num_beams: int, returned: int) -> Any:
        import transformers

        return transformers.GenerationConfig(
            max_new_tokens=decoding.max_new_tokens,
            no_repeat_ngram_size=decoding.no_repeat_ngram_size,
            repetition_penalty=decoding.repetition_penalty,
            do_sample=False,
            num_beams=num_beams,
            num_return_sequences=returned,
            **self._token_ids,
        )
