"""Fixtures that every test may use."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

REPOSITORY = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def repository() -> Path:
    """The root of the checkout."""
    return REPOSITORY


@pytest.fixture(scope="session")
def real_data() -> Path:
    """Real data, where the machine has them: $MEDIAEVAL_TEST_DATA."""
    folder = os.environ.get("MEDIAEVAL_TEST_DATA")
    if not folder:
        pytest.skip("real data are not on this machine; $MEDIAEVAL_TEST_DATA names their folder")
    return Path(folder)


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each test has a store of its own; nothing is read from or left in the user's."""
    monkeypatch.setenv("MEDIAEVAL_CACHE", str(tmp_path / "cache"))
    monkeypatch.delenv("MEDIAEVAL_DATA", raising=False)


COLOURS = {"red": (200, 30, 30), "green": (30, 180, 40), "blue": (30, 40, 200), "grey": (128, 128, 128)}

COLOUR_ENCODER = '''
import numpy as np
from mediaeval import Encoder, hookimpl

class MeanColour:
    """A picture is its mean colour; a title the colours that it names."""

    batch_size = 4
    context_length = 8
    calls = {"image": 0, "text": 0}
    colours = {"red": (1, .1, .1), "green": (.1, 1, .1), "blue": (.1, .1, 1)}

    def __init__(self, tint: float = 0.0):
        self.tint = tint

    def fingerprint(self, modality):
        return {"model": "mean-colour", "tint": self.tint}

    def preprocess(self, image):
        return np.asarray(image.convert("RGB").resize((8, 8)), dtype=np.float32) / 255

    def encode_images(self, batch):
        MeanColour.calls["image"] += len(batch)
        return batch.mean(axis=(1, 2)) + 1e-3

    def encode_texts(self, texts):
        MeanColour.calls["text"] += len(texts)
        named = [[self.colours[w] for w in t.lower().split() if w in self.colours] for t in texts]
        return np.array([np.sum([(1e-3 + self.tint,) * 3, *rows], axis=0) for rows in named], dtype=np.float32)

    def count_tokens(self, texts):
        return [len(t.split()) + 2 for t in texts]

class Broken(MeanColour):
    """Gives NaN for a title that says so."""

    def fingerprint(self, modality):
        return {"model": "broken"}

    def encode_texts(self, texts):
        return np.array([[np.nan] * 3 if "nan" in t else [1.0] * 3 for t in texts])

@hookimpl
def mediaeval_encoders():
    yield Encoder("mean-colour", f"{__name__}:MeanColour", summary="names of colours against mean colours")
    yield Encoder("broken", f"{__name__}:Broken", summary="NaN on demand")
'''


@pytest.fixture
def colour_plugin(tmp_path: Path) -> Path:
    """A loose plugin file with an encoder that needs no library."""
    path = tmp_path / "colour_plugin.py"
    path.write_text(COLOUR_ENCODER)
    return path


@pytest.fixture
def colour_run(tmp_path: Path, colour_plugin: Path) -> Path:
    """A run file on that encoder."""
    path = tmp_path / "colour.toml"
    path.write_text(
        f'[encoder]\nname = "mean-colour"\n\n[reviser]\nname = "dual-softmax"\n\n[plugins]\nfiles = ["{colour_plugin.name}"]\n'
    )
    return path


@pytest.fixture
def colour_folder(tmp_path: Path) -> Path:
    """A folder split: twelve articles about coloured pictures, each a little other than the rest."""
    folder = tmp_path / "colours"
    (folder / "images").mkdir(parents=True)
    rng = np.random.default_rng(3)
    rows = ["article_id,article_url,article_title,article_tags,image_id,image_url"]
    for number in range(12):
        name = list(COLOURS)[number % 4]
        image = f"IMG{number:02d}"
        pixels = np.clip(np.array(COLOURS[name]) + rng.integers(-25, 25, (20, 24, 3)), 0, 255).astype(np.uint8)
        Image.fromarray(pixels).save(folder / "images" / f"{image}.png")
        rows.append(f"{number + 1},https://example.org/{number},A {name} thing number {number},,{image},")
    (folder / "articles.csv").write_text("\n".join(rows) + "\n")
    return folder


@dataclass(frozen=True)
class Finished:
    """What a call of the program left."""

    code: int
    out: str
    err: str


@pytest.fixture
def program(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., Finished]:
    """The program itself, called in this process: ``program("run", "demo", "--split", "demo")``."""
    from mediaeval.cli import main

    def call(*arguments: object) -> Finished:
        monkeypatch.setattr("sys.argv", ["mediaeval", *map(str, arguments)])
        capsys.readouterr()
        code = 0
        try:
            main()
        except SystemExit as stop:
            code = stop.code if isinstance(stop.code, int) else 0
        captured = capsys.readouterr()
        return Finished(code, captured.out, captured.err)

    return call


_BLOCK = re.compile(r'^```(\w+)(?: title="(\S+)")?\n(.*?)^```$', re.MULTILINE | re.DOTALL)
Shell = Callable[[str, Path], str]


@pytest.fixture
def follow() -> Callable[[Path, Path, Shell], int]:
    """Do what a page says, in a folder: write every file with a title, run every command, compare every output.

    Gives the number of commands. In an output ``…`` stands for anything, and spaces for any number of them.
    """

    def through(page: Path, folder: Path, shell: Shell) -> int:
        here, exports, commands = folder, "", 0
        for language, title, text in _BLOCK.findall(page.read_text()):
            if title:
                assert (folder / title).parent.is_dir(), f"{title}: the page has not made its folder yet"
                (folder / title).write_text(text)
            for part in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:] if language == "console" else ():
                command, _, shown = part.partition("\n")
                if command.startswith("cd "):
                    here = here / command.removeprefix("cd ")
                    continue
                if command.startswith("export "):
                    exports += f"{command}; "
                    continue
                output = "".join(" ".join(line.split()) + "\n" for line in shell(exports + command, here).splitlines())
                said = _shown(shown).search(output) if shown.strip() else not output
                assert said, f"$ {command}\n{output}\n\nThe page shows:\n{shown}"
                commands += 1
        return commands

    return through


def _shown(text: str) -> re.Pattern[str]:
    lines = [[re.escape(" ".join(part.split())) for part in line.split("…")] for line in text.strip().splitlines()]
    patterns = [r"(?:.*\n)*?" if line == ["", ""] else ".*".join(line) + r"\n" for line in lines]
    return re.compile("^" + "".join(patterns), re.MULTILINE)


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """A headless Chromium of the machine; a page opened in it reaches no network but what the test serves."""
    sync_api = pytest.importorskip("playwright.sync_api")
    program = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    with sync_api.sync_playwright() as playwright:
        try:
            chromium = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        except sync_api.Error as error:
            pytest.skip(f"there is no Chromium: {str(error).splitlines()[0]}")
        yield chromium
        chromium.close()
