"""From a corpus file to one manifest: every pair read once, counted, and kept or left out for a reason."""

from __future__ import annotations

import itertools
import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence, Sized
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

from mediaeval import Bar, DataError, OutputError, Pair, Split, normalised
from mediaeval.roles import CorpusRole, HasFingerprint, NeedsFiles
from mediaeval_plugins.corpora.corpusfile import CorpusFile, Entry
from mediaeval_plugins.corpora.leakage import Guard, Leaks, read_guard
from mediaeval_plugins.corpora.looking import Looker, Reason, Seen
from mediaeval_plugins.corpora.manifest import read_about, relative_to, write_manifest
from mediaeval_plugins.corpora.markup import one_line
from mediaeval_plugins.corpora.scratch import Lines
from mediaeval_plugins.corpora.selecting import Selection, select, validated
from mediaeval_plugins.corpora.staging import Staging, mark

__all__ = ["Built", "Source", "beside", "build", "refuse_missing"]

_CHUNK = 512  # pairs that are looked at together, and written down for good


@dataclass(frozen=True)
class Source:
    """One corpus, ready to be read.

    Args:
        entry: its place in the file.
        corpus: the reader.
        described: name, origin and options of the reader, as JSON values.
    """

    entry: Entry
    corpus: CorpusRole
    described: Mapping[str, Any]

    @property
    def name(self) -> str:
        """How the manifest calls it."""
        return self.entry.source

    def pairs(self) -> Iterator[Pair]:
        """Its pairs, as many as the file asks for."""
        return itertools.islice(self.corpus.pairs(), self.entry.limit)


@dataclass(frozen=True)
class Built:
    """What a build wrote.

    Args:
        about: the manifest's metadata.
        files: what was written, the manifest first.
    """

    about: Mapping[str, Any]
    files: Sequence[Path]


@dataclass
class _Left:
    """Pairs that were left out: how many for which reason, and a line on each."""

    lines: Lines
    counts: dict[str, Counter[str]] = field(default_factory=dict)

    def out(self, source: str, key: str, reason: Reason, **more: Any) -> None:
        self.counts.setdefault(source, Counter())[reason.value] += 1
        self.lines.add({"key": key, "reason": reason.value, **{name: value for name, value in more.items() if value}})


def build(
    file: CorpusFile,
    sources: Sequence[Source],
    out: Path,
    read_split: Callable[[str], Split],
    *,
    workers: int | None = None,
    force: bool = False,
) -> Built:
    """Write a manifest, and beside it the pairs that were left out and those that a test split has.

    Args:
        file: the corpus file.
        sources: its corpora, in its order.
        out: the manifest.
        read_split: reads a test split by its name.
        workers: threads that read pictures; None: one for each core.
        force: replace a manifest that was made of other corpora or with other options.

    Raises:
        DataError: a corpus or a test split cannot be read, or no pair is left.
        OutputError: something cannot be written, or the manifest is another one's.
    """
    out = out.absolute()
    asked = _asked(file, sources)
    if not force:
        _refuse_another(out, asked)
    with ExitStack() as stack:
        folder = file.image_folder
        looker = stack.enter_context(Looker(folder, min_side=file.images.min_side, workers=workers))
        guard = read_guard(file.leakage, read_split, looker)
        staging = stack.enter_context(Staging(out.parent))
        left = _Left(stack.enter_context(Lines(out.parent)))
        read = {source.name: _stage(source, file, looker, staging, left, out.parent) for source in sources}
        marks = staging.finish()
        leaks = guard.leaks(marks)
        selection = select(marks, leaks.any, placeholder=file.images.placeholder, by=file.duplicates.by)
        if not selection.kept.any():
            raise _nothing(read, left, selection)
        validation = validated(marks, selection.kept, file.validation.fraction, file.validation.seed)
        leaking = stack.enter_context(Lines(out.parent))
        kept = _account(staging, selection, validation, leaks, left, leaking)
        about = _about(asked, sources, read, kept, left, guard, leaks, selection)
        files = [out, beside(out, "left-out"), beside(out, "leakage")]
        left.lines.save(files[1])
        leaking.save(files[2])
        write_manifest(out, staging, selection.kept, validation, about)
    return Built(about, files)


def refuse_missing(sources: Sequence[Source]) -> None:
    """Tell every file that is missing at once, before any is read.

    Raises:
        DataError: some are.
    """
    needs = [(one, need) for one in sources if isinstance(one.corpus, NeedsFiles) for need in one.corpus.requirements()]
    missing = [f"{one.name}: {need.what}. {need.hint}" for one, need in needs if need.path is None]
    if missing:
        raise DataError(
            f"{len(missing)} of {len(needs)} files or folders are not there.",
            details=missing,
            hint="Paths are relative to the corpus file; leave out the [[corpus]] tables of what you do not have.",
        )


def beside(manifest: Path, what: str) -> Path:
    """The file with further findings beside a manifest, such as ``news.leakage.jsonl``."""
    return manifest.with_name(f"{manifest.stem}.{what}.jsonl")


def _stage(source: Source, file: CorpusFile, looker: Looker, staging: Staging, left: _Left, folder: Path) -> int:
    """Look at every pair of a corpus; returns how many there were."""
    read = 0
    pairs = source.pairs()
    known = len(source.corpus) if isinstance(source.corpus, Sized) else None
    total = source.entry.limit if known is None else min(known, source.entry.limit or known)
    left.counts.setdefault(source.name, Counter())
    with Bar(total, source.name, "pair") as bar:
        while chunk := list(itertools.islice(pairs, _CHUNK)):
            for pair, seen in zip(chunk, looker.look(chunk), strict=True):
                _stage_one(source.name, pair, seen, file, staging, left, folder)
            read += len(chunk)
            bar.advance(len(chunk), f"{left.counts[source.name].total():,} left out")
    return read


