"""How much memory a build takes, and how fast pictures are compared with those of test splits.

python benchmarks/corpus.py                 100,000 and 200,000 pairs, 5,000 pictures
python benchmarks/corpus.py --pairs 1000000
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from PIL import Image

BUILD = """
import resource, sys
sys.argv = ["mediaeval", "corpus", "build", "c.toml", "--out", sys.argv[1], "--set", f"corpus.limit={sys.argv[2]}"]
from mediaeval.cli import main
try:
    main()
except SystemExit as end:
    assert not end.code
print("PEAK", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def main() -> None:
    """Print peak memory at two sizes, what a pair adds, and comparisons per second beside faiss."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pairs", type=int, default=200_000)
    parser.add_argument("--pictures", type=int, default=5_000)
    parser.add_argument("--hashes", type=int, default=500_000)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        builds(Path(folder), arguments.pairs, arguments.pictures)
    comparisons(arguments.hashes, 3_000)


def builds(folder: Path, pairs: int, pictures: int) -> None:
    """Build twice, with half of the pairs and with all."""
    (folder / "pictures").mkdir()
    dice = np.random.default_rng(0)
    for n in range(pictures):
        pixels = dice.integers(0, 256, (3, 4, 3), dtype=np.uint8)
        Image.fromarray(pixels).resize((64, 48)).save(folder / "pictures" / f"{n}.jpg")
    with (folder / "a.jsonl").open("w") as file:
        for n in range(pairs):
            row = {"title": f"The headline of article {n} with some more words", "image": f"{n % pictures}.jpg"}
            file.write(json.dumps(row) + "\n")
    (folder / "c.toml").write_text(
        '[[corpus]]\nname = "records"\npath = "a.jsonl"\nimages = "pictures"\n'
        "[images]\nplaceholder = 0\n[leakage]\nsplits = ['demo']\n[validation]\nfraction = 0.01\n"
    )
    environment = {**os.environ, "MEDIAEVAL_CACHE": str(folder / "cache")}
    peaks = {}
    for count in (1_000, pairs // 2, pairs):
        start = time.perf_counter()
        command = [sys.executable, "-c", BUILD, f"{count}.parquet", str(count)]
        done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=True)
        peaks[count] = int(done.stdout.split("PEAK")[1]) * 1024
        seconds = time.perf_counter() - start
        print(
            f"{count:>10,} pairs: peak {peaks[count] / 1e6:,.0f} MB, {seconds:,.1f} s, {count / seconds:,.0f} pairs/s"
        )
    grown = (peaks[pairs] - peaks[pairs // 2]) / (pairs - pairs // 2)
    print(f"a further pair takes {grown:,.0f} bytes")


def comparisons(hashes: int, targets: int) -> None:
    """All hashes against all targets, beside faiss's exact search of binary vectors with one thread."""
    import faiss

    from mediaeval_plugins.corpora.hamming import nearest_within

    faiss.omp_set_num_threads(1)
    dice = np.random.default_rng(0)
    ones = dice.integers(0, 2**64, hashes, dtype=np.uint64)
    others = dice.integers(0, 2**64, targets, dtype=np.uint64)
    index = faiss.IndexBinaryFlat(64)
    index.add(others.view(np.uint8).reshape(-1, 8))
    ratios, rates = [], []
    for _ in range(5):
        start = time.perf_counter()
        nearest_within(ones, others, 6)
        ours = time.perf_counter() - start
        start = time.perf_counter()
        index.search(ones.view(np.uint8).reshape(-1, 8), 1)
        ratios.append((time.perf_counter() - start) / ours)
        rates.append(hashes * targets / ours)
    rate = statistics.median(rates)
    print(
        f"{hashes:,} x {targets:,} hashes: {rate / 1e9:.2f} billion comparisons/s, "
        f"{statistics.median(ratios):.2f} x faiss"
    )
    print(f"5,000,000 pictures against {targets:,}: {5e6 * targets / rate:,.0f} s")


if __name__ == "__main__":
    main()
