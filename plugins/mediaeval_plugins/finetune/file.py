"""A fine-tuning file: TOML in, frozen dataclasses out.

[encoder]     name, options            the model: any encoder that is built on open_clip
[text]        fields, steps            as in a run file: cleaning steps of titles; fields of a split to validate on
[corpus]      manifest, paraphrases    what is trained on
[training]    epochs, batch, …         how long, how much at once, in which precision
[optimiser]   algorithm, lr, …         Adam or AdamW
[schedule]    shape, warm_up, …        how the learning rate changes
[validation]  split, every, …          what is measured between steps, and whether that stops the training
[checkpoint]  every                    how often the whole state is saved
[log]         every, tensorboard       where curves are written
[output]      folder                   where the fine-tuned checkpoint goes
[plugins]     files                    loose plugin files, relative to the file
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

from annotated_types import Ge, Gt, Le, Lt

from mediaeval import ComponentTable, RunFileError, TomlFile, find_run_file, read_toml_file

__all__ = [
    "CheckpointTable",
    "CorpusTable",
    "FineTuneFile",
    "LogTable",
    "OptimiserTable",
    "OutputTable",
    "PluginsTable",
    "ScheduleTable",
    "TextTable",
    "TrainingTable",
    "ValidationTable",
    "read_file",
]

Share = Annotated[float, Ge(0), Lt(1)]


@dataclass(frozen=True)
class TextTable:
    """Which text of a split's article is encoded, and the cleaning steps of every title."""

    fields: tuple[str, ...] = ("title",)
    steps: tuple[str, ...] = ()


@dataclass(frozen=True)
class CorpusTable:
    """What is trained on; paths are relative to the working folder, as the commands that write these files have them.

    Args:
        manifest: a Parquet file of ``mediaeval corpus build``.
        paraphrases: a file of ``mediaeval augment``: each title's first paraphrase is one more text of its pictures;
            none where it is left out or empty.
    """

    manifest: str
    paraphrases: str | None = None


@dataclass(frozen=True)
class TrainingTable:
    """How long, how much at once, in which precision.

    Args:
        epochs: passes over all pairs.
        batch: pairs of one step, over all processes: each title has all of its pictures to choose from.
        micro_batch: titles that pass the tower at once; it changes time and memory, and no result.
        recompute: hold the activations of one micro-batch at a time, and compute each twice.
        precision: of the matrix products: fp32, or bf16 by autocast over fp32 weights.
        logit_scale: whether the temperature stays as it is or is trained too.
        remainder: at the end of an epoch, what fills no batch is left out (``drop``) or makes a smaller one (``keep``).
        seed: of the order of pairs.
        steps: stop after so many; None goes to the end.
    """

    epochs: Annotated[int, Ge(1)] = 1
    batch: Annotated[int, Ge(2)] = 480
    micro_batch: Annotated[int, Ge(1)] = 96
    recompute: bool = False
    precision: Literal["fp32", "bf16"] = "fp32"
    logit_scale: Literal["frozen", "trained"] = "frozen"
    remainder: Literal["drop", "keep"] = "drop"
    seed: Annotated[int, Ge(0)] = 0
    steps: Annotated[int, Ge(1)] | None = None


@dataclass(frozen=True)
class OptimiserTable:
    """The optimiser; the defaults are the paper's Adam with PyTorch's other numbers.

    Args:
        algorithm: ``adam``, or ``adamw`` with ``weight_decay`` on matrices alone.
        lr: learning rate.
        betas: decay of the two moments.
        eps: added to the denominator.
        weight_decay: of ``adamw``.
        clip_norm: the gradient is scaled down to this norm where it is longer; None leaves it.
    """

    algorithm: Literal["adam", "adamw"] = "adam"
    lr: Annotated[float, Gt(0)] = 3e-7
    betas: tuple[Share, Share] = (0.9, 0.999)
    eps: Annotated[float, Gt(0)] = 1e-8
    weight_decay: Annotated[float, Ge(0)] = 0.0
    clip_norm: Annotated[float, Gt(0)] | None = None


@dataclass(frozen=True)
class ScheduleTable:
    """How the learning rate changes.

    Args:
        shape: after the warm-up: ``constant``, or ``linear`` or ``cosine`` down to ``floor``.
        warm_up: steps in which it rises from 0.
        floor: share of the learning rate that is left when all steps are taken.
    """

    shape: Literal["constant", "linear", "cosine"] = "constant"
    warm_up: Annotated[int, Ge(0)] = 0
    floor: Annotated[float, Ge(0), Le(1)] = 0.0


