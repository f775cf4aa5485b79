"""Where a checkpoint is looked for, and how fast its absence is known."""

from __future__ import annotations

import contextlib
import hashlib
import json
import shutil
import socket
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

import huggingface_hub
import pytest

from mediaeval import WeightsError
from mediaeval_plugins.paraphrase import checkpoints
from mediaeval_plugins.paraphrase.checkpoints import digest_checkpoint, fetch_checkpoint, find_checkpoint

NAME = "someone/paraphraser"
COMMIT = "0123456789abcdef0123456789abcdef01234567"


@pytest.fixture(autouse=True)
def empty_cache(tmp_path, monkeypatch):
    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_CACHE", str(tmp_path / "hub"))
    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_OFFLINE", False)
    monkeypatch.delenv("HF_HUB_OFFLINE", raising=False)
    return tmp_path / "hub"


@contextlib.contextmanager
def within(seconds):
    start = time.perf_counter()
    yield
    assert time.perf_counter() - start < seconds


def refused(checkpoint, revision=None, **options):
    with pytest.raises(WeightsError) as caught:
        fetch_checkpoint(checkpoint, revision, **options)
    assert checkpoint in caught.value.message
    assert "--set augmenter.checkpoint=/path/to/folder" in caught.value.hint
    return caught.value.message


def test_folder_is_found(random_t5):
    assert find_checkpoint(str(random_t5)) == fetch_checkpoint(str(random_t5)) == random_t5


def test_copy_in_the_cache_is_found_by_revision(random_t5, empty_cache, monkeypatch):
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    snapshot = empty_cache / "models--someone--paraphraser" / "snapshots" / COMMIT
    shutil.copytree(random_t5, snapshot)
    (snapshot.parents[1] / "refs").mkdir()
    (snapshot.parents[1] / "refs" / "main").write_text(COMMIT)
    assert find_checkpoint(NAME) == fetch_checkpoint(NAME) == snapshot
    assert find_checkpoint(NAME, COMMIT) == snapshot
    assert find_checkpoint(NAME, "v2") is None
    (snapshot / "model.safetensors").unlink()  # a download that was broken off
    assert find_checkpoint(NAME) is None


def test_offline_by_the_environment(monkeypatch):
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    with within(2):
        assert "downloads are switched off" in refused(NAME, "v2")


def test_nothing_listens_at_the_hub(monkeypatch):
    monkeypatch.setattr(huggingface_hub.constants, "ENDPOINT", "http://127.0.0.1:9")
    with within(2):
        assert "http://127.0.0.1:9 cannot be reached" in refused(NAME)


