"""A run file: TOML in, frozen dataclasses out, and one sentence for whatever is wrong with it.

[text]        fields, steps         which text of an article is encoded, and how it is cleaned first
[encoder]     name, options         required; [[encoder]], several times, for an ensemble
[augmenter]   name, options         default: none
[reviser]     name, options         default: none
[aggregator]  name, options         default: mean-pool
[ensemble]    name, options         how several encoders become one; default: z-score-sum
[ranker]      name, options         default: top-k
[scoring]     order                 where revision stands to pooling (mediaeval.scoring.scores)
              bank, bank_file       what the reviser is fitted on: the test set, titles of your own, or both
[gallery]     unreadable            what an unreadable image is: an error, or left out and listed
[submission]  key                   the article key of the first column
[plugins]     files                 loose plugin files, relative to the run file
"""

from __future__ import annotations

import importlib.resources
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, cast

from mediaeval.errors import RunFileError, did_you_mean
from mediaeval.tables import ComponentTable, TomlFile, read_toml_file

__all__ = [
    "COMPONENTS",
    "BankChoice",
    "ComponentTable",
    "GalleryTable",
    "Order",
    "PluginsTable",
    "RunFile",
    "ScoringTable",
    "SubmissionTable",
    "TextTable",
    "find_run_file",
    "read_run_file",
    "run_of_overrides",
    "shipped_run_files",
]

Order = Literal["A", "B", "B-geo", "C", "C-geo", "D"]
BankChoice = Literal["test", "external", "test+external"]

COMPONENTS = ("encoder", "augmenter", "reviser", "aggregator", "ranker")
_DEFAULTS = {"augmenter": "none", "reviser": "none", "aggregator": "mean-pool", "ranker": "top-k"}
_ENSEMBLE = "ensemble"
_DEFAULT_ENSEMBLE = "z-score-sum"


@dataclass(frozen=True)
class TextTable:
    """Which text of an article is encoded, and how it is cleaned first.

    Args:
        fields: text fields by their canonical names; the first that an article has and that is not blank is encoded.
        steps: cleaning steps, in order.
    """

    fields: tuple[str, ...] = ("title",)
    steps: tuple[str, ...] = ()


@dataclass(frozen=True)
class ScoringTable:
    """Where revision stands to pooling (:mod:`mediaeval.scoring.scores`), and what the reviser is fitted on.

    Args:
        order: the place of revision, one of six; see below.
        bank: what the reviser is fitted on: the articles of the test set, titles from ``bank_file``, or both.
        bank_file: titles for the bank, a ``.txt``, ``.jsonl`` or ``.csv``, relative to the run file
            (:func:`mediaeval.scoring.banks.read_titles`).
    """

    order: Order = "B"
    bank: BankChoice = "test"
    bank_file: str | None = None


@dataclass(frozen=True)
class GalleryTable:
    """What happens to images that are missing or cannot be decoded.

    Args:
        unreadable: end with an error that names them all, or rank without them and list them in the manifest.
    """

    unreadable: Literal["error", "leave-out"] = "error"


@dataclass(frozen=True)
class SubmissionTable:
    """What the submission looks like.

    Args:
        key: the article key of the first column, such as ``url`` or ``aid``; by default the edition's.
    """

    key: str | None = None


@dataclass(frozen=True)
class PluginsTable:
    """Plugins that are not installed.

    Args:
        files: Python files, relative to the run file.
    """

    files: tuple[str, ...] = ()


@dataclass(frozen=True)
class RunFile:
    """A run, as its file and the overrides say it.

    Args:
        name: names the files that the run writes: letters, digits and ``._-``; by default the run file's own name.
        path: of the run file.
        encoders: one, or those of an ensemble.
        augmenter: gives further views of a title.
        reviser: corrects scores.
        aggregator: pools the views of a title.
        ranker: makes lists of scores.
        ensemble: fuses encoders; None where there is one.
        description: one line for listings.
        text: which text is encoded.
        scoring: where revision stands, and its bank.
        gallery: what an unreadable image is.
        submission: what the submission looks like.
        plugins: plugins that are not installed.
        overrides: what ``--set`` said, as it was typed.
        source: the file's text.
    """

    name: str
    path: Path
    encoders: tuple[ComponentTable, ...]
    augmenter: ComponentTable
    reviser: ComponentTable
    aggregator: ComponentTable
    ranker: ComponentTable
    ensemble: ComponentTable | None = None
    description: str = ""
    text: TextTable = TextTable()
    scoring: ScoringTable = ScoringTable()
    gallery: GalleryTable = GalleryTable()
    submission: SubmissionTable = SubmissionTable()
    plugins: PluginsTable = PluginsTable()
    overrides: tuple[str, ...] = ()
    source: str = field(default="", repr=False)

    @property
    def encoder(self) -> ComponentTable:
        """The encoder; the first of an ensemble."""
        return self.encoders[0]

    @property
    def revises(self) -> bool:
        """Whether it names a reviser, and not the default, which hands scores on as they are."""
        return self.reviser.name != _DEFAULTS["reviser"]

    def components(self) -> dict[str, ComponentTable]:
        """Every component's table by place, from ``encoder`` (``encoder.0`` and so on in an ensemble) to ``ranker``."""
        several = len(self.encoders) > 1
        tables = {f"encoder.{n}" if several else "encoder": table for n, table in enumerate(self.encoders)}
        for kind in COMPONENTS[1:]:
            if kind == "ranker" and self.ensemble is not None:
                tables[_ENSEMBLE] = self.ensemble
            tables[kind] = cast("ComponentTable", getattr(self, kind))
        return tables

    def place(self, table: str, key: str | None = None) -> str:
        """Where a table or key stands, for messages: ``runs/run3.toml, line 12, [reviser] temperature``."""
        return TomlFile(self.path, {}, self.source).place(table, key)


