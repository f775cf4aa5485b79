# ruff: noqa: ARG002 - each way to misbehave has one signature
"""Pictures, and a server that behaves as badly as servers do."""

from __future__ import annotations

import io
import random
import socket
import struct
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from PIL import Image, ImageDraw


def draw(seed: int, size: tuple[int, int] = (96, 64), form: str = "JPEG", quality: int = 90) -> bytes:
    """A picture of its own for each seed."""
    dice = random.Random(seed)  # noqa: S311 - pictures are no secrets
    picture = Image.new("RGB", size, tuple(dice.randrange(256) for _ in range(3)))
    pencil = ImageDraw.Draw(picture)
    for _ in range(6):
        x, y = (sorted(dice.randrange(side) for _ in range(2)) for side in size)
        pencil.rectangle((x[0], y[0], x[1], y[1]), fill=tuple(dice.randrange(256) for _ in range(3)))
    buffer = io.BytesIO()
    picture.save(buffer, form, **({"quality": quality} if form == "JPEG" else {}))
    return buffer.getvalue()


@pytest.fixture(scope="session")
def picture() -> Callable[..., bytes]:
    """Draws: ``picture(seed, size, form)``."""
    return draw


@pytest.fixture
def put(tmp_path: Path) -> Callable[..., Path]:
    """Write a file below the test's folder, text as UTF-8."""

    def write(name: str, content: str | bytes) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


FORBIDDEN = b"<!DOCTYPE html><html><head><title>403 Forbidden</title></head><body>no</body></html>"
PAGE = (
    b"""<html><head><meta property="og:image" content="/good/88.jpg"></head><body><img src="/logo.png"></body></html>"""
)


class Hostile(BaseHTTPRequestHandler):
    """Each path is a way to misbehave."""

    protocol_version = "HTTP/1.1"
    server: Server

    def do_GET(self) -> None:
        self.server.note(self.path, self.headers)
        name, _, rest = self.path.lstrip("/").partition("/")
        getattr(self, f"_{name.replace('.', '_')}", self._absent)(rest)

    def _send(self, data: bytes, kind: str = "image/jpeg", status: int = 200, **headers: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        if "Content_Length" not in headers:
            headers["Content_Length"] = str(len(data))
        for key, value in headers.items():
            self.send_header(key.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(data)

    def _absent(self, rest: str) -> None:
        self._send(b"nothing here", "text/plain", 404)

    def _robots_txt(self, rest: str) -> None:
        if self.server.robots is None:
            self._absent(rest)
        else:
            self._send(self.server.robots.encode(), "text/plain")

    def _good(self, rest: str) -> None:
        self._send(draw(int(rest.partition(".")[0])))

    def _png(self, rest: str) -> None:
        self._send(draw(7, form="PNG"), "application/octet-stream")

    def _typed_as_html(self, rest: str) -> None:
        self._send(draw(8), "text/html")

    def _page_as_picture(self, rest: str) -> None:
        self._send(FORBIDDEN, "image/jpeg")

    def _empty(self, rest: str) -> None:
        self._send(b"")

    def _pixel(self, rest: str) -> None:
        self._send(draw(1, (1, 1), "GIF"), "image/gif")

    def _truncated(self, rest: str) -> None:
        self._send(draw(9)[:-200])

    def _claims_more(self, rest: str) -> None:
        data = draw(10)
        self._send(data[:300], Content_Length=str(len(data)), Connection="close")
        self.close_connection = True

    def _claims_less(self, rest: str) -> None:
        self._send(draw(11), Content_Length="300", Connection="close")
        self.close_connection = True

    def _claims_giant(self, rest: str) -> None:
        self._send(draw(12), Content_Length="99999999999", Connection="close")
        self.close_connection = True

    def _giant(self, rest: str) -> None:
        self.send_response(200)
        self.send_header("Connection", "close")
        self.end_headers()
        try:
            for _ in range(1000):
                self.wfile.write(b"\xff\xd8\xff" + bytes(65536))
        except OSError:
            pass
        self.close_connection = True

    def _silent(self, rest: str) -> None:
        time.sleep(2)

    def _drip(self, rest: str) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "100000")
        self.end_headers()
        try:
            for byte in draw(13)[:200]:
                self.wfile.write(bytes([byte]))
                self.wfile.flush()
                time.sleep(0.05)
        except OSError:
            pass
        self.close_connection = True

    def _reset(self, rest: str) -> None:
        if self.server.counts[self.path] > 2 and rest == "twice":
            self._send(draw(14))
            return
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()
        self.close_connection = True

    def _circle(self, rest: str) -> None:
        self._send(b"", status=302, Location="/circle/b" if rest == "a" else "/circle/a")

    def _chain(self, rest: str) -> None:
        self._send(b"", status=301, Location=f"/chain/{int(rest) - 1}" if int(rest) else "/good/15.jpg")

    def _away(self, rest: str) -> None:
        self._send(b"", status=302, Location="file:///etc/hostname")

    def _hidden(self, rest: str) -> None:
        self._send(b"", status=302, Location="/private/1.jpg")

    def _private(self, rest: str) -> None:
        self._send(draw(16))

    def _busy(self, rest: str) -> None:
        if self.server.counts[self.path] == 1:
            self.server.asked_to_wait = time.monotonic()
            self._send(b"slow down", "text/plain", 429, Retry_After="1")
        else:
            self._send(draw(17))

    def _always_busy(self, rest: str) -> None:
        self._send(b"go away", "text/plain", 429, Retry_After="86400")

    def _fails(self, rest: str) -> None:
        if self.server.counts[self.path] <= int(rest):
            self._send(b"oops", "text/plain", 500)
        else:
            self._send(draw(18))

    def _placeholder(self, rest: str) -> None:
        self._send(draw(19))

    def _article(self, rest: str) -> None:
        self._send(PAGE if rest == "with" else b"<html></html>", "text/html; charset=utf-8")

    def log_message(self, *_: object) -> None:
        """Quiet."""


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Hostile)
        self.counts: Counter[str] = Counter()
        self.times: list[tuple[str, float]] = []
        self.agents: set[str] = set()
        self.robots: str | None = None
        self.asked_to_wait = 0.0
        self._lock = threading.Lock()

    def note(self, path: str, headers: object) -> None:
        with self._lock:
            self.counts[path] += 1
            self.times.append((path, time.monotonic()))
            self.agents.add(headers["User-Agent"])  # type: ignore[index]

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/{path}"

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that goes away is what is tested."""


@pytest.fixture
def server() -> Iterator[Server]:
    """A server on this machine."""
    running = Server()
    thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield running
    running.shutdown()
    running.server_close()
    thread.join()
