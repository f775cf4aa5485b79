"""The training itself: batches in, steps taken, state saved, curves written."""

from __future__ import annotations

import contextlib
import json
import math
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from mediaeval import Bar, atomic_path
from mediaeval_plugins.finetune.cached_gradients import Piece, accumulate
from mediaeval_plugins.finetune.checkpoint import Checkpoint, read_checkpoint, write_checkpoint
from mediaeval_plugins.finetune.distributed import own
from mediaeval_plugins.finetune.errors import TrainingError
from mediaeval_plugins.finetune.metrics_log import MetricsLog
from mediaeval_plugins.finetune.optimiser import gradient_norm, make_optimiser
from mediaeval_plugins.finetune.sampler import Epoch, plan_epoch
from mediaeval_plugins.finetune.schedule import share
from mediaeval_plugins.finetune.validation import MEASURE, figures

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    import torch
    from numpy.typing import NDArray

    from mediaeval import Trial
    from mediaeval_plugins.finetune.distributed import Collective
    from mediaeval_plugins.finetune.file import FineTuneFile
    from mediaeval_plugins.finetune.pairs import Pairs
    from mediaeval_plugins.finetune.tokenizing import TitleTokens
    from mediaeval_plugins.finetune.tower import TextTower

__all__ = ["STATE", "Materials", "Trainer", "nominal_steps"]

STATE = "state.pt"


@dataclass(frozen=True)
class Materials:
    """What is trained, and on what.

    Args:
        tower: the text tower.
        pairs: the pairs.
        images: ``(n, d)``: rows of the distinct pictures.
        titles: tokens of the distinct texts.
        width: tokens that a batch must have; None where it may end with its longest title.
        keys: names of some pairs, for messages.
        trial: what is measured; None where nothing is.
    """

    tower: TextTower
    pairs: Pairs
    images: NDArray[np.float32]
    titles: TitleTokens
    width: int | None
    keys: Callable[[NDArray[np.int64]], list[str]]
    trial: Trial | None


def nominal_steps(file: FineTuneFile, pairs: int) -> int:
    """Steps of a whole training, if no pair has to wait beyond the end of an epoch."""
    table = file.training
    size = min(table.batch, pairs)
    each = math.ceil(pairs / size) if table.remainder == "keep" else pairs // size
    return min(each * table.epochs, table.steps or each * table.epochs)


