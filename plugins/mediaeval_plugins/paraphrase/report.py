"""The counts that an augmenter of generated texts hands to the manifest."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from mediaeval_plugins.paraphrase.generator import Generated

__all__ = ["count"]


def count(
    titles: Sequence[str],
    kept: Mapping[str, Sequence[str]],
    generated: Mapping[str, Generated],
    outcomes: Mapping[str, int],
    max_input_tokens: int,
) -> dict[str, int]:
    """What became of titles and candidates.

    ``articles`` is ``articles_kept`` (with a further view) plus ``articles_fallback`` (the title alone; those without a
    title among them). ``titles`` counts distinct titles, ``titles_cut`` those over ``max_input_tokens``. ``candidates``
    is the sum of ``used``, ``spare`` and every ``rejected_…``.
    """
    return {
        "articles": len(titles),
        "articles_kept": sum(bool(kept.get(title)) for title in titles),
        "articles_fallback": sum(not kept.get(title) for title in titles),
        "articles_without_title": sum(not title.strip() for title in titles),
        "titles": len(generated),
        "titles_cut": sum(one.tokens > max_input_tokens for one in generated.values()),
        "candidates": sum(outcomes.values()),
        **dict(sorted(outcomes.items())),
    }
