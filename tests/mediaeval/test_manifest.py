from __future__ import annotations

from pathlib import Path

import numpy as np

from mediaeval.encoding.images import Scanned
from mediaeval.manifest import describe_split, digest_of, identity_of, versions
from mediaeval.plugins import get_plugins
from mediaeval.resolve import ResolvedRun, resolve
from mediaeval.runfile import read_run_file
from mediaeval.split import Article, GalleryImage, Split


def run(path: Path, plugin: Path, *sets: str) -> ResolvedRun:
    return resolve(read_run_file(path, sets), get_plugins((str(plugin),)))


def test_versions_name_what_can_move_a_number() -> None:
    found = versions()
    assert found["numpy"] == np.__version__
    assert {"python", "platform", "mediaeval", "pillow"} <= set(found)


def test_a_split_is_described_without_a_word_about_the_machine(tmp_path: Path) -> None:
    source = tmp_path / "set" / "articles.csv"
    source.parent.mkdir()
    source.write_text("x")
    images = (GalleryImage("A", tmp_path / "A.jpg"), GalleryImage("B", tmp_path / "B.jpg"))
    split = Split("s", "s", (Article("1", {}, {}),), images, (source,))
    scanned = [Scanned(images[0], "aa"), Scanned(images[1], "", "is empty")]
    described = describe_split(split, scanned)
    assert described["left_out"] == {"B": "is empty"}
    assert (described["articles"], described["images"]) == (1, 1)
    assert list(described["sources"]) == ["set/articles.csv"]
    assert str(tmp_path) not in str(described)


def test_the_identity_is_what_decides_the_lists(colour_run: Path, colour_plugin: Path, tmp_path: Path) -> None:
    base = identity_of(run(colour_run, colour_plugin), {"gallery": "g"}, "id")
    renamed = tmp_path / "renamed.toml"
    renamed.write_text("# a remark\n" + colour_run.read_text())
    assert identity_of(run(renamed, colour_plugin), {"gallery": "g"}, "id") == base
    others = [
        identity_of(run(colour_run, colour_plugin, "encoder.tint=0.5"), {"gallery": "g"}, "id"),
        identity_of(run(colour_run, colour_plugin, "reviser.temperature=0.5"), {"gallery": "g"}, "id"),
        identity_of(run(colour_run, colour_plugin, "scoring.order=A"), {"gallery": "g"}, "id"),
        identity_of(run(colour_run, colour_plugin, 'text.steps=["whitespace"]'), {"gallery": "g"}, "id"),
        identity_of(run(colour_run, colour_plugin), {"gallery": "other"}, "id"),
        identity_of(run(colour_run, colour_plugin), {"gallery": "g"}, "url"),
    ]
    assert len({base, *others}) == 7


def test_a_digest_does_not_depend_on_the_order_of_keys() -> None:
    assert digest_of({"a": 1, "b": [2]}) == digest_of({"b": [2], "a": 1})
