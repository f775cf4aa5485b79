"""The run itself, from headlines to the official file.

    read ─▶ scan images ─▶ augment ─▶ encode ─▶ score ─▶ rank ─▶ write ─▶ (only now) read ground truth ─▶ measure

Everything that can be wrong with the input is found before the first model is loaded, for every run and split of the
call; nothing is encoded twice; ground truth is opened when the submission is on disk.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mediaeval import manifest
from mediaeval.encoding.encode import Work, encode_images, encode_texts
from mediaeval.encoding.images import Scan, scan
from mediaeval.errors import DataError, RunFileError, did_you_mean
from mediaeval.outputs import Outputs
from mediaeval.publish import Outcome, Ranked, Settings, Target, describe_submission, measure, publish, rank
from mediaeval.resolve import ResolvedRun
from mediaeval.results.result import Result
from mediaeval.roles import ComparesTexts, EncoderRole, HasDevice, Modality, TokenCounter
from mediaeval.scoring.fused import Fused
from mediaeval.scoring.linear import check_ranker
from mediaeval.scoring.scores import Scorer, Scores, check_domains
from mediaeval.split import Split
from mediaeval.splits import NamedSplit
from mediaeval.store.embeddings import Space
from mediaeval.store.keys import Keys
from mediaeval.views import Views, choose_titles, make_views, text_cosines

__all__ = ["Job", "Outcome", "Settings", "execute", "prepare", "results", "score", "space_of", "views_of"]

_UNREVISED = 10  # images of each list before revision that are kept: hubs are counted in lists of this length


@dataclass
class Job:
    """One run on one split, read and found usable.

    Args:
        run: the run.
        target: the split.
        seconds: how long each phase took, for the manifest.
        encoded: what each encoder did, by its place in the run file and modality, likewise.
    """

    run: ResolvedRun
    target: Target
    seconds: dict[str, float] = field(default_factory=dict)
    encoded: dict[str, Work] = field(default_factory=dict)

    @contextmanager
    def phase(self, name: str) -> Iterator[None]:
        """Time one phase for the manifest."""
        start = time.perf_counter()
        yield
        self.seconds[name] = round(self.seconds.get(name, 0.0) + time.perf_counter() - start, 3)


def execute(runs: Sequence[ResolvedRun], splits: Sequence[NamedSplit], settings: Settings) -> list[Outcome]:
    """Run every run file on every split, sharing all work between them.

    Raises:
        MediaevalError: input, weights or an output stand in the way; of several bad inputs of a kind, all are named.
    """
    jobs = prepare(runs, splits, settings)
    outputs = [_outputs(job, settings) for job in jobs]
    _refuse_same_outputs(jobs, outputs)
    memo: dict[Any, Views] = {}
    return [_execute(job, own, settings, memo) for job, own in zip(jobs, outputs, strict=True)]


def results(runs: Sequence[ResolvedRun], splits: Sequence[NamedSplit], settings: Settings) -> list[Result | None]:
    """Rank every run on every split and score the lists, writing nothing.

    Returns:
        For each split, in turn, the results of all runs; None where the ground truth is not known.

    Raises:
        MediaevalError: as :func:`execute`.
    """
    memo: dict[Any, Views] = {}
    found = []
    for job in prepare(runs, splits, settings):
        lists = rank(job.target, score(job, settings, memo)[0], job.run.ranker)
        found.append(measure(job.target, lists, settings.qrels))
    return found


def prepare(runs: Sequence[ResolvedRun], splits: Sequence[NamedSplit], settings: Settings) -> list[Job]:
    """Read all input and refuse all that can be refused, before anything is encoded.

    Returns:
        A job for each split and run, all runs of the first split first.
    """
    jobs = []
    read = [(named, named.read_rankable()) for named in splits]  # before weights, which may take a long download
    spaces = [space_of(encoder, settings, "image") for run in runs for encoder in run.encoders.values()]
    for named, split in read:
        scanned = scan(split.images, lambda keys: _known(spaces, keys), workers=settings.workers)
        description = manifest.describe_split(split, scanned)
        for run in runs:
            _refuse_unreadable(run, split, scanned)
            key = _submission_key(run, split)
            jobs.append(Job(run, Target(run.name, named, split, scanned.usable(), description, key, run.assumes)))
    return jobs


def score(job: Job, settings: Settings, memo: dict[Any, Views]) -> tuple[Scores, Views, dict[str, Any]]:
    """Encode what the store does not have, and put the scores together.

    Args:
        job: the run and the split.
        settings: of the call.
        memo: the views of earlier jobs.

    Returns:
        The scores, the texts that they are of, and what happened to those, for the manifest.
    """
    run, target, plan = job.run, job.target, job.run.file.scoring
    with job.phase("augment"):
        views = views_of(run, target.split, space_of(run.encoder, settings, "text"), memo)
    check_ranker(run.ranker, run.reviser, run.aggregator, plan.order, run.ensemble, len(views.texts))
    members, tokens = [], {}
    for place, encoder in run.encoders.items():
        with job.phase("encode"):
            text_space = space_of(encoder, settings, "text")
            work = {name: job.encoded.setdefault(f"{place} {name}", Work()) for name in ("image", "text")}
            image_space = space_of(encoder, settings, "image")
            images = encode_images(encoder, target.scanned, image_space, workers=settings.workers, work=work["image"])
            texts, tokens[place] = _encode_views(encoder, views, text_space, work["text"])
            external = None if run.titles is None else encode_texts(encoder, run.titles, text_space)[0]
        with job.phase("score"):
            members.append(Scorer(texts, images, run.reviser, run.aggregator, plan.order, plan.bank, external))
    report = _texts_report(job, views, tokens, settings)
    if run.ensemble is None:
        return members[0], views, report
    domain = check_domains(run.reviser, run.aggregator, plan.order)
    return Fused(members, run.ensemble, domain, len(target.articles)), views, report


def _execute(job: Job, outputs: Outputs, settings: Settings, memo: dict[Any, Views]) -> Outcome:
    scores, views, report = score(job, settings, memo)
    with job.phase("score"):
        ranked = rank(job.target, scores, job.run.ranker)
        unrevised = _unrevised(job, scores)
    columns: dict[str, Sequence[Any]] = {
        "views": [[view[i] for view in views.texts[:count]] for i, count in enumerate(views.counts)],
        **({} if unrevised is None else {"unrevised": unrevised}),
    }
    return publish(
        job.target, ranked, outputs, settings, lambda digest: _manifest(job, report, outputs, digest, ranked), columns
    )


def _unrevised(job: Job, scores: Scores) -> list[Sequence[str]] | None:
    """The beginnings of the lists that the same run gives without its reviser; None where it has none."""
    if not job.run.file.revises or not isinstance(scores, (Scorer, Fused)):
        return None
    if (bare := scores.unrevised()) is None:
        return None
    return list(rank(job.target, bare, job.run.ranker, min(_UNREVISED, job.run.ranker.depth)).lists.values())


def _outputs(job: Job, settings: Settings) -> Outputs:
    """Where the job writes; refused where files of another run stand."""
    outputs = Outputs(settings.out / job.target.split.slug, job.run.name)
    outputs.refuse_other(manifest.identity_of(job.run, job.target.description, job.target.key), force=settings.force)
    return outputs


def space_of(encoder: EncoderRole, settings: Settings, modality: Modality) -> Space:
    """Where the store keeps the rows of an encoder."""
    return settings.store.space(encoder.fingerprint(modality), modality)


def views_of(run: ResolvedRun, split: Split, space: Space, memo: dict[Any, Views]) -> Views:
    """The title of each article, cleaned, and its further views, made once for all runs that share them."""
    compares = isinstance(run.augmenter, ComparesTexts) and run.augmenter.compares
    by = id(run.encoder) if compares else None
    key = (split.name, run.file.text, run.parts["augmenter"].identity, by)
    if key not in memo:
        titles = choose_titles(split, run.file)
        ids = [article.id for article in split.articles]
        memo[key] = make_views(run.augmenter, ids, titles, text_cosines(run.encoder, space))
    return memo[key]


def _known(spaces: Sequence[Space], keys: Keys) -> NDArray[np.bool_]:
    """Which pictures were decoded before, for whichever encoder."""
    known = np.zeros(len(keys), dtype=bool)
    for space in spaces:
        known |= space.has(keys)
    return known


def _encode_views(
    encoder: EncoderRole, views: Views, space: Space, work: Work
) -> tuple[NDArray[np.float32], NDArray[np.int32]]:
    """``(V, C, d)`` unit rows and ``(V, C)`` token counts."""
    flat = [text for view in views.texts for text in view]
    rows, tokens = encode_texts(encoder, flat, space, work=work)
    shape = len(views.texts), len(views.texts[0])
    return rows.reshape(*shape, -1), tokens.reshape(shape)


def _refuse_unreadable(run: ResolvedRun, split: Split, scanned: Scan) -> None:
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


def _refuse_same_outputs(jobs: Sequence[Job], outputs: Sequence[Outputs]) -> None:
    taken: dict[Path, Job] = {}
    for job, own in zip(jobs, outputs, strict=True):
        other = taken.setdefault(own.submission, job)
        if other is not job:
            raise RunFileError(
                f"{job.run.file.path} and {other.run.file.path} would both write {own.submission}.",
                hint='Give one of them another name: name = "…" at the top of the file.',
            )


def _texts_report(
    job: Job, views: Views, tokens: Mapping[str, NDArray[np.int32]], settings: Settings
) -> dict[str, Any]:
    """What happened to the texts, for the manifest; what a reader of the table should know is said at once."""
    articles = job.target.split.articles
    limits = [
        encoder.context_length if isinstance(encoder, TokenCounter) else None for encoder in job.run.encoders.values()
    ]
    cut = np.zeros(len(articles), dtype=bool)
    for limit, counts in zip(limits, tokens.values(), strict=True):
        if limit is not None:
            cut |= (counts > limit).any(axis=0)
    empty = [article.id for article, title in zip(articles, views.texts[0], strict=True) if not title.strip()]
    truncated = [articles[i].id for i in np.flatnonzero(cut)]
    where = f"{job.run.name} on {job.target.split.name}"
    if empty:
        settings.warn(f"{where}: {_some(empty)} without a title; ranked by an empty text.")
    if truncated:
        settings.warn(
            f"{where}: {_some(truncated)} with a text over the encoder's {_words(limits)} tokens; the rest is cut."
        )
    left_out = job.target.description["left_out"]
    if left_out:
        settings.warn(f"{where}: {len(left_out)} images cannot be used and are left out of the ranking.")
    return {
        "views_per_article": {str(n): views.counts.count(n) for n in sorted(set(views.counts))},
        "augmenter_report": dict(views.report),
        "empty": empty,
        "context_length": limits[0] if len(limits) == 1 else limits,
        "truncated": truncated,
    }


def _some(articles: Sequence[str], shown: int = 3) -> str:
    more = f" and {len(articles) - shown} more" if len(articles) > shown else ""
    return f"{len(articles)} of the articles ({', '.join(articles[:shown])}{more})"


def _words(limits: Sequence[int | None]) -> str:
    return " or ".join(str(limit) for limit in limits if limit is not None)


def _manifest(job: Job, texts: Mapping[str, Any], outputs: Outputs, digest: str, ranked: Ranked) -> dict[str, Any]:
    run, target = job.run, job.target
    fingerprints: dict[str, Any] = {
        place: {"image": encoder.fingerprint("image"), "text": encoder.fingerprint("text")}
        for place, encoder in run.encoders.items()
    }
    if augmenter := run.parts["augmenter"].fingerprint():
        fingerprints["augmenter"] = dict(augmenter)
    devices = [one.used_device if isinstance(one, HasDevice) else None for one in run.encoders.values()]
    return {
        "versions": manifest.versions(),
        **run.plan(),
        "fingerprints": fingerprints,
        "texts": dict(texts),
        "identity": manifest.identity_of(run, target.description, target.key),
        **describe_submission(target, outputs, digest, run.ranker.depth),
        "execution": {
            "date": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
            "device": devices[0] if len(devices) == 1 else devices,
            "seconds": dict(job.seconds),
            "encoded": {name: work.describe() for name, work in job.encoded.items()},
            "ranking": dict(ranked.how),
        },
    }
