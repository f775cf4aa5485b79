"""Pictures that corpora give by their address: asked for politely, checked, and kept under the address's digest."""

from __future__ import annotations

import hashlib
import random
import threading
from array import array
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np

from mediaeval import Bar, MediaevalError, Pair, __version__, atomic_path
from mediaeval_plugins.corpora.corpusfile import DownloadTable
from mediaeval_plugins.corpora.downloaded import Downloads
from mediaeval_plugins.corpora.examine import examine, suffix_of
from mediaeval_plugins.corpora.fetching import Body, Failure, Fetcher, Moved
from mediaeval_plugins.corpora.hosts import Hosts, Visit, host_of
from mediaeval_plugins.corpora.journal import PASSING, Journal, Outcome, read_records_of
from mediaeval_plugins.corpora.markup import page_picture
from mediaeval_plugins.corpora.robots import Robots
from mediaeval_plugins.corpora.staging import mark

__all__ = ["Downloaded", "HasPairs", "download_all"]

_AGENT = "mediaeval"
_HOME = "https://multimediaeval.github.io"
_PIXELS = 2  # of the shorter side, up to which a picture is a pixel that counts visitors
_REPEATED = 10  # addresses with the same bytes from which on they are told
_LONGEST = 300.0  # seconds that we wait by ourselves


class HasPairs(Protocol):
    """Anything that gives pairs."""

    def pairs(self) -> Iterator[Pair]:
        """Every pair."""


@dataclass(frozen=True)
class Downloaded:
    """What a download did.

    Args:
        journal: where each outcome stands.
        addresses: distinct ones that the corpora give.
        there: of them, downloaded before.
        refused: of them, not asked for again, for the outcome that they had before.
        outcomes: of those that were asked for now.
        repeated: beginnings of the sha256 of pictures that many addresses gave, with their numbers.
    """

    journal: Path
    addresses: int
    there: int
    refused: int
    outcomes: Counter[str]
    repeated: Counter[str]

    def lines(self) -> list[str]:
        """All of it in words."""
        lines = [f"addresses: {self.addresses:,}; downloaded before {self.there:,}, failed for good {self.refused:,}"]
        lines += [f"  {outcome}: {number:,}" for outcome, number in self.outcomes.most_common()]
        again = sum(self.outcomes[outcome] for outcome in PASSING)
        if again:
            lines.append(f"{again:,} failed for a reason that may pass: call again.")
        for digest, number in self.repeated.most_common(5):
            lines.append(f"{number:,} addresses gave one picture, sha256 {digest}…: a placeholder, most likely")
        return [*lines, f"{self.journal}: each address with its outcome"]


def download_all(
    sources: Sequence[HasPairs], folder: Path, settings: DownloadTable, *, retry_failed: bool = False
) -> Downloaded:
    """Download every picture that is not there yet.

    Args:
        sources: corpora, which are read twice: to count addresses, and to ask for them.
        folder: of the training set's pictures.
        settings: how politely.
        retry_failed: ask again for what failed for good before.

    Raises:
        DataError: a corpus cannot be read.
        OutputError: a picture or the journal cannot be written.
        PluginError: requests or protego is not installed.
    """
    path = folder / "downloads.jsonl"
    before = read_records_of(path)
    wanted = _distinct(sources, pages=settings.pages)
    refused = np.isin(wanted, before.refused) & (not retry_failed)
    downloads = Downloads(folder)
    there = 0
    with Journal(path) as journal, Bar(int((~refused).sum()), "downloading", "img") as bar:
        crew = _Crew(downloads, journal, settings, bar)
        pending = ~refused
        with crew:
            for address, page in _addresses(sources, pages=settings.pages):
                place = int(np.searchsorted(wanted, np.uint64(mark(address))))
                if not pending[place]:
                    continue
                pending[place] = False
                if downloads.find(address) is not None:
                    there += 1
                    bar.advance(1)
                else:
                    crew.add(address, page=page)
    after = read_records_of(path)
    return Downloaded(path, len(wanted), there, int(refused.sum()), crew.outcomes, after.repeated(_REPEATED))


