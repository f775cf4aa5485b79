"""What an encoder promises (:class:`mediaeval.roles.EncoderRole`)."""

from __future__ import annotations

import gc
import json
import pickle
import sys
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from mediaeval.roles import DraftsImages, LaunchesImages, TokenCounter
from mediaeval.testing.check import Subject, expect
from mediaeval.testing.samples import sample

__all__ = ["CHECKS"]

_COSINE_TOLERANCE = 1e-5
_MODALITIES = ("image", "text")
_MODES = ("1", "L", "LA", "P", "RGB", "RGBA", "CMYK", "I;16")
_HARD_TITLES = ("", " ", "a", "Übergröße — “quoted” 東京 🗼 \u0301", "word " * 1000)


def fingerprint_is_stable(subject: Subject) -> None:
    """Fingerprint names each modality in JSON values, the same for equal objects, before anything is encoded."""
    for modality in _MODALITIES:
        first, second = subject.build().fingerprint(modality), subject.build().fingerprint(modality)
        if first is None:
            expect(second is None, f"{modality}: None, then {second!r}")
            continue
        try:
            same = json.loads(json.dumps(dict(first), allow_nan=False)) == dict(first)
        except (TypeError, ValueError) as error:
            same = False
            expect(same, f"{modality}: {error}")
        expect(same, f"{modality}: {first!r} is not the same after a round trip through JSON")
        expect(dict(first), f"{modality}: it is empty")
        expect(first == second, f"{modality}: {first!r}, then {second!r}")


def fingerprint_builds_no_model(subject: Subject) -> None:
    """Building the object and asking its fingerprint builds no model."""
    before = _modules()
    component = subject.build()
    for modality in _MODALITIES:
        component.fingerprint(modality)
    expect(_modules() <= before, "torch modules were built; build the model at the first encode_* call")


def batch_size_is_positive(subject: Subject) -> None:
    """batch_size is a positive int."""
    size = subject.component.batch_size
    expect(isinstance(size, int) and not isinstance(size, bool) and size > 0, f"it is {size!r}")


def preprocess_takes_every_mode(subject: Subject) -> None:
    """Preprocess turns pictures of any mode and size into finite float32 arrays of one shape."""
    pictures = [*sample().pictures, Image.new("RGB", (1, 1), 200), Image.new("RGB", (300, 20), 7)]
    pictures += [Image.new(mode, (40, 30)) for mode in _MODES]
    shapes = set()
    for picture in pictures:
        array = subject.component.preprocess(picture)
        place = f"{picture.mode} picture of {picture.size}"
        expect(isinstance(array, np.ndarray), f"{place}: it returns {type(array).__name__}, not a NumPy array")
        expect(array.dtype == np.float32, f"{place}: dtype {array.dtype}")
        expect(bool(np.isfinite(array).all()), f"{place}: not finite")
        shapes.add(array.shape)
    expect(len(shapes) == 1, f"shapes {sorted(shapes)}")


def preprocess_is_deterministic(subject: Subject) -> None:
    """Preprocess gives the same array for the same picture and leaves the picture as it was."""
    picture = sample().pictures[0]
    before = picture.tobytes()
    first, second = (subject.component.preprocess(picture) for _ in range(2))
    expect(np.array_equal(first, second), "two calls differ")
    expect(picture.tobytes() == before, "the picture was changed")


def preprocess_is_picklable(subject: Subject) -> None:
    """Preprocess of a fresh object can be pickled, for worker processes."""
    try:
        copy = pickle.loads(pickle.dumps(subject.build().preprocess))  # noqa: S301 - our own bytes
    except (pickle.PicklingError, AttributeError, TypeError) as error:
        expect(condition=False, message=str(error))
    picture = sample().pictures[0]
    expect(np.array_equal(copy(picture), subject.component.preprocess(picture)), "the copy gives another array")


def rows_are_finite(subject: Subject) -> None:
    """encode_images and encode_texts give (n, d) finite rows of floats, none of them zero, with one d."""
    widths = {}
    for modality in _MODALITIES:
        rows = _raw(subject, modality)
        expect(isinstance(rows, np.ndarray), f"{modality}: it returns {type(rows).__name__}, not a NumPy array")
        expect(np.issubdtype(rows.dtype, np.floating), f"{modality}: dtype {rows.dtype}")
        count = len(_items(subject, modality))
        expect(rows.ndim == 2 and len(rows) == count, f"{modality}: shape {rows.shape} for {count} items")  # noqa: PLR2004
        expect(bool(np.isfinite(rows).all()), f"{modality}: not finite")
        expect(bool(np.abs(rows).max(axis=1).all()), f"{modality}: a row is zero")
        widths[modality] = rows.shape[1]
    expect(len(set(widths.values())) == 1, f"dimensions {widths}")


def two_calls_agree(subject: Subject) -> None:
    """Two calls with one batch give the same bits."""
    for modality in _MODALITIES:
        expect(np.array_equal(_raw(subject, modality), _encode(subject, modality)), f"{modality}: two calls differ")


def batch_size_changes_nothing(subject: Subject) -> None:
    """An item's row does not depend on the batch that it is in, to 1e-5 of cosine."""
    for modality in _MODALITIES:
        for size in (1, 3):
            _same_rows(_raw(subject, modality), _encode(subject, modality, size), f"{modality}, batches of {size}")


