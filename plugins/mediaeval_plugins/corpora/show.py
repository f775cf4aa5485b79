"""A manifest in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np

__all__ = ["described", "measured"]

_BATCH = 1 << 16


def measured(path: Path) -> dict[str, Any]:
    """What the rows of a manifest say, read a piece at a time.

    Returns:
        ``pairs``, ``pictures`` (distinct), ``licences`` (note to number of pairs), ``words`` and ``characters`` of a
        title (lowest, median, 99 of 100, highest).
    """
    import pyarrow.parquet as pq

    licences: Counter[str] = Counter()
    words: list[Any] = []
    characters: list[Any] = []
    pictures: list[Any] = []
    for batch in pq.ParquetFile(path).iter_batches(_BATCH, columns=["title", "licence", "sha256"]):
        titles = batch.column("title").to_pylist()
        words.append(np.array([len(title.split()) for title in titles], dtype=np.uint32))
        characters.append(np.array([len(title) for title in titles], dtype=np.uint32))
        digests = batch.column("sha256").to_pylist()
        pictures.append(np.array([int(digest[:16], 16) for digest in digests], dtype=np.uint64))
        licences.update(batch.column("licence").to_pylist())
    return {
        "pairs": sum(map(len, words)),
        "pictures": len(np.unique(np.concatenate(pictures))) if pictures else 0,
        "licences": dict(licences.most_common()),
        "words": _spread(words),
        "characters": _spread(characters),
    }


def described(about: Mapping[str, Any], contents: Mapping[str, Any] | None = None) -> list[str]:
    """The metadata of a manifest, and what its rows say, line by line."""
    lines = [f"{about['name']}: {about['description']}".rstrip(": "), ""]
    lines += _table(about["counts"])
    lines += ["", *_left_out(about["counts"])]
    lines += _leakage(about["leakage"], about["options"]["leakage"])
    if contents is not None:
        lines += ["", f"pictures: {contents['pictures']:,} distinct, for {contents['pairs']:,} pairs"]
        for name in ("words", "characters"):
            low, middle, high, top = contents[name]
            lines.append(f"{name} of a title: {low} to {top}, median {middle}, 99 of 100 at most {high}")
        lines += ["licences:", *(f"  {n:,}  {note or '(none stated)'}" for note, n in contents["licences"].items())]
        lines += ["corpora:", *_corpora(about)]
    return lines


def _table(counts: Mapping[str, Mapping[str, Any]]) -> list[str]:
    from tabulate import tabulate

    columns = ("read", "kept", "train", "validation")
    rows = [[name, *(f"{one[column]:,}" for column in columns)] for name, one in counts.items()]
    if len(rows) > 1:
        rows.append(["all", *(f"{sum(one[column] for one in counts.values()):,}" for column in columns)])
    headers = ("source", "pairs read", "kept", "train", "validation")
    return str(tabulate(rows, headers, disable_numparse=True, colalign=("left", *["right"] * 4))).splitlines()


def _left_out(counts: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    for name, one in counts.items():
        reasons = ", ".join(f"{reason} {count:,}" for reason, count in one["left_out"].items())
        yield f"left out of {name}: {reasons or 'nothing'}"


def _leakage(found: Mapping[str, Any], options: Mapping[str, Any]) -> Iterator[str]:
    if not found["splits"]:
        yield "compared with no test split: [leakage] splits is empty"
        return
    for name, one in found["splits"].items():
        unreadable = f", {one['pictures_unreadable']:,} unreadable" if one["pictures_unreadable"] else ""
        yield f"compared with {name}: {one['articles']:,} titles, {one['pictures']:,} pictures{unreadable}"
    by = ", ".join(f"{name} {count:,}" for name, count in found["by"].items())
    yield f"in a test split: {found['pairs']:,} ({by}; near is within {options['distance']} of 64 bits)"


def _corpora(about: Mapping[str, Any]) -> Iterator[str]:
    for name, one in about["corpora"].items():
        yield f"  {name}: {one['name']} of {one['distribution']} {one['version']}"
        files = (about["inputs"].get(name) or {}).get("files", {})
        yield from (f"    {file}  sha256 {digest}" for file, digest in files.items())


def _spread(parts: list[Any]) -> list[int]:
    values = np.concatenate(parts) if parts else np.zeros(1, dtype=np.uint32)
    if not len(values):
        return [0, 0, 0, 0]
    return [int(value) for value in np.quantile(values, (0, 0.5, 0.99, 1), method="lower")]
