"""Translations, from any sequence-to-sequence checkpoint: Marian, NLLB, mBART, M2M100 or T5."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Final

from annotated_types import Ge

from mediaeval import File
from mediaeval_plugins.paraphrase.decoding import Decoding
from mediaeval_plugins.paraphrase.filters import FILTERS
from mediaeval_plugins.paraphrase.generator import Generator
from mediaeval_plugins.paraphrase.loading import Precision
from mediaeval_plugins.paraphrase.report import count
from mediaeval_plugins.paraphrase.selection import select

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["Translate"]

_RULES: Final = 1
"""Version of the filters and of the rule that picks among candidates; raised when either changes a result."""

# Lengths and names are no measure across languages and scripts; numbers are.
_FILTERS: Final = {name: FILTERS[name] for name in ("empty", "identical", "prompt_echo", "repetition", "lost_number")}


class Translate:
    """The title and a translation of it.

    The title stays the first view; averaging over views then weighs both languages alike. Where the translation shall
    stand alone, choose a translated text of the edition with ``[text] fields``.

    Which way a checkpoint is told the languages differs: a Marian checkpoint of one pair needs nothing; NLLB, mBART and
    M2M100 need ``source`` and ``target``; a T5 a ``prefix`` such as ``"translate German to English: "``, and a Marian
    checkpoint into several languages one such as ``">>eng<< "``. A translation that is the title again, is cut, repeats
    itself or loses a number is refused, and the next one in beam order taken; where none is left, the title stands
    alone.

    Args:
        checkpoint: name on the hub, or folder of a local copy.
        revision: branch, tag or commit on the hub; None for ``main``.
        source: the tokenizer's code of the titles' language, such as ``deu_Latn``; None where it has none.
        target: the code of the language to write.
        prefix: what stands before the title in the prompt.
        beams: width of the beam search, and number of translations to choose from.
        max_input_tokens: a longer prompt is cut; cut titles are counted.
        max_new_tokens: length limit of a translation; one that has not ended by then is refused.
        precision: of weights and arithmetic. In bf16 the batch size may decide between near ties.
        device: ``auto`` (CUDA where there is one, else the CPU) or a PyTorch device such as ``cuda:1``.
        batch_size: titles in one batch.
    """

    def __init__(
        self,
        *,
        checkpoint: str = "Helsinki-NLP/opus-mt-de-en",
        revision: str | None = None,
        source: str | None = None,
        target: str | None = None,
        prefix: str = "",
        beams: Annotated[int, Ge(1)] = 4,
        max_input_tokens: Annotated[int, Ge(1)] = 256,
        max_new_tokens: Annotated[int, Ge(1)] = 128,
        precision: Precision = "fp32",
        device: str = "auto",
        batch_size: Annotated[int, Ge(1)] = 16,
    ) -> None:
        self.batch_size = batch_size
        self.generator = Generator(
            what="translation",
            checkpoint=checkpoint,
            revision=revision,
            prefix=prefix,
            decoding=Decoding(
                beams=beams,
                candidates=beams,
                max_input_tokens=max_input_tokens,
                max_new_tokens=max_new_tokens,
            ),
            precision=precision,
            device=device,
            batch_size=batch_size,
            source=source,
            target=target,
        )
        self._report: dict[str, int] = {}

    def augment(self, ids: Sequence[str], titles: Sequence[str]) -> list[list[str]]:  # noqa: ARG002 - the role's call
        """Each title, followed by its translation where there is one.

        Raises:
            WeightsError: the checkpoint is not here and cannot be had, or is broken.
            PluginError: PyTorch or transformers is not installed.
            RunFileError: the device or a language cannot be used.
            OutputError: what was generated cannot be stored.
        """
        generated = self.generator.generate(title for title in titles if title.strip())
        candidates = {title: one.candidates for title, one in generated.items()}
        kept, outcomes = select(candidates, views=1, prefix=self.generator.prefix, filters=_FILTERS)
        self._report = count(titles, kept, generated, outcomes, self.generator.decoding.max_input_tokens)
        return [[title, *kept.get(title, ())] for title in titles]

    def report(self) -> dict[str, int]:
        """What the last call did, as :func:`mediaeval_plugins.paraphrase.report.count` says; empty before the first."""
        return dict(self._report)

    def requirements(self) -> list[File]:
        """The checkpoint's folder, if it is on this machine."""
        return self.generator.requirements()

    def fingerprint(self) -> Mapping[str, Any]:
        """All that decides the translation of a title, as JSON values; loads no model.

        Raises:
            WeightsError: the checkpoint is not here and cannot be had.
            PluginError: PyTorch or transformers is not installed.
        """
        return {"augmenter": "translate", **self.generator.fingerprint(), "rules": _RULES}
