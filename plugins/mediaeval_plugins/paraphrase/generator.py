"""Candidates for texts, generated once and kept: a checkpoint, its settings and the store of what it wrote."""

from __future__ import annotations

from dataclasses import dataclass, field
from importlib.metadata import version
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from mediaeval import File
from mediaeval_plugins.paraphrase.checkpoints import digest_checkpoint, fetch_checkpoint, find_checkpoint
from mediaeval_plugins.paraphrase.decoding import Candidate, Decoding
from mediaeval_plugins.paraphrase.loading import Precision, require_libraries
from mediaeval_plugins.paraphrase.seq2seq import Seq2Seq
from mediaeval_plugins.paraphrase.store import TextStore

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

__all__ = ["Generated", "Generator"]


@dataclass(frozen=True, slots=True)
class Generated:
    """What a checkpoint makes of a text.

    Args:
        tokens: of the prompt before any cut, end mark included.
        candidates: best first.
    """

    tokens: int
    candidates: list[Candidate]


@dataclass
class Generator:
    """One checkpoint with one way of asking it; loaded when a text is asked for that was never generated.

    The batch size and the device are no part of what decides a text. In fp32 they change none, but for ties at the
    last bits; in bf16 a near tie may fall otherwise, and what was stored first stays.

    Args:
        what: what it does, in one word, for messages and the progress bar, such as ``paraphrasing``.
        checkpoint: name on the hub, or folder of a local copy.
        revision: branch, tag or commit on the hub; None for ``main``.
        prefix: what stands before the text in the prompt.
        decoding: how candidates are searched for.
        precision: of weights and arithmetic.
        device: ``auto`` or a PyTorch device.
        batch_size: texts in one batch.
        source: code of the language that is read, for checkpoints of many languages.
        target: code of the language that is written.
        known: names of checkpoints to suggest for one that does not exist.
    """

    what: str
    checkpoint: str
    revision: str | None
    prefix: str
    decoding: Decoding
    precision: Precision
    device: str
    batch_size: int
    source: str | None = None
    target: str | None = None
    known: tuple[str, ...] = ()
    _model: Seq2Seq | None = field(default=None, init=False, repr=False)
    _fingerprint: dict[str, Any] | None = field(default=None, init=False, repr=False)

    def generate(self, texts: Iterable[str]) -> dict[str, Generated]:
        """The candidates of each distinct text.

        Each batch is stored when it is done, so that a killed process loses one batch, and no text is generated twice.

        Raises:
            WeightsError: the checkpoint is not here and cannot be had, or is broken.
            PluginError: PyTorch or transformers is not installed.
            RunFileError: the device or a language cannot be used.
            OutputError: the store cannot be written.
        """
        distinct = sorted(set(texts))
        if not distinct:
            return {}
        store = TextStore(self.fingerprint())
        found = store.read(distinct)
        missing = [text for text in distinct if text not in found]
        if missing:
            prompts = [self.prefix + text for text in missing]
            for batch in self._loaded().stream(prompts, self.decoding, label=self.what):
                store.write(
                    [
                        (missing[number], {"tokens": tokens, "candidates": [[c.text, c.finished] for c in candidates]})
                        for number, tokens, candidates in batch
                    ]
                )
            found |= store.read(missing)  # what another process stored first stands
        return {
            text: Generated(found[text]["tokens"], [Candidate(*one) for one in found[text]["candidates"]])
            for text in distinct
        }

    def requirements(self) -> list[File]:
        """The checkpoint's folder, if it is on this machine."""
        what = f"{self.what} checkpoint {self.checkpoint}" + (f" at {self.revision}" if self.revision else "")
        hint = "downloaded at first use; or give a local copy with --set augmenter.checkpoint=/path/to/folder"
        return [File(what, find_checkpoint(self.checkpoint, self.revision), hint)]

    def fingerprint(self) -> Mapping[str, Any]:
        """All that decides the candidates of a text, as JSON values; loads no model.

        The digest of the checkpoint's content stands for its name and revision, so a checkpoint that is not on this
        machine yet is fetched. Of the libraries, the minor version counts, whose arithmetic its patches keep.

        Raises:
            WeightsError: the checkpoint is not here and cannot be had.
            PluginError: PyTorch or transformers is not installed.
        """
        if self._fingerprint is None:
            folder = self._folder()
            versions = {name: _minor(name) for name in ("torch", "transformers")}
            if (folder / "source.spm").is_file():  # a Marian, whose tokenizer normalises by it where it is there
                versions["sacremoses"] = _minor("sacremoses") if find_spec("sacremoses") else "not installed"
            languages = {"source": self.source, "target": self.target}
            self._fingerprint = {
                "weights": digest_checkpoint(folder),
                "prefix": self.prefix,
                **self.decoding.fingerprint(),
                **{option: code for option, code in languages.items() if code is not None},
                "precision": self.precision,
                "versions": versions,
            }
        return self._fingerprint

    def _loaded(self) -> Seq2Seq:
        if self._model is None:
            self._model = Seq2Seq(
                self._folder(),
                precision=self.precision,
                device=self.device,
                batch_size=self.batch_size,
                source=self.source,
                target=self.target,
            )
        return self._model

    def _folder(self) -> Path:
        require_libraries()
        return fetch_checkpoint(self.checkpoint, self.revision, known=self.known)


def _minor(library: str) -> str:
    return ".".join(version(library).split(".")[:2])
