from __future__ import annotations

import dataclasses
import hashlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from mediaeval import OutputError, Pair
from mediaeval_plugins.corpora.corpusfile import DownloadTable
from mediaeval_plugins.corpora.download import Downloaded, download_all
from mediaeval_plugins.corpora.downloaded import Downloads

QUICK = DownloadTable(
    contact="me@example.org", per_second=200, per_host=8, workers=8, timeout=0.5, deadline=1.0, retries=2, backoff=0.01,
    max_wait=2, redirects=3, max_bytes=200_000,
)  # fmt: skip


class Addresses:
    """A corpus of addresses."""

    def __init__(self, addresses: Sequence[str], pages: Sequence[str] = ()) -> None:
        self._pairs = [Pair(str(n), "A title", url) for n, url in enumerate(addresses)]
        self._pairs += [Pair(f"p{n}", "A title", None, page=url) for n, url in enumerate(pages)]

    def pairs(self) -> Iterator[Pair]:
        return iter(self._pairs)


def run(folder: Path, *addresses: str, pages: Sequence[str] = (), again: bool = False, **settings: Any) -> Downloaded:
    table = dataclasses.replace(QUICK, **settings)
    return download_all([Addresses(addresses, pages)], folder, table, retry_failed=again)


def journal(folder: Path) -> dict[str, dict[str, Any]]:
    """The last line of each address."""
    rows = [json.loads(line) for line in (folder / "downloads.jsonl").read_text().splitlines()]
    return {row["url"]: row for row in rows}


WAYS = {
    "good/1.jpg": ("ok", ""),
    "png/2": ("ok", ""),
    "typed_as_html/3": ("ok", ""),
    "page_as_picture/4": ("not a picture", "it holds a web page"),
    "empty/5": ("not a picture", "is empty"),
    "pixel/6": ("placeholder pixel", "1 x 1"),
    "truncated/7": ("broken picture", "is broken"),
    "claims_more/8": ("cut off", "after 300 bytes"),
    "claims_less/9": ("broken picture", "is broken"),
    "claims_giant/10": ("too large", "99,999,999,999 bytes"),
    "giant/11": ("too large", "more than 200,000 bytes"),
    "silent/12": ("unreachable", "no answer in time"),
    "drip/13": ("unreachable", "not done after 1 s"),
    "reset/always": ("unreachable", "reset"),
    "reset/twice": ("ok", ""),
    "circle/a": ("too many redirects", "in a circle"),
    "chain/9": ("too many redirects", "4 of them"),
    "chain/2": ("ok", ""),
    "away/14": ("bad address", "leads to file:"),
    "absent/15": ("refused", "status 404"),
    "always_busy/16": ("rate limited", "asks to wait 86,400 s"),
    "fails/1": ("ok", ""),
    "fails/9": ("server error", "status 500"),
    "hidden/17": ("robots.txt", "not allowed"),
    "private/18": ("robots.txt", "not allowed"),
}


def test_each_misbehaviour_has_its_outcome_and_nothing_but_pictures_is_kept(server: Any, tmp_path: Path) -> None:
    server.robots = "User-agent: *\nDisallow: /*vat\nAllow: /\n"
    broken = ["http://127.0.0.1:1/nobody", "http:///no-host", "http://a..b/x.jpg", "http://[::1/x"]
    done = run(tmp_path, *map(server.url, WAYS), *broken)
    rows = journal(tmp_path)
    for path, (outcome, detail) in WAYS.items():
        row = rows[server.url(path)]
        assert row["outcome"] == outcome, (path, row)
        assert detail.lower() in row.get("detail", "").lower(), (path, row)
    assert [rows[url]["outcome"] for url in broken] == ["unreachable", "bad address", "bad address", "bad address"]
    assert done.addresses == len(WAYS) + len(broken) == done.outcomes.total()
    downloads = Downloads(tmp_path)
    kept = {path for path in (tmp_path / "urls").rglob("*") if path.is_file()}
    assert kept == {downloads.find(server.url(path)) for path, (outcome, _) in WAYS.items() if outcome == "ok"}
    found = downloads.find(server.url("png/2"))
    assert found is not None
    assert found.name == hashlib.sha256(server.url("png/2").encode()).hexdigest() + ".png"
    assert rows[server.url("png/2")]["sha256"] == hashlib.sha256(found.read_bytes()).hexdigest()
    assert server.counts["/fails/9"] == 3, "two retries"
    assert not server.counts["/private/1.jpg"], "a redirect does not lead past robots.txt"
    (agent,) = server.agents
    assert agent.startswith("mediaeval/")
    assert "me@example.org" in agent


def test_a_second_call_asks_for_nothing_that_has_its_outcome(server: Any, tmp_path: Path) -> None:
    addresses = [server.url(path) for path in ("good/1.jpg", "absent/2", "fails/9")]
    run(tmp_path, *addresses)
    server.counts.clear()
    done = run(tmp_path, *addresses)
    assert (done.addresses, done.there, done.refused) == (3, 1, 1)
    assert {path for path in server.counts if "robots" not in path} == {"/fails/9"}
    assert "call again" in "\n".join(done.lines())
    server.counts.clear()
    assert run(tmp_path, *addresses, again=True).refused == 0
    assert server.counts["/absent/2"] == 1
    assert not server.counts["/good/1.jpg"]


def test_a_picture_that_was_deleted_is_asked_for_again(server: Any, tmp_path: Path) -> None:
    url = server.url("good/1.jpg")
    run(tmp_path, url)
    found = Downloads(tmp_path).find(url)
    assert found is not None
    found.unlink()
    run(tmp_path, url)
    assert found.exists()


