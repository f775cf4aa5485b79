"""Dual softmax and its 100 best without the matrix of scores, against FAISS's plain top 100 and the textbook's product.

    python benchmarks/dual_softmax.py [--titles 2000] [--pictures 25000 50000 ...] [--cap 6] [--rounds 3] [--threads N]

Three programs, each in a process of its own with at most ``--cap`` GiB of memory (``RLIMIT_DATA``), on one view of
titles:

    ours    what a run does: one pass over blocks for the columns' terms, one for the lists, ordered in float64
    faiss   ``IndexFlatIP``, the 100 best by cosine alone: no dual softmax
    naive   ``softmax(Z, 0) * softmax(Z, 1)`` and ``topk`` in torch, on the whole matrix

For each number of pictures: the median of seconds, the ratio of ours to FAISS's search (median over interleaved pairs;
of the processor's time too, which says more where others use the machine), the peak memory of each process, and how
many entries of the lists of ours and of the naive form are equal. Building the index and loading embeddings do not
count in time; in memory all counts. On a GPU, ours is also told as a share of what its matrix products would take at
the speed of one large bfloat16 product.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

METHODS = ("faiss", "ours", "naive")


def main() -> None:
    """Run every program at every size and print a row for each."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--titles", type=int, default=2000)
    parser.add_argument("--pictures", type=int, nargs="+", default=[25_000, 50_000, 100_000, 200_000, 400_000])
    parser.add_argument("--width", type=int, default=768)
    parser.add_argument("--k", type=int, default=100)
    parser.add_argument("--temperature", type=float, default=1.0)
    parser.add_argument("--cap", type=float, default=6.0, help="GiB of memory that each process may have")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--threads", type=int, default=len(os.sched_getaffinity(0)))
    parser.add_argument(
        "--device", default="cpu", help="of our products; the terms of columns are made on the processor"
    )
    parser.add_argument("--path", default="auto", help="auto, numpy, torch-float32 or torch-bfloat16")
    parser.add_argument("--child", choices=METHODS, help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.child:
        child(arguments)
        return
    from made_embeddings import make

    for pictures in arguments.pictures:
        with tempfile.TemporaryDirectory() as name:
            made = make("realistic", arguments.titles, pictures, arguments.width)
            for file, rows in zip(("titles", "pictures"), made, strict=True):
                np.save(Path(name, f"{file}.npy"), rows)
            del made, rows
            size(pictures, Path(name), arguments)


def size(pictures: int, folder: Path, arguments: argparse.Namespace) -> None:
    """One row of the table."""
    found: dict[str, list[dict[str, Any]]] = {method: [] for method in METHODS}
    for turn in range(arguments.rounds):
        for method in METHODS:
            if method != "naive" or turn == 0:  # it is told for its memory
                found[method].append(start(method, folder, arguments))
    sizes = f"{arguments.titles:,} titles x {pictures:,} pictures"
    print(f"{sizes}, T = {arguments.temperature:g}, {arguments.threads} threads, load {os.getloadavg()[0]:.1f}")
    for method in METHODS:
        alive = [one for one in found[method] if one]
        if not alive:
            print(f"  {method:6} died: more than {arguments.cap:g} GiB")
            continue
        seconds = statistics.median(one["seconds"] for one in alive)
        peak = max(one["peak"] for one in alive) / 2**30
        print(f"  {method:6} {seconds:7.2f} s   peak {peak:5.2f} GiB", *alive[0]["notes"])
    pairs = [(a, b) for a, b in zip(found["ours"], found["faiss"], strict=True) if a and b]
    if pairs:
        wall, busy = (statistics.median(a[name] / b[name] for a, b in pairs) for name in ("seconds", "processor"))
        print(
            f"  ours takes {wall:.2f} times as long as FAISS without dual softmax, {busy:.2f} times in processor time"
        )
    lists = {method: folder / f"{method}.npy" for method in ("ours", "naive")}
    if all(path.exists() for path in lists.values()):
        ours, naive = (np.load(path) for path in lists.values())
        same = np.mean([len(np.intersect1d(a, b)) for a, b in zip(ours, naive, strict=True)]) / ours.shape[1]
        print(f"  ours and naive have {(ours == naive).mean():.2%} of entries in common, {same:.3%} in any place")
    sys.stdout.flush()


def start(method: str, folder: Path, arguments: argparse.Namespace) -> dict[str, Any]:
    """Run a program in its own process; empty where it died for want of memory."""
    names = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
    done = subprocess.run(
        [sys.executable, __file__, *sys.argv[1:], "--child", method, "--folder", str(folder)],
        env={**os.environ, **dict.fromkeys(names, str(arguments.threads))},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode == 0:
        answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
        return answer
    if not any(sign in done.stderr for sign in ("emory", "bad_alloc", "Unable to allocate")):
        sys.exit(f"{method} failed:\n{done.stderr}")
    return {}


def child(arguments: argparse.Namespace) -> None:
    """Run one program and print its time and the peak of this process."""
    limit = int(arguments.cap * 2**30)
    resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))
    titles, pictures = (np.load(arguments.folder / f"{name}.npy") for name in ("titles", "pictures"))
    run, notes = {"faiss": faiss_search, "ours": ours, "naive": naive}[arguments.child](titles, pictures, arguments)
    run(titles[:16])  # libraries start threads and choose kernels at the first call
    begin, processor = time.perf_counter(), time.process_time()
    columns = run(titles)
    seconds, processor = time.perf_counter() - begin, time.process_time() - processor
    np.save(arguments.folder / f"{arguments.child}.npy", columns)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    print(json.dumps({"seconds": seconds, "processor": processor, "peak": peak, "notes": notes(seconds)}))