class Trainer:
    """One training, from where its state stands to its end.

    Args:
        file: how.
        materials: what.
        collective: the processes that share each batch; process 0 alone writes, measures and speaks.
        folder: of the state and the curves.
        decides: all that decides the weights, as JSON values.
        say: takes a line for the user.
    """

    def __init__(
        self,
        file: FineTuneFile,
        materials: Materials,
        collective: Collective,
        folder: Path,
        decides: Mapping[str, Any],
        say: Callable[[str], None],
    ) -> None:
        self._file, self._work, self._collective, self._folder = file, materials, collective, folder
        self._say = say if collective.rank == 0 else lambda _: None
        self._tower = materials.tower
        self._optimiser = make_optimiser(file.optimiser, self._tower.trained)
        self._rates = [group["lr"] for group in self._optimiser.param_groups]
        self._steps = nominal_steps(file, len(materials.pairs))
        found = read_checkpoint(folder / STATE, decides)
        self.state = found if found is not None else Checkpoint(decides)
        self._measured = self.state.curve[-1]["step"] if self.state.curve else -1
        self._log: MetricsLog | None = None

    def train(self) -> Checkpoint:
        """Take every step that is left; the tower has the chosen weights at the end.

        Raises:
            TrainingError: the loss or its gradient is not a number; the keys of the batch are saved.
        """
        state = self.state
        self._restore()
        if self._collective.rank == 0:
            self._log = MetricsLog(self._folder, state.step, tensorboard=self._file.log.tensorboard)
        try:
            if state.step == 0:
                self._validate()
            if not state.finished:
                self._epochs()
                if self._measured < state.step:
                    self._validate()
                state.finished = True
                self._save()
        finally:
            if self._log is not None:
                self._log.close()
        if self._file.validation.select == "best" and state.best is not None:
            self._tower.load(state.best)
        return state

    def _restore(self) -> None:
        import torch

        state = self.state
        if state.step == 0:
            return
        self._tower.load(state.weights)
        self._optimiser.load_state_dict(dict(state.optimiser))
        if state.random is not None:
            torch.set_rng_state(state.random)
        self._say(f"going on after step {state.step}")

    def _epochs(self) -> None:
        state, table, pairs = self.state, self._file.training, self._work.pairs
        total = min(self._steps * table.batch, len(pairs) * table.epochs) - state.step * table.batch
        with self._bar(max(0, total)) as advance:
            while state.epoch < table.epochs:
                epoch = self._plan()
                for batch, pieces, images in self._ahead(epoch.batches[state.batch :]):
                    if table.steps is not None and state.step >= table.steps:
                        return
                    loss = self._step(batch, pieces, images)
                    advance(len(batch), f"loss {loss:.4f}")
                    if self._after_step():
                        return
                state.left_out.append(len(epoch.left_out))
                state.epoch, state.batch = state.epoch + 1, 0

    @contextlib.contextmanager
    def _bar(self, total: int) -> Iterator[Callable[[int, str], None]]:
        if self._collective.rank != 0:
            yield lambda steps, note: None  # noqa: ARG005 - process 0 shows what all do
            return
        with Bar(total, "fine-tuning", "pair") as bar:
            yield bar.advance

    def _plan(self) -> Epoch:
        table, pairs = self._file.training, self._work.pairs
        return plan_epoch(
            pairs.image,
            pairs.title,
            min(table.batch, len(pairs)),
            seed=table.seed,
            epoch=self.state.epoch,
            keep_remainder=table.remainder == "keep",
        )

    def _ahead(
        self, batches: Sequence[NDArray[np.int64]]
    ) -> Iterator[tuple[NDArray[np.int64], list[Piece], torch.Tensor]]:
        """Batches with their tokens and rows, each put together while the one before it is computed."""
        with ThreadPoolExecutor(1) as reader:
            waiting = None
            for batch in batches:
                coming = reader.submit(self._read, batch)
                if waiting is not None:
                    yield waiting.result()
                waiting = coming
            if waiting is not None:
                yield waiting.result()

    def _read(self, batch: NDArray[np.int64]) -> tuple[NDArray[np.int64], list[Piece], torch.Tensor]:
        """A batch's pieces, by length so that each is cut to little more than its titles, and its pictures' rows."""
        import torch

        work, device = self._work, self._tower.device
        texts = work.pairs.text[batch][own(self._collective, len(batch))]
        lengths = work.titles.lengths(texts)
        order = np.argsort(lengths, kind="stable")
        pieces = []
        for start in range(0, len(order), self._file.training.micro_batch):
            at = order[start : start + self._file.training.micro_batch]
            tokens = work.titles.batch(texts[at], work.width or int(lengths[at].max()))
            pieces.append(Piece(tokens.to(device), torch.from_numpy(at).to(device)))
        rows = np.asarray(work.images[work.pairs.image[batch]])
        return batch, pieces, torch.from_numpy(rows).to(device)

    def _step(self, batch: NDArray[np.int64], pieces: list[Piece], images: torch.Tensor) -> float:
        state, table = self.state, self._file.training
        start = time.perf_counter()
        part = share(self._file.schedule, state.step, self._steps)
        for group, rate in zip(self._optimiser.param_groups, self._rates, strict=True):
            group["lr"] = rate * part
        self._optimiser.zero_grad(set_to_none=False)
        loss = accumulate(
            self._tower,
            pieces,
            images,
            self._tower.loss,
            list(self._tower.weights.values()),
            self._collective,
            recompute=table.recompute,
        )
        norm = gradient_norm(self._tower.trained, self._file.optimiser.clip_norm)
        if not (math.isfinite(loss) and math.isfinite(norm)):
            raise self._diverged(batch, loss, norm)
        self._optimiser.step()
        self._tower.clamp()
        seconds = time.perf_counter() - start
        state.step, state.batch, state.seconds = state.step + 1, state.batch + 1, state.seconds + seconds
        if self._log is not None and state.step % self._file.log.every == 0:
            values = {
                "loss": loss,
                "learning_rate": self._optimiser.param_groups[0]["lr"],
                "scale": float(self._tower.log_scale.detach().exp()),
                "gradient_norm": norm,
                "pairs_per_second": len(batch) / seconds,
            }
            self._log.write(state.step, "train", values)
        return loss

    def _after_step(self) -> bool:
        """Measure and save where it is time; whether the training ends early."""
        state, every = self.state, self._file.validation.every
        ends = self._validate() if every and state.step % every == 0 else False
        if ends or state.step % self._file.checkpoint.every == 0:
            state.finished = ends
            self._save()
        return ends

    def _validate(self) -> bool:
        """Measure, in process 0, and tell all whether patience has run out."""
        state, trial, table = self.state, self._work.trial, self._file.validation
        self._measured = state.step
        if trial is None:
            return False
        if self._collective.rank == 0:
            result = trial.measure()
            found = figures(result)
            best = max((one[str(MEASURE)] for one in state.curve), default=-math.inf)
            state.since_best = 0 if found[str(MEASURE)] > best else state.since_best + 1
            if not state.curve:
                state.first_ranks = result.ranks.tolist()
            if table.select == "best" and state.since_best == 0:
                state.best = self._tower.state()
            state.curve.append({"step": state.step, **found})
            if self._log is not None:
                self._log.write(state.step, "validation", found)
            self._say(f"step {state.step}: {MEASURE} {found[str(MEASURE)]:.5f} on {trial.name}")
        ends = table.patience is not None and state.since_best >= table.patience
        if self._collective.agree(float(ends)):
            self._say(f"step {state.step}: no better for {table.patience} measurements; stopped")
            return True
        return False

    def _save(self) -> None:
        import torch

        if self._collective.rank != 0:
            return
        state = self.state
        state.weights, state.optimiser = self._tower.state(), self._optimiser.state_dict()
        state.random = torch.get_rng_state()
        write_checkpoint(self._folder / STATE, state)

    def _diverged(self, batch: NDArray[np.int64], loss: float, norm: float) -> TrainingError:
        step = self.state.step + 1
        path = self._folder / f"diverged-step-{step}.json"
        if self._collective.rank == 0:
            record = {"step": step, "loss": str(loss), "gradient_norm": str(norm), "keys": self._work.keys(batch)}
            with atomic_path(path) as temporary:
                temporary.write_text(json.dumps(record, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        what = f"the loss is {loss}" if not math.isfinite(loss) else f"the gradient's length is {norm}"
        return TrainingError(
            f"step {step}: {what}; the keys of the batch are in {path}.",
            hint="Look at those pairs; or try a lower optimiser.lr, optimiser.clip_norm=1, or precision fp32.",
        )
