"""Lists to files; then, and only then, ground truth."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mediaeval import manifest
from mediaeval.encoding.images import Scanned
from mediaeval.outputs import Outputs
from mediaeval.results.metrics import list_ranks
from mediaeval.results.result import Result, truth_digest
from mediaeval.roles import RankerRole
from mediaeval.scoring.measuring import rank_truth
from mediaeval.scoring.ranking import rank_all
from mediaeval.scoring.scores import Scores
from mediaeval.split import Split
from mediaeval.splits import NamedSplit
from mediaeval.storage import digest_bytes
from mediaeval.store.embeddings import EmbeddingStore
from mediaeval.submissions.validate import validate_file

__all__ = ["Outcome", "Ranked", "Settings", "Target", "describe_submission", "measure", "publish", "rank"]


@dataclass(frozen=True)
class Settings:
    """What a call of ``mediaeval run`` decides beside its run files.

    Args:
        out: folder that gets a folder for each split.
        store: embeddings that were computed before.
        force: replace outputs that differ.
        qrels: ground truth given by the user.
        workers: processes that read and prepare pictures; None: one for each core, and none for a few pictures.
        warn: takes a line about something that was not lost but should be known.
    """

    out: Path
    store: EmbeddingStore
    force: bool = False
    qrels: Path | None = None
    workers: int | None = None
    warn: Callable[[str], None] = print


@dataclass(frozen=True)
class Outcome:
    """One run on one split, finished.

    Args:
        run: the run's name.
        split: the split's canonical name.
        outputs: where its files are.
        changed: whether the submission is new.
        result: its ranks; None where the ground truth is not known.
    """

    run: str
    split: str
    outputs: Outputs
    changed: bool
    result: Result | None


@dataclass(frozen=True)
class Target:
    """A split as one run ranks it.

    Args:
        run: the run's name.
        named: the split's name and edition.
        split: its articles and gallery.
        scanned: the images that can be used.
        description: the split in a manifest.
        key: the article key of the first column.
        assumes: what the run takes for granted.
    """

    run: str
    named: NamedSplit
    split: Split
    scanned: Sequence[Scanned]
    description: Mapping[str, Any]
    key: str
    assumes: Sequence[str] = ()

    @property
    def articles(self) -> list[str]:
        """Article ids, in the order of the rows of scores."""
        return [article.id for article in self.split.articles]

    @property
    def images(self) -> list[str]:
        """Image ids, in the order of the columns of scores."""
        return [item.image.id for item in self.scanned]


@dataclass(frozen=True)
class Ranked:
    """The lists of a target.

    Args:
        scores: what they were made of.
        columns: ``(C, k)``, best first.
        values: ``(C, k)``, their scores.
        lists: article id to image ids, best first.
        how: how they were found, for the manifest; nothing that decides them.
    """

    scores: Scores
    columns: NDArray[np.intp]
    values: NDArray[np.float64]
    lists: Mapping[str, Sequence[str]]
    how: Mapping[str, Any] = field(default_factory=dict)


def rank(target: Target, scores: Scores, ranker: RankerRole, depth: int | None = None) -> Ranked:
    """The lists of all articles, from their scores.

    Args:
        target: the split.
        scores: of its articles with its images.
        ranker: orders images.
        depth: length of the lists; None: the ranker's own.

    Raises:
        PluginError: a score is not a number.
    """
    found = rank_all(scores, ranker, f"run {target.run}", depth)
    images = np.array(target.images)
    lists = {article: images[row].tolist() for article, row in zip(target.articles, found.columns, strict=True)}
    return Ranked(scores, found.columns, found.values, lists, found.how)


def publish(
    target: Target,
    ranked: Ranked,
    outputs: Outputs,
    settings: Settings,
    describe: Callable[[str], Mapping[str, Any]],
    columns: Mapping[str, Sequence[Any]],
) -> Outcome:
    """Write submission, manifest and table of articles, and measure the lists where ground truth is known.

    Args:
        target: the split.
        ranked: its lists.
        outputs: where files go.
        settings: of the call.
        describe: the manifest, from the submission's sha256.
        columns: further columns of the table of articles.

    Raises:
        OutputError: an output cannot, or must not, be written.
    """
    split = target.split
    rows = [(article.keys[target.key], ranked.lists[article.id]) for article in split.articles]
    submission = b"".join(target.named.edition.format_submission(rows))
    digest = digest_bytes(submission)
    changed = outputs.write_submission(submission, describe(digest), force=settings.force)
    _validate(target, outputs, settings)
    table: dict[str, Sequence[Any]] = {
        "article": target.articles,
        "key": [article.keys[target.key] for article in split.articles],
        **columns,
        "images": list(ranked.lists.values()),
        "scores": ranked.values.tolist(),
    }
    outputs.write_articles(table, {"submission": digest})
    result = measure(target, ranked, settings.qrels)
    if result is not None:
        notes = {"submission": digest, "truth": result.truth}
        outputs.write_articles({**table, **result.columns(target.articles)}, notes)
    return Outcome(target.run, split.name, outputs, changed, result)


def measure(target: Target, ranked: Ranked, qrels: Path | None) -> Result | None:
    """The ranks of lists that are finished, of the articles with ground truth; None where there is none."""
    edition = target.named.edition
    truth = edition.read_qrels(qrels, target.split) if qrels else target.named.read_truth()
    if truth is None:
        return None
    articles = target.articles
    ranks = rank_truth(ranked.scores, ranked.columns, articles, target.images, truth)
    # What is reported is what the organisers see: the place in the list. Beyond its end the full rank goes on.
    listed = list_ranks(ranked.lists, truth, articles)
    official = np.where(listed > 0, listed, ranks.full)
    known = [place for place, article in enumerate(articles) if article in truth]
    if not known:
        return None
    return Result(
        run=target.run,
        split=target.split.name,
        articles=[articles[place] for place in known],
        ranks=official[known],
        optimistic=ranks.optimistic[known],
        pessimistic=ranks.pessimistic[known],
        assumes=target.assumes,
        truth=truth_digest(truth, [articles[place] for place in known]),
    )


def describe_submission(target: Target, outputs: Outputs, digest: str, depth: int) -> dict[str, Any]:
    """What every manifest says of its submission."""
    return {
        "split": dict(target.description),
        "tie_rule": manifest.TIE_RULE,
        "submission": {"file": outputs.submission.name, "sha256": digest, "key": target.key, "depth": depth},
    }


def _validate(target: Target, outputs: Outputs, settings: Settings) -> None:
    """Say whether the edition would refuse what was just written."""
    rankable = replace(target.split, images=tuple(item.image for item in target.scanned))
    findings = validate_file(outputs.submission, rankable, target.named.edition)
    if not findings.valid:
        for line in (findings.verdict(), *findings.lines()):
            settings.warn(line)
