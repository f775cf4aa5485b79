"""Results of finished runs and of bare submission files alike; every split is read once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from mediaeval.errors import DataError
from mediaeval.results.collect import FinishedRun
from mediaeval.results.result import Result
from mediaeval.split import Split
from mediaeval.splits import NamedSplit
from mediaeval.submissions.reader import read_submission
from mediaeval.submissions.score import score
from mediaeval.submissions.validate import format_of

__all__ = ["Scorer"]


@dataclass
class Scorer:
    """Scores runs.

    Args:
        find: the split of a canonical name.
        qrels: ground truth of the one split that is asked for, in place of its own.
        notes: takes what is to know of a score.
    """

    find: Callable[[str], NamedSplit]
    qrels: Path | None = None
    notes: list[str] = field(default_factory=list)
    _splits: dict[str, tuple[NamedSplit, Split]] = field(default_factory=dict)
    _truths: dict[str, Mapping[str, str] | None] = field(default_factory=dict)

    def of_run(self, run: FinishedRun) -> Result:
        """A finished run by the ranks that it wrote, or, where it knew no ground truth, scored as its file is.

        Raises:
            DataError: its files are broken, or its ground truth is still not known.
            MediaevalError: its file cannot be scored.
        """
        if run.problems:
            raise DataError(run.problems[0])
        if run.result is not None and self.qrels is None:
            return run.result
        return self.of_file(run.outputs.submission, run.split)

    def of_file(self, file: Path, split: str) -> Result:
        """A submission file, scored as ``mediaeval evaluate`` does.

        Raises:
            DataError: the ground truth is not known.
            MediaevalError: the split or the file cannot be read.
        """
        named, content = self._split(split)
        if split not in self._truths:
            own = named.read_truth() if self.qrels is None else named.edition.read_qrels(self.qrels, content)
            self._truths[split] = own
        truth = self._truths[split]
        if truth is None:
            raise DataError(
                f"{file}: the ground truth of {split} is not known, so it has no score.",
                hint=f"Give it: --split {split} --qrels FILE.",
            )
        scored = score(read_submission(file, content, format_of(named.edition)), content, truth)
        self.notes += [f"{file}: {note}" for note in scored.notes]
        return scored.result

    def titles(self, split: str) -> dict[str, str]:
        """Article id to title, in English where the articles have one.

        Raises:
            MediaevalError: the split cannot be read.
        """
        articles = self._split(split)[1].articles
        return {article.id: article.texts.get("titleEN") or article.texts.get("title", "") for article in articles}

    def _split(self, name: str) -> tuple[NamedSplit, Split]:
        if name not in self._splits:
            named = self.find(name)
            self._splits[name] = named, named.read_rankable()
        return self._splits[name]