def _stage_one(
    source: str, pair: Pair, seen: Seen, file: CorpusFile, staging: Staging, left: _Left, folder: Path
) -> None:
    key, title = one_line(f"{source}:{pair.id}"), one_line(pair.title)
    words = normalised(title)
    if not title:
        left.out(source, key, Reason.NO_TITLE)
    elif len(words.replace(" ", "")) < file.titles.min_length:
        left.out(source, key, Reason.SHORT_TITLE, title=title)
    elif seen.reason is not None or seen.path is None or seen.picture is None:
        left.out(source, key, seen.reason or Reason.NO_PICTURE, detail=seen.detail)
    else:
        image = relative_to(folder, seen.path)
        row = (key, image, seen.picture.sha256.hex(), title, source, one_line(pair.licence))
        numbers = (
            mark(key),
            int.from_bytes(seen.picture.sha256[:8]),
            mark(image),
            mark(words),
            mark(f"{source}:{pair.group}") if pair.group else 0,
            seen.picture.phash,
        )
        staging.add(row, numbers)


def _account(
    staging: Staging, selection: Selection, validation: Any, leaks: Leaks, left: _Left, leaking: Lines
) -> dict[str, Counter[str]]:
    """Name every staged pair that is left out, and count those that stay, by source and split."""
    reasons = {reason: mask for reason, mask in selection.reasons.items() if mask.any()}
    kept: dict[str, Counter[str]] = {}
    start = 0
    for batch in staging.tables():
        rows = range(start, start + batch.num_rows)
        start = rows.stop
        sources = batch.column("source").to_pylist()
        for row, source in zip(rows, sources, strict=True):
            if selection.kept[row]:
                kept.setdefault(source, Counter())["validation" if validation[row] else "train"] += 1
        out = np.flatnonzero(~selection.kept[rows.start : rows.stop])
        for row, cells in zip((rows.start + out).tolist(), batch.take(out).to_pylist(), strict=True):
            reason = next(reason for reason, mask in reasons.items() if mask[row])
            left.out(cells["source"], cells["key"], reason, title=cells["title"], image=cells["image"])
            if reason is Reason.LEAKAGE:
                found = [asdict(leak) for leak in leaks.of(row)]
                leaking.add({name: cells[name] for name in ("key", "title", "image")} | {"found": found})
    return kept


def _asked(file: CorpusFile, sources: Sequence[Source]) -> dict[str, Any]:
    """All that the file decides, as JSON values: what two builds must share to be the same training set."""
    tables = ("images", "titles", "duplicates", "leakage", "validation")
    options = {name: asdict(getattr(file, name)) for name in tables}
    options["images"].pop("folder")
    return {
        "name": file.name,
        "description": file.description,
        "corpora": {
            one.name: {**one.described, **({"limit": one.entry.limit} if one.entry.limit else {})} for one in sources
        },
        "options": options,
    }


def _refuse_another(out: Path, asked: Mapping[str, Any]) -> None:
    if not out.exists():
        return
    about = read_about(out)
    ours = json.loads(json.dumps(asked))
    apart = [name for name in ("name", "corpora", "options") if about.get(name) != ours[name]]
    if apart:
        raise OutputError(
            f"{out}: is there already, and was made with other {' and '.join(apart)}.",
            hint="Replace it with --force, or write another one with --out FILE.",
        )


def _about(
    asked: Mapping[str, Any],
    sources: Sequence[Source],
    read: Mapping[str, int],
    kept: Mapping[str, Counter[str]],
    left: _Left,
    guard: Guard,
    leaks: Leaks,
    selection: Selection,
) -> dict[str, Any]:
    leaking = selection.reasons[Reason.LEAKAGE]
    by = {"image": leaks.same >= 0, "near image": (leaks.same < 0) & (leaks.near >= 0), "title": leaks.words >= 0}
    return {
        **asked,
        "inputs": {one.name: _fingerprint(one) for one in sources},
        "counts": {
            name: {
                "read": read[name],
                "kept": kept.get(name, Counter()).total(),
                "train": kept.get(name, Counter())["train"],
                "validation": kept.get(name, Counter())["validation"],
                "left_out": dict(sorted(left.counts[name].items())),
            }
            for name in read
        },
        "leakage": {
            "splits": dict(guard.report),
            "pairs": int(leaking.sum()),
            "by": {name: int((mask & leaking).sum()) for name, mask in by.items()},
        },
        "versions": {name: version(name) for name in ("mediaeval", "pillow", "imagehash")},
    }


def _fingerprint(source: Source) -> Any:
    return dict(source.corpus.fingerprint()) if isinstance(source.corpus, HasFingerprint) else None


def _nothing(read: Mapping[str, int], left: _Left, selection: Selection) -> DataError:
    reasons = sum(left.counts.values(), Counter[str]())
    reasons.update({reason.value: int(mask.sum()) for reason, mask in selection.reasons.items() if mask.any()})
    return DataError(
        f"of {sum(read.values()):,} pairs none is left.",
        details=[f"{reason}: {count:,}" for reason, count in reasons.most_common()],
        hint="`mediaeval corpus download` fetches pictures that corpora give by their address.",
    )