Program = tuple[Callable[[Any], Any], Callable[[float], list[str]]]


def faiss_search(_titles: Any, pictures: Any, arguments: argparse.Namespace) -> Program:
    """The plain top k; the embeddings given to the index are its only copy beside the ones loaded."""
    import faiss

    index = faiss.IndexFlatIP(pictures.shape[1])
    index.add(pictures)
    return lambda some: index.search(some, arguments.k)[1], lambda _: []


def naive(_titles: Any, pictures: Any, arguments: argparse.Namespace) -> Program:
    """The definition, as public code has it."""
    import torch

    def run(some: Any) -> Any:
        scores = torch.from_numpy(some) @ torch.from_numpy(pictures).T / arguments.temperature
        product = torch.softmax(scores, dim=0) * torch.softmax(scores, dim=1)
        return product.topk(arguments.k, dim=1).indices.numpy()

    return run, lambda _: []


def ours(titles: Any, pictures: Any, arguments: argparse.Namespace) -> Program:
    """A run's scorer and ranker."""
    from peak import share_of_peak

    from mediaeval.scoring.ranking import rank_all
    from mediaeval.scoring.scores import Scorer
    from mediaeval_plugins.fusion.mean_pool import MeanPool
    from mediaeval_plugins.hubness.dual_softmax import DualSoftmax
    from mediaeval_plugins.ranking.top_k import TopK

    ranker = TopK(arguments.k, arguments.path, arguments.device)
    how: dict[str, Any] = {}

    def run(some: Any) -> Any:
        scorer = Scorer(some[None], pictures, DualSoftmax(arguments.temperature), MeanPool(), "B")
        lists = rank_all(scorer, ranker, "benchmark")
        how.update(lists.how)
        return lists.columns

    run(titles)  # measures the paths, where that was not done before

    def notes(seconds: float) -> list[str]:
        share = share_of_peak(2 * len(titles) * pictures.size, seconds, arguments.device)
        return [f"  {', '.join(how['paths'])}; fell back: {how['whole_rows'] / len(titles):.2%}{share}"]

    return run, notes


if __name__ == "__main__":
    main()
