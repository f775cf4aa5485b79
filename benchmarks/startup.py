"""How long ``mediaeval --help`` takes, against importing the two libraries that it cannot do without.

    python benchmarks/startup.py [--pairs N]

Prints the ratio of medians over pairs of processes, one of each in turns, so that a noisy machine is noisy to both.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import time

OURS = [sys.executable, "-c", "import sys; sys.argv = ['mediaeval', '--help']; from mediaeval.cli import main; main()"]
PEER = [sys.executable, "-c", "import click, pluggy, importlib.metadata as m; m.entry_points()"]


def seconds(command: list[str]) -> float:
    """Wall seconds of one process."""
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start


def main() -> None:
    """Time pairs and print the ratio."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pairs", type=int, default=15)
    pairs = parser.parse_args().pairs
    seconds(OURS), seconds(PEER)  # the first of each fills the file cache
    timed = [(seconds(OURS), seconds(PEER)) for _ in range(pairs)]
    ours, peer = (statistics.median(column) for column in zip(*timed, strict=True))
    print(f"mediaeval --help                        {ours:.3f} s (median of {pairs})")
    print(f"import click, pluggy; entry_points()    {peer:.3f} s")
    print(f"ratio                                   {ours / peer:.2f}")


if __name__ == "__main__":
    main()
