"""The table of checkpoints."""

from __future__ import annotations

import pytest

from mediaeval_plugins.paraphrase.presets import DEFAULT, PRESETS, preset_for


@pytest.mark.parametrize("name", PRESETS)
def test_known_by_name_and_by_folder(name):
    assert preset_for(name) is PRESETS[name]
    assert preset_for(f"/models/{name.split('/')[1]}") is PRESETS[name]


def test_default_for_any_other():
    assert preset_for("someone/else") is DEFAULT
    assert preset_for("") is DEFAULT


def test_no_prompt_repeats_the_end_mark_of_the_tokenizer():
    assert not any("</s>" in preset.prefix for preset in PRESETS.values())
