"""How many bytes an item the encode path holds, beyond a fixed floor, up to a million images.

    python benchmarks/memory.py [--counts 100000 400000 1000000]

Each count runs in a process of its own: a gallery of generated pictures is scanned, encoded by a trivial encoder and
stored; the peak of memory that Python and NumPy took is set against the count. The pictures are made when they are
read, so that what is counted is the harness and not a list of a million paths.
"""

from __future__ import annotations

import argparse
import subprocess
import sys

CHILD = """
import struct, sys, tempfile, tracemalloc
from collections.abc import Sequence
from pathlib import Path
import numpy as np
from mediaeval.store.embeddings import EmbeddingStore
from mediaeval.encoding.encode import fill_images
from mediaeval.encoding.images import scan
from mediaeval.split import GalleryImage

GIF = bytes.fromhex("47494638396101000100800000000000ffffff2c00000000010001000002024401003b")

class Made:
    '''A file of one pixel that exists when it is read; a comment after its end makes each another.'''
    def __init__(self, number): self.number = number
    def read_bytes(self): return GIF + struct.pack(">Q", self.number)

class Gallery(Sequence):
    def __init__(self, count): self.count = count
    def __len__(self): return self.count
    def __getitem__(self, at): return GalleryImage(str(at), Made(at))

class Trivial:
    batch_size = 256
    def fingerprint(self, modality): return {"model": "trivial"}
    def preprocess(self, image): return np.zeros(1, dtype=np.float32)
    def encode_images(self, batch): return np.ones((len(batch), 8), dtype=np.float32)
    def encode_texts(self, texts): return np.ones((len(texts), 8), dtype=np.float32)

count = int(sys.argv[1])
with tempfile.TemporaryDirectory() as folder:
    space = EmbeddingStore(Path(folder)).space({"model": "trivial"}, "image")
    fill_images(Trivial(), scan(Gallery(300), space.has), space)  # what is imported or cached once
    tracemalloc.start()
    scanned = scan(Gallery(count), space.has)
    work = fill_images(Trivial(), scanned, space)
    peak = tracemalloc.get_traced_memory()[1]
    assert work.items == count and len(space) == count, (work, len(space))
print(peak)
"""


def peak(count: int) -> int:
    """Bytes at the peak of a process that encodes so many images."""
    done = subprocess.run([sys.executable, "-c", CHILD, str(count)], check=True, capture_output=True, text=True)
    return int(done.stdout)


def main() -> None:
    """Print peaks and the slope between the first and the last."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--counts", type=int, nargs="+", default=[100_000, 400_000, 1_000_000])
    counts = parser.parse_args().counts
    peaks = [peak(count) for count in counts]
    for count, taken in zip(counts, peaks, strict=True):
        print(f"{count:10,} images   peak {taken / 1e6:7.1f} MB")
    print(
        f"bytes an image, from {counts[0]:,} to {counts[-1]:,}: {(peaks[-1] - peaks[0]) / (counts[-1] - counts[0]):.1f}"
    )


if __name__ == "__main__":
    main()
