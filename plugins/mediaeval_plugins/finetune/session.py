"""A fine-tuning from its file to its folder: everything read and refused first, then pictures, then steps."""

from __future__ import annotations

import copy
import datetime as dt
import json
import shutil
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from mediaeval import DataError, Part, PluginError, RunFileError, atomic_path, text_cleaner
from mediaeval_plugins.finetune.checkpoint import differences
from mediaeval_plugins.finetune.distributed import join
from mediaeval_plugins.finetune.export import CONFIG, export, withdraw
from mediaeval_plugins.finetune.manifest import Manifest, read_manifest
from mediaeval_plugins.finetune.metrics_log import read_log
from mediaeval_plugins.finetune.model_card import model_card
from mediaeval_plugins.finetune.once import image_table, title_table
from mediaeval_plugins.finetune.pairs import Pairs, make_pairs
from mediaeval_plugins.finetune.tower import TextTower
from mediaeval_plugins.finetune.trainer import STATE, Materials, Trainer, nominal_steps
from mediaeval_plugins.finetune.validation import compare, open_trial
from mediaeval_plugins.openclip.encoder import OpenClipEncoder
from mediaeval_plugins.openclip.trim import is_trimmed

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from mediaeval import Embedding, Trial
    from mediaeval_plugins.finetune.checkpoint import Checkpoint
    from mediaeval_plugins.finetune.distributed import Collective
    from mediaeval_plugins.finetune.file import FineTuneFile

__all__ = ["RECORD", "Session", "open_session"]

RECORD: Final = "training.json"
_WORK: Final = "training"
# What says how fast a training goes, where its files lie and how much is told of it, but decides no weight.
_BESIDE: Final = {"training": ("micro_batch", "recompute"), "corpus": ("manifest", "paraphrases")}
_NO_MATTER: Final = ("checkpoint", "log", "output")


