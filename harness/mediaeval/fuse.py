"""Finished runs made into one: run files by their scores, submission files by their ranks.

Run files are scored again; what they encoded lies in the store. A fused run is written as any other, with a manifest
that names its members.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from mediaeval import manifest
from mediaeval.encoding.images import Scan
from mediaeval.errors import RunFileError, SubmissionError
from mediaeval.outputs import Outputs
from mediaeval.pipeline import Job, prepare, score
from mediaeval.publish import Outcome, Settings, Target, describe_submission, publish, rank
from mediaeval.resolve import Component, ResolvedRun
from mediaeval.roles import Domain
from mediaeval.scoring.fused import Fused, ListedScores, common_domain
from mediaeval.scoring.scores import Scores
from mediaeval.split import Split
from mediaeval.splits import NamedSplit
from mediaeval.storage import digest_file
from mediaeval.store.keys import KEY_BYTES
from mediaeval.submissions.reader import Submission, read_submission
from mediaeval.submissions.validate import format_of

__all__ = ["Fusion", "fuse"]


@dataclass(frozen=True)
class Fusion:
    """What is fused, and how.

    Args:
        name: of the fused run.
        members: run files, and paths of submission files.
        aggregator: reduces their scores.
        ranker: orders images.
    """

    name: str
    members: Sequence[ResolvedRun | Path]
    aggregator: Component
    ranker: Component

    @property
    def domain(self) -> Domain:
        """The domain in which the members' scores are read.

        Raises:
            RunFileError: the aggregator cannot read them together.
        """
        domains = [Domain.RANK if isinstance(member, Path) else member.domain for member in self.members]
        return common_domain(domains, self.aggregator.component)

    @property
    def runs(self) -> list[ResolvedRun]:
        """The members that are run files."""
        return [member for member in self.members if isinstance(member, ResolvedRun)]


def fuse(fusion: Fusion, named: NamedSplit, settings: Settings) -> Outcome:
    """Fuse finished runs on a split.

    Raises:
        MediaevalError: the members cannot be fused, or input, weights or an output stand in the way.
    """
    if len(fusion.members) < 2:  # noqa: PLR2004 - one run alone is not fused
        raise RunFileError("there is nothing to fuse: give two or more run files or submission files.")
    domain = fusion.domain
    jobs = prepare(fusion.runs, [named], settings)
    target = _target(fusion, named, jobs)
    files = {member: _read(member, target) for member in fusion.members if isinstance(member, Path)}
    described = _describe(fusion, jobs, files)
    identity = manifest.digest_of({**described, "split": target.description, "key": target.key})
    outputs = Outputs(settings.out / target.split.slug, fusion.name)
    outputs.refuse_other(identity, force=settings.force)
    memo: dict[Any, Any] = {}
    scored = iter([score(job, settings, memo)[0] for job in jobs])
    members: list[Scores] = [
        _listed(files[member], target) if isinstance(member, Path) else next(scored) for member in fusion.members
    ]
    fused = Fused(members, fusion.aggregator.component, domain, len(target.articles))
    ranked = rank(target, fused, fusion.ranker.component)

    def described_with(digest: str) -> dict[str, Any]:
        return {
            "versions": manifest.versions(),
            "run": {"name": fusion.name, "description": _words(fusion)},
            **described,
            "assumes": list(target.assumes),
            "identity": identity,
            **describe_submission(target, outputs, digest, fusion.ranker.component.depth),
            "execution": {
                "date": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
                "ranking": dict(ranked.how),
            },
        }

    return publish(target, ranked, outputs, settings, described_with, {})


def _target(fusion: Fusion, named: NamedSplit, jobs: Sequence[Job]) -> Target:
    """The split as the run files rank it; of submission files alone, with every image, which nobody needs to open."""
    assumes = sorted({str(one) for run in fusion.runs for one in run.assumes})
    if jobs:
        first = jobs[0].target
        return Target(fusion.name, named, first.split, first.scanned, first.description, first.key, assumes)
    split = named.read_rankable()
    description = {
        "name": split.name,
        "articles": len(split.articles),
        "images": len(split.images),
        "sources": {source.name: digest_file(source) for source in split.sources},
        "left_out": {},
        "notes": list(split.notes),
    }
    scanned = Scan(split.images, np.zeros((len(split.images), KEY_BYTES), dtype=np.uint8), {})
    return Target(fusion.name, named, split, scanned, description, split.submission_keys[0])


def _read(path: Path, target: Target) -> Submission:
    submission = read_submission(path, _rankable(target), format_of(target.named.edition))
    if not submission.findings.valid:
        raise SubmissionError(
            f"{path}: is no valid submission for {target.split.name}, so its lists are not fused.",
            details=list(submission.findings.lines())[:5],
            hint=f"`mediaeval validate {path} --split {target.named.name}` says everything that is wrong with it.",
        )
    return submission


def _rankable(target: Target) -> Split:
    return Split(
        name=target.split.name,
        slug=target.split.slug,
        articles=target.split.articles,
        images=tuple(item.image for item in target.scanned),
        sources=target.split.sources,
        submission_keys=target.split.submission_keys,
    )


def _listed(submission: Submission, target: Target) -> ListedScores:
    lists = {line.article: line.images for line in submission.lines if line.article is not None}
    return ListedScores(lists, target.articles, target.images)


def _describe(fusion: Fusion, jobs: Sequence[Job], files: dict[Path, Submission]) -> dict[str, Any]:
    """All that decides the fused lists, as JSON values."""
    planned = iter(jobs)
    members = []
    for member in fusion.members:
        if isinstance(member, Path):
            members.append({"file": member.name, "sha256": files[member].digest})
            continue
        job = next(planned)
        plan = member.plan()
        del plan["run"]
        identity = manifest.identity_of(member, job.target.description, job.target.key)
        members.append({"name": member.name, "identity": identity, **plan})
    return {
        "components": {"aggregator": fusion.aggregator.describe(), "ranker": fusion.ranker.describe()},
        "members": members,
    }


def _words(fusion: Fusion) -> str:
    names = [member.name if isinstance(member, ResolvedRun) else member.stem for member in fusion.members]
    return f"{fusion.aggregator.found.record.name} of {', '.join(names)}"
