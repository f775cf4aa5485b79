"""The run itself, from headlines to the official file.

    read ─▶ scan images ─▶ augment ─▶ encode ─▶ score ─▶ rank ─▶ write ─▶ (only now) read ground truth ─▶ measure

Everything that can be wrong with the input is found before the first model is loaded, for every run and split of the
call; nothing is encoded twice; ground truth is opened when the submission is on disk.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mediaeval import manifest
from mediaeval.embeddings import EmbeddingStore, Space
from mediaeval.encode import encode_images, encode_texts
from mediaeval.errors import DataError, PluginError, RunFileError, did_you_mean
from mediaeval.images import Scanned, scan
from mediaeval.measuring import column_mask, rank_truth
from mediaeval.metrics import list_ranks
from mediaeval.outputs import Outputs
from mediaeval.resolve import ResolvedRun
from mediaeval.results import Result
from mediaeval.roles import AugmenterRole, HasDevice, HasReport, TokenCounter
from mediaeval.scoring import Scorer
from mediaeval.split import Split
from mediaeval.splits import NamedSplit
from mediaeval.storage import digest_bytes
from mediaeval.text import choose_text, clean, find_steps

__all__ = ["SHORTLIST", "Outcome", "Settings", "execute"]

SHORTLIST = 32
"""Images beyond the list's depth that are scored in float64 too, so that float32 noise cannot decide who gets in."""


@dataclass(frozen=True)
class Settings:
    """What a call of ``mediaeval run`` decides beside its run files.

    Args:
        out: folder that gets a folder for each split.
        store: embeddings that were computed before.
        force: replace outputs that differ.
        qrels: ground truth given by the user.
        warn: takes a line about something that was not lost but should be known.
    """

    out: Path
    store: EmbeddingStore
    force: bool = False
    qrels: Path | None = None
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


@dataclass
class _Job:
    """One run on one split, before it is executed."""

    run: ResolvedRun
    named: NamedSplit
    split: Split
    scanned: Sequence[Scanned]
    description: Mapping[str, Any]
    key: str
    identity: str
    outputs: Outputs
    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def phase(self, name: str) -> Iterator[None]:
        """Time one phase for the manifest."""
        start = time.perf_counter()
        yield
        self.seconds[name] = round(self.seconds.get(name, 0.0) + time.perf_counter() - start, 3)


@dataclass(frozen=True)
class _Views:
    """The texts of every article: ``texts[v][i]`` is view ``v`` of article ``i``, view 0 its title."""

    texts: list[list[str]]
    counts: list[int]
    report: Mapping[str, int]


def execute(runs: Sequence[ResolvedRun], splits: Sequence[NamedSplit], settings: Settings) -> list[Outcome]:
    """Run every run file on every split, sharing all work between them.

    Raises:
        MediaevalError: input, weights or an output stand in the way; of several bad inputs of a kind, all are named.
    """
    jobs = _prepare(runs, splits, settings)
    memo: dict[Any, _Views] = {}
    return [_execute(job, settings, memo) for job in jobs]


def _prepare(runs: Sequence[ResolvedRun], splits: Sequence[NamedSplit], settings: Settings) -> list[_Job]:
    """Read all input and refuse all that can be refused, before anything is encoded."""
    jobs = []
    spaces = [settings.store.space(run.encoder.fingerprint("image"), "image") for run in runs]
    for named in splits:
        split = named.read()
        if not split.articles or not split.images:
            raise DataError(
                f"{split.name}: has {len(split.articles)} articles and {len(split.images)} images; nothing to rank."
            )
        scanned = scan(split.images, lambda digest: any(space.has([digest])[0] for space in spaces))
        description = manifest.describe_split(split, scanned)
        for run in runs:
            _refuse_unreadable(run, split, scanned)
            key = _submission_key(run, split)
            identity = manifest.identity_of(run, description, key)
            outputs = Outputs(settings.out / split.slug, run.name)
            outputs.refuse_other(identity, force=settings.force)
            usable = [item for item in scanned if not item.problem]
            jobs.append(_Job(run, named, split, usable, description, key, identity, outputs))
    _refuse_same_outputs(jobs)
    return jobs


