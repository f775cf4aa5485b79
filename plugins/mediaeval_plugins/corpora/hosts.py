"""Who may be asked next: each host in its turn, no faster than it is due, however many are waiting."""

from __future__ import annotations

import heapq
import itertools
import threading
import time
from dataclasses import dataclass, field
from urllib.parse import urlsplit

__all__ = ["Hosts", "Visit", "host_of"]


@dataclass(order=True, slots=True)
class Visit:
    """One request to make.

    Args:
        due: not before this time of :func:`time.monotonic`.
        number: in the order of arrival.
        url: what is asked for.
        address: whose picture it is: what the corpus says.
        page: whether an article's page is asked for, to learn its picture.
        attempts: that failed.
        seen: addresses that redirected here.
    """

    due: float
    number: int
    url: str = field(compare=False)
    address: str = field(compare=False)
    page: bool = field(compare=False, default=False)
    attempts: int = field(compare=False, default=0)
    seen: tuple[str, ...] = field(compare=False, default=())


@dataclass
class _Host:
    waiting: list[Visit] = field(default_factory=list)
    under_way: int = 0
    next_start: float = 0.0
    interval: float = 0.0
    turn: int = 0  # of its one entry in the queue of hosts that counts; older ones are passed over


def host_of(url: str) -> str:
    """Host and port of an address, in lower case; empty for one that names no host that there can be."""
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018 - refuses what is no number
    except ValueError:
        return ""
    labels = (parts.hostname or "").removesuffix(".").split(".")
    return parts.netloc.rpartition("@")[2].lower() if all(labels) else ""


class Hosts:
    """A queue of visits in which every host keeps its own pace. Threads may share it.

    Args:
        per_second: requests that a host is sent in a second, at most.
        per_host: requests of a host that are under way at a time.
        capacity: visits that wait at a time; who adds more waits too.
    """

    def __init__(self, *, per_second: float, per_host: int, capacity: int = 20_000) -> None:
        self._interval = 1 / per_second
        self._per_host = per_host
        self._capacity = capacity
        self._hosts: dict[str, _Host] = {}
        self._queue: list[tuple[float, int, str]] = []
        self._numbers = itertools.count()
        self._waiting = self._under_way = 0
        self._closed = self._stopped = False
        self._change = threading.Condition()

    def add(self, address: str, *, page: bool = False) -> None:
        """A new address; waits while there are too many."""
        with self._change:
            self._change.wait_for(lambda: self._waiting < self._capacity or self._stopped)
            self._put(Visit(0.0, next(self._numbers), address, address, page))

    def again(self, visit: Visit, url: str, *, wait: float = 0.0, page: bool = False, failed: bool = False) -> None:
        """A visit that is to be made once more, here or elsewhere.

        Args:
            visit: the one that was made.
            url: what is asked for now.
            wait: seconds before it may begin.
            page: whether that is an article's page.
            failed: whether it failed, and was not merely redirected.
        """
        seen = visit.seen if failed else (*visit.seen, visit.url)
        due = time.monotonic() + wait
        more = Visit(due, next(self._numbers), url, visit.address, page, visit.attempts + failed, seen)
        with self._change:
            self._put(more)

    def take(self) -> Visit | None:
        """The next visit that may be made, as soon as it may; None when all are done, or :meth:`stop` was called."""
        with self._change:
            while not self._stopped:
                visit, wait = self._next()
                if visit is not None:
                    return visit
                if self._closed and not self._waiting and not self._under_way:
                    self._change.notify_all()
                    return None
                self._change.wait(wait)
            return None

    def done(self, visit: Visit) -> None:
        """A visit that was taken is over; one that is to be made again was put back before."""
        with self._change:
            host = self._hosts[host_of(visit.url)]
            host.under_way -= 1
            self._under_way -= 1
            self._enqueue(host_of(visit.url), host)
            self._change.notify_all()

    def pause(self, url: str, seconds: float) -> None:
        """Leave the host of an address alone for so long."""
        with self._change:
            host = self._hosts[host_of(url)]
            host.next_start = max(host.next_start, time.monotonic() + seconds)
            self._enqueue(host_of(url), host)
            self._change.notify_all()

    def slow_down(self, url: str, interval: float) -> None:
        """Leave so many seconds between two requests of an address's host, if that is more than it has."""
        with self._change:
            host = self._hosts[host_of(url)]
            host.interval = max(host.interval, interval)

    def close(self) -> None:
        """No more will be added: who takes is told when all are done."""
        with self._change:
            self._closed = True
            self._change.notify_all()

    def stop(self) -> None:
        """Give up what waits: who takes is told at once."""
        with self._change:
            self._stopped = True
            self._change.notify_all()

    def _put(self, visit: Visit) -> None:
        name = host_of(visit.url)
        host = self._hosts.setdefault(name, _Host())
        heapq.heappush(host.waiting, visit)
        self._waiting += 1
        self._enqueue(name, host)
        self._change.notify()

    def _enqueue(self, name: str, host: _Host) -> None:
        """Give a host its place in the queue, by when its next visit may begin."""
        host.turn = next(self._numbers)
        if host.waiting and host.under_way < self._per_host:
            heapq.heappush(self._queue, (max(host.next_start, host.waiting[0].due), host.turn, name))

    def _next(self) -> tuple[Visit | None, float | None]:
        """A visit that may begin now, or the seconds until one may."""
        while self._queue:
            start, turn, name = self._queue[0]
            host = self._hosts[name]
            if host.turn != turn:
                heapq.heappop(self._queue)
                continue
            now = time.monotonic()
            if start > now:
                return None, start - now
            heapq.heappop(self._queue)
            visit = heapq.heappop(host.waiting)
            host.next_start = max(now, host.next_start) + max(self._interval, host.interval)
            host.under_way += 1
            self._waiting -= 1
            self._under_way += 1
            self._enqueue(name, host)
            self._change.notify_all()
            return visit, None
        return None, None
