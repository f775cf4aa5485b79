"""Headlines a second, cut to the longest of a batch, against ``encode_text`` at the full context length.

    python benchmarks/encode_texts.py [--data FOLDER] [--model NAME] [--count N] [--rounds N] [--batch N]

Both compute the same rows with the same (random) weights from the titles of the 2021 data set; both tokenize with
open_clip's tokenizer, and its time counts. Batches of both hold the same number of titles: the plain loop takes them in
their order, as CLIP_benchmark and the README do. Rounds are interleaved; medians are printed.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
import open_clip
import torch

from mediaeval.encoding.encode import encode_texts
from mediaeval.store.embeddings import EmbeddingStore
from mediaeval_plugins.openclip.encoder import OpenClipEncoder

VISION = {"image_size": 32, "layers": 1, "width": 32, "head_width": 16, "patch_size": 16}  # not used here


def titles(data: Path, count: int) -> list[str]:
    """Distinct titles of the training months, in their order."""
    found: dict[str, None] = {}
    for path in sorted(data.rglob("content2019-0[123].tsv")):
        with path.open(encoding="utf-8", errors="replace", newline="") as file:
            found.update(
                dict.fromkeys(row["title"] for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
            )
    step = max(1, len(found) // count)
    return [title for title in found if title][::step][:count]


def main() -> None:
    """Time both in turns and print rates and their ratio."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path(os.environ.get("MEDIAEVAL_TEST_DATA", "data")))
    parser.add_argument("--model", default="ViT-L-14")
    parser.add_argument("--count", type=int, default=256)
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args()
    texts = titles(arguments.data, arguments.count)
    if not texts:
        sys.exit(f"{arguments.data}: no content2019-0?.tsv of the 2021 data set below it.")
    torch.manual_seed(0)
    config = open_clip.get_model_config(arguments.model)
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "open_clip_config.json").write_text(
            json.dumps({"model_cfg": {**config, "vision_cfg": VISION}, "preprocess_cfg": {}})
        )
        model: Any = open_clip.model.CLIP(
            config["embed_dim"], VISION, config["text_cfg"], config.get("quick_gelu", False)
        )
        torch.save(model.state_dict(), Path(folder) / "open_clip_pytorch_model.bin")
        encoder = OpenClipEncoder(f"local-dir:{folder}", batch_size=arguments.batch)
        encoder.encode_texts(texts[:2])
        model, tokenizer = encoder._towers, open_clip.get_tokenizer(arguments.model)  # noqa: SLF001 - the same weights
        seconds: dict[str, list[float]] = {"plain": [], "ours": []}
        for turn in range(arguments.rounds):
            start = time.perf_counter()
            rows = []
            with torch.inference_mode():
                for at in range(0, len(texts), arguments.batch):
                    features = model.encode_text(tokenizer(texts[at : at + arguments.batch]))
                    rows.append(torch.nn.functional.normalize(features, dim=-1))
            plain = torch.cat(rows).numpy()
            middle = time.perf_counter()
            space = EmbeddingStore(Path(folder) / "store").space({"turn": turn}, "text")
            ours, tokens = encode_texts(encoder, texts, space)
            seconds["plain"].append(middle - start)
            seconds["ours"].append(time.perf_counter() - middle)
            print(f"{seconds['plain'][-1]:.2f} s, {seconds['ours'][-1]:.2f} s", file=sys.stderr, flush=True)
    print(f"text tower of {arguments.model}, {len(texts)} titles of 2021, batch {arguments.batch}, ", end="")
    print(f"{torch.get_num_threads()} threads, medians of {arguments.rounds} rounds, load {os.getloadavg()[0]:.1f}")
    print(f"  tokens of a title: median {np.median(tokens):.0f}, 95 % below {np.percentile(tokens, 95):.0f}")
    for name, label in (("plain", "encode_text at full length"), ("ours", "mediaeval")):
        print(f"  {label:28} {len(texts) / statistics.median(seconds[name]):8.1f} titles/s")
    print(f"  ratio (median of pairs)      {np.median(np.array(seconds['plain']) / np.array(seconds['ours'])):.2f}")
    print(f"  largest difference of a row's number {np.abs(plain - ours).max():.1e}")


if __name__ == "__main__":
    main()