_SETTINGS: dict[str, type[Any]] = {
    "text": TextTable,
    "scoring": ScoringTable,
    "gallery": GalleryTable,
    "submission": SubmissionTable,
    "plugins": PluginsTable,
}


_TABLES = frozenset({*_SETTINGS, *COMPONENTS, _ENSEMBLE, "name", "description"})
"""What may stand in a run file."""


def shipped_run_files(tables: Collection[str] = _TABLES) -> dict[str, Path]:
    """The run files that travel with the package, by name, such as ``run3`` or ``beyond/siglip2``.

    Args:
        tables: what may stand in a file, for the files of another command.
    """
    return {name: path for name, path in _shipped().items() if read_toml_file(path).values.keys() <= {*tables}}


def _shipped() -> dict[str, Path]:
    """Every file that travels with the package: run files, and those of other commands, which have other tables."""
    packaged = Path(str(importlib.resources.files("mediaeval") / "_runs"))
    folder = packaged if packaged.is_dir() else Path(__file__).resolve().parents[2] / "runs"
    return {
        path.relative_to(folder).with_suffix("").as_posix(): path
        for path in sorted(folder.rglob("*.toml"))
        if not path.name.startswith(".")
    }


def find_run_file(name: str, what: str = "run", tables: Collection[str] = _TABLES) -> Path:
    """The run file at a path, or a shipped one by its name; likewise a file of another command.

    Args:
        name: its path or name.
        what: kind of file, for messages.
        tables: what may stand in such a file: where there is none of that name, those are suggested.

    Raises:
        RunFileError: there is neither.
    """
    path = Path(name)
    if path.is_file():
        return path
    shipped = _shipped()
    bare = name.removeprefix("runs/").removesuffix(".toml")
    if bare in shipped and (path.suffix == "" or not path.parent.is_dir()):
        return shipped[bare]
    here = [str(file) for file in sorted(path.parent.glob("*.toml")) if _may_be(file, tables)]
    known = [*shipped_run_files(tables), *here]
    meant = did_you_mean(name, here) if path.suffix == ".toml" and here else did_you_mean(bare, known)
    raise RunFileError(
        f"{name}: there is no such {what} file; {meant}",
        hint=f"Give a path, or the name of a shipped {what} file; `mediaeval init` copies those here to edit.",
    )


def _may_be(path: Path, tables: Collection[str]) -> bool:
    """Whether a file is of a kind, as far as it can be read: a misspelled name is told before what is in it."""
    try:
        return read_toml_file(path).values.keys() <= {*tables}
    except RunFileError:
        return True


def read_run_file(path: Path, overrides: Sequence[str] = ()) -> RunFile:
    """Read and check a run file.

    Names of components are checked later, against the installed plugins.

    Args:
        path: the TOML file.
        overrides: ``table.key=value`` each, as TOML; a value that is not TOML is a string. Setting ``table.name``
            starts that table anew, because the file's options belong to the component that it names.

    Raises:
        RunFileError: it cannot be read, is not TOML, or holds an unknown table or key, or a value of another type.
    """
    return _checked(read_toml_file(path), overrides)


def run_of_overrides(overrides: Sequence[str]) -> RunFile:
    """A run of which the command line says all, for who needs no encoder: the encoder's name is empty.

    Raises:
        RunFileError: an override names an unknown table or key, or has a value of another type.
    """
    return _checked(TomlFile(Path("--set"), {"encoder": {"name": ""}}), overrides)


def _checked(written: TomlFile, overrides: Sequence[str]) -> RunFile:
    file = written.override(overrides, (*COMPONENTS, _ENSEMBLE))
    file.refuse_unknown((*_SETTINGS, *COMPONENTS, _ENSEMBLE, "name", "description"))
    values = {key: _value(file, key) for key in file.values}
    if "encoder" not in values:
        raise RunFileError(
            f"{file.path}: there is no [encoder] table.", hint='Add one, such as:  [encoder]  name = "vit-l-14-336".'
        )
    values["encoders"] = encoders = values.pop("encoder")
    if len(encoders) > 1:
        values.setdefault(_ENSEMBLE, ComponentTable(_DEFAULT_ENSEMBLE))
    elif _ENSEMBLE in values:
        raise RunFileError(
            f"{file.place(_ENSEMBLE)}: there is one encoder, so there is no ensemble.",
            hint="Write [[encoder]] twice for two; views of a title are pooled by [aggregator].",
        )
    defaults = {kind: ComponentTable(name) for kind, name in _DEFAULTS.items()}
    fixed = {"path": file.path, "overrides": file.overrides, "source": file.source}
    return RunFile(**{"name": file.path.stem, **defaults, **values, **fixed})


def _value(file: TomlFile, key: str) -> Any:
    """One entry of the document's top level, checked."""
    value = file.values[key]
    if key in ("name", "description"):
        if not isinstance(value, str):
            raise RunFileError(f"{file.place(None, key)}: must be a string, not {value!r}.")
        if key == "name" and not re.fullmatch(r"[\w.-]+", value):
            raise RunFileError(f"{file.place(None, key)}: {value!r} must be letters, digits and '._-': it names files.")
        return value
    if key == "encoder":
        return tuple(file.component(place, table) for place, table in file.tables(key).items())
    if key in _SETTINGS:
        return file.settings(key, _SETTINGS[key])
    return file.component(key, file.table(key), _DEFAULT_ENSEMBLE if key == _ENSEMBLE else _DEFAULTS.get(key))
