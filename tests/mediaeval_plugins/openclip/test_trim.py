"""What is trimmed is what open_clip's own ``encode_text`` gives at full length, for every kind of text tower."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from mediaeval_plugins.openclip.encoder import OpenClipEncoder
from mediaeval_plugins.openclip.library import package_folder
from mediaeval_plugins.openclip.trim import encode_text, is_trimmed

torch = pytest.importorskip("torch")

VISION = {"image_size": 32, "layers": 1, "width": 32, "head_width": 16, "patch_size": 16}
LITTLE = {"width": 32, "heads": 2, "layers": 2, "vocab_size": 600}
PAPER = ("ViT-H-14", "ViT-L-14-336", "ViT-L-14-336-quickgelu", "ViT-L-14")


def kinds() -> dict[str, tuple[dict[str, Any], bool, bool]]:
    """Every kind of text tower among open_clip's configs, made little, by the first model of that kind."""
    found: dict[str, tuple[dict[str, Any], bool, bool]] = {}
    for path in sorted(
        (package_folder() / "model_configs").glob("*.json"), key=lambda p: (p.stem not in PAPER, p.stem)
    ):
        config = json.loads(path.read_text())
        text = {**config["text_cfg"], **LITTLE}
        if "hf_model_name" in text:
            continue
        for key in ("output_tokens", "hf_tokenizer_name", "tokenizer_kwargs", "mlp_ratio"):
            text.pop(key, None)
        kind = text, bool(config.get("custom_text")) or "multimodal_cfg" in config, bool(config.get("quick_gelu"))
        if kind not in found.values():
            found[path.stem] = kind
    return found


KINDS = kinds()


def model_of(name: str) -> Any:
    from open_clip.model import CLIP, CustomTextCLIP

    text, custom, quick_gelu = KINDS[name]
    torch.manual_seed(0)
    make = CustomTextCLIP if custom else CLIP
    return make(32, VISION, text, quick_gelu=quick_gelu).eval().requires_grad_(requires_grad=False)


def titles(model: Any, lengths: list[int], eos: int) -> Any:
    """Token ids: start, words, end, padding."""
    tokens = torch.zeros(len(lengths), model.context_length, dtype=torch.long)
    for row, length in zip(tokens, lengths, strict=True):
        row[:length] = torch.randint(3, 590, (length,))
        row[0], row[length - 1] = 598, eos
    return tokens


def unit(rows: Any) -> Any:
    return torch.nn.functional.normalize(rows, dim=-1)


def test_there_are_several_kinds_and_the_papers_are_among_them() -> None:
    assert len(KINDS) >= 6
    assert {"ViT-H-14", "ViT-L-14-336-quickgelu"} <= set(KINDS)


@pytest.mark.parametrize("name", KINDS)
@pytest.mark.parametrize("lengths", [[3, 9, 12, 5], [2], "whole"])
def test_trimmed_titles_are_encoded_as_at_full_length(name: str, lengths: Any) -> None:
    model = model_of(name)
    pool, eos = KINDS[name][0].get("pool_type", "argmax"), KINDS[name][0].get("eos_id", 2)
    sizes = [model.context_length, 4] if lengths == "whole" else lengths
    tokens = titles(model, sizes, eos if pool == "eos" else 599)
    with torch.inference_mode():
        assert (unit(encode_text(model, tokens)) - unit(model.encode_text(tokens))).abs().max() < 1e-5


@pytest.mark.parametrize("name", KINDS)
def test_only_causal_towers_that_are_read_at_a_mark_are_trimmed(name: str) -> None:
    text = KINDS[name][0]
    causal = not text.get("no_causal_mask") and not text.get("embed_cls") and text.get("pool_type", "argmax") != "last"
    assert is_trimmed(model_of(name)) == causal


def test_a_trimmed_tower_reads_no_more_than_the_longest_title() -> None:
    model, seen = model_of("ViT-H-14"), []
    model.transformer.register_forward_pre_hook(lambda _, inputs: seen.append(inputs[0].shape))
    encode_text(model, titles(model, [3, 9, 5], 599))
    assert seen[0][1] == 9 or seen[0][0] == 9


def test_titles_of_an_encoder_are_open_clips_own(tiny_folder: Path) -> None:
    import open_clip

    encoder = OpenClipEncoder(f"local-dir:{tiny_folder}")
    said = ["A headline", "", "word " * 100, "Größe, 東京", "a much longer headline about nothing at all"]
    model, _, _ = open_clip.create_model_and_transforms(f"local-dir:{tiny_folder}")
    with torch.inference_mode():
        theirs = unit(model.eval().encode_text(open_clip.get_tokenizer(f"local-dir:{tiny_folder}")(said)))
    assert (unit(torch.from_numpy(encoder.encode_texts(said))) - theirs).abs().max() < 1e-5


@pytest.mark.slow
@pytest.mark.parametrize("name", ["ViT-H-14", "ViT-L-14-336-quickgelu"])
def test_the_papers_own_text_towers_at_full_size(name: str) -> None:
    from open_clip.model import CLIP

    config = json.loads((package_folder() / "model_configs" / f"{name}.json").read_text())
    torch.manual_seed(0)
    model = CLIP(config["embed_dim"], VISION, config["text_cfg"], quick_gelu=config.get("quick_gelu", False)).eval()
    tokens = titles(model, [7, 17, 12], 49407)
    with torch.inference_mode():
        assert (unit(encode_text(model, tokens)) - unit(model.encode_text(tokens))).abs().max() < 1e-5
