"""Paraphrases from a T5, or from any other sequence-to-sequence checkpoint that paraphrases."""

from __future__ import annotations

from collections import Counter
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Annotated, Any

from annotated_types import Ge, Gt

from mediaeval import File, RunFileError
from mediaeval_plugins.paraphrase.checkpoints import digest_checkpoint, fetch_checkpoint, find_checkpoint
from mediaeval_plugins.paraphrase.presets import PRESETS, preset_for
from mediaeval_plugins.paraphrase.selection import select
from mediaeval_plugins.paraphrase.seq2seq import Decoding, Precision, Seq2Seq, missing_extra, require_libraries

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

__all__ = ["T5Paraphrase"]

_RULES = 1
"""Version of the filters and of the rule that picks among candidates; raised when either changes a result."""


class T5Paraphrase:
    """The title and up to ``views`` paraphrases of it.

    Each distinct title is generated for once. Of its candidates, the first in beam order that pass every filter of
    :mod:`mediaeval_plugins.paraphrase.filters` are kept; where none passes the article keeps its title alone, so that
    averaging over views falls back on the original. Options left at None take the value that suits the checkpoint
    (:mod:`mediaeval_plugins.paraphrase.presets`).

    Args:
        checkpoint: name on the hub, or folder of a local copy.
        revision: branch, tag or commit on the hub; None for ``main``.
        prefix: what stands before the title in the prompt.
        beams: width of the beam search.
        candidates: texts generated for each title, from which views are picked; None for as many as beams.
        views: paraphrases kept for each title, at most.
        max_input_tokens: a longer prompt is cut; cut titles are counted.
        max_new_tokens: length limit of a paraphrase; one that has not ended by then is refused.
        no_repeat_ngram_size: no sequence of this many tokens occurs twice in a paraphrase; 0 for no limit.
        repetition_penalty: divides the score of tokens that were written already; 1.0 for none.
        sample: draw paraphrases at random rather than search for the most probable ones. The draw depends on the seed,
            the batch size and the set of titles.
        seed: of the draw.
        precision: of weights and arithmetic. In bf16 the batch size may change a paraphrase.
        device: ``auto`` (CUDA where there is one, else the CPU) or a PyTorch device such as ``cuda:1``.
        batch_size: titles in one batch.

    Raises:
        RunFileError: more views than candidates, or more candidates than beams.
    """

    def __init__(
        self,
        *,
        checkpoint: str = "humarin/chatgpt_paraphraser_on_T5_base",
        revision: str | None = None,
        prefix: str | None = None,
        beams: Annotated[int, Ge(1)] | None = None,
        candidates: Annotated[int, Ge(1)] | None = None,
        views: Annotated[int, Ge(1)] = 1,
        max_input_tokens: Annotated[int, Ge(1)] = 128,
        max_new_tokens: Annotated[int, Ge(1)] | None = None,
        no_repeat_ngram_size: Annotated[int, Ge(0)] | None = None,
        repetition_penalty: Annotated[float, Gt(0)] | None = None,
        sample: bool = False,
        seed: Annotated[int, Ge(0)] = 0,
        precision: Precision = "fp32",
        device: str = "auto",
        batch_size: Annotated[int, Ge(1)] = 16,
    ) -> None:
        preset = preset_for(checkpoint)
        self.checkpoint = checkpoint
        self.revision = revision
        self.prefix = preset.prefix if prefix is None else prefix
        self.views = views
        self.precision: Precision = precision
        self.device = device
        self.batch_size = batch_size
        beams = preset.beams if beams is None else beams
        self.decoding = Decoding(
            beams=beams,
            candidates=beams if candidates is None else candidates,
            max_input_tokens=max_input_tokens,
            max_new_tokens=preset.max_new_tokens if max_new_tokens is None else max_new_tokens,
            no_repeat_ngram_size=preset.no_repeat_ngram_size if no_repeat_ngram_size is None else no_repeat_ngram_size,
            repetition_penalty=preset.repetition_penalty if repetition_penalty is None else repetition_penalty,
            sample=sample,
            temperature=preset.temperature,
            top_k=preset.top_k,
            top_p=preset.top_p,
            seed=seed,
        )
        if not sample and self.decoding.candidates > beams:
            raise RunFileError(
                f"t5-paraphrase: candidates = {self.decoding.candidates} exceeds beams = {beams}.",
                hint="A beam search ends with as many texts as it has beams; raise beams, or set sample = true.",
            )
        if views > self.decoding.candidates:
            raise RunFileError(
                f"t5-paraphrase: views = {views} exceeds candidates = {self.decoding.candidates}.",
                hint="Views are picked among candidates; raise candidates, and beams with them.",
            )
        self._model: Seq2Seq | None = None
        self._digest: str | None = None
        self._report: dict[str, int] = {}

    def augment(self, ids: Sequence[str], titles: Sequence[str]) -> list[list[str]]:  # noqa: ARG002 - the role's call
        """Each title, followed by the paraphrases kept for it: none, one, or up to ``views``.

        Raises:
            WeightsError: the checkpoint is not here and cannot be had, or is broken.
            PluginError: PyTorch or transformers is not installed.
            RunFileError: the device cannot be used.
        """
        distinct = sorted({title for title in titles if title.strip()})
        prompts = [self.prefix + title for title in distinct]
        counts: Counter[str] = Counter()
        kept: dict[str, list[str]] = {}
        if distinct:
            model = self._loaded()
            counts["titles_cut"] = sum(n > self.decoding.max_input_tokens for n in model.count_tokens(prompts))
            generated = model.generate(prompts, self.decoding, label="paraphrasing")
            for title, candidates in zip(distinct, generated, strict=True):
                kept[title], outcomes = select(title, candidates, prefix=self.prefix, views=self.views)
                counts += outcomes
        self._report = {
            "articles": len(titles),
            "articles_kept": sum(bool(kept.get(title)) for title in titles),
            "articles_fallback": sum(not kept.get(title) for title in titles),
            "articles_without_title": sum(not title.strip() for title in titles),
            "titles": len(distinct),
            "titles_cut": counts.pop("titles_cut", 0),
            "candidates": counts.total(),
            **dict(sorted(counts.items())),
        }
        return [[title, *kept.get(title, ())] for title in titles]

    def report(self) -> dict[str, int]:
        """What the last call of :meth:`augment` did; empty before the first.

        ``articles`` is ``articles_kept`` (with a paraphrase) plus ``articles_fallback`` (the title alone; those without
        a title among them). ``titles`` counts distinct titles, ``titles_cut`` those over ``max_input_tokens``.
        ``candidates`` is the sum of ``used``, ``spare`` and every ``rejected_…``.
        """
        return dict(self._report)

    def requirements(self) -> list[File]:
        """The checkpoint's folder, if it is on this machine."""
        what = f"paraphrase checkpoint {self.checkpoint}" + (f" at {self.revision}" if self.revision else "")
        hint = "downloaded at first use; or give a local copy with --set augmenter.checkpoint=/path/to/folder"
        return [File(what, find_checkpoint(self.checkpoint, self.revision), hint)]

    def fingerprint(self) -> Mapping[str, Any]:
        """All that decides the paraphrases of a set of titles, as JSON values; loads no model.

        The content of the checkpoint is part of it, so one that is not on this machine yet is fetched.

        Raises:
            WeightsError: the checkpoint is not here and cannot be had.
            PluginError: PyTorch or transformers is not installed.
        """
        if self._digest is None:
            self._digest = digest_checkpoint(self._folder())
        try:
            versions = {name: version(name) for name in ("torch", "transformers")}
        except PackageNotFoundError as error:
            raise missing_extra(error.name) from error
        decoding = self.decoding
        by_beams = {"beams": decoding.beams}
        by_chance = {name: getattr(decoding, name) for name in ("seed", "temperature", "top_k", "top_p")}
        return {
            "augmenter": "t5-paraphrase",
            "revision": self.revision,
            "weights": self._digest,
            "prefix": self.prefix,
            "candidates": decoding.candidates,
            "views": self.views,
            "max_input_tokens": decoding.max_input_tokens,
            "max_new_tokens": decoding.max_new_tokens,
            "no_repeat_ngram_size": decoding.no_repeat_ngram_size,
            "repetition_penalty": decoding.repetition_penalty,
            "sample": decoding.sample,
            **(by_chance if decoding.sample else by_beams),
            "precision": self.precision,
            "batch_size": self.batch_size,
            "rules": _RULES,
            "versions": versions,
        }

    def _loaded(self) -> Seq2Seq:
        if self._model is None:
            require_libraries()
            self._model = Seq2Seq(self._folder(), precision=self.precision, device=self.device, batch_size=self.batch_size)
        return self._model

    def _folder(self) -> Path:
        return fetch_checkpoint(self.checkpoint, self.revision, known=tuple(PRESETS))
