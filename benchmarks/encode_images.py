"""Pictures a second, against the loops that people write and against the two ceilings, in one run.

    python benchmarks/encode_images.py [--images FOLDER] [--model NAME] [--count N] [--rounds N] [--batch N] …

Every variant computes the same rows with the same weights (random ones) from the same files:

    README        open_clip's README: one picture at a time, in one process
    CLIP_benchmark  a DataLoader with a worker for each core, and batches
    mediaeval     what `mediaeval run` does: worker processes, fixed batches, every row checked and stored
    forward       a ceiling: the picture tower on batches that lie ready
    decode        a ceiling: reading, decoding and preparing alone, on all cores

On a GPU the goal is the lower ceiling; on a CPU, where decoding and the tower share the cores, it is
1 / (1/forward + 1/decode). Rounds are interleaved, so that a noisy machine is noisy to all; medians are printed.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import open_clip
import torch
from PIL import Image

from mediaeval.encoding.encode import encode_images
from mediaeval.encoding.images import scan
from mediaeval.encoding.pool import cores
from mediaeval.encoding.reading import PixelReader, Wanted
from mediaeval.split import GalleryImage
from mediaeval.store.embeddings import EmbeddingStore
from mediaeval_plugins.openclip.encoder import OpenClipEncoder


class Files(torch.utils.data.Dataset[Any]):
    """Prepared pictures, as CLIP_benchmark's data sets give them."""

    def __init__(self, paths: list[Path], transform: Any) -> None:
        self.paths, self.transform = paths, transform

    def __len__(self) -> int:
        return len(self.paths)

    def __getitem__(self, at: int) -> torch.Tensor:
        prepared: torch.Tensor = self.transform(Image.open(self.paths[at]))
        return prepared


class Variants:
    """The five, over one model and some files."""

    def __init__(self, arguments: argparse.Namespace, folder: Path) -> None:
        self.batch, self.workers = arguments.batch, arguments.workers
        self.paths = pictures(arguments, folder)
        torch.manual_seed(0)
        model, _, self.transform = open_clip.create_model_and_transforms(arguments.model)
        torch.save(model.state_dict(), folder / "weights.pth")
        self.encoder = OpenClipEncoder(
            arguments.model,
            str(folder / "weights.pth"),
            arguments.precision,
            arguments.device,
            self.batch,
            compiled=arguments.compiled,
        )
        self.encoder.encode_images(np.zeros((1, *self.encoder.preprocess(Image.new("RGB", (9, 9))).shape), np.float32))
        self.device = torch.device(str(self.encoder.used_device).split(" ")[0])
        self.model = self.encoder._towers  # noqa: SLF001 - the very same weights, on the same device
        dtype = {"bf16": torch.bfloat16, "fp16": torch.float16}.get(arguments.precision)
        self.autocast = lambda: torch.autocast(self.device.type, dtype, enabled=dtype is not None)
        self.gallery = scan([GalleryImage(path.name, path) for path in self.paths], lambda _: False)
        self.spaces = iter(EmbeddingStore(folder / "store").space({"round": n}, "image") for n in range(1 << 20))
        ready = [self.encoder.preprocess(Image.open(path)) for path in self.paths]
        self.ready = [np.stack(ready[at : at + self.batch]) for at in range(0, len(ready), self.batch)]

    def readme(self) -> Any:
        """open_clip's README, "Usage"."""
        rows = []
        for path in self.paths:
            image = self.transform(Image.open(path)).unsqueeze(0).to(self.device)
            with torch.no_grad(), self.autocast():
                features = self.model.encode_image(image)
                rows.append((features / features.norm(dim=-1, keepdim=True)).float().cpu())
        return torch.cat(rows).numpy()

    def clip_benchmark(self) -> Any:
        """CLIP_benchmark's zeroshot_retrieval.evaluate, its picture half."""
        loader = torch.utils.data.DataLoader(
            Files(self.paths, self.transform), batch_size=self.batch, num_workers=self.workers
        )
        rows = []
        for images in loader:
            with torch.no_grad(), self.autocast():
                rows.append(
                    torch.nn.functional.normalize(self.model.encode_image(images.to(self.device)), dim=-1).float().cpu()
                )
        return torch.cat(rows).numpy()

    def ours(self) -> Any:
        """What a run does."""
        return encode_images(self.encoder, self.gallery, next(self.spaces), workers=self.workers)

    def with_scan(self) -> Any:
        """The same, and the look at every file that a run takes first."""
        gallery = scan([GalleryImage(path.name, path) for path in self.paths], lambda _: False, workers=self.workers)
        return encode_images(self.encoder, gallery, next(self.spaces), workers=self.workers)

    def forward(self) -> None:
        """The tower alone."""
        for batch in self.ready:
            self.encoder.encode_images(batch)

    def decode(self) -> None:
        """Pixels alone."""
        wanted = [
            Wanted(path.name, path, digest.tobytes())
            for path, digest in zip(self.paths, self.gallery.digests, strict=True)
        ]
        batches = [wanted[at : at + self.batch] for at in range(0, len(wanted), self.batch)]
        for _ in PixelReader(self.encoder, batches, lambda batch: batch, self.workers):
            pass


