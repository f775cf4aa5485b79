from __future__ import annotations

import importlib.util
import json

import pytest

from mediaeval import WeightsError
from mediaeval_plugins.openclip.checkpoint import architecture_config, describe

HINT = "Give a file."


def test_an_unknown_model_names_the_nearest():
    with pytest.raises(WeightsError, match="did you mean 'ViT-L-14-336-quickgelu'"):
        describe("ViT-L-14-336-quickgellu", "openai", hint=HINT)


def test_a_slash_in_a_name_is_a_dash():
    assert architecture_config("ViT-B/32") == architecture_config("ViT-B-32")


def test_configs_read_from_files_are_those_of_the_library():
    import open_clip

    folder = importlib.util.find_spec("open_clip").submodule_search_locations[0]
    for name in ("ViT-H-14", "ViT-L-14-336-quickgelu"):
        with open(f"{folder}/model_configs/{name}.json") as file:  # noqa: PTH123 - as plainly as can be
            assert json.load(file) == open_clip.get_model_config(name)


def test_a_model_without_weights_is_refused():
    with pytest.raises(WeightsError, match="needs weights"):
        describe("ViT-B-32", None, hint=HINT)


@pytest.mark.parametrize("model", ["local-dir:{}", "hf-hub:org/repo"])
def test_pretrained_beside_a_folder_is_refused_not_ignored(tiny_folder, model):
    with pytest.raises(WeightsError, match="would be ignored"):
        describe(model.format(tiny_folder), "openai", hint=HINT)


def test_a_folder_as_pretrained_is_refused_with_the_right_spelling(tiny_folder, tiny_name):
    with pytest.raises(WeightsError, match=f"local-dir:{tiny_folder}"):
        describe(tiny_name, str(tiny_folder), hint=HINT)


@pytest.mark.parametrize(
    ("content", "said"),
    [("{", "cannot be read as JSON"), ("[]", "expected a JSON object"), ('{"model_cfg": {}}', "no open_clip config")],
)
def test_a_broken_config_is_refused_with_its_place(tiny_folder, content, said):
    (tiny_folder / "open_clip_config.json").write_text(content)
    with pytest.raises(WeightsError, match=said) as caught:
        describe(f"local-dir:{tiny_folder}", None, hint=HINT)
    assert str(tiny_folder) in str(caught.value)


def test_a_folder_that_is_not_there_is_refused():
    with pytest.raises(WeightsError, match=r"open_clip_config\.json of local-dir:/no/such"):
        describe("local-dir:/no/such", None, hint=HINT)


def test_weights_under_preferred_names_come_first(tiny_folder):
    good = tiny_folder / "open_clip_model.safetensors"
    (tiny_folder / "a.safetensors").write_bytes(b"")
    (tiny_folder / "pytorch_model.bin").write_bytes(b"")
    assert describe(f"local-dir:{tiny_folder}", None, hint=HINT).weights.find() == good
    good.unlink()
    found = describe(f"local-dir:{tiny_folder}", None, hint=HINT).weights.find()
    assert found == tiny_folder / "pytorch_model.bin"


def test_of_several_nameless_weights_none_is_guessed(tiny_folder):
    (tiny_folder / "open_clip_model.safetensors").rename(tiny_folder / "epoch1.safetensors")
    weights = describe(f"local-dir:{tiny_folder}", None, hint=HINT).weights
    assert weights.find() == tiny_folder / "epoch1.safetensors"
    (tiny_folder / "epoch2.safetensors").write_bytes(b"")
    with pytest.raises(WeightsError, match="several weights files") as caught:
        weights.find()
    assert caught.value.details == ("epoch1.safetensors", "epoch2.safetensors")


def test_a_hub_model_needs_its_config_first():
    with pytest.raises(WeightsError, match=r"open_clip_config\.json of hf-hub:org/repo is not on this machine"):
        describe("hf-hub:org/repo", None, hint=HINT)


def test_a_hub_model_in_the_cache_is_read_from_there(tiny_folder, tmp_path):
    snapshot = tmp_path / "hub" / "models--org--repo" / "snapshots" / "abc"
    snapshot.mkdir(parents=True)
    (snapshot.parents[1] / "refs").mkdir()
    (snapshot.parents[1] / "refs" / "main").write_text("abc")
    for path in tiny_folder.iterdir():
        (snapshot / path.name).write_bytes(path.read_bytes())
    checkpoint = describe("hf-hub:org/repo", None, hint=HINT)
    assert checkpoint.architecture == f"local-dir:{snapshot}"
    assert checkpoint.weights.find() == snapshot / "open_clip_model.safetensors"


def test_a_name_that_is_no_repository_is_refused():
    with pytest.raises(WeightsError, match="no name of a hub repository"):
        describe("hf-hub:a/b/c", None, hint=HINT)


def test_a_text_tower_of_the_hub_is_listed_until_it_is_there():
    checkpoint = describe("xlm-roberta-base-ViT-B-32", "laion5b_s13b_b90k", hint=HINT)
    assert checkpoint.text_config is not None
    assert checkpoint.text_config.find() is None
    with pytest.raises(WeightsError, match="is not on this machine"):
        checkpoint.text_config.fetch("text tower config", HINT)