def _execute(job: _Job, settings: Settings, memo: dict[Any, _Views]) -> Outcome:
    run, split = job.run, job.split
    with job.phase("augment"):
        views = _views(run, split, memo)
    with job.phase("encode"):
        images = encode_images(run.encoder, job.scanned, _space(run, settings, "image"))
        texts, tokens = _encode_views(run, views, _space(run, settings, "text"))
    texts_report = _texts_report(job, views, tokens, settings)
    with job.phase("score"):
        scorer = Scorer(texts, images, run.reviser, run.aggregator, run.file.scoring.order)
        columns, scores = _rank(scorer, run)
    image_ids = np.array([item.image.id for item in job.scanned])
    lists = {article.id: image_ids[row].tolist() for article, row in zip(split.articles, columns, strict=True)}
    rows = [(article.keys[job.key], lists[article.id]) for article in split.articles]
    submission = b"".join(job.named.edition.format_submission(rows))
    changed = job.outputs.write_submission(
        submission, _manifest(job, texts_report, digest_bytes(submission)), force=settings.force
    )
    table: dict[str, Sequence[Any]] = {
        "article": [article.id for article in split.articles],
        "key": [article.keys[job.key] for article in split.articles],
        "views": [[view[i] for view in views.texts[: views.counts[i]]] for i in range(len(split.articles))],
        "images": list(lists.values()),
        "scores": scores.tolist(),
    }
    job.outputs.write_articles(table)
    result = _measure(job, settings, scorer, columns, lists)
    if result is not None:
        ranks = {"rank": result.ranks, "rank_optimistic": result.optimistic, "rank_pessimistic": result.pessimistic}
        job.outputs.write_articles({**table, **ranks})  # type: ignore[dict-item] # arrays are sequences to pyarrow
    return Outcome(run.name, split.name, job.outputs, changed, result)


def _space(run: ResolvedRun, settings: Settings, modality: Any) -> Space:
    return settings.store.space(run.encoder.fingerprint(modality), modality)


def _views(run: ResolvedRun, split: Split, memo: dict[Any, _Views]) -> _Views:
    """The title of each article, cleaned, and its further views; short lists are filled with the title."""
    file = run.file
    key = (split.name, file.text, run.parts["augmenter"].identity)
    if key in memo:
        return memo[key]
    steps = find_steps(file.text.steps, file.place("text", "steps"))
    ids = [article.id for article in split.articles]
    titles = [clean(choose_text(article, file.text.fields), steps) for article in split.articles]
    if not any(titles):
        fields = sorted({name for article in split.articles for name in article.texts})
        raise DataError(
            f"{split.name}: no article has any of the text fields {', '.join(file.text.fields)}.",
            hint=f"Its fields are {', '.join(fields) or 'none'}; choose with [text] fields.",
        )
    views = _augment(run.augmenter, ids, titles)
    report = run.augmenter.report() if isinstance(run.augmenter, HasReport) else {}
    width = max(len(row) for row in views)
    memo[key] = _Views(
        texts=[[row[v] if v < len(row) else row[0] for row in views] for v in range(width)],
        counts=[len(row) for row in views],
        report=dict(report),
    )
    return memo[key]


def _augment(augmenter: AugmenterRole, ids: Sequence[str], titles: Sequence[str]) -> list[list[str]]:
    views = [list(row) for row in augmenter.augment(ids, titles)]
    name = type(augmenter).__name__
    if len(views) != len(titles):
        raise PluginError(f"augmenter {name}: gave views for {len(views)} articles of {len(titles)}.")
    for i, (row, title) in enumerate(zip(views, titles, strict=True)):
        if not row or row[0] != title:
            raise PluginError(f"augmenter {name}: the first view of article {ids[i]!r} is not its title.")
    return views


def _encode_views(run: ResolvedRun, views: _Views, space: Space) -> tuple[NDArray[np.float32], NDArray[np.int32]]:
    """``(V, C, d)`` unit rows and ``(V, C)`` token counts."""
    flat = [text for view in views.texts for text in view]
    rows, tokens = encode_texts(run.encoder, flat, space)
    shape = len(views.texts), len(views.texts[0])
    return rows.reshape(*shape, -1), tokens.reshape(shape)


def _rank(scorer: Scorer, run: ResolvedRun) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    """``(C, k)`` columns, best first, and their scores: a float32 shortlist, ordered in float64."""
    ranker = run.ranker
    columns, scores = [], []
    for rows in scorer.slices():
        shortlist = ranker.rank(_finite(scorer.strip(rows), run), ranker.depth + SHORTLIST)
        exact = scorer.exact(rows, column_mask(shortlist, scorer.similarity.images))
        best = ranker.rank(exact, ranker.depth)
        columns.append(best)
        scores.append(np.take_along_axis(exact, best, axis=1))
    return np.concatenate(columns), np.concatenate(scores).astype(np.float64)


def _finite(scores: NDArray[Any], run: ResolvedRun) -> NDArray[Any]:
    if np.isnan(scores).any():
        parts = ", ".join(run.parts[kind].found.record.name for kind in ("reviser", "aggregator"))
        raise PluginError(f"run {run.name}: scores are NaN after {parts}.")
    return scores


