"""What a run scored, article by article: the one place that figures come from."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mediaeval.errors import DataError
from mediaeval.results.metrics import OFFICIAL, Measure
from mediaeval.results.rounding import DECIMALS, printed
from mediaeval.storage import digest_bytes

__all__ = ["COLUMNS", "DECIMALS", "Result", "bounds_lines", "notes_of", "printed", "table", "truth_digest"]

COLUMNS = ("rank", "rank_optimistic", "rank_pessimistic")
"""Columns of a run's table of articles that hold its ranks."""


@dataclass(frozen=True)
class Result:
    """The ranks of one run on one split.

    Args:
        run: the run's name.
        split: the split's canonical name.
        articles: ids of the articles that have ground truth; the figures are means over these.
        ranks: ``(C,)``, rank of the true image counted from 1 under the tie rule; 0 where it was not ranked.
        optimistic: ``(C,)``, the rank if every tie went well, where scores are known.
        pessimistic: ``(C,)``, the rank if every tie went badly, where scores are known.
        assumes: what the run takes for granted (:class:`mediaeval.roles.Assumption`), where that is known.
        truth: digest of the ground truth (:func:`truth_digest`): what two runs must share to be compared; empty where
            it is not known.
    """

    run: str
    split: str
    articles: Sequence[str]
    ranks: NDArray[np.int64]
    optimistic: NDArray[np.int64] | None = None
    pessimistic: NDArray[np.int64] | None = None
    assumes: Sequence[str] = ()
    truth: str = ""

    def figures(self, measures: Sequence[Measure] = OFFICIAL) -> dict[str, float]:
        """Each measure's name and value."""
        return {str(measure): measure(self.ranks) for measure in measures}

    def per_article(self, measure: Measure) -> NDArray[np.float64]:
        """``(C,)`` values of a measure, in the order of ``articles``; their mean is the figure."""
        return measure.per_article(self.ranks)

    def bounds(self, measures: Sequence[Measure] = OFFICIAL) -> dict[str, tuple[float, float]]:
        """Worst and best value of each measure that ties can move; empty where none can or no score is known."""
        if self.optimistic is None or self.pessimistic is None:
            return {}
        both = {str(m): (m(self.pessimistic), m(self.optimistic)) for m in measures}
        return {name: (low, high) for name, (low, high) in both.items() if low != high}

    def to_json(self, measures: Sequence[Measure] = OFFICIAL, *, per_article: bool = False) -> dict[str, Any]:
        """The figures, where ties can move them their bounds, and on request every article's rank."""
        return {
            "run": self.run,
            "split": self.split,
            "articles": len(self.articles),
            "assumes": [str(one) for one in self.assumes],
            "truth_sha256": self.truth or None,
            "figures": self.figures(measures),
            "bounds": {name: list(both) for name, both in self.bounds(measures).items()},
            **({"ranks": dict(zip(self.articles, self.ranks.tolist(), strict=True))} if per_article else {}),
        }

    def columns(self, articles: Sequence[str]) -> dict[str, list[int | None]]:
        """Ranks as columns of a table of these articles: None where there is no ground truth, or no bound is known."""
        found: dict[str, list[int | None]] = {}
        for name, values in zip(COLUMNS, (self.ranks, self.optimistic, self.pessimistic), strict=True):
            known = {} if values is None else dict(zip(self.articles, values.tolist(), strict=True))
            found[name] = [known.get(article) for article in articles]
        return found

    @classmethod
    def from_parquet(cls, path: Path, run: str, split: str) -> Result | None:
        """The ranks that a run wrote beside its submission; None where it did not know the ground truth.

        Raises:
            DataError: the file is no table of articles.
        """
        import pyarrow as pa
        import pyarrow.parquet as pq

        try:
            if not set(COLUMNS) <= set(pq.read_schema(path).names):
                return None
            columns = pq.read_table(path, columns=["article", *COLUMNS]).drop_null()
        except (OSError, pa.ArrowException) as error:
            raise DataError(f"{path}: is not a run's table of articles ({error}).") from error
        own, best, worst = (columns[name].to_numpy().astype(np.int64) for name in COLUMNS)
        truth = notes_of(path).get("truth", "")
        return cls(run, split, columns["article"].to_pylist(), own, best, worst, truth=truth)


def notes_of(path: Path) -> dict[str, str]:
    """What a run's table of articles says it belongs to: ``submission`` and ``truth``, digests both.

    Raises:
        DataError: the file is no table of articles.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        metadata = pq.read_schema(path).metadata or {}
    except (OSError, pa.ArrowException) as error:
        raise DataError(f"{path}: is not a run's table of articles ({error}).") from error
    return {key.decode(): metadata[key].decode() for key in (b"submission", b"truth") if key in metadata}


def truth_digest(truth: Mapping[str, str], articles: Sequence[str]) -> str:
    """The sha256 of the ground truth of some articles, whichever file and order it came in."""
    pairs = sorted((article, truth[article]) for article in articles)
    return digest_bytes(json.dumps(pairs, ensure_ascii=False).encode())


def table(results: Sequence[Result], measures: Sequence[Measure] = OFFICIAL) -> str:
    """The results as a table for people, one row for each run and split; what a run assumes stands beside its name."""
    from tabulate import tabulate

    names = [str(measure) for measure in measures]
    any_assumes = any(result.assumes for result in results)
    cells = []
    for result in results:
        figures = result.figures(measures)
        assumes = [", ".join(result.assumes)] if any_assumes else []
        values = [printed(figures[name]) for name in names]
        cells.append([result.split, result.run, *assumes, len(result.articles), *values])
    headers = ["Split", "Run", *(["Assumes"] if any_assumes else []), "Articles", *names]
    return tabulate(cells, headers=headers, disable_numparse=True, stralign="left")


def bounds_lines(result: Result, measures: Sequence[Measure] = OFFICIAL) -> list[str]:
    """A line for each measure that ties can move: its worst and its best value."""
    return [
        f"{result.run} on {result.split}: {name} is between {printed(low)} and {printed(high)}, as ties are broken."
        for name, (low, high) in result.bounds(measures).items()
    ]