def pictures(arguments: argparse.Namespace, folder: Path) -> list[Path]:
    """Files to encode: those of a folder, or photographs of noise in the size that news pictures have."""
    if arguments.images:
        found = sorted(p for p in arguments.images.rglob("*") if p.suffix.lower() in {".jpg", ".jpeg", ".png", ".webp"})
        return found[: arguments.count]
    rng = np.random.default_rng(0)
    paths = []
    for n in range(arguments.count):
        small = Image.fromarray(rng.integers(0, 256, (26, 46, 3), dtype=np.uint8))
        paths.append(folder / f"{n:05}.jpg")
        small.resize(arguments.size, Image.Resampling.BICUBIC).save(paths[-1], quality=85)
    return paths


def timed(call: Callable[[], Any]) -> tuple[float, Any]:
    """Seconds, and what came out."""
    start = time.perf_counter()
    rows = call()
    return time.perf_counter() - start, rows


def main() -> None:
    """Time the variants in turns and print rates and ratios."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--images", type=Path, help="a folder of pictures; default: generated ones")
    parser.add_argument("--size", type=int, nargs=2, default=(460, 259), help="of generated ones, in pixels")
    parser.add_argument("--count", type=int, default=256)
    parser.add_argument("--model", default="ViT-B-32")
    parser.add_argument("--precision", default="fp32", choices=["fp32", "bf16", "fp16"])
    parser.add_argument("--compiled", action="store_true")
    parser.add_argument("--device", default="auto")
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument("--workers", type=int, default=cores())
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        variants = Variants(arguments, Path(folder))
        names = {
            "open_clip README loop": variants.readme,
            "CLIP_benchmark loop": variants.clip_benchmark,
            "mediaeval": variants.ours,
            "mediaeval, with the scan": variants.with_scan,
            "ceiling: forward alone": variants.forward,
            "ceiling: decode alone": variants.decode,
        }
        seconds: dict[str, list[float]] = {name: [] for name in names}
        rows: dict[str, Any] = {}
        for _ in range(arguments.rounds):
            for name, call in names.items():
                taken, rows[name] = timed(call)
                seconds[name].append(taken)
                print(f"{name}: {taken:.2f} s", file=sys.stderr, flush=True)
    count = len(variants.paths)
    print(
        f"{arguments.model}, {arguments.precision}, {count} pictures, batch {arguments.batch}, {variants.device}, ",
        end="",
    )
    print(f"{torch.get_num_threads()} threads, {arguments.workers} workers, ", end="")
    print(f"medians of {arguments.rounds} rounds, load {os.getloadavg()[0]:.1f}")
    rate = {name: count / statistics.median(taken) for name, taken in seconds.items()}
    for name in names:
        print(f"  {name:28} {rate[name]:8.1f} img/s")
    ours = np.array(seconds["mediaeval"])
    for name in ("open_clip README loop", "CLIP_benchmark loop"):
        print(f"  against the {name:23} {np.median(np.array(seconds[name]) / ours):.2f} times as fast")
        print(f"    largest difference of a row's number {np.abs(rows[name] - rows['mediaeval']).max():.1e}")
    forward, decode = (np.array(seconds[f"ceiling: {name} alone"]) for name in ("forward", "decode"))
    floor = forward + decode if variants.device.type == "cpu" else np.maximum(forward, decode)
    print(f"  share of the ceiling         {np.median(floor / ours):.3f}")


if __name__ == "__main__":
    main()
