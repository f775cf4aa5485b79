"""What a site's ``robots.txt`` lets us ask for (RFC 9309)."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin, urlsplit

from mediaeval_plugins.corpora.fetching import Body, Failure, Fetcher, Moved
from mediaeval_plugins.corpora.journal import Outcome
from mediaeval_plugins.corpora.libraries import protego_library

__all__ = ["Robots", "Verdict"]

_BYTES = 512_000  # the RFC asks for 500 KiB at least
_REDIRECTS = 5


@dataclass(frozen=True)
class Verdict:
    """Whether an address may be asked for.

    Args:
        failure: why it may not; None if it may.
        delay: seconds that the site wants between two requests.
    """

    failure: Failure | None = None
    delay: float = 0.0


class Robots:
    """The rules of each site, asked for once, before anything else of it. Threads may share it.

    Args:
        fetcher: asks servers.
        agent: the name that rules may mention.
    """

    def __init__(self, fetcher: Fetcher, agent: str) -> None:
        self._fetcher = fetcher
        self._agent = agent
        self._rules: dict[str, Any] = {}
        self._locks: dict[str, threading.Lock] = {}
        self._lock = threading.Lock()

    def verdict(self, url: str) -> Verdict:
        """Whether an address may be asked for, by the rules of its site.

        A site without rules (any 4xx) allows everything; one whose rules cannot be had now is left alone for now.
        """
        parts = urlsplit(url)
        site = f"{parts.scheme}://{parts.netloc}"
        with self._lock:
            lock = self._locks.setdefault(site, threading.Lock())
        with lock:
            if site not in self._rules:
                self._rules[site] = self._fetch(f"{site}/robots.txt")
            rules = self._rules[site]
        if isinstance(rules, Failure):
            return Verdict(rules)
        delay = float(rules.crawl_delay(self._agent) or 0.0)
        if not rules.can_fetch(url, self._agent):
            return Verdict(Failure(Outcome.ROBOTS, "not allowed"), delay)
        return Verdict(delay=delay)

    def forget(self, url: str) -> None:
        """Ask a site for its rules again, which could not be had."""
        parts = urlsplit(url)
        self._rules.pop(f"{parts.scheme}://{parts.netloc}", None)

    def _fetch(self, url: str) -> Any:
        """The rules; or why they cannot be had now."""
        for _ in range(_REDIRECTS + 1):
            answer = self._fetcher.get(url, page=True, limit=_BYTES)
            if not isinstance(answer, Moved):
                break
            url = urljoin(url, answer.url)
        text = ""
        if isinstance(answer, Body):
            text = answer.data.decode("utf-8", "replace")
        elif isinstance(answer, Failure) and answer.outcome is not Outcome.REFUSED:
            return Failure(Outcome.UNREACHABLE, f"robots.txt: {answer.detail}", answer.wait, pause=answer.pause)
        return protego_library().Protego.parse(text)
