from __future__ import annotations

import hashlib
import json
import os

import pytest

from mediaeval_plugins.openclip import digests
from mediaeval_plugins.openclip.digests import file_digest, json_digest


@pytest.fixture(autouse=True)
def forgetful(monkeypatch):
    monkeypatch.setattr(digests, "_known", {})


@pytest.fixture
def hashed(monkeypatch):
    calls = []

    def counted(path):
        calls.append(path)
        return hashlib.sha256(path.read_bytes()).hexdigest()

    monkeypatch.setattr(digests, "digest_file", counted)
    return calls


def test_it_is_the_sha256(tmp_path):
    path = tmp_path / "file"
    path.write_bytes(b"abc")
    assert file_digest(path) == hashlib.sha256(b"abc").hexdigest()


def test_a_file_is_hashed_once_in_a_process_and_once_on_a_machine(tmp_path, hashed):
    path = tmp_path / "file"
    path.write_bytes(b"abc")
    assert file_digest(path) == file_digest(path)
    digests._known.clear()  # another process
    assert file_digest(path) == hashlib.sha256(b"abc").hexdigest()
    assert len(hashed) == 1


def test_a_changed_file_is_hashed_again(tmp_path, hashed):
    path = tmp_path / "file"
    path.write_bytes(b"abc")
    file_digest(path)
    path.write_bytes(b"abd")
    os.utime(path, ns=(0, path.stat().st_mtime_ns + 1))
    digests._known.clear()
    assert file_digest(path) == hashlib.sha256(b"abd").hexdigest()
    assert len(hashed) == 2


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"null", b'{"path": 1}', b"\xff"])
def test_a_broken_note_is_no_answer(tmp_path, hashed, content):
    path = tmp_path / "file"
    path.write_bytes(b"abc")
    file_digest(path)
    (note,) = (tmp_path / "cache" / "digests").iterdir()
    note.write_bytes(content)
    digests._known.clear()
    assert file_digest(path) == hashlib.sha256(b"abc").hexdigest()
    assert len(hashed) == 2
    assert json.loads(note.read_text())["size"] == 3


def test_a_cache_that_cannot_be_written_costs_time_only(tmp_path, monkeypatch):
    (tmp_path / "occupied").write_bytes(b"")
    monkeypatch.setenv("MEDIAEVAL_CACHE", str(tmp_path / "occupied"))
    path = tmp_path / "file"
    path.write_bytes(b"abc")
    assert file_digest(path) == hashlib.sha256(b"abc").hexdigest()


def test_json_digests_ignore_order_only():
    assert json_digest({"a": 1, "b": [1, 2]}) == json_digest({"b": [1, 2], "a": 1})
    assert json_digest({"a": 1}) != json_digest({"a": 2})
