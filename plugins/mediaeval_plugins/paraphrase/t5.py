"""Paraphrases from a T5, or from any other sequence-to-sequence checkpoint that paraphrases."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal

from annotated_types import Ge, Gt, Le

from mediaeval import File, PluginError, RunFileError
from mediaeval_plugins.paraphrase.decoding import Decoding
from mediaeval_plugins.paraphrase.filters import FILTERS
from mediaeval_plugins.paraphrase.generator import Generator
from mediaeval_plugins.paraphrase.loading import Precision
from mediaeval_plugins.paraphrase.presets import PRESETS, preset_for
from mediaeval_plugins.paraphrase.report import count
from mediaeval_plugins.paraphrase.selection import select

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from mediaeval.roles import TextCosines
    from mediaeval_plugins.paraphrase.selection import Near

__all__ = ["T5Paraphrase"]

_RULES = 2
"""Version of the filters and of the rule that picks among candidates; raised when either changes a result."""

FilterName = Literal[
    "empty",
    "identical",
    "too_short",
    "prompt_echo",
    "repetition",
    "length_ratio",
    "lost_number",
    "lost_name",
]


class T5Paraphrase:
    """The title and up to ``views`` paraphrases of it.

    Each distinct title is generated for once, and never again while the cache folder holds what was written. Of its
    candidates, the first in beam order that pass every filter of :mod:`mediaeval_plugins.paraphrase.filters` are kept;
    where none passes the article keeps its title alone, so that averaging over views falls back on the original.
    Options left at None take the value that suits the checkpoint (:mod:`mediaeval_plugins.paraphrase.presets`).

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
        sample: draw paraphrases at random rather than search for the most probable ones.
        seed: of the draw, which depends on it and on the title alone.
        skip_filters: filters that are not asked, such as ``lost_name`` where every noun has a capital.
        min_cosine: drift gate: a paraphrase whose cosine with its title, by the run's own text encoder, is lower is
            refused, and the next candidate is tried; None for no gate.
        precision: of weights and arithmetic. In bf16 the batch size may decide between near ties.
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
        skip_filters: list[FilterName] | None = None,
        min_cosine: Annotated[float, Ge(-1), Le(1)] | None = None,
        precision: Precision = "fp32",
        device: str = "auto",
        batch_size: Annotated[int, Ge(1)] = 16,
    ) -> None:
        preset = preset_for(checkpoint)
        self.views = views
        self.min_cosine = min_cosine
        self.filters = {name: test for name, test in FILTERS.items() if name not in (skip_filters or ())}
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
        self.batch_size = batch_size
        self.generator = Generator(
            what="paraphrase",
            checkpoint=checkpoint,
            revision=revision,
            prefix=preset.prefix if prefix is None else prefix,
            decoding=self.decoding,
            precision=precision,
            device=device,
            batch_size=batch_size,
            known=tuple(PRESETS),
        )
        self._report: dict[str, int] = {}

    @property
    def compares(self) -> bool:
        """Whether there is a drift gate."""
        return self.min_cosine is not None

    def augment(self, ids: Sequence[str], titles: Sequence[str]) -> list[list[str]]:  # noqa: ARG002 - the role's call
        """Each title, followed by the paraphrases kept for it: none, one, or up to ``views``.

        Raises:
            WeightsError: the checkpoint is not here and cannot be had, or is broken.
            PluginError: PyTorch or transformers is not installed, or there is a drift gate and no encoder for it.
            RunFileError: the device cannot be used.
            OutputError: what was generated cannot be stored.
        """
        if self.compares:
            raise PluginError("t5-paraphrase: min_cosine needs the text encoder of a run, and there is none here.")
        return self._augment(titles)

    def augment_compared(
        self,
        ids: Sequence[str],  # noqa: ARG002 - the role's call
        titles: Sequence[str],
        cosines: TextCosines,
    ) -> list[list[str]]:
        """As :meth:`augment`, with the drift gate."""
        least = -1.0 if self.min_cosine is None else self.min_cosine
        return self._augment(titles, lambda pairs: [bool(cosine >= least) for cosine in cosines(pairs)])

    def _augment(self, titles: Sequence[str], near: Near | None = None) -> list[list[str]]:
        generated = self.generator.generate(title for title in titles if title.strip())
        kept, outcomes = select(
            {title: one.candidates for title, one in generated.items()},
            views=self.views,
            prefix=self.generator.prefix,
            filters=self.filters,
            near=near,
        )
        self._report = count(titles, kept, generated, outcomes, self.decoding.max_input_tokens)
        return [[title, *kept.get(title, ())] for title in titles]

    def report(self) -> dict[str, int]:
        """What the last call did, as :func:`mediaeval_plugins.paraphrase.report.count` says; empty before the first."""
        return dict(self._report)

    def requirements(self) -> list[File]:
        """The checkpoint's folder, if it is on this machine."""
        return self.generator.requirements()

    def fingerprint(self) -> Mapping[str, Any]:
        """All that decides the paraphrases of a title, as JSON values; loads no model.

        Raises:
            WeightsError: the checkpoint is not here and cannot be had.
            PluginError: PyTorch or transformers is not installed.
        """
        return {
            "augmenter": "t5-paraphrase",
            **self.generator.fingerprint(),
            "views": self.views,
            "filters": list(self.filters),
            "min_cosine": self.min_cosine,
            "rules": _RULES,
        }
