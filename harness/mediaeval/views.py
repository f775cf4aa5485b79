"""The views of every article: its title, chosen and cleaned, and the texts that the augmenter adds to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mediaeval.encoding.encode import encode_texts
from mediaeval.errors import DataError, PluginError
from mediaeval.roles import AugmenterRole, ComparesTexts, EncoderRole, HasReport, TextCosines
from mediaeval.runfile import RunFile
from mediaeval.split import Split
from mediaeval.store.embeddings import Space
from mediaeval.text import choose_text, clean, find_steps

__all__ = ["Views", "augment", "choose_titles", "make_views", "text_cosines"]


@dataclass(frozen=True)
class Views:
    """The texts of every article: ``texts[v][i]`` is view ``v`` of article ``i``, view 0 its title.

    Args:
        texts: ``V`` lists of ``C`` texts; where an article has fewer views, its title stands again.
        counts: views of each article before that.
        report: what the augmenter counted.
    """

    texts: list[list[str]]
    counts: list[int]
    report: Mapping[str, int]


def choose_titles(split: Split, file: RunFile) -> list[str]:
    """The text of each article that a run file asks for, after its cleaning steps.

    Raises:
        DataError: no article has any of the text fields.
    """
    steps = find_steps(file.text.steps, file.place("text", "steps"))
    titles = [clean(choose_text(article, file.text.fields), steps) for article in split.articles]
    if not any(titles):
        fields = sorted({name for article in split.articles for name in article.texts})
        raise DataError(
            f"{split.name}: no article has any of the text fields {', '.join(file.text.fields)}.",
            hint=f"Its fields are {', '.join(fields) or 'none'}; choose with [text] fields.",
        )
    return titles


def make_views(augmenter: AugmenterRole, ids: Sequence[str], titles: Sequence[str], cosines: TextCosines) -> Views:
    """The title of each article and its further views; short lists are filled with the title.

    Raises:
        PluginError: the augmenter breaks its promise.
    """
    views = augment(augmenter, ids, titles, cosines)
    report = augmenter.report() if isinstance(augmenter, HasReport) else {}
    width = max(len(row) for row in views)
    return Views(
        texts=[[row[v] if v < len(row) else row[0] for row in views] for v in range(width)],
        counts=[len(row) for row in views],
        report=dict(report),
    )


def augment(
    augmenter: AugmenterRole, ids: Sequence[str], titles: Sequence[str], cosines: TextCosines | None = None
) -> list[list[str]]:
    """What an augmenter gives, checked: a list for each article, its title first.

    Raises:
        PluginError: the augmenter breaks its promise, or compares texts and there are no cosines.
    """
    if isinstance(augmenter, ComparesTexts) and augmenter.compares and cosines is not None:
        given = augmenter.augment_compared(ids, titles, cosines)
    else:
        given = augmenter.augment(ids, titles)
    views = [list(row) for row in given]
    name = type(augmenter).__name__
    if len(views) != len(titles):
        raise PluginError(f"augmenter {name}: gave views for {len(views)} articles of {len(titles)}.")
    for i, (row, title) in enumerate(zip(views, titles, strict=True)):
        if not row or row[0] != title:
            raise PluginError(f"augmenter {name}: the first view of article {ids[i]!r} is not its title.")
    return views


def text_cosines(encoder: EncoderRole, space: Space) -> TextCosines:
    """How near two texts are for an encoder; what it encodes for that is stored, and not encoded again for the run."""

    def cosines(pairs: Sequence[tuple[str, str]]) -> NDArray[np.float32]:
        if not pairs:
            return np.empty(0, dtype=np.float32)
        number = {text: i for i, text in enumerate(dict.fromkeys(text for pair in pairs for text in pair))}
        rows, _ = encode_texts(encoder, list(number), space)
        left, right = (rows[[number[pair[side]] for pair in pairs]] for side in (0, 1))
        products: NDArray[np.float32] = np.einsum("nd,nd->n", left, right)
        return products

    return cosines
