from __future__ import annotations

import io
import json
import warnings

import numpy as np
import pytest
import torch
from safetensors.torch import load_file, save_file

from mediaeval import WeightsError
from mediaeval_plugins.openclip.encoder import OpenClipEncoder
from mediaeval_plugins.openclip.towers import read_state


@pytest.fixture
def state(tiny_weights):
    return load_file(tiny_weights)


def rows(name, path):
    return OpenClipEncoder(name, str(path), device="cpu").encode_texts(["a dog", "a cat"])


@pytest.mark.parametrize(
    "wrap",
    [
        lambda state: state,
        lambda state: {"state_dict": state, "epoch": 3, "name": "run"},
        lambda state: {"state_dict": {f"module.{key}": value for key, value in state.items()}},
        lambda state: {f"module.{key}": value for key, value in state.items()},
        lambda state: {key: value.reshape(1) if key == "logit_scale" else value for key, value in state.items()},
    ],
    ids=["bare", "training checkpoint", "data-parallel checkpoint", "data-parallel", "logit scale of one element"],
)
def test_every_usual_layout_is_read(tiny_name, tiny_weights, state, tmp_path, wrap):
    torch.save(wrap(state), tmp_path / "weights.pt")
    np.testing.assert_array_equal(rows(tiny_name, tmp_path / "weights.pt"), rows(tiny_name, tiny_weights))


def test_half_precision_files_give_fp32_towers(tiny_name, state, tmp_path):
    save_file({key: value.half() for key, value in state.items()}, tmp_path / "half.safetensors")
    encoder = OpenClipEncoder(tiny_name, str(tmp_path / "half.safetensors"), device="cpu")
    encoder.encode_texts(["a dog"])
    assert {p.dtype for p in encoder._towers.parameters()} == {torch.float32}
    expected = {key: value.half().float() for key, value in state.items()}
    for key, value in encoder._towers.state_dict().items():
        torch.testing.assert_close(value, expected[key], rtol=0, atol=0)


class Archive(torch.nn.Module):
    """A TorchScript archive with the numbers that OpenAI's carry."""

    def __init__(self, weight):
        super().__init__()
        self.positional_embedding = torch.nn.Parameter(weight)
        self.register_buffer("input_resolution", torch.tensor(32))
        self.register_buffer("context_length", torch.tensor(77))
        self.register_buffer("vocab_size", torch.tensor(49408))

    def forward(self, x):
        return x + self.positional_embedding


@pytest.fixture
def archive(tmp_path):
    path = tmp_path / "openai.pt"
    with warnings.catch_warnings():  # torch would rather see no TorchScript; OpenAI's files are nothing else
        warnings.simplefilter("ignore")
        torch.jit.save(torch.jit.trace(Archive(torch.ones(2)), torch.zeros(2)), path)
    return path


def test_an_openai_archive_is_read_for_a_quickgelu_model(archive):
    state = read_state(archive, quick_gelu=True)
    assert set(state) == {"positional_embedding"}
    assert torch.equal(state["positional_embedding"], torch.ones(2))


def test_an_openai_archive_is_refused_for_a_gelu_model(archive):
    with pytest.raises(WeightsError, match="QuickGELU"):
        read_state(archive, quick_gelu=False)


class Payload:
    def __reduce__(self):
        return print, ("code of a checkpoint ran",)


def torch_bytes(value):
    buffer = io.BytesIO()
    torch.save(value, buffer)
    return buffer.getvalue()


@pytest.mark.parametrize("suffix", [".pt", ".safetensors"])
@pytest.mark.parametrize(
    "content",
    [b"", b"<html>404</html>", torch_bytes([1, 2]), torch_bytes({"a": 1}), torch_bytes({}), torch_bytes(Payload())],
    ids=["empty", "html", "a list", "numbers", "nothing", "code"],
)
def test_a_file_that_is_no_checkpoint_is_refused(tmp_path, suffix, content, capsys):
    path = tmp_path / f"weights{suffix}"
    path.write_bytes(content)
    with pytest.raises(WeightsError, match="not a checkpoint") as caught:
        read_state(path, quick_gelu=False)
    assert str(path) in caught.value.message
    assert "\n" not in caught.value.message
    assert "ran" not in capsys.readouterr().out


def refused(name, state, path):
    save_file(state, path)
    with pytest.raises(WeightsError, match="not weights of this model") as caught:
        rows(name, path)
    return caught.value.details


def test_missing_and_unexpected_keys_are_named(tiny_name, state, tmp_path):
    for key in [key for key in state if key.startswith("visual.transformer.resblocks.1.")]:
        state[key.replace("visual.", "visuell.")] = state.pop(key)
    missing, unexpected = refused(tiny_name, state, tmp_path / "w.safetensors")
    assert missing.startswith("12 missing: visual.transformer.resblocks.1.")
    assert missing.endswith("and 8 more")
    assert unexpected.startswith("12 unexpected: visuell.transformer.resblocks.1.")


def test_another_shape_is_named_with_both(tiny_name, state, tmp_path):
    state["text_projection"] = torch.zeros(32, 48)
    (line,) = refused(tiny_name, state, tmp_path / "w.safetensors")
    assert line == "1 of another shape: text_projection (32x48 in the file, 32x32 in the model)"


def test_position_embeddings_are_not_stretched(tiny_name, state, tmp_path):
    state["visual.positional_embedding"] = torch.zeros(10, 32)  # 48 pixels; the model reads 32
    (line,) = refused(tiny_name, state, tmp_path / "w.safetensors")
    assert "visual.positional_embedding (10x32 in the file, 5x32 in the model)" in line


def test_a_custom_text_model_takes_the_old_layout(tiny_folder, state):
    """The text tower's tensors lie under ``text.`` in such a model; older files have them bare."""
    config = json.loads((tiny_folder / "open_clip_config.json").read_text())
    config["model_cfg"]["custom_text"] = True
    (tiny_folder / "open_clip_config.json").write_text(json.dumps(config))
    encoder = OpenClipEncoder(f"local-dir:{tiny_folder}", device="cpu")
    encoder.encode_texts(["a dog"])
    assert torch.equal(encoder._towers.text.text_projection, state["text_projection"])


def test_nothing_is_said_of_random_weights(tiny_name, tiny_weights, caplog, capsys):
    rows(tiny_name, tiny_weights)
    assert not [record for record in caplog.records if record.levelname == "WARNING"]
    assert "random" not in capsys.readouterr().err


@pytest.mark.slow
def test_the_papers_architecture_loads_from_a_local_file(tmp_path):
    """ViT-L/14@336px with random weights: the real shapes through the real path, a gigabyte on disk."""
    import open_clip

    from mediaeval_plugins.openclip.paper import VitL14At336

    model = open_clip.create_model("ViT-L-14-336-quickgelu", load_weights=False)
    path = tmp_path / "l14.safetensors"
    half = {key: value.half() for key, value in model.state_dict().items()}
    save_file(half, path)
    del model
    encoder = VitL14At336(str(path), device="cpu")
    found = encoder.encode_texts(["a dog", "a cat"])
    assert found.shape == (2, 768)
    assert np.isfinite(found).all()
    assert not np.array_equal(found[0], found[1])
    for key, value in encoder._towers.state_dict().items():
        assert torch.equal(value, half[key].float()), key
    assert "QuickGELU" in str(encoder._towers.visual.transformer.resblocks[0].mlp)
