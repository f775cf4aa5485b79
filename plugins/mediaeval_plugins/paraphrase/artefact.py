"""Views as a file: JSON lines that people read and edit, and that the ``file`` augmenter takes back.

The first line says how the file came about, the last what was counted; between them stands a line for each article.
It holds no date, so that the same call writes the same bytes.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from mediaeval import OutputError, atomic_path

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from mediaeval import Augmentation

__all__ = ["is_written", "provenance_of", "write_views"]

_LEAST_AT_ONCE: Final = 2048
_BATCHES_AT_ONCE: Final = 16
"""Titles are sorted by length within what is augmented at once, which bounds memory and must hold many batches."""


def provenance_of(augmentation: Augmentation, source: dict[str, Any]) -> dict[str, Any]:
    """How the views of a source come about, with a digest of all that decides them.

    Where the augmenter has a fingerprint, it stands for the options, among which are paths, devices and batch sizes.
    """
    record = {**augmentation.provenance(), "source": source}
    decides = {name: value for name, value in record.items() if name != "versions"}
    if record["fingerprint"] is not None:
        decides["augmenter"] = record["augmenter"]["name"]
    return {**record, "identity": hashlib.sha256(json.dumps(decides, sort_keys=True).encode()).hexdigest()}


def is_written(path: Path, provenance: dict[str, Any]) -> bool:
    """Whether the file is there and came about in this way; it may have been edited since.

    Raises:
        OutputError: another file goes by that name.
    """
    try:
        with path.open(encoding="utf-8") as file:
            first = json.loads(file.readline())
    except FileNotFoundError:
        return False
    except (OSError, ValueError):
        first = None
    held = first.get("provenance") if isinstance(first, dict) else None
    if isinstance(held, dict) and held.get("identity") == provenance["identity"]:
        return True
    raise OutputError(
        f"{path}: exists, and was made in another way or by hand.", hint="Choose another --out, or replace it: --force."
    )


def write_views(
    path: Path,
    augmentation: Augmentation,
    titles: Iterable[tuple[str, str]],
    provenance: dict[str, Any],
    done: Callable[[int], object],
) -> dict[str, int]:
    """Augment titles and write them; the file is there when it is whole.

    Args:
        path: JSON lines.
        augmentation: what makes the views.
        titles: ids and titles, taken as they are needed.
        provenance: for the first line.
        done: told of the number of titles that were augmented, again and again.

    Returns:
        What the augmenter counted, over all calls.

    Raises:
        OutputError: the file cannot be written; nothing is left of it.
    """
    counts: Counter[str] = Counter()
    size = max(_LEAST_AT_ONCE, _BATCHES_AT_ONCE * augmentation.batch_size)
    waiting = iter(titles)
    with atomic_path(path) as temporary, temporary.open("w", encoding="utf-8", newline="\n") as file:
        file.write(_line({"provenance": provenance}))
        while part := list(islice(waiting, size)):
            file.writelines(_lines(augmentation, part))
            counts.update(augmentation.report())
            done(len(part))
        file.write(_line({"report": dict(counts)}))
    return dict(counts)


def _lines(augmentation: Augmentation, part: list[tuple[str, str]]) -> Iterator[str]:
    views = augmentation.augment([article for article, _ in part], [title for _, title in part])
    for (article, title), texts in zip(part, views, strict=True):
        yield _line({"id": article, "title": title, "paraphrases": texts[1:]})


def _line(record: dict[str, Any]) -> str:
    return json.dumps(record, ensure_ascii=False) + "\n"
