"""Seconds a pair of a training step, against a step in open_clip's style with the image tower in the loop.

    python benchmarks/finetune.py [--data FOLDER] [--model NAME] [--micro N] [--rounds N] [--device D] [--precision P]
                                  [--peak TFLOPS]

Both train the text tower alone, on the same (random) weights, with the same micro-batch. The peer's step is what
open_clip's trainer does with a locked image tower: pictures through the tower, forward only, then titles at the full
context length, forward and backward. Adam's step, which comes once in a batch of 480 pairs, is timed apart and added to
both for each pair. Ours reads the pictures' rows from a mapped file, and titles to the end of
the longest of the micro-batch. Decoding pictures, which the peer would also do in every epoch, is left out of its time.

Titles are those of the 2021 data set where it is at hand, else of a stated length. Rounds are interleaved; the ratio
is the median over pairs of rounds. The pictures' one-off encoding is the image tower's share of the peer's step.
"""

from __future__ import annotations

import argparse
import csv
import logging
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import open_clip
import torch
from torch.nn import functional

from mediaeval_plugins.finetune.cached_gradients import Piece, accumulate
from mediaeval_plugins.finetune.distributed import Solo
from mediaeval_plugins.finetune.file import OptimiserTable
from mediaeval_plugins.finetune.optimiser import make_optimiser
from mediaeval_plugins.finetune.tower import TextTower

PAPER_PAIRS, PAPER_BATCH = 9_600_000, 480
STATED = "Minister sagt Reise nach Brüssel ab und bleibt vorerst in Köln"


class Model:
    """A model that a tower is made of, without a checkpoint on disk."""

    def __init__(self, name: str, device: str) -> None:
        torch.manual_seed(0)
        logging.disable(logging.WARNING)  # that the weights are random is said below
        self.device = torch.device(device)
        self.model: Any = open_clip.create_model(name, pretrained=None, load_weights=False)
        self.model.to(self.device).eval()
        self.model.requires_grad_(requires_grad=False)

    def loaded(self) -> tuple[Any, torch.device]:
        """As an encoder gives it."""
        return self.model, self.device


