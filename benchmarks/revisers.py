"""What each reviser gains, on simulated hubs and on the demo split.

    python benchmarks/revisers.py [--seeds 3] [--quick]

Simulated titles and pictures have the cosines of CLIP (mean .14, standard deviation .04), one picture for each title,
in the sizes and difficulties of GDELT (G: 1500 pairs, MRR about .61) and RT (R: 3000 pairs, MRR about .25). ``hubs``
moves pictures along the common direction of all titles, by a heavy-tailed amount, so that the mean of a picture's
column has the given standard deviation; ``local`` pulls pictures to the centre of their topic; ``twins`` gives 30% of
the titles the story of another. Every reviser is the plugin itself, in the scorer of a run. Gains are in points of
MRR@100, the mean over seeds; sizes say little about real encoders, signs and order do.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tabulate import tabulate

from mediaeval.pipeline import Settings
from mediaeval.plugins import get_plugins
from mediaeval.records import Reviser
from mediaeval.results.metrics import Measure
from mediaeval.runfile import Order, find_run_file
from mediaeval.scoring.scores import Scorer
from mediaeval.splits import find_split
from mediaeval.storage import cache_folder
from mediaeval.store.embeddings import EmbeddingStore
from mediaeval.sweep import settings_of, sweep
from mediaeval_plugins.fusion.mean_pool import MeanPool
from mediaeval_plugins.hubness.dual_softmax import DualSoftmax

MRR = Measure.parse("MRR@100")
DIMENSIONS = 512

METHODS: Sequence[tuple[str, Mapping[str, Any]]] = (
    *(("dual-softmax", {"temperature": t}) for t in (1.0, 0.1, 0.05, 0.02, 0.01, 0.005)),
    *(("inverted-softmax", {"temperature": t}) for t in (1.0, 0.05, 0.02, 0.01, 0.005)),
    ("mean-center", {"weight": 0.25}),
    ("mean-center", {"weight": 0.5}),
    ("csls", {"k": 10}),
    ("nnn", {"k": 16}),
    ("nnn", {"k": 128}),
    ("qb-norm", {"temperature": 0.05}),
    ("dsl", {"temperature": 1.0}),
    ("dsl", {"temperature": 0.01}),
    ("sinkhorn", {"temperature": 0.02}),
    ("sinkhorn", {"temperature": 0.01}),
    ("mutual-proximity", {}),
    ("hungarian", {}),
)


@dataclass(frozen=True)
class World:
    """One kind of split.

    Args:
        name: of the column.
        pairs: titles, and as many pictures.
        story: share of a title that its picture shares; what makes a split hard.
        hubs: standard deviation that hubs add to the mean of a picture's column.
        local: how far pictures are pulled to their topic.
        twins: share of titles that tell another one's story.
    """

    name: str
    pairs: int
    story: float
    hubs: float = 0.0
    local: float = 0.0
    twins: float = 0.0


def worlds(*, quick: bool) -> list[World]:
    """The columns of the table."""
    g = ("G", 300 if quick else 1500, 0.096)
    r = ("R", 300 if quick else 3000, 0.065)
    kinds: Sequence[tuple[tuple[str, int, float], str, dict[str, float]]] = (
        *((one, "plain", {}) for one in (g, r)),
        *((one, "hubs .005", {"hubs": 0.005}) for one in (g, r)),
        *((one, "hubs .009", {"hubs": 0.009}) for one in (g, r)),
        *((one, "local", {"local": 0.25}) for one in (g, r)),
        (r, "hubs .009 local", {"hubs": 0.009, "local": 0.25}),
        (g, "twins", {"twins": 0.3}),
    )
    return [World(f"{name} {what}", pairs, story, **more) for (name, pairs, story), what, more in kinds]


def simulate(world: World, seed: int, views: int = 1) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """``(V, C, d)`` titles and ``(C, d)`` pictures; row ``i`` of the one belongs to row ``i`` of the other.

    Half of the noise of a title is its own, and half that of the view.
    """
    rng = np.random.default_rng(seed)
    mean, topic = 0.14, 0.04
    scale = 1 / np.sqrt(DIMENSIONS)
    common = np.eye(DIMENSIONS)[0]  # of all titles and pictures; the rest is orthogonal to it

    def directions(rows: int) -> NDArray[np.float64]:
        drawn = rng.standard_normal((rows, DIMENSIONS)) * scale
        drawn[:, 0] = 0
        return drawn

    centres = directions(60)
    zipf = 1 / np.arange(1, 61)
    of = rng.choice(60, world.pairs, p=zipf / zipf.sum())
    stories = directions(world.pairs)
    twins = rng.permutation(world.pairs)[: int(world.twins * world.pairs) // 2 * 2].reshape(2, -1)
    stories[twins[0]], of[twins[0]] = stories[twins[1]], of[twins[1]]
    shared = np.sqrt(topic) * centres[of] + np.sqrt(world.story) * stories
    left = np.sqrt(1 - mean - topic - world.story)
    heavy = rng.standard_gamma(1.0, world.pairs)[:, None] - 1
    pull = rng.standard_gamma(0.7, world.pairs)[:, None]
    own = directions(world.pairs)
    noise = np.stack([own, *((own + directions(world.pairs)) / np.sqrt(2) for _ in range(views - 1))])
    titles = np.sqrt(mean) * common + shared + left * noise
    pictures = (np.sqrt(mean) + world.hubs / np.sqrt(mean) * heavy) * common + shared + left * directions(world.pairs)
    pictures += world.local * pull * centres[of]
    titles, pictures = (rows / np.linalg.norm(rows, axis=-1, keepdims=True) for rows in (titles, pictures))
    return titles.astype(np.float32), pictures.astype(np.float32)


def mrr(reviser: Any, titles: NDArray[np.float32], pictures: NDArray[np.float32]) -> float:
    """MRR@100 of a reviser."""
    return MRR(ranked(Scorer(titles, pictures, reviser, MeanPool(), "B"))[0])


def ranked(scorer: Scorer) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """``(C,)`` ranks of the right pictures, ties half won, and ``(C,)`` first pictures."""
    ranks, first = [], []
    for rows in scorer.slices():
        scores = scorer.strip(rows)
        own = scores[np.arange(len(scores)), np.arange(rows.start, rows.stop)][:, None]
        ranks.append((scores > own).sum(axis=1) + ((scores == own).sum(axis=1) + 1) // 2)
        first.append(scores.argmax(axis=1))
    return np.concatenate(ranks), np.concatenate(first)


def simulated(seeds: int, *, quick: bool) -> None:
    """Print the table of gains on simulated splits."""
    classes = {found.record.name: found.load() for found in get_plugins().all(Reviser)}
    columns = worlds(quick=quick)
    gains = np.zeros((len(METHODS) + 1, len(columns)))
    for at, world in enumerate(columns):
        for seed in range(seeds):
            print(f"{world.name}, seed {seed}", file=sys.stderr)
            titles, pictures = simulate(world, seed)
            base = mrr(classes["none"](), titles, pictures)
            gains[0, at] += 100 * base / seeds
            for row, (name, options) in enumerate(METHODS, start=1):
                gains[row, at] += 100 * (mrr(classes[name](**options), titles, pictures) - base) / seeds
    cells = [["none (MRR@100)", *(f"{value:.1f}" for value in gains[0])]]
    for (name, options), row in zip(METHODS, gains[1:], strict=True):
        label = " ".join([name, *(f"{key}={value:g}" for key, value in options.items())])
        cells.append([label, *(f"{value:+.2f}" for value in row)])
    headers = ["reviser", *(world.name for world in columns)]
    print(tabulate(cells, headers=headers, tablefmt="github", disable_numparse=True))


def orders(*, quick: bool) -> None:
    """Print how far the orders of revision and pooling are apart, with dual softmax and two views of a title."""
    names: Sequence[Order] = ("A", "B", "B-geo", "C", "C-geo", "D")
    cells = []
    for world in (one for one in worlds(quick=quick) if one.name in ("G hubs .009", "R hubs .009 local")):
        titles, pictures = simulate(world, 0, views=2)
        for temperature in (1.0, 0.05, 0.01):
            reviser = DualSoftmax(temperature)
            found = {name: ranked(Scorer(titles, pictures, reviser, MeanPool(), name)) for name in names}
            moved = [f"{(found[name][1] != found['A'][1]).mean():.1%}" for name in ("B", "C")]
            cells.append(
                [world.name, f"{temperature:g}", *(f"{100 * MRR(found[one][0]):.2f}" for one in names), *moved]
            )
    headers = ["split", "T", *names, "other first: B", "C"]
    print("\n" + tabulate(cells, headers=headers, tablefmt="github", disable_numparse=True))


def demo() -> None:
    """Print the gains on the demo split, with the paired test of ``mediaeval sweep``."""
    plugins = get_plugins()
    path = find_run_file("demo")
    chosen = settings_of(path, ["reviser.name=none"], ["reviser.name=none"], plugins)
    for name, options in METHODS:
        overrides = [f"reviser.name={name}", *(f"reviser.{key}={value}" for key, value in options.items())]
        chosen += settings_of(path, overrides, overrides[:1], plugins)
    named = find_split("demo", plugins, Path())
    rows = sweep(chosen, named, Settings(out=Path(), store=EmbeddingStore(cache_folder("embeddings"))))
    cells = [["none", f"{100 * rows[0].result.figures([MRR])[str(MRR)]:.2f}", "", ""]]
    for (name, options), row in zip(METHODS, rows[1:], strict=True):
        label = " ".join([name, *(f"{key}={value:g}" for key, value in options.items())])
        cells.append([label, f"{100 * (row.difference or 0):+.2f}", f"{row.p_value:.4f}", f"{row.corrected:.4f}"])
    headers = ["reviser", "MRR@100, points", "p", "p (Holm)"]
    print("\n" + tabulate(cells, headers=headers, tablefmt="github", disable_numparse=True))


def main() -> None:
    """Print the three tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--quick", action="store_true", help="small splits, to see that it runs")
    arguments = parser.parse_args()
    simulated(arguments.seeds, quick=arguments.quick)
    orders(quick=arguments.quick)
    demo()


if __name__ == "__main__":
    main()