def test_hub_that_never_answers(monkeypatch):
    monkeypatch.setattr(checkpoints, "_PROBE_SECONDS", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as deaf, within(2):
        monkeypatch.setattr(huggingface_hub.constants, "ENDPOINT", f"http://127.0.0.1:{deaf.getsockname()[1]}")
        assert "cannot be reached" in refused(NAME)


class _Hub(BaseHTTPRequestHandler):
    """As much of a hub as a download asks for; it holds the files of one folder under one name."""

    folder: Path
    served: ClassVar[list[str]] = []

    def do_HEAD(self):
        self._answer()

    def do_GET(self):
        self._answer()

    def _answer(self):
        path = self.path.split("?")[0]
        names = sorted(file.name for file in self.folder.iterdir())
        etags = {
            name: hashlib.sha1((self.folder / name).read_bytes(), usedforsecurity=False).hexdigest() for name in names
        }
        status, body, etag = 404, b"{}", ""
        if path.startswith(f"/api/models/{NAME}/tree/"):
            tree = [
                {"type": "file", "path": name, "size": (self.folder / name).stat().st_size, "oid": etags[name]}
                for name in names
            ]
            status, body = 200, json.dumps(tree).encode()
        elif path.startswith(f"/api/models/{NAME}"):
            info = {"id": NAME, "sha": COMMIT, "siblings": [{"rfilename": name} for name in names]}
            status, body = 200, json.dumps(info).encode()
        elif path.startswith(f"/{NAME}/resolve/") and path.rpartition("/")[2] in names:
            name = path.rpartition("/")[2]
            status, body, etag = 200, (self.folder / name).read_bytes(), etags[name]
            if self.command == "GET":
                self.served.append(name)
        self.send_response(status)
        if status == 404:
            self.send_header("X-Error-Code", "RepoNotFound")
        self.send_header("X-Repo-Commit", COMMIT)
        self.send_header("ETag", f'"{etag}"')
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(body)

    def log_message(self, *_arguments):
        pass


@pytest.fixture
def hub(monkeypatch, tmp_path):
    monkeypatch.setattr(_Hub, "folder", tmp_path / "held", raising=False)
    monkeypatch.setattr(_Hub, "served", [])
    (tmp_path / "held").mkdir()
    with ThreadingHTTPServer(("127.0.0.1", 0), _Hub) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        endpoint = f"http://127.0.0.1:{server.server_port}"
        monkeypatch.setattr(huggingface_hub.constants, "ENDPOINT", endpoint)
        monkeypatch.setattr(
            huggingface_hub.constants,
            "HUGGINGFACE_CO_URL_TEMPLATE",
            endpoint + "/{repo_id}/resolve/{revision}/{filename}",
        )
        yield _Hub
        server.shutdown()
        thread.join()


def test_download_takes_one_form_of_the_weights_and_only_once(hub, random_t5):
    shutil.copytree(random_t5, hub.folder, dirs_exist_ok=True)
    for extra in ("pytorch_model.bin", "tf_model.h5", "README.md"):
        (hub.folder / extra).write_text("not wanted")
    folder = fetch_checkpoint(NAME)
    assert {file.name for file in folder.iterdir()} == {file.name for file in random_t5.iterdir()} == set(hub.served)
    assert digest_checkpoint(folder) == digest_checkpoint(random_t5)
    assert fetch_checkpoint(NAME) == find_checkpoint(NAME) == folder
    assert len(hub.served) == len(set(hub.served))


def test_name_that_the_hub_does_not_know(hub):
    message = refused("someone/paraphrase", known=(NAME,))
    assert f"did you mean {NAME!r}?" in message


def test_repository_without_pytorch_weights(hub):
    (hub.folder / "tf_model.h5").touch()
    assert "holds no PyTorch weights" in refused(NAME)


@pytest.mark.parametrize("name", ["two words", "-dash", "a/b.git"])
def test_what_cannot_be_a_name(hub, name):
    assert find_checkpoint(name) is None
    assert "cannot be fetched" in refused(name)


@pytest.mark.parametrize("name", ["/no/such/folder", "./missing", "a/b/c"])
def test_missing_folder_opens_no_connection(name, monkeypatch):
    monkeypatch.setattr(checkpoints, "_answers", lambda _endpoint: pytest.fail("asked the network"))
    assert "does not exist" in refused(name)


@pytest.mark.parametrize("lost", ["config.json", "model.safetensors"])
def test_incomplete_folder(random_t5, tmp_path, lost):
    folder = shutil.copytree(random_t5, tmp_path / "copy")
    (folder / lost).unlink()
    assert find_checkpoint(str(folder)) is None
    assert "is not whole: it needs config.json and one of model.safetensors" in refused(str(folder))


def test_shards_count_as_weights(random_t5, tmp_path):
    folder = shutil.copytree(random_t5, tmp_path / "copy")
    (folder / "model.safetensors").rename(folder / "model-1.safetensors")
    index = folder / "model.safetensors.index.json"
    index.write_text(json.dumps({"weight_map": {"a": "model-1.safetensors", "b": "model-2.safetensors"}}))
    assert find_checkpoint(str(folder)) is None
    index.write_text(json.dumps({"weight_map": {"a": "model-1.safetensors"}}))
    assert find_checkpoint(str(folder)) == folder
    before = digest_checkpoint(folder)
    with (folder / "model-1.safetensors").open("ab") as shard:
        shard.write(b"\0")
    assert digest_checkpoint(folder) != before
    index.write_text("[]")
    with pytest.raises(WeightsError, match="is no index of shards"):
        find_checkpoint(str(folder))


def test_digest_follows_content_and_not_place(random_t5, taught_t5, tmp_path):
    copy = shutil.copytree(random_t5, tmp_path / "copy")
    (copy / "README.md").write_text("says nothing")
    assert digest_checkpoint(copy) == digest_checkpoint(random_t5) != digest_checkpoint(taught_t5)
    (copy / "tokenizer.json").write_text("{}")
    assert digest_checkpoint(copy) != digest_checkpoint(random_t5)