def titles(data: Path, count: int) -> list[str]:
    """Titles of the training months, spread over all; a stated one where the data are not there."""
    found: list[str] = []
    for path in sorted(data.rglob("content2019-0[123].tsv")):
        with path.open(encoding="utf-8", errors="replace", newline="") as file:
            found += [row["title"] for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)]
    return found[:: max(1, len(found) // count)][:count] if found else [STATED] * count


def timed(step: Callable[[], None], device: torch.device) -> float:
    """Seconds of one step, to its end on the device."""
    if device.type == "cuda":
        torch.cuda.synchronize(device)
    start = time.perf_counter()
    step()
    if device.type == "cuda":
        torch.cuda.synchronize(device)
    return time.perf_counter() - start


def main() -> None:  # noqa: PLR0915 - the parts of one measurement, which share the model
    """Time both in turns and print seconds a pair and their ratio."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path(os.environ.get("MEDIAEVAL_TEST_DATA", "data")))
    parser.add_argument("--model", default="ViT-L-14-336-quickgelu")
    parser.add_argument("--micro", type=int, default=8, help="pairs of a micro-batch")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--repeat", type=int, default=8, help="times that the short steps are taken in a round")
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    parser.add_argument("--precision", choices=["fp32", "bf16"], default="fp32")
    parser.add_argument("--peak", type=float, help="TFLOP/s of the device in this precision, for its share")
    arguments = parser.parse_args()

    made = Model(arguments.model, arguments.device)
    model, device, micro = made.model, made.device, arguments.micro
    tower = TextTower(made, precision=arguments.precision)  # type: ignore[arg-type] # it asks for no more than loaded()
    weights = list(tower.weights.values())
    optimiser = make_optimiser(OptimiserTable(), tower.trained)
    tokenizer = open_clip.get_tokenizer(arguments.model)
    texts = titles(arguments.data, 32 * micro)
    lengths = tokenizer(texts).argmax(dim=1) + 1
    draw = np.random.default_rng(0)
    size = model.visual.image_size
    side = size if isinstance(size, int) else size[0]
    pixels = torch.randn(micro, 3, side, side, device=device)
    folder = tempfile.TemporaryDirectory()
    path = Path(folder.name) / "rows.npy"
    drawn = draw.normal(size=(4096, model.text_projection.shape[1])).astype(np.float32)
    np.save(path, drawn / np.linalg.norm(drawn, axis=1, keepdims=True))
    table = np.load(path, mmap_mode="r")
    cast = torch.autocast(device.type, torch.bfloat16, enabled=arguments.precision == "bf16")

    def batch() -> torch.Tensor:
        chosen = draw.choice(len(texts), micro, replace=False)
        return tokenizer([texts[i] for i in chosen]).to(device)

    def pictures() -> torch.Tensor:
        with torch.no_grad(), cast:
            return functional.normalize(model.encode_image(pixels).float(), dim=-1)

    def peer() -> None:
        tokens = batch()
        rows: list[torch.Tensor] = []
        seconds["encode"].append(timed(lambda: rows.append(pictures()), device) / micro)
        with cast:
            read = model.encode_text(tokens)
        read = functional.normalize(read.float(), dim=-1)
        open_clip.loss.ClipLoss()(rows[0], read, model.logit_scale.exp()).backward()

    def ours(*, recompute: bool) -> None:
        tokens = batch()
        longest = int(tokens.argmax(dim=1).max()) + 1
        piece = Piece(tokens[:, :longest], torch.arange(micro, device=device))
        rows = torch.from_numpy(np.asarray(table[draw.integers(0, len(table), micro)])).to(device)
        accumulate(tower, [piece], rows, tower.loss, weights, Solo(), recompute=recompute)

    def adam() -> None:
        optimiser.step()
        optimiser.zero_grad(set_to_none=False)

    # What is short is done several times in a round, so that it is measured over seconds, too.
    ways: dict[str, tuple[Callable[[], Any], int, int]] = {
        "peer": (peer, 1, micro),
        "kept": (lambda: ours(recompute=False), arguments.repeat, micro),
        "twice": (lambda: ours(recompute=True), arguments.repeat, micro),
        "adam": (adam, arguments.repeat, PAPER_BATCH),
    }
    seconds: dict[str, list[float]] = {name: [] for name in (*ways, "encode")}
    ours(recompute=False)  # so that the device has seen the work,
    adam()  # and the optimiser's moments are made
    for _ in range(arguments.rounds):
        for name, (way, times, pairs) in ways.items():
            seconds[name].append(sum(timed(way, device) for _ in range(times)) / times / pairs)
        print({name: round(values[-1], 4) for name, values in seconds.items()}, file=sys.stderr, flush=True)
    folder.cleanup()
    print(f"{arguments.model}, random weights, micro-batches of {micro}, {arguments.precision}, {device}, ", end="")
    print(f"{torch.get_num_threads()} threads, {arguments.rounds} rounds, load {os.getloadavg()[0]:.1f}")
    print(f"  tokens of a title: median {lengths.median():.0f}, 95 % below {np.percentile(lengths, 95):.0f}")
    rate = report(seconds)
    if arguments.peak:
        dense = sum(w.numel() for name, w in tower.weights.items() if w.ndim > 1 and "embedding" not in name)
        share = 6 * dense * lengths.float().mean().item() * rate / (arguments.peak * 1e12)
        print(f"  share of {arguments.peak:g} TFLOP/s, matrix products of the titles' own tokens alone: {share:.1%}")


def report(seconds: Mapping[str, Sequence[float]]) -> float:
    """Print seconds a pair and ratios, medians over rounds; gives the pairs a second of our step."""
    middle = {name: statistics.median(values) for name, values in seconds.items()}

    def ratio(name: str, *, encoded: float = 0.0) -> float:
        """The median over rounds; ``encoded`` pictures' one-off encodings are counted for each pair."""
        rounds = zip(seconds["peer"], seconds[name], seconds["encode"], seconds["adam"], strict=True)
        return statistics.median((whole + step) / (own + step + encoded * once) for whole, own, once, step in rounds)

    for name, label in (
        ("peer", "open_clip-style step, image tower in the loop"),
        ("kept", "mediaeval"),
        ("twice", "mediaeval, activations computed twice"),
        ("adam", f"Adam's step, of {PAPER_BATCH} pairs, in both"),
        ("encode", "a picture's one-off encoding"),
    ):
        print(f"  {label:46} {middle[name]:9.4f} s a pair")
    for label, value in (
        ("after the one-off encoding", ratio("kept")),
        ("activations computed twice", ratio("twice")),
        ("encoding counted: one epoch, one text", ratio("kept", encoded=1)),
        ("encoding counted: one epoch, two texts", ratio("kept", encoded=0.5)),
        ("encoding counted: ten epochs, two texts", ratio("kept", encoded=0.05)),
    ):
        print(f"  ratio, {label:40} {value:6.2f}")
    rate = 1 / (middle["kept"] + middle["adam"])
    print(f"  {rate:.1f} pairs/s; the paper's 9.6 million pairs: {PAPER_PAIRS / rate / 3600:.1f} hours on this device")
    return rate


if __name__ == "__main__":
    main()