class _Crew:
    """Threads that make visits until none is left; a context manager whose end waits for them."""

    def __init__(self, downloads: Downloads, journal: Journal, settings: DownloadTable, bar: Bar) -> None:
        self._downloads = downloads
        self._journal = journal
        self._settings = settings
        self._bar = bar
        self._hosts = Hosts(per_second=settings.per_second, per_host=settings.per_host)
        contact = settings.contact or _HOME
        self._fetcher = Fetcher(settings, f"{_AGENT}/{__version__} (research on news pictures; {contact})")
        self._robots = Robots(self._fetcher, _AGENT)
        self._lock = threading.Lock()
        self._pool = ThreadPoolExecutor(settings.workers)
        self.outcomes: Counter[str] = Counter()

    def __enter__(self) -> None:
        self._work = [self._pool.submit(self._run) for _ in range(self._settings.workers)]

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: object) -> None:
        if kind is None:
            self._hosts.close()
        else:
            self._hosts.stop()
        self._pool.shutdown()
        if kind is None:
            for work in self._work:
                work.result()

    def add(self, address: str, *, page: bool) -> None:
        """One more address; waits while many are waiting.

        Raises:
            MediaevalError: what stopped a thread.
        """
        for work in self._work:
            if work.done():
                work.result()
        if host_of(address):
            self._hosts.add(address, page=page)
        else:
            self._settle(address, Outcome.BAD_ADDRESS, detail="names no host")

    def _run(self) -> None:
        while (visit := self._hosts.take()) is not None:
            try:
                self._make(visit)
            except MediaevalError:
                self._hosts.stop()
                raise
            finally:
                self._hosts.done(visit)

    def _make(self, visit: Visit) -> None:
        """One visit: its end, or the next one that comes of it."""
        verdict = self._robots.verdict(visit.url)
        if verdict.delay:
            self._hosts.slow_down(visit.url, verdict.delay)
        answer = verdict.failure or self._fetcher.get(visit.url, page=visit.page)
        if isinstance(answer, Moved):
            self._follow(visit, answer.url, page=visit.page)
        elif isinstance(answer, Failure):
            self._fail(visit, answer)
        elif visit.page:
            named = page_picture(answer.data.decode("utf-8", "replace"), visit.url)
            if named:
                self._follow(visit, named, page=False)
            else:
                self._settle(visit.address, Outcome.NO_PICTURE, visit)
        else:
            self._keep(visit, answer)

    def _follow(self, visit: Visit, url: str, *, page: bool) -> None:
        url = url.partition("#")[0]
        if not url.lower().startswith(("http://", "https://")) or not host_of(url):
            self._settle(visit.address, Outcome.BAD_ADDRESS, detail=f"leads to {url[:200]}")
        elif url in (*visit.seen, visit.url):
            self._settle(visit.address, Outcome.CIRCLE, visit, detail=f"in a circle, back to {url[:200]}")
        elif len(visit.seen) >= self._settings.redirects + visit.page:
            self._settle(visit.address, Outcome.CIRCLE, visit, detail=f"{len(visit.seen) + 1} of them")
        else:
            self._hosts.again(visit, url, page=page)

    def _fail(self, visit: Visit, failure: Failure) -> None:
        """Try again later, if that may help; later and later, and not before the server wants it."""
        if failure.outcome not in PASSING or visit.attempts >= self._settings.retries:
            self._settle(visit.address, failure.outcome, visit, detail=failure.detail)
            return
        asked = failure.wait or 0.0
        if asked > self._settings.max_wait:
            self._settle(visit.address, failure.outcome, visit, detail=f"{failure.detail}; asks to wait {asked:,.0f} s")
            return
        own = min(self._settings.backoff * 2**visit.attempts, _LONGEST) * random.uniform(0.75, 1.25)  # noqa: S311 - spreads requests, hides nothing
        if failure.pause:
            self._hosts.pause(visit.url, max(asked, own))
        if failure.detail.startswith("robots.txt"):
            self._robots.forget(visit.url)
        self._hosts.again(visit, visit.url, wait=max(asked, own), page=visit.page, failed=True)

    def _keep(self, visit: Visit, body: Body) -> None:
        """Look at what came, whatever the server calls it, and keep it if it is a picture."""
        picture = examine(body.data)
        if picture.problem:
            outcome = Outcome.NOT_A_PICTURE if "no picture" in picture.problem else Outcome.BROKEN
            outcome = outcome if body.data else Outcome.NOT_A_PICTURE
            self._settle(visit.address, outcome, visit, detail=picture.problem)
        elif min(picture.width, picture.height) <= _PIXELS:
            self._settle(visit.address, Outcome.EMPTY, visit, detail=f"{picture.width} x {picture.height}")
        else:
            stem = self._downloads.stem(visit.address)
            with atomic_path(stem.with_name(stem.name + suffix_of(body.data))) as temporary:
                temporary.write_bytes(body.data)
            digest = hashlib.sha256(body.data).hexdigest()
            self._settle(visit.address, Outcome.OK, visit, sha256=digest, bytes=len(body.data))

    def _settle(self, address: str, outcome: Outcome, last: Visit | None = None, **more: object) -> None:
        """The end of an address, with the last visit that was made for it."""
        if last is not None:
            more |= {"at": last.url if last.url != address else "", "attempts": last.attempts + 1}
        self._journal.write(address, outcome, **more)
        with self._lock:
            self.outcomes[outcome] += 1
            failed = self.outcomes.total() - self.outcomes[Outcome.OK]
            self._bar.advance(1, f"{failed:,} failed")


def _addresses(sources: Sequence[HasPairs], *, pages: bool) -> Iterator[tuple[str, bool]]:
    """What the corpora give to be downloaded, and whether it is an article's page."""
    for source in sources:
        for pair in source.pairs():
            if isinstance(pair.image, str) and pair.image:
                yield pair.image, False
            elif pair.image is None and pair.page and pages:
                yield pair.page, True


def _distinct(sources: Sequence[HasPairs], *, pages: bool) -> np.ndarray[tuple[int], np.dtype[np.uint64]]:
    """The marks of all addresses, sorted: 8 bytes each."""
    marks = array("Q")
    with Bar(None, "counting addresses", "url") as bar:
        for address, _ in _addresses(sources, pages=pages):
            marks.append(mark(address))
            bar.advance(1)
    found: np.ndarray[tuple[int], np.dtype[np.uint64]] = np.unique(np.array(marks, dtype=np.uint64))
    return found