@dataclass(frozen=True)
class Session:
    """A training that has been read and found possible. Made by :func:`open_session`.

    Args:
        file: how.
        embedding: the encoder and the store.
        manifest: the corpus.
        pairs: what is trained on.
        trial: what is measured on; None where nothing is.
        decides: all that decides the weights, as JSON values.
    """

    file: FineTuneFile
    embedding: Embedding
    manifest: Manifest
    pairs: Pairs
    trial: Trial | None
    decides: dict[str, Any]

    @property
    def encoder(self) -> OpenClipEncoder:
        """The model that is fine-tuned."""
        assert isinstance(self.embedding.encoder, OpenClipEncoder)  # noqa: S101 - open_session refuses others
        return self.embedding.encoder

    @property
    def work(self) -> Path:
        """Where the state and the curves are."""
        return self.file.folder / _WORK

    def describe(self) -> list[str]:
        """What would be done, in lines."""
        table, report = self.file.training, self.pairs.report
        lines = [
            f"fine-tuning {self.embedding.part.found.record.name}  ({self.file.path})",
            *([f"  {self.file.description}"] if self.file.description else []),
            (
                f"  corpus {self.manifest.path}: {report['rows']:,} rows, {report['images']:,} pictures, "
                f"{report['titles']:,} titles"
            ),
        ]
        if report["empty_titles"]:
            lines.append(f"  {report['empty_titles']:,} rows have no title and are left out")
        if "paraphrases" in report:
            counts = report["paraphrases"]["counts"]
            lines.append(f"  paraphrases: {counts['joined']:,} titles have one, {counts['missing']:,} have none")
        lines.append(
            f"  {report['pairs']:,} pairs, batches of {min(table.batch, len(self.pairs)):,}, {table.epochs} epoch(s): "
            f"{nominal_steps(self.file, len(self.pairs)):,} steps of {self.file.optimiser.algorithm}, "
            f"learning rate {self.file.optimiser.lr:g}"
        )
        lines.append(
            "  nothing is measured"
            if self.trial is None
            else f"  measured on {self.trial.name}: {self.trial.articles:,} titles, {self.trial.images:,} pictures"
        )
        lines.append(f"  writes {self.file.folder}")
        return lines

    def is_done(self, *, force: bool) -> bool:
        """Whether the folder holds what this training would write.

        Args:
            force: take back what another training left.

        Raises:
            RunFileError: the folder holds something else.
        """
        folder = self.file.folder
        if force:
            withdraw(folder)
            shutil.rmtree(self.work, ignore_errors=True)
            return False
        if not (folder / CONFIG).exists():
            return False
        try:
            found = json.loads((folder / RECORD).read_text(encoding="utf-8"))["decides"]
        except (OSError, ValueError, KeyError, TypeError):
            differing = ["everything"]
        else:
            differing = differences(self.decides, found)
        if differing:
            raise RunFileError(
                f"{folder}: holds another checkpoint, which differs in {', '.join(differing[:4])}.",
                hint="Give another folder with --set output.folder=FOLDER, or replace it: --force.",
            )
        return True

    def run(self, say: Callable[[str], None]) -> None:
        """Encode what the store lacks, train, and write the folder.

        Raises:
            MediaevalError: pictures cannot be read, the training diverges, or the folder cannot be written.
        """
        from mediaeval_plugins.openclip.encoder import device_of

        collective = join(device_of(self.encoder.device))
        try:
            self._run(collective, say if collective.rank == 0 else lambda _: None)
        finally:
            collective.leave()

    def _run(self, collective: Collective, say: Callable[[str], None]) -> None:
        pictures = self.pairs.images
        done = self.embedding.fill_images(pictures, pictures.digests, Part(collective.rank, collective.world))
        say(f"pictures: {done.encoded:,} of {done.items:,} encoded, the others were stored")
        collective.wait()
        self.work.mkdir(parents=True, exist_ok=True)
        first = collective.rank == 0
        if first:
            image_table(self.work, self.embedding, pictures, make=True)
            title_table(self.work, self.encoder, self.pairs.texts, make=True)
        collective.wait()
        images = image_table(self.work, self.embedding, pictures, make=False)
        titles = title_table(self.work, self.encoder, self.pairs.texts, make=False)
        table = self.file.training
        tower = TextTower(self.encoder, precision=table.precision, train_scale=table.logit_scale == "trained")
        model, _ = self.encoder.loaded()
        width = None if is_trimmed(model) else self.encoder.context_length
        materials = Materials(tower, self.pairs, images, titles, width, self._keys, self.trial)
        trainer = Trainer(self.file, materials, collective, self.work, self.decides, say)
        state = trainer.train()
        if first:
            export(self.file.folder, tower, self.encoder)
            record = self._record(state, titles.cut(self.encoder.context_length), tower, collective.world)
            self._write(record)
            say(f"{self.file.folder}: written. Use it:\n  {record['use']}")
            for path in (*self.work.glob("*.npy"), self.work / STATE):
                path.unlink(missing_ok=True)
        collective.wait()

    def _keys(self, batch: NDArray[np.int64]) -> list[str]:
        """The manifest's keys of some pairs; that of a paraphrase says so."""
        keys = self.manifest.take("key", self.pairs.row[batch])
        texts, titles = self.pairs.text[batch], self.pairs.title[batch]
        return [
            key if text == title else f"{key} (paraphrase)"
            for key, text, title in zip(keys, texts.tolist(), titles.tolist(), strict=True)
        ]

    def _record(self, state: Checkpoint, cut: int, tower: TextTower, world: int) -> dict[str, Any]:
        validation: dict[str, Any] = {}
        if self.trial is not None and state.curve:
            result = self.trial.measure()
            validation = {
                "split": self.trial.name,
                "articles": self.trial.articles,
                "images": self.trial.images,
                "data": self.trial.description,
                "remarks": list(self.trial.remarks),
                "change": compare(result, np.array(state.first_ranks)),
            }
        return {
            "description": self.file.description,
            "file": {"name": self.file.path.name, "overrides": list(self.file.toml.overrides)},
            "base": self.embedding.provenance(),
            "corpus": {
                "manifest": self.manifest.path.name,
                "sha256": self.manifest.sha256,
                "validation_rows": len(self.manifest.rows("validation")),
                "sources": self.manifest.counts("source"),
                "licences": self.manifest.counts("licence"),
                "metadata": dict(self.manifest.metadata),
            },
            "pairs": {**self.pairs.report, "cut_titles": cut},
            "options": {**self.file.options(), "encoder": dict(self.embedding.part.options)},
            "decides": self.decides,
            "done": {
                "steps": state.step,
                "whole_epochs": state.epoch,
                "pairs_left_out_at_the_end_of_each_epoch": state.left_out,
                "logit_scale": round(float(tower.log_scale.detach().exp()), 4),
                "processes": world,
                "device": self.encoder.used_device,
                "seconds_of_steps": round(state.seconds, 1),
                "date": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
            },
            "curve": state.curve,
            "validation": validation,
            "use": _use(self.embedding.part.found.record.name, self.file.folder),
        }

    def _write(self, record: dict[str, Any]) -> None:
        folder = self.file.folder
        with atomic_path(folder / RECORD) as temporary:
            temporary.write_text(json.dumps(record, indent=1, ensure_ascii=False, default=str) + "\n", encoding="utf-8")
        with atomic_path(folder / "README.md") as temporary:
            temporary.write_text(model_card(record, _train_lines(self.work)), encoding="utf-8")


