from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from mediaeval.errors import RunFileError
from mediaeval.runfile import find_run_file, read_run_file, shipped_run_files

GOOD = """\
description = "a run"

[text]
fields = ["titleEN", "title"]
steps = ["whitespace"]

[encoder]
name = "vit-h-14"
precision = "bf16"

[reviser]
name = "dual-softmax"
temperature = 0.02

[scoring]
order = "C-geo"
"""


def write(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "r.toml"
    path.write_text(text)
    return path


def test_a_run_file_is_read_whole(tmp_path: Path) -> None:
    run = read_run_file(write(tmp_path, GOOD))
    assert run.name == "r"
    assert run.text.fields == ("titleEN", "title")
    assert run.encoder.name == "vit-h-14"
    assert run.encoder.options == {"precision": "bf16"}
    assert run.reviser.options == {"temperature": 0.02}
    assert (run.augmenter.name, run.aggregator.name, run.ranker.name) == ("none", "mean-pool", "top-k")
    assert run.scoring.order == "C-geo"
    with pytest.raises(dataclasses.FrozenInstanceError):
        run.name = "other"  # type: ignore[misc]


BAD = {
    "unknown table": ("[encodr]\nname = 'x'\n", r"r\.toml, line 1: there is no table or key 'encodr'; did you mean 'encoder'\?"),
    "unknown key": (GOOD + "[text2]\n", r"line 17: there is no table or key 'text2'; did you mean 'text'\?"),
    "unknown setting": (GOOD.replace("steps", "step"), r"line 5: \[text\] has no option 'step'; did you mean 'steps'\?"),
    "wrong type": (GOOD.replace('["whitespace"]', "3"), r"line 5: \[text\]: steps must be a valid tuple, not 3"),
    "wrong order": (GOOD.replace("C-geo", "E"), r"line 16: \[scoring\]: order must be 'A', 'B', 'B-geo', 'C', 'C-geo' or 'D', not 'E'"),
    "not a table": ('encoder = "vit"\n', r"line 1, encoder: must be a table, not 'vit'"),
    "no name": (GOOD.replace('name = "vit-h-14"\n', ""), r"line 7, \[encoder\] name: must be given, as a string"),
    "no encoder": ("[text]\n", r"there is no \[encoder\] table"),
    "bad run name": ('name = "a/b"\n' + GOOD, r"line 1, name: 'a/b' must be letters"),
    "not TOML": ("[encoder\n", r"not a TOML file: .*line 1"),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD)
def test_each_mistake_is_one_sentence_with_its_place(tmp_path: Path, case: str) -> None:
    text, message = BAD[case]
    with pytest.raises(RunFileError, match=message):
        read_run_file(write(tmp_path, text))


def test_bytes_that_are_not_text(tmp_path: Path) -> None:
    path = tmp_path / "r.toml"
    path.write_bytes(b"name = '\xff'")
    with pytest.raises(RunFileError, match="byte 8 is not UTF-8"):
        read_run_file(path)


def test_overrides_are_toml_or_plain_words(tmp_path: Path) -> None:
    overrides = ["reviser.temperature=1", "encoder.checkpoint=/a/b c", 'text.fields=["title"]', "ranker.k=5"]
    run = read_run_file(write(tmp_path, GOOD), overrides)
    assert run.reviser.options["temperature"] == 1
    assert run.encoder.options == {"precision": "bf16", "checkpoint": "/a/b c"}
    assert run.text.fields == ("title",)


def test_naming_another_component_drops_the_options_of_the_first(tmp_path: Path) -> None:
    run = read_run_file(write(tmp_path, GOOD), ["encoder.name=demo", "reviser.name=dual-softmax"])
    assert (run.encoder.name, run.encoder.options) == ("demo", {})
    assert run.reviser.options == {"temperature": 0.02}


@pytest.mark.parametrize("override", ["temperature=1", "reviser.temperature", "=3", "a.b.c=1"])
def test_an_override_of_another_form_is_refused(tmp_path: Path, override: str) -> None:
    with pytest.raises(RunFileError, match=r"must read table\.key=value"):
        read_run_file(write(tmp_path, GOOD), [override])


def test_an_override_is_checked_like_the_file(tmp_path: Path) -> None:
    with pytest.raises(RunFileError, match="did you mean 'order'"):
        read_run_file(write(tmp_path, GOOD), ["scoring.ordre=A"])


def test_shipped_run_files_are_found_by_name_and_all_read() -> None:
    shipped = shipped_run_files()
    assert {"run1", "run2", "run3", "run4", "run5", "mini", "demo"} <= set(shipped)
    for name, path in shipped.items():
        assert find_run_file(name) == path
        assert read_run_file(path).encoder.name
    assert find_run_file("runs/run3.toml").samefile(shipped["run3"])


def test_an_unknown_run_file_names_the_nearest() -> None:
    with pytest.raises(RunFileError, match=r"runn3: there is no such run file; did you mean 'run3'\?"):
        find_run_file("runn3")


def test_the_papers_five_runs_say_what_the_paper_says() -> None:
    runs = {number: read_run_file(find_run_file(f"run{number}")) for number in range(1, 6)}
    encoders = {number: run.encoder.name for number, run in runs.items()}
    revisers = {number: run.reviser.name for number, run in runs.items()}
    assert encoders == {1: "vit-h-14", 2: "vit-l-14-336", 3: "vit-l-14-336", 4: "vit-l-14-336-ft", 5: "vit-l-14-336-ft"}
    assert revisers == {1: "dual-softmax", 2: "none", 3: "dual-softmax", 4: "none", 5: "dual-softmax"}
    for run in runs.values():
        assert (run.augmenter.name, run.aggregator.name, run.ranker.name) == ("t5-paraphrase", "mean-pool", "top-k")
        for key in ("checkpoint", "beams", "steps", "fields", "order"):
            place = run.source.index(f"\n{key} = ")
            assert run.source[:place].splitlines()[-1].startswith("#"), f"{run.name}: {key} needs its reason"


ENSEMBLE = """\
[[encoder]]
name = "vit-h-14"

[[encoder]]
name = "vit-l-14-336"
precision = "bf16"
"""


def test_several_encoders_are_an_ensemble(tmp_path: Path) -> None:
    run = read_run_file(write(tmp_path, ENSEMBLE))
    assert [table.name for table in run.encoders] == ["vit-h-14", "vit-l-14-336"]
    assert run.ensemble is not None
    assert run.ensemble.name == "z-score-sum"
    places = ["encoder.0", "encoder.1", "augmenter", "reviser", "aggregator", "ensemble", "ranker"]
    assert list(run.components()) == places
    assert run.place("encoder.1", "precision").endswith("r.toml, line 6, [encoder.1] precision")
    own = read_run_file(write(tmp_path, ENSEMBLE + '[ensemble]\nname = "rrf"\nk = 30\n'))
    assert own.ensemble is not None
    assert (own.ensemble.name, own.ensemble.options) == ("rrf", {"k": 30})


def test_one_encoder_is_no_ensemble(tmp_path: Path) -> None:
    single = read_run_file(write(tmp_path, ENSEMBLE.partition("\n\n")[0]))
    assert "encoder" in single.components()
    assert single.ensemble is None
    with pytest.raises(RunFileError, match=r"line 18, \[ensemble\]: there is one encoder, so there is no ensemble"):
        read_run_file(write(tmp_path, GOOD + '\n[ensemble]\nname = "rrf"\n'))


def test_an_override_says_which_encoder_it_means(tmp_path: Path) -> None:
    path = write(tmp_path, ENSEMBLE)
    run = read_run_file(path, ["encoder.0.precision=fp32", "encoder.1.name=demo", "ensemble.name=rrf"])
    assert run.encoders[0].options == {"precision": "fp32"}
    assert (run.encoders[1].name, run.encoders[1].options) == ("demo", {})
    assert run.ensemble is not None
    assert run.ensemble.name == "rrf"
    with pytest.raises(RunFileError, match=r"there are 2 tables \[\[encoder\]\]") as error:
        read_run_file(path, ["encoder.precision=fp32"])
    assert "--set encoder.0.precision=fp32" in str(error.value)
    with pytest.raises(RunFileError, match=r"there is no \[\[encoder\]\] number 2"):
        read_run_file(path, ["encoder.2.precision=fp32"])
    assert read_run_file(write(tmp_path, GOOD), ["encoder.0.precision=fp32"]).encoder.options == {"precision": "fp32"}


@pytest.mark.parametrize("value", ["3", "[]", '["a"]'])
def test_an_encoder_is_a_table_or_several(tmp_path: Path, value: str) -> None:
    with pytest.raises(RunFileError, match="line 1, encoder: must be a table"):
        read_run_file(write(tmp_path, f"encoder = {value}\n"))


def test_a_file_of_another_command_is_looked_for_among_its_like() -> None:
    with pytest.raises(RunFileError, match=r"no such corpus file; known: corpus, corpus-demo\n"):
        find_run_file(
            "nope",
            "corpus",
            {"corpus", "description", "images", "titles", "duplicates", "leakage", "validation", "download"},
        )
    assert find_run_file("corpus-demo", "corpus").name == "corpus-demo.toml"
