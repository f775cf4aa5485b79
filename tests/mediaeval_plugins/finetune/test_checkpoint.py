from __future__ import annotations

import pytest

torch = pytest.importorskip("torch")

from mediaeval import DataError, RunFileError  # noqa: E402 - torch first
from mediaeval_plugins.finetune.checkpoint import Checkpoint, differences, read_checkpoint, write_checkpoint  # noqa: E402

DECIDES = {"optimiser": {"lr": 0.1, "betas": [0.9, 0.99]}, "manifest": "abc"}


def same(found, expected):
    if isinstance(expected, torch.Tensor):
        return torch.equal(found, expected)
    if isinstance(expected, dict):
        return found.keys() == expected.keys() and all(same(found[key], expected[key]) for key in expected)
    return found == expected


def test_everything_comes_back(tmp_path):
    path = tmp_path / "ft" / "training" / "state.pt"
    weight = torch.nn.Parameter(torch.randn(3, 2))
    optimiser = torch.optim.Adam([weight])
    weight.sum().backward()
    optimiser.step()
    written = Checkpoint(
        DECIDES, 7, 1, 2, [3], {"w": weight.detach()}, optimiser.state_dict(), torch.get_rng_state(), 1.5,
        [{"step": 0, "MRR@100": 0.25}], [1, 0, 4], {"w": weight.detach()}, 1, finished=True,
    )  # fmt: skip
    write_checkpoint(path, written)
    read = read_checkpoint(path, DECIDES)
    assert read is not None
    for name, value in vars(written).items():
        assert same(getattr(read, name), value), name


def test_there_may_be_none(tmp_path):
    assert read_checkpoint(tmp_path / "state.pt", DECIDES) is None


def test_another_training_is_not_continued(tmp_path):
    path = tmp_path / "ft" / "training" / "state.pt"
    write_checkpoint(path, Checkpoint(DECIDES))
    with pytest.raises(RunFileError, match=r"ft: holds another training, which differs in optimiser\.lr\.") as caught:
        read_checkpoint(path, {**DECIDES, "optimiser": {"lr": 0.2, "betas": [0.9, 0.99]}})
    assert "--force" in caught.value.hint


def test_a_damaged_state_is_told(tmp_path):
    path = tmp_path / "state.pt"
    path.write_bytes(b"PK\x03\x04 not a state")
    with pytest.raises(DataError, match="is no saved state of a training") as caught:
        read_checkpoint(path, DECIDES)
    assert "--force" in caught.value.hint


def test_differences_are_dotted_keys():
    assert differences(DECIDES, DECIDES) == []
    assert differences({"a": {"b": 1}, "c": 2}, {"a": {"b": 2}, "d": 2}) == ["a.b", "c", "d"]
