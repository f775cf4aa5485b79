from __future__ import annotations

from pathlib import Path
from typing import Any

from mediaeval.report.made import made_of
from mediaeval.report.runs import ShownRun


def lines(manifest: dict[str, Any]) -> dict[str, str]:
    return dict(made_of(ShownRun("r", Path("out/r.tsv"), None, {}, manifest=manifest)))


def test_a_run_says_its_components_and_no_place_of_the_machine() -> None:
    found = lines(
        {
            "run": {"description": "mine", "file": "r.toml", "overrides": ["a.b=1"]},
            "components": {
                "encoder.0": {"name": "vit", "options": {"checkpoint": "/home/ann/weights/vit.pt", "device": None}},
                "reviser": {"name": "none", "options": {}},
            },
            "scoring": {"order": "B", "bank": "test"},
            "text": {"fields": ["titleEN", "title"]},
            "assumes": ["transductive"],
            "submission": {"file": "r.tsv", "sha256": "ab"},
            "versions": {"python": "3.11", "torch": "2.4"},
        }
    )
    assert found["Encoder 1"] == "vit (checkpoint = weights/vit.pt)"
    assert found["Reviser"] == "none"
    assert found["Run file"] == "r.toml --set a.b=1"
    assert found["Text"] == "titleEN, else title"
    assert found["Submission"] == "r.tsv, sha256 ab"
    assert found["Versions"] == "torch 2.4, python 3.11"
    assert not any("/home" in value for value in found.values())


def test_a_fused_run_names_its_members() -> None:
    found = lines({"members": [{"file": "a.tsv"}, {"name": "run1"}]})
    assert (found["Member 1"], found["Member 2"]) == ("a.tsv", "run1")


def test_of_a_bare_file_nothing_is_known() -> None:
    assert "not known" in lines({})["Made by"]
