"""Time of the official measures on 8,500 ranked lists of 100: ours against pytrec_eval and, where installed, ranx.

    python benchmarks/metrics.py [--articles 8500] [--rounds 7]

Every tool is given its natural input, made before the clock starts: ours a matrix of image numbers, best first, with
the number of each article's image (what a ranker returns); pytrec_eval and ranx dictionaries of ids and scores, in the
evaluator or Run object that they make of them. Timed is what each does with it: per-article values and means of
Recall@5, 10, 50, 100 and MRR@100. The second line starts from lists of ids, as read from a submission, and counts what
each tool has to make of them. All figures are compared before any time is printed.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections.abc import Callable, Mapping

import numpy as np
import pytrec_eval

from mediaeval.results.metrics import OFFICIAL, list_ranks, ranks_in

IMAGES = 8500
NAMES = {"MRR@100": "recip_rank"} | {f"Recall@{k}": f"recall_{k}" for k in (5, 10, 50, 100)}
RANX = {"MRR@100": "mrr@100"} | {f"Recall@{k}": f"recall@{k}" for k in (5, 10, 50, 100)}
Figures = Mapping[str, float]


def main() -> None:
    """Print medians, ratios and the figures that all tools agree on."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--articles", type=int, default=8500)
    parser.add_argument("--rounds", type=int, default=7)
    given = parser.parse_args()
    rng = np.random.default_rng(8)
    columns = np.stack([rng.choice(IMAGES, 100, replace=False, shuffle=True) for _ in range(given.articles)])
    places = np.minimum(rng.geometric(0.05, given.articles), columns.shape[1]) - 1
    found = rng.random(given.articles) < 0.8
    target = np.where(found, columns[np.arange(given.articles), places], IMAGES)
    articles = [f"2023072008150-{i}" for i in range(given.articles)]
    images = np.array([f"{i:032X}" for i in range(IMAGES + 1)])
    lists = {article: images[row].tolist() for article, row in zip(articles, columns, strict=True)}
    truth = {article: str(images[t]) for article, t in zip(articles, target.tolist(), strict=True)}
    qrels = {article: {image: 1} for article, image in truth.items()}

    def ours() -> Figures:
        ranks = ranks_in(columns, target)
        return {str(measure): float(measure.per_article(ranks).mean()) for measure in OFFICIAL}

    def ours_from_ids() -> Figures:
        ranks = list_ranks(lists, truth, articles)
        return {str(measure): float(measure.per_article(ranks).mean()) for measure in OFFICIAL}

    evaluator = pytrec_eval.RelevanceEvaluator(qrels, {"recip_rank", "recall_5,10,50,100"})
    run = as_run(lists)

    def trec() -> Figures:
        values = evaluator.evaluate(run)
        return {ours: sum(v[theirs] for v in values.values()) / len(values) for ours, theirs in NAMES.items()}

    def trec_evaluate() -> object:
        return evaluator.evaluate(run)

    def trec_from_ids() -> object:
        made = pytrec_eval.RelevanceEvaluator(qrels, {"recip_rank", "recall_5,10,50,100"})
        return made.evaluate(as_run(lists))

    agree("pytrec_eval", ours(), trec())
    agree("ids", ours(), ours_from_ids())
    pairs = {"pytrec_eval": (ours, trec_evaluate), "pytrec_eval, from lists of ids": (ours_from_ids, trec_from_ids)}
    if (ranx := with_ranx(qrels, run)) is not None:
        agree("ranx", ours(), ranx())
        pairs["ranx (warm)"] = (ours, ranx)
    print(f"{given.articles:,} articles x {columns.shape[1]}, {given.rounds} pairs, medians")
    for name, (mine, theirs) in pairs.items():
        times = [(clock(mine), clock(theirs)) for _ in range(given.rounds)]
        ours_s, theirs_s = (statistics.median(column) for column in zip(*times, strict=True))
        ratio = statistics.median(b / a for a, b in times)
        print(f"{name}: ours {ours_s * 1e3:.2f} ms, theirs {theirs_s * 1e3:.1f} ms, ratio {ratio:.0f}")


def as_run(lists: Mapping[str, list[str]]) -> dict[str, dict[str, float]]:
    """The dictionary of scores that pytrec_eval and ranx want."""
    return {article: {image: 100.0 - i for i, image in enumerate(row)} for article, row in lists.items()}


def with_ranx(
    qrels: Mapping[str, Mapping[str, int]], run: Mapping[str, Mapping[str, float]]
) -> Callable[[], Figures] | None:
    """Give ranx the same input, compiled; None where it is not installed."""
    try:
        import ranx
    except ImportError:
        print("ranx is not installed; pip install ranx to compare with it", file=sys.stderr)
        return None
    relevant, ranked = ranx.Qrels(dict(qrels)), ranx.Run(dict(run))

    def evaluate() -> Figures:
        values = ranx.evaluate(relevant, ranked, list(RANX.values()), make_comparable=False)
        return {name: float(values[theirs]) for name, theirs in RANX.items()}

    evaluate()  # compiled now
    return evaluate


def agree(name: str, ours: Figures, theirs: Figures) -> None:
    """Stop where two tools differ."""
    for measure, value in ours.items():
        if abs(value - theirs[measure]) > 1e-9:
            raise SystemExit(f"{name}: {measure} is {theirs[measure]}, ours {value}")


def clock(call: Callable[[], object]) -> float:
    """Seconds of one call."""
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
