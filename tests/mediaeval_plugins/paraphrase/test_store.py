"""The store of generated texts: shared, durable, and never changed."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys

import pytest

from mediaeval import OutputError
from mediaeval_plugins.paraphrase.store import TextStore

IDENTITY = {"weights": "abc", "beams": 5}


def test_what_is_written_is_read_by_another_object():
    TextStore(IDENTITY).write([("Stürme 🔥", {"n": 1}), ("", [2])])
    assert TextStore(IDENTITY).read(["", "Stürme 🔥", "unknown"]) == {"": [2], "Stürme 🔥": {"n": 1}}


def test_nothing_is_made_by_reading():
    store = TextStore(IDENTITY)
    assert store.read(["a"]) == {}
    assert not store.path.exists()


def test_another_identity_is_another_space():
    TextStore(IDENTITY).write([("a", 1)])
    assert TextStore({**IDENTITY, "beams": 4}).read(["a"]) == {}
    assert TextStore(dict(reversed(IDENTITY.items()))).read(["a"]) == {"a": 1}


def test_a_value_never_changes():
    TextStore(IDENTITY).write([("a", 1)])
    TextStore(IDENTITY).write([("a", 2), ("b", 3)])
    assert TextStore(IDENTITY).read(["a", "b"]) == {"a": 1, "b": 3}


def test_more_keys_than_one_statement_takes():
    texts = [str(n) for n in range(2501)]
    store = TextStore(IDENTITY)
    store.write([(text, text) for text in texts])
    assert store.read(texts) == {text: text for text in texts}


WRITER = """
import sys
from mediaeval_plugins.paraphrase.store import TextStore
store = TextStore({"weights": "abc", "beams": 5})
for n in range(int(sys.argv[1]), 10**9, 2):
    store.write([(f"{n}-{i}", n) for i in range(3)])
    print(n, flush=True)
"""


def test_two_writers_killed_at_any_moment_leave_whole_batches():
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITER, str(n)], stdout=subprocess.PIPE, text=True) for n in (0, 1)
    ]
    told = []
    for writer in writers:
        told += [int(writer.stdout.readline()) for _ in range(5)]
    for writer in writers:
        writer.send_signal(signal.SIGKILL)
        told += [int(line) for line in writer.communicate()[0].splitlines()]
    found = TextStore(IDENTITY).read([f"{n}-{i}" for n in range(max(told) + 3) for i in range(3)])
    assert {f"{n}-{i}" for n in told for i in range(3)} <= found.keys()
    assert len(found) % 3 == 0
    TextStore(IDENTITY).write([("after", 1)])
    assert TextStore(IDENTITY).read(["after"]) == {"after": 1}


def test_damaged_file_is_named():
    store = TextStore(IDENTITY)
    store.write([("a", 1)])
    store.path.write_bytes(b"no database, and longer than the header of one " * 10)
    with pytest.raises(OutputError, match="these stored texts are damaged") as caught:
        TextStore(IDENTITY).read(["a"])
    assert str(store.path) in caught.value.message
    assert "Delete the file" in caught.value.hint


def test_folder_that_cannot_be_written(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(OutputError, match="cannot be stored there"):
        TextStore(IDENTITY, tmp_path / "file").write([("a", 1)])


def test_people_can_see_what_a_space_is_for():
    store = TextStore(IDENTITY)
    store.write([("a", 1)])
    with sqlite3.connect(store.path) as database:
        assert database.execute("SELECT identity FROM space").fetchall() == [('{"beams": 5, "weights": "abc"}',)]
    database.close()
