"""What a second run costs that shares its encoder and pictures with a first, as a share of the first.

    python benchmarks/second_run.py [--data FOLDER] [--run NAME] [--split SPLIT] [--set TABLE.KEY=VALUE …]

The second run builds no encoder and imports no torch; it fails here if it does.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

LOOK = """
import sys
from mediaeval.cli import main
try:
    main()
except SystemExit as end:
    if end.code:
        raise
imported = {"torch", "torchvision", "open_clip", "timm", "transformers"} & set(sys.modules)
sys.exit(f"imported: {sorted(imported)}" if imported else 0)
"""


def main() -> None:
    """Run twice on a fresh store and print the share."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path(os.environ.get("MEDIAEVAL_DATA", "data")))
    parser.add_argument("--run", default="mini")
    parser.add_argument("--split", required=True)
    parser.add_argument("--set", dest="overrides", action="append", default=[])
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        environ = {**os.environ, "MEDIAEVAL_CACHE": str(Path(folder) / "cache")}
        common = [
            "run",
            arguments.run,
            "--split",
            arguments.split,
            "--data",
            str(arguments.data),
            "--out",
            f"{folder}/out",
        ]
        common += [part for override in arguments.overrides for part in ("--set", override)]
        first = seconds([sys.executable, "-m", "mediaeval", *common], environ)
        other = [*common, "--set", "reviser.name=csls", "--force"]  # another run, with the same encoder
        second = seconds([sys.executable, "-c", LOOK, *other], environ)
    print(f"{arguments.run} on {arguments.split}, load {os.getloadavg()[0]:.1f}")
    print(f"  first run   {first:7.1f} s{'' if first >= 120 else ' (the claim is about two minutes and more)'}")
    print(f"  second run  {second:7.1f} s, no torch imported")
    print(f"  share       {second / first:7.1%}")


def seconds(command: list[str], environ: dict[str, str]) -> float:
    """Wall seconds of one process."""
    start = time.perf_counter()
    subprocess.run(command, check=True, env=environ, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