def test_an_address_of_many_pairs_is_asked_for_once(server: Any, tmp_path: Path) -> None:
    done = run(tmp_path, *[server.url("good/1.jpg")] * 5)
    assert done.addresses == 1
    assert server.counts["/good/1.jpg"] == 1


def test_a_host_is_left_alone_as_long_as_it_asks(server: Any, tmp_path: Path) -> None:
    done = run(tmp_path, server.url("busy/1"), *[server.url(f"good/{n}.jpg") for n in range(20, 40)], per_host=1)
    assert done.outcomes == {"ok": 21}
    between = [at - server.asked_to_wait for path, at in server.times if at > server.asked_to_wait]
    assert min(between) > 0.9, "nobody asks the host within the second"


def test_a_host_is_asked_no_faster_than_settings_say(server: Any, tmp_path: Path) -> None:
    run(tmp_path, *[server.url(f"good/{n}.jpg") for n in range(5)], per_second=10)
    times = [at for path, at in server.times if path.startswith("/good")]
    assert len(times) == 5
    assert max(times) - min(times) > 0.35


def test_a_host_is_asked_no_faster_than_its_robots_txt_says(server: Any, tmp_path: Path) -> None:
    server.robots = "User-agent: mediaeval\nCrawl-delay: 0.3\n"
    run(tmp_path, *[server.url(f"good/{n}.jpg") for n in range(4)], per_host=1)
    times = [at for path, at in server.times if path.startswith("/good")]
    assert max(times) - min(times) > 0.5


def test_rules_for_another_robot_are_not_ours(server: Any, tmp_path: Path) -> None:
    server.robots = "User-agent: GPTBot\nDisallow: /\n"
    assert run(tmp_path, server.url("good/1.jpg")).outcomes == {"ok": 1}


def test_a_site_whose_rules_cannot_be_had_is_left_alone(tmp_path: Path, server: Any, monkeypatch: Any) -> None:
    def ailing(handler: Any, rest: str) -> None:
        handler._send(b"", status=503)

    monkeypatch.setattr(server.RequestHandlerClass, "_robots_txt", ailing)
    done = run(tmp_path, server.url("good/1.jpg"))
    assert done.outcomes == {"unreachable": 1}
    assert not server.counts["/good/1.jpg"]
    assert server.counts["/robots.txt"] == 3


def test_the_picture_of_a_page_is_the_one_that_it_names(server: Any, tmp_path: Path) -> None:
    pages = [server.url("article/with"), server.url("article/without")]
    assert run(tmp_path / "a", pages=pages).addresses == 0
    done = download_all([Addresses((), pages)], tmp_path / "b", dataclasses.replace(QUICK, pages=True))
    assert done.outcomes == {"ok": 1, "no picture on the page": 1}
    assert Downloads(tmp_path / "b").find(pages[0]) is not None
    assert journal(tmp_path / "b")[pages[0]]["at"] == server.url("good/88.jpg")


def test_many_addresses_with_one_picture_are_told(server: Any, tmp_path: Path) -> None:
    done = run(tmp_path, *[server.url(f"placeholder/{n}") for n in range(12)], server.url("good/1.jpg"))
    assert list(done.repeated.values()) == [12]
    assert "12 addresses gave one picture" in "\n".join(done.lines())


def test_a_line_that_a_killed_process_tore_is_passed_over(server: Any, tmp_path: Path) -> None:
    (tmp_path / "downloads.jsonl").write_bytes(
        b'{"url": "http://x/1", "outcome": "refused"}\n{"url": "http://x/2", "outc'
    )
    run(tmp_path, server.url("good/1.jpg"))
    lines = (tmp_path / "downloads.jsonl").read_text().splitlines()
    assert len(lines) == 3
    assert json.loads(lines[2])["outcome"] == "ok"


def test_a_killed_download_goes_on(server: Any, tmp_path: Path) -> None:
    rows = [json.dumps({"title": f"Title {n}", "image": server.url(f"good/{n}.jpg")}) for n in range(60)]
    (tmp_path / "records.jsonl").write_text("\n".join(rows))
    table = '[[corpus]]\nname = "records"\npath = "records.jsonl"\n'
    (tmp_path / "c.toml").write_text(f"{table}[download]\nper_second = 20\nper_host = 2\n")
    command = [sys.executable, "-m", "mediaeval", "corpus", "download", "c.toml"]
    process = subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    until = time.monotonic() + 30
    while sum(server.counts.values()) < 12 and time.monotonic() < until:
        time.sleep(0.05)
    process.send_signal(signal.SIGKILL)
    process.wait()
    before = len(list((tmp_path / "c-images" / "urls").rglob("*.jpg")))
    assert 0 < before < 60
    done = subprocess.run(
        [*command, "--set", "download.per_second=500"], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert f"downloaded before {before}" in done.stdout
    assert done.stderr == ""
    assert len(list((tmp_path / "c-images" / "urls").rglob("*.jpg"))) == 60
    asked = [count for path, count in server.counts.items() if path.startswith("/good")]
    assert max(asked) <= 2
    assert asked.count(2) <= 2, "no more than were under way are asked for twice"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_cannot_be_written_is_one_sentence(server: Any, tmp_path: Path) -> None:
    (tmp_path / "closed").mkdir(mode=0o500)
    with pytest.raises(OutputError, match="cannot be written"):
        run(tmp_path / "closed", server.url("good/1.jpg"))


def test_a_disk_that_is_full_stops_everything(server: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pathlib.Path.write_bytes", full)
    with pytest.raises(OutputError, match="No space left"):
        run(tmp_path, *[server.url(f"good/{n}.jpg") for n in range(30)])
    assert not list((tmp_path / "urls").rglob("*.jpg"))
