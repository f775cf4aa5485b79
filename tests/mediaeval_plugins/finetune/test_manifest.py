from __future__ import annotations

import hashlib

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from mediaeval import DataError
from mediaeval_plugins.finetune.manifest import read_manifest

DIGEST = hashlib.sha256(b"").hexdigest()
ROW = {"key": "a", "image": "a.jpg", "sha256": DIGEST, "title": "A", "source": "s", "licence": "l", "split": "train"}


def write(path, rows, **changes):
    table = pa.Table.from_pylist(rows)
    for name, column in changes.items():
        table = table.set_column(table.schema.get_field_index(name), name, column)
    pq.write_table(table, path)
    return path


def test_a_manifest_is_read_whole(corpus):
    manifest = read_manifest(corpus)
    assert len(manifest) == 120
    assert len(manifest.rows("train")) == 96
    assert manifest.take("key", manifest.rows("validation")[:2]) == ["drawn-96", "drawn-97"]
    assert manifest.counts("source") == {"drawn": 120}
    assert manifest.metadata["counts"]["drawn"]["kept"] == 120
    assert manifest.sha256 == hashlib.sha256(corpus.read_bytes()).hexdigest()


def test_equal_pictures_are_one_in_ascending_order_of_digest(tmp_path, manifest_of):
    for name, content in (("a", b"1"), ("b", b"2"), ("c", b"1"), ("d", b"3")):
        (tmp_path / f"{name}.jpg").write_bytes(content)
    manifest = read_manifest(manifest_of([{"key": n, "image": f"{n}.jpg", "title": n} for n in "abcd"]))
    images = manifest.images(np.array([3, 2, 0, 1]))
    digests = [one.id for one in images]
    assert digests == sorted(hashlib.sha256(content).hexdigest() for content in (b"1", b"2", b"3"))
    assert [digests[i] for i in images.of_row] == [hashlib.sha256(c).hexdigest() for c in (b"3", b"1", b"1", b"2")]
    assert [bytes(row).hex() for row in images.digests] == digests
    by_digest = {one.id: one.path for one in images[0:3]}
    assert (
        by_digest[hashlib.sha256(b"1").hexdigest()] == tmp_path / "c.jpg"
    )  # the first of the rows that were asked for


def test_many_pictures_are_in_the_order_of_their_bytes(tmp_path):
    rng = np.random.default_rng(0)
    digests = [rng.bytes(32).hex() for _ in range(500)]
    path = write(tmp_path / "m.parquet", [{**ROW, "key": str(i), "sha256": d} for i, d in enumerate(digests)])
    assert [one.id for one in read_manifest(path).images(np.arange(500))] == sorted(digests)


BAD = {
    "no manifest": (lambda path: pq.write_table(pa.table({"a": [1]}), path), "no manifest of a corpus: it has no column 'key'"),
    "no Parquet": (lambda path: path.write_text("key,image"), "is no Parquet file that can be read"),
    "not there": (lambda _: None, "there is no such corpus"),
    "key twice": (lambda path: write(path, [ROW, ROW]), "the key 'a' occurs more than once"),
    "another split": (lambda path: write(path, [{**ROW, "split": "test"}]), "a row's split is 'test', which must be train or validation"),
    "no digest": (lambda path: write(path, [{**ROW, "sha256": "12"}]), "a sha256 is not 64 hexadecimal digits"),
    "an empty cell": (lambda path: write(path, [ROW], title=pa.array([None], pa.string())), "a cell is empty"),
    "metadata": (lambda path: pq.write_table(pa.Table.from_pylist([ROW]).replace_schema_metadata({"mediaeval": "{"}), path), "is not JSON"),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD)
def test_what_is_no_manifest_is_refused(tmp_path, case):
    make, message = BAD[case]
    make(tmp_path / "c.parquet")
    with pytest.raises(DataError, match=message) as caught:
        read_manifest(tmp_path / "c.parquet")
    assert "corpus build" in caught.value.hint
