"""A real T5 that comes from a package index: the int8 ONNX weights of ``traceforge-title-model`` as a plain checkpoint.

It is a flan-t5-small that was trained on to write short titles. It needs the packages traceforge-title-model and onnx.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
import traceforge_title_model
from numpy.typing import NDArray
from transformers import PreTrainedTokenizerFast, T5Config, T5ForConditionalGeneration

__all__ = ["write_checkpoint"]


def write_checkpoint(folder: Path) -> None:
    """Write configuration, float32 weights and tokenizer, as transformers reads them."""
    source = Path(traceforge_title_model.__file__).parent / "data" / "span"
    weights = {
        **{re.sub(r"^enc\.", "encoder.", k): v for k, v in _dequantised(source / "encoder.onnx").items()},
        **{re.sub(r"^m\.", "", k): v for k, v in _dequantised(source / "decoder.onnx").items()},
    }
    state = {name: torch.tensor(array) for name, array in weights.items()}
    for tower in ("encoder", "decoder"):
        state.setdefault(f"{tower}.embed_tokens.weight", state["shared.weight"])
    config = T5Config(
        vocab_size=32128,
        d_model=512,
        d_kv=64,
        d_ff=1024,
        num_layers=8,
        num_heads=6,
        feed_forward_proj="gated-gelu",
        tie_word_embeddings=False,
        decoder_start_token_id=0,
        pad_token_id=0,
        eos_token_id=1,
    )
    model = T5ForConditionalGeneration(config)
    # The output layer of flan-t5 is its own, which transformers 5 overlooks when it builds the model.
    model.lm_head = torch.nn.Linear(512, 32128, bias=False)
    model.load_state_dict(state)
    model.save_pretrained(folder)
    written = folder / "config.json"
    untied = json.loads(written.read_text()) | {"tie_word_embeddings": False, "scale_decoder_outputs": False}
    written.write_text(json.dumps(untied))
    PreTrainedTokenizerFast(
        tokenizer_file=str(source / "tokenizer.json"),
        pad_token="<pad>",  # noqa: S106 - no password
        eos_token="</s>",  # noqa: S106 - no password
        unk_token="<unk>",  # noqa: S106 - no password
    ).save_pretrained(folder)


def _dequantised(path: Path) -> dict[str, NDArray[np.float32]]:
    """The float32 tensors of a dynamically quantised graph, by the names of the modules that were traced."""
    graph = onnx.load(path).graph
    stored = {tensor.name: onnx.numpy_helper.to_array(tensor) for tensor in graph.initializer}

    def restore(base: str) -> NDArray[Any]:
        quantised, scale, zero = (stored[base + part] for part in ("_quantized", "_scale", "_zero_point"))
        return np.ascontiguousarray((quantised.astype(np.float32) - zero.astype(np.float32)) * scale)

    linear = {
        re.sub(r"^/|/MatMul_quant$", "", node.name).replace("/", ".") + ".weight": np.ascontiguousarray(
            restore(node.input[1].removesuffix("_quantized")).T
        )
        for node in graph.node
        if node.op_type == "MatMulInteger" and node.input[1] in stored
    }
    norms = {name: array.copy() for name, array in stored.items() if name.endswith("layer_norm.weight")}
    tables = {
        name.removesuffix("_quantized"): restore(name.removesuffix("_quantized"))
        for name in stored
        if name.endswith("_quantized") and "MatMul" not in name
    }
    return linear | norms | tables
