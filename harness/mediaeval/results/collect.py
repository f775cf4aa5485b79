"""Finished runs, found where ``mediaeval run`` and ``mediaeval fuse`` wrote them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from mediaeval.errors import DataError
from mediaeval.outputs import Outputs
from mediaeval.results.result import Result, notes_of
from mediaeval.storage import digest_file

__all__ = ["FinishedRun", "collect", "finished_run", "is_finished", "run_of_file"]


@dataclass(frozen=True)
class FinishedRun:
    """One run on one split, as its files tell it.

    Args:
        run: its name.
        split: the split's canonical name; the name of its folder where the manifest does not say.
        outputs: where its files are.
        manifest: what it was made of; empty where it cannot be read.
        result: its ranks; None where the run did not know the ground truth, or where its files do not fit together.
        problems: what is wrong with its files, a sentence each; such a run has no result.
    """

    run: str
    split: str
    outputs: Outputs
    manifest: Mapping[str, Any]
    result: Result | None = None
    problems: tuple[str, ...] = ()

    @property
    def assumes(self) -> tuple[str, ...]:
        """What the run takes for granted beyond each article by itself."""
        return tuple(str(one) for one in self.manifest.get("assumes", ()))

    def titles(self) -> dict[str, str]:
        """Article id to the title that was ranked for; empty where the run did not write it, as a fused one.

        Raises:
            DataError: the table of articles cannot be read.
        """
        import pyarrow as pa
        import pyarrow.parquet as pq

        path = self.outputs.articles
        try:
            if "views" not in pq.read_schema(path).names:
                return {}
            columns = pq.read_table(path, columns=["article", "views"])
        except (OSError, pa.ArrowException) as error:
            raise DataError(f"{path}: is not a run's table of articles ({error}).") from error
        views = columns["views"].to_pylist()
        return {article: own[0] for article, own in zip(columns["article"].to_pylist(), views, strict=True) if own}


def collect(folders: Sequence[Path], splits: Sequence[str] = ()) -> list[FinishedRun]:
    """The finished runs below some folders, by split and name; a run whose files are broken is among them and says so.

    Args:
        folders: of submissions, of one split, or anything above them; one that lies in another is read once.
        splits: canonical names of splits, for these alone; empty: all.

    Raises:
        DataError: a folder is not there.
    """
    for folder in folders:
        if not folder.is_dir():
            raise DataError(f"{folder}: is not a folder.", hint="Give the folder that `mediaeval run --out` wrote to.")
    paths = {path.resolve(): path for folder in folders for path in sorted(folder.rglob("*.json")) if is_finished(path)}
    found = [finished_run(path) for path in paths.values()]
    return sorted(
        (run for run in found if not splits or run.split in splits),
        key=lambda run: (run.split, run.run, run.outputs.folder),
    )


def read_paths(paths: Sequence[Path], splits: Sequence[str] = ()) -> tuple[list[FinishedRun], list[Path]]:
    """What folders and files hold: finished runs, each once, and the files that no run wrote.

    Args:
        paths: folders, as :func:`collect` searches them; submission files and manifests.
        splits: as for :func:`collect`, of what is found in folders.

    Raises:
        DataError: a path is not there.
    """
    missing = [path for path in paths if not path.exists()]
    if missing:
        raise DataError(
            f"{missing[0]}: there is no such folder or file.",
            hint="`mediaeval run` writes to ./submissions by default.",
        )
    files = {path.resolve(): path for path in paths if path.is_file()}
    named = {place: run_of_file(path) for place, path in files.items()}
    found = [*collect([path for path in paths if path.is_dir()], splits), *(run for run in named.values() if run)]
    runs = {run.outputs.submission.resolve(): run for run in found}
    return list(runs.values()), [path for place, path in files.items() if named[place] is None]


def is_finished(path: Path) -> bool:
    """Whether a JSON file stands where a run's manifest would: beside a submission or a table of articles."""
    outputs = Outputs(path.parent, path.stem)
    return not path.name.startswith(".") and (outputs.submission.is_file() or outputs.articles.is_file())


def run_of_file(path: Path) -> FinishedRun | None:
    """The run that a submission file or a manifest is of; None for a file that no run wrote."""
    outputs = Outputs(path.parent, path.stem)
    known = path in (outputs.submission, outputs.manifest) and outputs.manifest.is_file()
    return finished_run(outputs.manifest) if known and is_finished(outputs.manifest) else None


def finished_run(manifest: Path) -> FinishedRun:
    """One run from its manifest's path; what is wrong is told in the run's ``problems``."""
    outputs = Outputs(manifest.parent, manifest.stem)
    bare = FinishedRun(outputs.run, outputs.folder.name, outputs, {})
    try:
        content = json.loads(manifest.read_text("utf-8"))
        split = str(content["split"]["name"])
        digest = str(content["submission"]["sha256"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        return replace(bare, problems=(f"{manifest}: is not a run's manifest ({type(error).__name__}: {error}).",))
    run = replace(bare, split=split, manifest=content)
    try:
        if problem := _problem(outputs, digest):
            return replace(run, problems=(problem,))
        result = Result.from_parquet(outputs.articles, outputs.run, split)
    except DataError as error:
        return replace(run, problems=(error.message,))
    return run if result is None else replace(run, result=replace(result, assumes=run.assumes))


def _problem(outputs: Outputs, digest: str) -> str | None:
    """What keeps the files of a run from being one run's."""
    if not outputs.submission.is_file():
        return f"{outputs.submission}: is not there; the run was stopped before it was written."
    if not outputs.articles.is_file():
        return f"{outputs.articles}: is not there; the run was stopped before it was written."
    if digest_file(outputs.submission) != digest:
        return f"{outputs.submission}: is not the file that its manifest describes; it was edited since."
    if notes_of(outputs.articles).get("submission", digest) != digest:
        return f"{outputs.articles}: belongs to an earlier submission; the run was stopped before it was written."
    return None
