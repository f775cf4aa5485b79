from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import pytest
from annotated_types import Ge

from mediaeval.errors import RunFileError
from mediaeval.tables import ComponentTable, TomlFile, read_toml_file

TEXT = """\
name = "x"

[training]
batch = 32
rates = [1, 2]

[encoder]
name = "demo"
precision = "bf16"
"""


@dataclass(frozen=True)
class Training:
    batch: Annotated[int, Ge(1)] = 8
    rates: tuple[int, int] = (0, 0)
    folder: Path | None = None


def read(tmp_path: Path, text: str = TEXT) -> TomlFile:
    path = tmp_path / "f.toml"
    path.write_text(text)
    return read_toml_file(path)


def test_a_table_becomes_an_object_with_defaults(tmp_path: Path) -> None:
    file = read(tmp_path)
    assert file.settings("training", Training) == Training(32, (1, 2))
    assert file.settings("absent", Training) == Training()
    below = read(tmp_path, '[training]\nfolder = "a"\n').settings("training", Training, base=tmp_path)
    assert below.folder == tmp_path / "a"


def test_a_table_becomes_a_component(tmp_path: Path) -> None:
    file = read(tmp_path)
    assert file.component("encoder", file.table("encoder")) == ComponentTable("demo", {"precision": "bf16"})
    assert file.component("other", {}, "usual") == ComponentTable("usual")
    with pytest.raises(RunFileError, match=r"\[other\] name: must be given"):
        file.component("other", {})


def test_places_name_file_line_and_key(tmp_path: Path) -> None:
    file = read(tmp_path)
    assert file.place("training", "batch") == f"{tmp_path / 'f.toml'}, line 4, [training] batch"
    assert file.place("training") == f"{tmp_path / 'f.toml'}, line 3, [training]"
    assert file.place(None, "name") == f"{tmp_path / 'f.toml'}, line 1, name"
    assert file.place("training", "given by an override").startswith(f"{tmp_path / 'f.toml'}, [training]")


def test_overrides_change_what_is_read(tmp_path: Path) -> None:
    file = read(tmp_path).override(["training.batch=4", "encoder.name=mini", "new.key=plain words"], ("encoder",))
    assert file.settings("training", Training).batch == 4
    assert file.table("encoder") == {"name": "mini"}
    assert file.table("new") == {"key": "plain words"}
    assert file.overrides == ("training.batch=4", "encoder.name=mini", "new.key=plain words")


BAD = {
    "no table": ("training = 3\n", r"line 1, training: must be a table, not 3"),
    "unknown key": ("[training]\nbach = 3\n", r"line 2: \[training\] has no option 'bach'; did you mean 'batch'\?$"),
    "out of bounds": ("[training]\nbatch = 0\n", r"line 2: \[training\]: batch must be greater than or equal to 1, not 0\."),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD)
def test_a_mistake_is_one_sentence_with_its_place(tmp_path: Path, case: str) -> None:
    text, message = BAD[case]
    with pytest.raises(RunFileError, match=message):
        read(tmp_path, text).settings("training", Training)


def test_an_unknown_table_gets_the_nearest_name(tmp_path: Path) -> None:
    with pytest.raises(RunFileError, match=r"line 3: there is no table or key 'training'; did you mean 'trainings'\?"):
        read(tmp_path).refuse_unknown(["name", "trainings", "encoder"])


@pytest.mark.parametrize("override", ["batch=3", "training.batch", "name.x=3"])
def test_an_override_of_another_form_is_refused(tmp_path: Path, override: str) -> None:
    with pytest.raises(RunFileError, match="--set"):
        read(tmp_path).override([override])


def test_what_is_no_toml_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RunFileError, match=r"not a TOML file: .*line 1"):
        read(tmp_path, "[training\n")
    with pytest.raises(RunFileError, match="cannot be read"):
        read_toml_file(tmp_path / "no.toml")
