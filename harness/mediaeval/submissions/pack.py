"""What is handed in: runs on their splits, each validated, under the names that the edition wants."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from mediaeval.errors import SubmissionError, did_you_mean
from mediaeval.outputs import Outputs
from mediaeval.plugins import Plugins
from mediaeval.split import Split
from mediaeval.splits import NamedSplit, all_splits, find_split
from mediaeval.submissions.format import SubmissionFormat
from mediaeval.submissions.reader import Submission

__all__ = ["Entry", "by_edition", "check_name", "find_files", "list_members", "split_of"]

_NAME = re.compile(r"[A-Za-z0-9][\w.-]*", re.ASCII)


@dataclass(frozen=True)
class Entry:
    """One run on one split.

    Args:
        run: the run's name.
        named: the split, with its edition.
        split: its articles and gallery.
        submission: the run's file, as read.
    """

    run: str
    named: NamedSplit
    split: Split
    submission: Submission

    @property
    def edition(self) -> str:
        """The name of the edition that it is handed in to."""
        return self.named.parts[0][0].edition

    @property
    def subtask(self) -> str:
        """The split's name up to its first hyphen: LARGE for LARGE-eval."""
        return self.named.parts[0][0].name.partition("-")[0]

    @cached_property
    def paths(self) -> dict[str, Path]:
        """Image id to its file."""
        return {image.id: image.path for image in self.split.images}

    def first_images(self) -> Iterator[tuple[str, str]]:
        """Article id and the first image of its list."""
        for line in self.submission.lines:
            if line.article is not None and line.images:
                yield line.article, line.images[0]


def check_name(what: str, name: str) -> str:
    """A name that can be part of a file's name anywhere.

    Raises:
        SubmissionError: it cannot.
    """
    if not _NAME.fullmatch(name):
        raise SubmissionError(
            f"{what} {name!r} cannot be part of a file's name.",
            hint="Use letters, digits, '.', '-' and '_', the first a letter or a digit.",
        )
    return name


def find_files(runs: Sequence[str], out: Path) -> list[Path]:
    """The submission files of names and paths: a name means each split's file of that run in the folder of outputs.

    Raises:
        SubmissionError: there is no such run.
    """
    found: dict[Path, None] = {}
    for run in runs:
        path = Path(run)
        if path.is_file():
            found[path] = None
            continue
        files = sorted(out.glob(f"*/{run}.tsv")) if _NAME.fullmatch(run) else []
        if not files:
            known = {file.stem for file in out.glob("*/*.tsv")}
            raise SubmissionError(
                f"{run}: no such file, and no run of that name in {out}; {did_you_mean(run, known)}",
                hint="Give the folder that runs were written to with --out DIR.",
            )
        found |= dict.fromkeys(files)
    return list(found)


def split_of(file: Path, plugins: Plugins, data: Path, gallery: Path | None, given: Sequence[str]) -> NamedSplit:
    """The split of a file: the one given, or what the run's manifest says, or the split that its folder is named after.

    Raises:
        SubmissionError: none of them says.
    """
    if len(given) == 1:
        return find_split(given[0], plugins, data, gallery)
    manifest = Outputs(file.parent, file.name.removesuffix(file.suffix)).manifest
    try:
        name = str(json.loads(manifest.read_text("utf-8"))["split"]["name"])
        return find_split(name, plugins, data, gallery)
    except (OSError, ValueError, KeyError, TypeError):  # no manifest of a run: its folder may say
        pass
    slugs = {split.slug: split.name for split in all_splits(plugins, data)}
    if file.parent.name not in slugs:
        raise SubmissionError(f"{file}: nothing says which split it is for.", hint="Say so with --split SPLIT.")
    return find_split(slugs[file.parent.name], plugins, data, gallery)


def by_edition(entries: Iterable[Entry]) -> dict[str, list[Entry]]:
    """Entries by the edition that they go to, which gets an archive of its own."""
    found: dict[str, list[Entry]] = {}
    for entry in entries:
        found.setdefault(entry.edition, []).append(entry)
    return found


def list_members(entries: Sequence[Entry], form: SubmissionFormat, team: str) -> Iterator[tuple[str, bytes]]:
    """Name in the archive and bytes of every run's file, sorted by name."""
    named = {form.file.format(team=team, split=entry.split.slug, run=entry.run): entry for entry in entries}
    if len(named) < len(entries):
        raise SubmissionError("Two of the files are the same run on the same split.", hint="Rename one of them.")
    for name, entry in sorted(named.items()):
        yield name, entry.submission.path.read_bytes()
