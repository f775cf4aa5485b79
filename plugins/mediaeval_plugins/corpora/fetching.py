"""One request: what a server answers, held against what it claims."""

from __future__ import annotations

import datetime as dt
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urljoin

from mediaeval_plugins.corpora.corpusfile import DownloadTable
from mediaeval_plugins.corpora.journal import Outcome
from mediaeval_plugins.corpora.libraries import requests_library

__all__ = ["Body", "Failure", "Fetcher", "Moved"]

_PIECE = 1 << 16
_TOO_MANY = 429
_UNAVAILABLE = 503
_PASSING_STATUS = frozenset({408, 425, _TOO_MANY, 500, 502, _UNAVAILABLE, 504, 520, 521, 522, 523, 524})
_MOVED_STATUS = frozenset({301, 302, 303, 307, 308})
_PAGE_BYTES = 2_000_000


@dataclass(frozen=True)
class Body:
    """What a server sent, whole; ``status`` is 200."""

    data: bytes


@dataclass(frozen=True)
class Moved:
    """The server says to ask elsewhere."""

    url: str


@dataclass(frozen=True)
class Failure:
    """Why there is nothing to keep.

    Args:
        outcome: of the address, unless a further attempt succeeds.
        detail: more on it.
        wait: seconds that the server asks us to wait; None if it does not say.
        pause: whether all of its addresses should wait.
        status: of the answer; 0 where there was none.
    """

    outcome: Outcome
    detail: str = ""
    wait: float | None = None
    pause: bool = False
    status: int = 0


class Fetcher:
    """Asks servers; each thread keeps connections of its own.

    Args:
        settings: timeouts and limits.
        agent: how we introduce ourselves.
    """

    def __init__(self, settings: DownloadTable, agent: str) -> None:
        self._settings = settings
        self._agent = agent
        self._own = threading.local()
        self._requests = requests_library()
        self._errors = self._requests.exceptions

    def get(self, url: str, *, page: bool = False, limit: int | None = None) -> Body | Moved | Failure:
        """Ask for an address, once, following nothing.

        Args:
            url: the address.
            page: whether HTML is wanted, of which the beginning will do, and not a picture.
            limit: bytes above which the answer is too large; by default the settings'.
        """
        limit = limit or (_PAGE_BYTES if page else self._settings.max_bytes)
        begun = time.monotonic()
        try:
            with self._answer(url, page=page) as answer:
                ok = answer.status_code == 200  # noqa: PLR2004 - OK
                return self._read(answer, begun, limit, whole=not page) if ok else _not_ok(answer, url)
        except (self._errors.InvalidURL, self._errors.InvalidSchema, self._errors.MissingSchema, UnicodeError) as error:
            return Failure(Outcome.BAD_ADDRESS, str(error))
        except self._errors.RequestException as error:
            late = isinstance(error, self._errors.Timeout)
            return Failure(Outcome.UNREACHABLE, "no answer in time" if late else _short(error))

    @contextmanager
    def _answer(self, url: str, *, page: bool) -> Iterator[Any]:
        session = getattr(self._own, "session", None)
        if session is None:
            session = self._own.session = self._requests.Session()
            session.headers = {"User-Agent": self._agent, "Accept-Encoding": "identity"}
        accept = "text/html,*/*;q=0.5" if page else "image/jpeg,image/png,image/webp,image/gif,image/*;q=0.8"
        timeout = (self._settings.timeout, self._settings.timeout)
        with session.get(
            url, headers={"Accept": accept}, stream=True, allow_redirects=False, timeout=timeout
        ) as answer:
            yield answer

    def _read(self, answer: Any, begun: float, limit: int, *, whole: bool) -> Body | Failure:
        """The body, a piece at a time: a server that sends a byte now and then does not hold us up for ever."""
        import urllib3

        claimed = answer.headers.get("Content-Length", "")
        if whole and claimed.isdecimal() and int(claimed) > limit:
            return Failure(Outcome.TOO_LARGE, f"{int(claimed):,} bytes")
        pieces, size = [], 0
        try:
            while piece := answer.raw.read1(_PIECE, decode_content=True):
                pieces.append(piece)
                size += len(piece)
                if size > limit:
                    if not whole:
                        break
                    return Failure(Outcome.TOO_LARGE, f"more than {limit:,} bytes")
                if time.monotonic() - begun > self._settings.deadline:
                    return Failure(Outcome.UNREACHABLE, f"not done after {self._settings.deadline:g} s")
        except urllib3.exceptions.ReadTimeoutError:
            return Failure(Outcome.UNREACHABLE, f"no byte for {self._settings.timeout:g} s")
        except (urllib3.exceptions.HTTPError, OSError) as error:
            return Failure(Outcome.CUT_OFF, f"after {size:,} bytes ({_short(error)})")
        return Body(b"".join(pieces))


def _not_ok(answer: Any, url: str) -> Moved | Failure:
    status: int = answer.status_code
    if status in _MOVED_STATUS and answer.headers.get("Location"):
        return Moved(urljoin(url, _as_text(answer.headers["Location"])))
    wait = _wait(answer.headers.get("Retry-After", ""))
    if status == _TOO_MANY or (status == _UNAVAILABLE and wait is not None):
        return Failure(Outcome.RATE_LIMITED, f"status {status}", wait, pause=True, status=status)
    if status in _PASSING_STATUS:
        return Failure(Outcome.SERVER_ERROR, f"status {status}", wait, status=status)
    return Failure(Outcome.REFUSED, f"status {status}", status=status)


def _as_text(location: str) -> str:
    """A header as its sender meant it: requests reads headers as Latin-1, servers write UTF-8."""
    try:
        return location.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return location


def _wait(header: str) -> float | None:
    """Seconds of a ``Retry-After``, which is a number or a date (RFC 9110, section 10.2.3)."""
    text = header.strip()
    if text.isdecimal():
        return float(text)
    try:
        when = parsedate_to_datetime(text)
    except (TypeError, ValueError):
        return None
    when = when if when.tzinfo else when.replace(tzinfo=dt.UTC)
    return max(0.0, (when - dt.datetime.now(dt.UTC)).total_seconds())


def _short(error: BaseException) -> str:
    """The innermost reason of an error that a library wrapped several times."""
    while error.__context__ is not None and not isinstance(error, OSError):
        error = error.__context__
    return " ".join(str(error).split())[:200] or type(error).__name__