@dataclass(frozen=True)
class ValidationTable:
    """What is measured before the first step, between steps and after the last one: MRR@100 and Recall by cosine.

    Args:
        split: a split's name; None for the rows that the corpus keeps for validation, if it does.
        every: steps between two measurements; 0 measures nothing.
        patience: stop when so many measurements in turn are no better than the best; None goes to the end.
        select: which weights are written: the ``last``, or those of the ``best`` measurement.
    """

    split: str | None = None
    every: Annotated[int, Ge(0)] = 500
    patience: Annotated[int, Ge(1)] | None = None
    select: Literal["last", "best"] = "last"


@dataclass(frozen=True)
class CheckpointTable:
    """How often the whole state is saved, in steps."""

    every: Annotated[int, Ge(1)] = 500


@dataclass(frozen=True)
class LogTable:
    """Curves: a line of ``training/metrics.jsonl`` every so many steps, and TensorBoard's files beside it."""

    every: Annotated[int, Ge(1)] = 1
    tensorboard: bool = True


@dataclass(frozen=True)
class OutputTable:
    """Where the fine-tuned checkpoint goes, relative to the working folder."""

    folder: str = "checkpoints/vit-l-14-336-ft"


@dataclass(frozen=True)
class PluginsTable:
    """Loose plugin files, relative to the file."""

    files: tuple[str, ...] = ()


_SETTINGS: dict[str, type[Any]] = {
    "text": TextTable,
    "corpus": CorpusTable,
    "training": TrainingTable,
    "optimiser": OptimiserTable,
    "schedule": ScheduleTable,
    "validation": ValidationTable,
    "checkpoint": CheckpointTable,
    "log": LogTable,
    "output": OutputTable,
    "plugins": PluginsTable,
}


@dataclass(frozen=True)
class FineTuneFile:
    """A fine-tuning, as its file and the overrides say it."""

    toml: TomlFile
    encoder: ComponentTable
    text: TextTable
    corpus: CorpusTable
    training: TrainingTable
    optimiser: OptimiserTable
    schedule: ScheduleTable
    validation: ValidationTable
    checkpoint: CheckpointTable
    log: LogTable
    output: OutputTable
    plugins: PluginsTable
    description: str = ""

    @property
    def path(self) -> Path:
        """The file."""
        return self.toml.path

    @property
    def folder(self) -> Path:
        """Where the fine-tuned checkpoint goes."""
        return Path(self.output.folder).expanduser()

    def options(self) -> dict[str, dict[str, Any]]:
        """Every table but the encoder's, as JSON values, defaults included."""
        return {name: asdict(getattr(self, name)) for name in _SETTINGS if name != "plugins"}


def read_file(name: str, overrides: Sequence[str] = ()) -> FineTuneFile:
    """Read and check a fine-tuning file.

    Args:
        name: its path, or the name of a shipped one, such as ``finetune-demo``.
        overrides: ``table.key=value`` each, as TOML; a value that is not TOML is a string. Setting ``encoder.name``
            starts that table anew.

    Raises:
        RunFileError: it cannot be read, is not TOML, or holds an unknown table or key, or a value of another type.
    """
    allowed = ("description", "encoder", *_SETTINGS)
    file = read_toml_file(find_run_file(name, "fine-tuning", allowed)).override(overrides, ("encoder",))
    file.refuse_unknown(allowed)
    description = file.values.get("description", "")
    if not isinstance(description, str):
        raise RunFileError(f"{file.place(None, 'description')}: must be a string, not {description!r}.")
    for table, example in (("encoder", 'name = "vit-l-14-336"'), ("corpus", 'manifest = "corpus.parquet"')):
        if table not in file.values:
            raise RunFileError(
                f"{file.path}: there is no [{table}] table.", hint=f"Add one, such as:  [{table}]  {example}"
            )
    tables = {name: file.settings(name, kind) for name, kind in _SETTINGS.items()}
    made = FineTuneFile(
        toml=file,
        encoder=file.component("encoder", file.table("encoder")),
        description=description,
        **tables,
    )
    _refuse_contradictions(made)
    return made


def _refuse_contradictions(file: FineTuneFile) -> None:
    validation, optimiser = file.validation, file.optimiser
    if optimiser.weight_decay and optimiser.algorithm == "adam":
        raise RunFileError(
            f"{file.toml.place('optimiser', 'weight_decay')}: belongs to adamw, and the optimiser is adam.",
            hint='Say [optimiser] algorithm = "adamw", or leave weight_decay out.',
        )
    if file.schedule.shape == "constant" and file.schedule.floor:
        raise RunFileError(
            f"{file.toml.place('schedule', 'floor')}: a constant schedule has none.",
            hint='Say [schedule] shape = "cosine" or "linear", or leave floor out.',
        )
    if not validation.every and (validation.patience or validation.select == "best"):
        key = "patience" if validation.patience else "select"
        raise RunFileError(
            f"{file.toml.place('validation', key)}: nothing is measured, because every is 0.",
            hint="Say after how many steps: [validation] every = 500.",
        )
