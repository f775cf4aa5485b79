from __future__ import annotations

import contextlib
import http.server
import os
import socket
import subprocess
import sys
import threading
import time

import pytest

from mediaeval import WeightsError
from mediaeval_plugins.openclip import weights
from mediaeval_plugins.openclip.encoder import OpenClipEncoder
from mediaeval_plugins.openclip.paper import VitH14, VitL14At336
from mediaeval_plugins.openclip.weights import HubFile, LocalFile, UrlFile, require_network


@contextlib.contextmanager
def server(handler):
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{running.server_port}"
        running.shutdown()


class Quiet(http.server.BaseHTTPRequestHandler):
    def log_message(self, *args):
        pass


class Refuses(Quiet):
    def do_HEAD(self):
        self.send_error(403)


class Hub(Quiet):
    """As much of a model hub as one download asks for."""

    def answer(self, body):
        if not self.path.endswith("/resolve/main/open_clip_pytorch_model.bin"):
            self.send_response(404)
            self.send_header("X-Error-Code", "EntryNotFound")
            self.end_headers()
            return
        self.send_response(200)
        self.send_header("Content-Length", "7")
        self.send_header("ETag", '"0123"')
        self.send_header("X-Repo-Commit", "a" * 40)
        self.end_headers()
        self.wfile.write(body)

    def do_HEAD(self):
        self.answer(b"")

    def do_GET(self):
        self.answer(b"weights")


@pytest.fixture
def online(monkeypatch):
    monkeypatch.delenv("HF_HUB_OFFLINE")
    monkeypatch.delenv("TRANSFORMERS_OFFLINE", raising=False)
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", False)


@pytest.mark.parametrize("encoder", [VitH14(), VitL14At336(), OpenClipEncoder("ViT-B-32", "laion2b_s34b_b79k")])
def test_offline_the_missing_checkpoint_is_named_at_once(encoder):
    start = time.monotonic()
    for use in (lambda: encoder.fingerprint("image"), lambda: encoder.encode_texts(["a dog"])):
        with pytest.raises(WeightsError, match="offline mode") as caught:
            use()
        model, tag = encoder.names()
        assert model in caught.value.message
        assert tag in caught.value.message
        assert "--set encoder." in caught.value.hint
    assert time.monotonic() - start < 2


def test_without_a_network_the_same_is_said_in_seconds(online, monkeypatch):
    monkeypatch.setattr("huggingface_hub.constants.ENDPOINT", "http://127.0.0.1:9")
    start = time.monotonic()
    with pytest.raises(WeightsError, match="cannot be reached"):
        VitH14().fingerprint("image")
    assert time.monotonic() - start < weights.PROBE_SECONDS


def test_a_silent_server_is_given_up(online, monkeypatch):
    monkeypatch.setattr(weights, "PROBE_SECONDS", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        start = time.monotonic()
        with pytest.raises(WeightsError, match="cannot be reached"):
            require_network(f"http://127.0.0.1:{silent.getsockname()[1]}", "weights", "hint")
        assert time.monotonic() - start < 1


def test_a_server_that_refuses_is_there(online):
    with server(Refuses) as url:
        require_network(url, "weights", "hint")


@pytest.mark.parametrize("switch", ["HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE"])
def test_either_switch_forbids_the_network(online, monkeypatch, switch):
    monkeypatch.setenv(switch, "true")
    with pytest.raises(WeightsError, match="offline mode"):
        require_network("http://127.0.0.1:9", "weights", "hint")


def test_the_hub_is_asked_for_each_name_and_the_cache_serves_the_second_time(tmp_path):
    code = """
from mediaeval import WeightsError
from mediaeval_plugins.openclip.weights import HubFile
source = HubFile("org/repo", ("open_clip_model.safetensors", "open_clip_pytorch_model.bin"))
assert source.find() is None
path = source.fetch("the weights", "a hint")
assert path.read_bytes() == b"weights"
assert source.find() == path
try:
    HubFile("org/repo", ("other.bin",)).fetch("the weights", "a hint")
except WeightsError as error:
    assert error.message == "the weights: repository org/repo holds none of other.bin.", error.message
else:
    raise SystemExit("not refused")
"""
    with server(Hub) as url:
        environment = {k: v for k, v in os.environ.items() if not k.endswith("_OFFLINE")}
        environment |= {"HF_ENDPOINT": url, "HF_HOME": str(tmp_path), "HF_HUB_DISABLE_XET": "1"}
        environment |= {"NO_PROXY": "127.0.0.1", "no_proxy": "127.0.0.1"}
        done = subprocess.run(
            [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False
        )
    assert done.returncode == 0, done.stderr


def test_a_url_of_open_clip_is_found_in_its_cache(monkeypatch, tmp_path):
    monkeypatch.setenv("HOME", str(tmp_path))
    source = UrlFile("https://example.org/releases/rn50-quickgelu-cc12m.pt?download=1")
    assert source.find() is None
    with pytest.raises(WeightsError, match="offline mode"):
        source.fetch("weights", "hint")
    cached = tmp_path / ".cache" / "clip" / "rn50-quickgelu-cc12m.pt"
    cached.parent.mkdir(parents=True)
    cached.write_bytes(b"weights")
    assert source.find() == source.fetch("weights", "hint") == cached


def test_a_local_file_that_is_missing_is_named(tmp_path):
    source = LocalFile(tmp_path / "none.bin")
    assert source.find() is None
    with pytest.raises(WeightsError, match="there is no such file"):
        source.fetch("weights none.bin", "hint")


def test_the_cache_is_searched_in_the_order_of_names(tmp_path):
    snapshot = tmp_path / "hub" / "models--org--repo" / "snapshots" / "abc"
    snapshot.mkdir(parents=True)
    (snapshot.parents[1] / "refs").mkdir()
    (snapshot.parents[1] / "refs" / "main").write_text("abc")
    for name in ("b.bin", "a.bin"):
        (snapshot / name).write_bytes(b"")
        assert HubFile("org/repo", ("a.bin", "b.bin")).find() == snapshot / name