def rows_keep_order(subject: Subject) -> None:
    """Rows come in the order of the items."""
    for modality in _MODALITIES:
        items = _items(subject, modality)[::-1]
        _same_rows(_raw(subject, modality)[::-1], _encode(subject, modality, items=items), f"{modality}, reversed")


def objects_agree(subject: Subject) -> None:
    """Another object with the same options gives the same rows."""
    other = Subject(subject.kind, subject.cls, subject.options, subject.found)
    for modality in _MODALITIES:
        _same_rows(_raw(subject, modality), _encode(other, modality), modality)


def launched_batches_agree(subject: Subject) -> None:
    """If it launches images: two batches on their way at once give the rows of encode_images."""
    component = subject.component
    if not isinstance(component, LaunchesImages):
        return
    items = _items(subject, "image")
    half = min(subject.component.batch_size, len(items) // 2)
    batches = [np.stack(items[:half]), np.stack(items[half : 2 * half])]
    waiting = [component.launch_images(batch) for batch in batches]
    _same_rows(_raw(subject, "image")[: 2 * half], np.concatenate([rows() for rows in waiting]), "launched")


def draft_size_is_a_size(subject: Subject) -> None:
    """If it drafts images: draft_size is None, or a width and a height in pixels."""
    component = subject.component
    size = component.draft_size if isinstance(component, DraftsImages) else None
    if size is not None:
        numbers = tuple(size)
        expect(len(numbers) == 2 and all(isinstance(n, int) and n > 0 for n in numbers), f"it is {size!r}")  # noqa: PLR2004


def hard_titles_are_encoded(subject: Subject) -> None:
    """Titles that are empty, very long, or in any script have finite rows that are not zero."""
    rows = subject.component.encode_texts(list(_HARD_TITLES[: subject.component.batch_size]))
    for title, row in zip(_HARD_TITLES, rows, strict=False):
        shown = title if len(title) < 30 else f"{title[:20]}… ({len(title)} characters)"  # noqa: PLR2004 - one line
        expect(bool(np.isfinite(row).all() and np.abs(row).max() > 0), f"{shown!r} has a row of NaN or zeros")


def tokens_are_counted(subject: Subject) -> None:
    """If it counts tokens: one whole number for each title, more for a longer one, beside its context_length."""
    component = subject.component
    if not isinstance(component, TokenCounter):
        return
    subject.component.fingerprint("text")  # the core asks for it first, and an encoder may learn from it what it reads
    expect(isinstance(component.context_length, int), f"context_length is {component.context_length!r}")
    counts = [int(n) for n in component.count_tokens(["one", "word " * 500])]
    expect(len(counts) == 2, f"{len(counts)} counts for 2 titles")  # noqa: PLR2004 - as many as titles
    expect(0 < counts[0] < counts[1], f"{counts[0]} tokens for a word, {counts[1]} for five hundred")


def _modules() -> set[int]:
    torch = sys.modules.get("torch")
    if torch is None:
        return set()
    gc.collect()
    return {id(thing) for thing in gc.get_objects() if issubclass(type(thing), torch.nn.Module)}


def _items(subject: Subject, modality: str) -> Sequence[Any]:
    def preprocessed() -> list[NDArray[np.float32]]:
        return [subject.component.preprocess(picture) for picture in sample().pictures]

    return subject.once("preprocessed", preprocessed) if modality == "image" else sample().titles


def _encode(subject: Subject, modality: str, size: int | None = None, items: Sequence[Any] | None = None) -> Any:
    """Rows of the sample, in batches that are never larger than the encoder allows."""
    component = subject.component
    items = _items(subject, modality) if items is None else items
    step = min(component.batch_size, size or len(items))
    encode: Callable[[Any], Any] = component.encode_images if modality == "image" else component.encode_texts
    batches = [items[start : start + step] for start in range(0, len(items), step)]
    return np.concatenate([encode(np.stack(batch) if modality == "image" else list(batch)) for batch in batches])


def _raw(subject: Subject, modality: str) -> Any:
    return subject.once(f"{modality} rows", lambda: _encode(subject, modality))


def _same_rows(wanted: Any, got: Any, what: str) -> None:
    expect(wanted.shape == got.shape, f"{what}: shape {got.shape} instead of {wanted.shape}")
    a, b = (
        rows / np.linalg.norm(rows, axis=1, keepdims=True)
        for rows in (wanted.astype(np.float64), got.astype(np.float64))
    )
    worst = float(np.max(1 - (a * b).sum(axis=1)))
    expect(worst <= _COSINE_TOLERANCE, f"{what}: a row has turned by {worst:.2g} of cosine")


CHECKS = (
    batch_size_is_positive,
    fingerprint_is_stable,
    fingerprint_builds_no_model,
    preprocess_takes_every_mode,
    preprocess_is_deterministic,
    preprocess_is_picklable,
    rows_are_finite,
    two_calls_agree,
    batch_size_changes_nothing,
    rows_keep_order,
    objects_agree,
    launched_batches_agree,
    draft_size_is_a_size,
    hard_titles_are_encoded,
    tokens_are_counted,
)
