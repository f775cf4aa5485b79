"""A corpus of drawn pictures, the demo's tiny model, and the command in this process."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from mediaeval_plugins.demo.stories import tell

pytest.importorskip("open_clip", reason="the extra `finetune` is not installed")

TRAINING, VALIDATION = 96, 24
FILE = """
[encoder]
name = "demo"

[corpus]
manifest = "{manifest}"

[training]
epochs = 2
batch = 16
micro_batch = 6

[optimiser]
lr = 3e-4

[validation]
every = 4

[checkpoint]
every = 3

[log]
tensorboard = false

[output]
folder = "{folder}"
"""


def write_manifest(path: Path, rows: Sequence[dict[str, str]], metadata: dict[str, Any] | None = None) -> Path:
    """A manifest of rows that state ``key``, ``image`` and ``title``, and what else differs from the usual."""
    usual = {"source": "drawn", "licence": "none", "split": "train"}
    whole = [
        {**usual, "sha256": hashlib.sha256((path.parent / row["image"]).read_bytes()).hexdigest(), **row}
        for row in rows
    ]
    table = pa.Table.from_pylist(whole).replace_schema_metadata({"mediaeval": json.dumps(metadata or {})})
    pq.write_table(table, path)
    return path


@pytest.fixture
def manifest_of(tmp_path: Path) -> Callable[..., Path]:
    """``manifest_of(rows)``: a manifest in the test's folder, whose pictures must be there."""

    def write(rows: Sequence[dict[str, str]], metadata: dict[str, Any] | None = None) -> Path:
        return write_manifest(tmp_path / "made.parquet", rows, metadata)

    return write


@pytest.fixture(scope="session")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A manifest: 96 pairs to train on, and 24 to validate on."""
    folder = tmp_path_factory.mktemp("corpus")
    rows = []
    for number in range(TRAINING + VALIDATION):
        story = tell("finetune tests", number)
        (folder / f"{number}.jpg").write_bytes(story.picture())
        split = "train" if number < TRAINING else "validation"
        rows.append({"key": f"drawn-{number}", "image": f"{number}.jpg", "title": story.title, "split": split})
    return write_manifest(folder / "drawn.parquet", rows, {"counts": {"drawn": {"read": len(rows), "kept": len(rows)}}})


@dataclass(frozen=True)
class Done:
    """What a call of the command left."""

    out: str
    folder: Path

    @property
    def record(self) -> dict[str, Any]:
        """``training.json``."""
        record: dict[str, Any] = json.loads((self.folder / "training.json").read_text())
        return record

    @property
    def log(self) -> list[dict[str, Any]]:
        """``metrics.jsonl``."""
        return [json.loads(line) for line in (self.folder / "training" / "metrics.jsonl").read_text().splitlines()]


Finetune = Callable[..., Done]


def call(file: Path, folder: Path, *overrides: str, flags: Sequence[str] = ()) -> Done:
    """``mediaeval finetune`` in this process; its errors are raised."""
    from mediaeval.cli import cli

    sets = [argument for override in overrides for argument in ("--set", override)]
    result = CliRunner().invoke(cli, ["finetune", str(file), *sets, *flags], catch_exceptions=False)
    if result.exit_code:
        raise result.exception or AssertionError(result.output)
    return Done(result.output, folder)


@pytest.fixture
def finetune(tmp_path: Path, corpus: Path) -> Finetune:
    """``finetune("training.epochs=1")``: a short training of the demo model, into a folder of its own."""
    file, folder = tmp_path / "ft.toml", tmp_path / "ft"
    file.write_text(FILE.format(manifest=corpus, folder=folder))

    def short(*overrides: str, flags: Sequence[str] = ()) -> Done:
        return call(file, folder, *overrides, flags=flags)

    return short


@pytest.fixture(scope="session")
def trained(tmp_path_factory: pytest.TempPathFactory, corpus: Path) -> Iterator[Done]:
    """One finished training that several tests look at."""
    home = tmp_path_factory.mktemp("trained")
    file, folder = home / "ft.toml", home / "ft"
    file.write_text(FILE.format(manifest=corpus, folder=folder))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MEDIAEVAL_CACHE", str(home / "cache"))
        yield call(file, folder)
