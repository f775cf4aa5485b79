"""The 100 best of 200,000 pictures for 2,000 titles, proven exact, against ``IndexFlatIP`` of faiss-cpu.

    python benchmarks/topk.py [--titles 2000] [--pictures 200000] [--width 768] [--k 100] [--threads N] [--rounds 5]

Ours is what a run does: scores without a reviser, ranked by ``top-k`` with its certificate, every list ordered in
float64, with all that is prepared for it. Of FAISS the search alone is timed; what building its index took is printed.
Both have the same threads. Rounds are interleaved; the median of the ratios of pairs is printed, the share of titles
that fell back to their whole row, and how far lists differ: pictures that one of the two lists has alone must be within
1e-6 of the last one's float64 score. On embeddings that are random and on such that are as awkward as CLIP's.
"""

from __future__ import annotations

import argparse
import os
import statistics
import time
from typing import Any


def main() -> None:
    """Time both in turns and print the ratio."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--titles", type=int, default=2000)
    parser.add_argument("--pictures", type=int, default=200_000)
    parser.add_argument("--width", type=int, default=768)
    parser.add_argument("--k", type=int, default=100)
    parser.add_argument("--threads", type=int, default=len(os.sched_getaffinity(0)))
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--path", default="auto", help="auto, numpy, torch-float32 or torch-bfloat16")
    parser.add_argument("--device", default="cpu", help="of torch; FAISS stays on the processor")
    arguments = parser.parse_args()
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ[name] = str(arguments.threads)  # read when the libraries are imported
    from made_embeddings import KINDS

    for kind in KINDS:
        compare(kind, arguments)


def compare(kind: str, arguments: Any) -> None:
    """Both rankers on one kind of embeddings."""
    import faiss
    from made_embeddings import make
    from peak import share_of_peak

    from mediaeval.scoring.ranking import rank_all
    from mediaeval.scoring.scores import Scorer
    from mediaeval_plugins.fusion.mean_pool import MeanPool
    from mediaeval_plugins.hubness.none import NoRevision
    from mediaeval_plugins.ranking.top_k import TopK

    titles, pictures = make(kind, arguments.titles, arguments.pictures, arguments.width)
    ranker = TopK(arguments.k, arguments.path, arguments.device)

    def ours() -> Any:
        return rank_all(Scorer(titles[None], pictures, NoRevision(), MeanPool(), "B"), ranker, "benchmark")

    start = time.perf_counter()
    index = faiss.IndexFlatIP(arguments.width)
    index.add(pictures)
    built = time.perf_counter() - start
    seconds: dict[str, list[float]] = {"faiss": [], "ours": []}
    lists, columns = ours(), None  # measures the paths, where that was not done before
    busy = []
    for turn in range(arguments.rounds):
        start, first = time.perf_counter(), time.process_time()
        _, columns = index.search(titles, arguments.k)
        middle, processor = time.perf_counter(), time.process_time()
        lists = ours()
        end, last = time.perf_counter(), time.process_time()
        seconds["faiss"].append(middle - start)
        seconds["ours"].append(end - middle)
        busy.append((processor - first) / (last - processor))
        print(f"round {turn + 1}: FAISS {middle - start:.2f} s, ours {end - middle:.2f} s", flush=True)
    ratio = statistics.median(a / b for a, b in zip(seconds["faiss"], seconds["ours"], strict=True))
    apart, gap = difference(titles, pictures, columns, lists)
    own, theirs = (statistics.median(seconds[name]) for name in ("ours", "faiss"))
    share = share_of_peak(len(titles) * pictures.size, own, arguments.device)
    print(
        f"{kind}: {ratio:.2f} times as fast as FAISS ({own:.2f} against {theirs:.2f} s; its index: {built:.2f} s more)"
    )
    print(f"  in processor time, which says more where others use the machine: {statistics.median(busy):.2f}")
    print(f"  path: {', '.join(lists.how['paths'])}; {arguments.threads} threads, load {os.getloadavg()[0]:.1f}{share}")
    print(f"  fell back: {lists.how['whole_rows'] / arguments.titles:.2%} of titles")
    print(f"  scored in float64: {lists.how['rescored'] / arguments.titles:.0f} pictures a title")
    print(f"  pictures that one list has alone: {apart:.4%}; their scores are within {gap:.1e} of the last one's")


def difference(titles: Any, pictures: Any, theirs: Any, lists: Any) -> tuple[float, float]:
    """Share of pictures that are in one of two lists alone, and their largest distance from our last score."""
    import numpy as np

    count, gap = 0, 0.0
    for row, (one, other) in enumerate(zip(theirs, lists.columns, strict=True)):
        odd = np.setxor1d(one, other)
        count += len(odd)
        scores = pictures[odd].astype(np.float64) @ titles[row].astype(np.float64)
        gap = max(gap, float(np.abs(scores - lists.values[row, -1]).max(initial=0)))
    return count / lists.columns.size, gap


if __name__ == "__main__":
    main()
