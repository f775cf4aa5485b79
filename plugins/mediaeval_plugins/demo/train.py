"""Training of the tiny model: a plain symmetric contrastive loss, in a minute or two on two cores."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from mediaeval import atomic_path
from mediaeval_plugins.demo.stories import Story, tell

__all__ = ["BATCH", "CONFIG", "train"]

BATCH = 128
RATE = 2e-3
WARM_UP = 50
TEXTS = 8
"""Headlines of each training picture: its title and paraphrases of it."""

CONFIG: dict[str, Any] = {
    "model_cfg": {
        "embed_dim": 64,
        "vision_cfg": {"image_size": 64, "layers": 3, "width": 96, "head_width": 24, "patch_size": 8},
        "text_cfg": {"context_length": 40, "vocab_size": 49408, "width": 48, "heads": 2, "layers": 2},
    },
    "preprocess_cfg": {
        "mean": [0.48, 0.46, 0.41],
        "std": [0.27, 0.26, 0.28],
        "interpolation": "bicubic",
        "resize_mode": "squash",
        "size": [64, 64],
    },
}
"""The architecture and its preprocessing, as open_clip reads them; pictures are squashed, so that none is cropped."""


def train(out: Path, *, pairs: int, epochs: int, seed: int, log: Callable[[str], None]) -> None:
    """Train on generated pairs and write an open_clip folder (``local-dir`` form).

    The pictures are those of the half ``model``, which shares no seed with the test or the training half on disk.
    Weights are stored in half precision; rows of tokens that no headline has are zero.

    Args:
        out: folder of the checkpoint.
        pairs: pictures to train on.
        epochs: passes over them; a picture meets another of its headlines in each.
        seed: of the weights and of the order.
        log: takes a line for each epoch, with loss and rate.
    """
    import torch
    from torch.nn import functional

    torch.manual_seed(seed)
    log(f"drawing {pairs} pictures")
    stories = [tell("model", number) for number in range(pairs)]
    pictures, texts = _pictures(stories), _texts(stories)
    model = _model()
    optimiser = torch.optim.AdamW(model.parameters(), lr=RATE, betas=(0.9, 0.98), weight_decay=0.1)
    steps = epochs * (pairs // BATCH)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min((step + 1) / WARM_UP, max(0.02, 1 - step / max(1, steps)))
    )
    for epoch in range(epochs):
        start, total = time.perf_counter(), 0.0
        batches = torch.randperm(pairs)[: pairs // BATCH * BATCH].reshape(-1, BATCH)
        for batch in batches:
            headline = torch.randint(TEXTS, (len(batch),))
            seen, read, scale = model(pictures[batch], texts[batch, headline])[:3]
            logits, same = scale * seen @ read.T, torch.arange(len(batch))
            loss = (functional.cross_entropy(logits, same) + functional.cross_entropy(logits.T, same)) / 2
            optimiser.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call] # torch leaves it untyped
            optimiser.step()
            schedule.step()
            with torch.no_grad():
                model.logit_scale.clamp_(0, 4.6052)  # as CLIP does: never above 100
            total += float(loss.detach())
        rate = len(batches) * BATCH / (time.perf_counter() - start)
        log(f"epoch {epoch + 1} of {epochs}: loss {total / max(1, len(batches)):.3f}, {rate:.0f} pairs/s")
    _save(model, texts, out)


def _model() -> Any:
    import open_clip

    config = CONFIG["model_cfg"]
    return open_clip.model.CLIP(config["embed_dim"], dict(config["vision_cfg"]), dict(config["text_cfg"]))


def _pictures(stories: list[Story]) -> Any:
    """``(n, 3, 64, 64)``, preprocessed as the encoder will."""
    import io

    import torch
    from open_clip.transform import PreprocessCfg, image_transform_v2
    from PIL import Image

    transform = image_transform_v2(PreprocessCfg(**CONFIG["preprocess_cfg"]), is_train=False)
    return torch.stack([transform(Image.open(io.BytesIO(story.picture()))) for story in stories])


def _texts(stories: list[Story]) -> Any:
    """``(n, TEXTS, context_length)`` tokens."""
    import torch
    from open_clip.tokenizer import SimpleTokenizer

    length = CONFIG["model_cfg"]["text_cfg"]["context_length"]
    tokenizer = SimpleTokenizer(context_length=length)
    return torch.stack(
        [tokenizer([story.title, *(story.paraphrase(v) for v in range(TEXTS - 1))]) for story in stories]
    )


def _save(model: Any, texts: Any, out: Path) -> None:
    import torch
    from safetensors.torch import save_file

    unseen = torch.ones(CONFIG["model_cfg"]["text_cfg"]["vocab_size"], dtype=torch.bool)
    unseen[texts.unique()] = False
    state = {name: tensor.detach().half().contiguous() for name, tensor in model.state_dict().items()}
    state["token_embedding.weight"][unseen] = 0
    with atomic_path(out / "open_clip_model.safetensors") as temporary:
        save_file(state, temporary, metadata={"format": "pt"})
    with atomic_path(out / "open_clip_config.json") as temporary:
        temporary.write_text(json.dumps(CONFIG, indent=1) + "\n")
