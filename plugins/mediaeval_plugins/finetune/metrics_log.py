"""Curves as files: JSON lines always, TensorBoard's where wanted. After a kill both go on where the state stands."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from mediaeval import OutputError, PluginError, atomic_path

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

__all__ = ["MetricsLog", "read_log"]


class MetricsLog:
    """``metrics.jsonl`` and ``tensorboard/`` in one folder.

    Args:
        folder: where.
        step: the last step whose lines stay; later ones, of a process that was killed, will come again.
        tensorboard: whether TensorBoard's files are written.

    Raises:
        OutputError: the file cannot be written.
        PluginError: TensorBoard is wanted and not installed.
    """

    def __init__(self, folder: Path, step: int, *, tensorboard: bool) -> None:
        self._path = folder / "metrics.jsonl"
        kept = [line for line in read_log(self._path) if line["step"] <= step]
        with atomic_path(self._path) as temporary:
            temporary.write_text("".join(map(_line, kept)), encoding="utf-8")
        self._board = _board(folder / "tensorboard", step) if tensorboard else None

    def write(self, step: int, group: str, values: Mapping[str, float]) -> None:
        """Add what was measured after a step.

        Args:
            step: counted from 1; 0 is before the first.
            group: ``train`` or ``validation``.
            values: by name.
        """
        try:
            with self._path.open("a", encoding="utf-8") as file:
                file.write(_line({"step": step, "group": group, **values}))
        except OSError as error:
            raise OutputError(f"{self._path}: cannot be written ({error.strerror or error}).") from error
        if self._board is not None:
            for name, value in values.items():
                self._board.add_scalar(f"{group}/{name}", value, step)

    def close(self) -> None:
        """Write what is waiting."""
        if self._board is not None:
            self._board.close()


def read_log(path: Path) -> list[dict[str, Any]]:
    """The lines of a log; the last one, where a killed process cut it short, is passed over."""
    found = []
    for line in path.read_text(encoding="utf-8").splitlines() if path.is_file() else ():
        try:
            found.append(json.loads(line))
        except ValueError:
            break
    return found


def _line(values: Mapping[str, Any]) -> str:
    return json.dumps(values) + "\n"


def _board(folder: Path, step: int) -> Any:
    try:
        from torch.utils.tensorboard import SummaryWriter
    except ImportError as error:
        raise PluginError(
            f"curves for TensorBoard need tensorboard ({error}).",
            hint="Install it with: pip install 'mediaeval[finetune]', or go without: --set log.tensorboard=false",
        ) from error
    return SummaryWriter(str(folder), purge_step=step + 1)