def open_session(file: FineTuneFile, embedding: Embedding, data: Path) -> Session:
    """Read everything that a training needs, and refuse what can be refused, before anything is computed.

    Args:
        file: how.
        embedding: the encoder and the store.
        data: the folder of the data, for a split to validate on.

    Raises:
        PluginError: the encoder is none of open_clip's.
        DataError: the corpus, the paraphrases or the split cannot be used.
        RunFileError: a cleaning step does not exist.
        WeightsError: the model's weights are not here, and cannot be had.
    """
    encoder = embedding.encoder
    if not isinstance(encoder, OpenClipEncoder):
        raise PluginError(
            f"{file.toml.place('encoder', 'name')}: {embedding.part.found.label} is no open_clip model, and only those "
            "are fine-tuned.",
            hint="Name vit-l-14-336, mini, demo, or open-clip with a model of your own.",
        )
    # Runs of one process share an encoder by its options; what is trained is one of its own, whose weights may change.
    encoder = copy.deepcopy(encoder)
    embedding = replace(embedding, part=replace(embedding.part, component=encoder))
    manifest = read_manifest(Path(file.corpus.manifest).expanduser())
    clean = text_cleaner(file.text.steps, file.toml.place("text", "steps"))
    paraphrases = Path(file.corpus.paraphrases).expanduser() if file.corpus.paraphrases else None
    if paraphrases is not None and not paraphrases.is_file():
        raise DataError(
            f"{file.toml.place('corpus', 'paraphrases')}: there is no file {paraphrases}.",
            hint="`mediaeval augment --titles` writes one; or go without: --set corpus.paraphrases=",
        )
    pairs = make_pairs(manifest, clean, paraphrases)
    trial = open_trial(embedding, file, manifest, data)
    options = {
        name: {key: value for key, value in table.items() if key not in _BESIDE.get(name, ())}
        for name, table in file.options().items()
        if name not in _NO_MATTER
    }
    decides = {
        **options,
        "encoder": {"image": dict(encoder.fingerprint("image")), "text": dict(encoder.fingerprint("text"))},
        "manifest": manifest.sha256,
        "paraphrases": pairs.report.get("paraphrases", {}).get("sha256"),
        "measured_on": None if trial is None else trial.description,
    }
    return Session(file, embedding, manifest, pairs, trial, json.loads(json.dumps(decides, default=str)))


def _train_lines(folder: Path) -> list[dict[str, Any]]:
    return [line for line in read_log(folder / "metrics.jsonl") if line["group"] == "train"]


def _use(encoder: str, folder: Path) -> str:
    """The one line that gives the checkpoint to a run."""
    if encoder in {"vit-l-14-336", "vit-l-14-336-ft"}:
        return f"mediaeval run run4 run5 --split SPLIT --set encoder.checkpoint={folder}"
    return f"mediaeval run run4 run5 --split SPLIT --set encoder.name=open-clip --set encoder.model=local-dir:{folder}"