def _measure(
    job: _Job, settings: Settings, scorer: Scorer, columns: NDArray[np.intp], lists: Mapping[str, Sequence[str]]
) -> Result | None:
    """The ranks of a run whose submission is on disk; None where the ground truth is not known."""
    edition = job.named.edition
    truth = edition.read_qrels(settings.qrels, job.split) if settings.qrels else job.named.read_truth()
    if truth is None:
        return None
    articles = [article.id for article in job.split.articles]
    ranks = rank_truth(scorer, columns, articles, [item.image.id for item in job.scanned], truth)
    # What is reported is what the organisers see: the place in the list. Beyond its end the full rank goes on.
    listed = list_ranks(lists, truth, articles)
    official = np.where(listed > 0, listed, ranks.full)
    return Result(job.run.name, job.split.name, articles, official, ranks.optimistic, ranks.pessimistic)


def _refuse_unreadable(run: ResolvedRun, split: Split, scanned: Sequence[Scanned]) -> None:
    bad = [item for item in scanned if item.problem]
    if not bad or (run.file.gallery.unreadable == "leave-out" and len(bad) < len(scanned)):
        return
    raise DataError(
        f"{split.name}: {len(bad)} of {len(scanned)} images cannot be used.",
        details=[f"{item.image.path}: {item.problem}" for item in bad],
        hint="Mend them, or rank without them: --set gallery.unreadable=leave-out (the manifest will list them).",
    )


def _submission_key(run: ResolvedRun, split: Split) -> str:
    key = run.file.submission.key
    if key is None:
        return split.submission_keys[0]
    if key not in split.submission_keys:
        raise RunFileError(
            f"{run.file.place('submission', 'key')}: articles of {split.name} cannot be told apart by {key!r}; "
            f"{did_you_mean(key, split.submission_keys)}",
            hint=f"Choose another: --set submission.key={split.submission_keys[0]}",
        )
    return key


def _refuse_same_outputs(jobs: Sequence[_Job]) -> None:
    taken: dict[Path, _Job] = {}
    for job in jobs:
        other = taken.setdefault(job.outputs.submission, job)
        if other is not job:
            raise RunFileError(
                f"{job.run.file.path} and {other.run.file.path} would both write {job.outputs.submission}.",
                hint='Give one of them another name: name = "…" at the top of the file.',
            )


def _texts_report(job: _Job, views: _Views, tokens: NDArray[np.int32], settings: Settings) -> dict[str, Any]:
    """What happened to the texts, for the manifest; what a reader of the table should know is said at once."""
    articles = job.split.articles
    limit = job.run.encoder.context_length if isinstance(job.run.encoder, TokenCounter) else None
    cut = np.zeros(tokens.shape, dtype=bool) if limit is None else tokens > limit
    empty = [article.id for article, title in zip(articles, views.texts[0], strict=True) if not title.strip()]
    truncated = [articles[i].id for i in np.flatnonzero(cut.any(axis=0))]
    where = f"{job.run.name} on {job.split.name}"
    if empty:
        settings.warn(f"{where}: {_some(empty)} without a title; ranked by an empty text.")
    if truncated:
        settings.warn(f"{where}: {_some(truncated)} with a text over the encoder's {limit} tokens; the rest is cut.")
    left_out = job.description["left_out"]
    if left_out:
        settings.warn(f"{where}: {len(left_out)} images cannot be used and are left out of the ranking.")
    return {
        "views_per_article": {str(n): views.counts.count(n) for n in sorted(set(views.counts))},
        "augmenter_report": dict(views.report),
        "empty": empty,
        "context_length": limit,
        "truncated": truncated,
    }


def _some(articles: Sequence[str], shown: int = 3) -> str:
    more = f" and {len(articles) - shown} more" if len(articles) > shown else ""
    return f"{len(articles)} of the articles ({', '.join(articles[:shown])}{more})"


def _manifest(job: _Job, texts: Mapping[str, Any], digest: str) -> dict[str, Any]:
    run = job.run
    encoder = {name: run.encoder.fingerprint(name) for name in ("image", "text")}
    augmenter = run.parts["augmenter"].fingerprint()
    return {
        "versions": manifest.versions(),
        **run.plan(),
        "fingerprints": {"encoder": encoder, **({"augmenter": dict(augmenter)} if augmenter else {})},
        "split": dict(job.description),
        "texts": dict(texts),
        "tie_rule": manifest.TIE_RULE,
        "identity": job.identity,
        "submission": {
            "file": job.outputs.submission.name,
            "sha256": digest,
            "key": job.key,
            "depth": run.ranker.depth,
        },
        "execution": {
            "date": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
            "device": run.encoder.used_device if isinstance(run.encoder, HasDevice) else None,
            "seconds": dict(job.seconds),
        },
    }
