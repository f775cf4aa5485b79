from __future__ import annotations

import copy

import pytest

torch = pytest.importorskip("torch")

from mediaeval_plugins.demo.encoder import DemoEncoder  # noqa: E402 - torch first
from mediaeval_plugins.demo.stories import tell  # noqa: E402
from mediaeval_plugins.finetune.tower import TextTower  # noqa: E402

TITLES = [tell("tower", number).title for number in range(6)]


@pytest.fixture
def encoder():
    return copy.deepcopy(DemoEncoder(device="cpu"))


def test_rows_are_open_clips_own_and_of_unit_length(encoder):
    tower, tokens = TextTower(encoder), encoder.tokenizer()(TITLES)
    expected = encoder.loaded()[0].encode_text(tokens, normalize=True)
    torch.testing.assert_close(tower(tokens[:, :30]), expected, rtol=1e-5, atol=1e-6)


def test_only_the_text_side_has_gradients_and_the_temperature_by_the_switch(encoder):
    tower = TextTower(encoder, train_scale=False)
    model = encoder.loaded()[0]
    trained = {name for name, weight in model.named_parameters() if weight.requires_grad}
    assert trained == set(tower.trained)
    assert not [name for name in trained if name.startswith("visual.") or name == "logit_scale"]
    assert {"token_embedding.weight", "text_projection", "ln_final.bias", "positional_embedding"} <= trained
    assert set(TextTower(encoder, train_scale=True).trained) == trained | {"logit_scale"}
    assert not model.training


def test_the_temperature_is_kept_where_clip_keeps_it(encoder):
    tower = TextTower(encoder, train_scale=True)
    with torch.no_grad():
        tower.log_scale.fill_(9.0)
    tower.clamp()
    assert tower.log_scale.exp().item() == pytest.approx(100, rel=1e-5)


def test_bf16_is_autocast_over_fp32_weights(encoder):
    tower, tokens = TextTower(encoder, precision="bf16"), encoder.tokenizer()(TITLES)
    rows = tower(tokens)
    rows.sum().backward()
    assert rows.dtype == torch.float32
    assert {weight.dtype for weight in tower.weights.values()} == {torch.float32}
    assert {weight.grad.dtype for weight in tower.weights.values()} == {torch.float32}
    exact = TextTower(encoder)(tokens)
    assert 0 < (rows - exact).abs().max() < 0.05


def test_a_state_is_a_copy_that_can_be_taken_back(encoder):
    tower, tokens = TextTower(encoder), encoder.tokenizer()(TITLES)
    state, before = tower.state(), tower(tokens).detach()
    with torch.no_grad():
        for weight in tower.weights.values():
            weight.add_(0.1)
    assert not torch.equal(tower(tokens), before)
    tower.load(state)
    assert torch.equal(tower(tokens), before)


def test_the_encoder_reads_with_the_weights_of_the_moment(encoder):
    tower = TextTower(encoder)
    before = encoder.encode_texts(TITLES)
    with torch.no_grad():
        tower.weights["ln_final.bias"].add_(0.5)
    assert abs(encoder.encode_texts(TITLES) - before).max() > 0.01
