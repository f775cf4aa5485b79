"""Where the files of a checkpoint are, or can be had: a local file, the model hub's cache, a URL's cache.

``find`` looks at the disk alone; ``fetch`` downloads what is missing, after a probe short enough that a machine
without a network hears so in seconds instead of a minute of retries.
"""

from __future__ import annotations

import os
import threading
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

from mediaeval import WeightsError
from mediaeval_plugins.openclip.library import open_clip

__all__ = ["HubFile", "LocalFile", "Source", "UrlFile", "require_network"]

PROBE_SECONDS = 3.0


class Source(Protocol):
    """One file of a checkpoint, wherever it comes from."""

    @property
    def where(self) -> str | None:
        """Where :meth:`fetch` may download it from, such as ``ORG/REPO: NAME``; None for what is here or nowhere."""

    def find(self) -> Path | None:
        """The file where it is on this machine, or None; opens no connection."""

    def fetch(self, what: str, hint: str) -> Path:
        """The file, downloaded if need be.

        Args:
            what: the checkpoint's name, for the error.
            hint: how else to get it, for the error.

        Raises:
            WeightsError: it is not here, and cannot be had.
        """


@dataclass(frozen=True, slots=True)
class LocalFile:
    """A file that the user named."""

    path: Path

    @property
    def where(self) -> None:
        """Nobody else can provide it."""
        return

    def find(self) -> Path | None:
        """The file, if it is there."""
        return self.path if self.path.is_file() else None

    def fetch(self, what: str, hint: str) -> Path:
        """The file, which nobody else can provide."""
        if (found := self.find()) is None:
            raise WeightsError(f"{what}: there is no such file.", hint=hint)
        return found


@dataclass(frozen=True, slots=True)
class HubFile:
    """A file of a model hub's repository; of several names the first that exists there counts."""

    repo: str
    names: tuple[str, ...]

    @property
    def where(self) -> str:
        """The repository, and the names under which it may hold the file, best first."""
        return f"{self.repo}: {' or '.join(self.names)}"

    def find(self) -> Path | None:
        """The file in the hub client's own cache."""
        from huggingface_hub import try_to_load_from_cache
        from huggingface_hub.errors import HFValidationError

        for name in self.names:
            try:
                cached = try_to_load_from_cache(self.repo, name)
            except HFValidationError as error:
                raise WeightsError(
                    f"{self.repo!r} is no name of a hub repository.", hint="Expected ORG/REPO."
                ) from error
            if isinstance(cached, str):
                return Path(cached)
        return None

    def fetch(self, what: str, hint: str) -> Path:
        """The file from the cache, else from the hub."""
        if (found := self.find()) is not None:
            return found
        from huggingface_hub import constants, hf_hub_download
        from huggingface_hub.errors import EntryNotFoundError, LocalEntryNotFoundError

        require_network(constants.ENDPOINT, what, hint)
        for name in self.names:
            try:
                return Path(hf_hub_download(self.repo, name))
            except LocalEntryNotFoundError as error:  # the connection broke: the name says nothing
                raise WeightsError(f"{what} cannot be downloaded from {self.repo}: {error}", hint=hint) from error
            except EntryNotFoundError:
                continue
            except Exception as error:
                raise WeightsError(f"{what} cannot be downloaded from {self.repo}: {error}", hint=hint) from error
        raise WeightsError(f"{what}: repository {self.repo} holds none of {', '.join(self.names)}.", hint=hint)


@dataclass(frozen=True, slots=True)
class UrlFile:
    """A file that open_clip downloads from a URL into its own cache."""

    url: str

    @property
    def where(self) -> str:
        """The URL."""
        return self.url

    def find(self) -> Path | None:
        """The file in open_clip's cache folder (``download_pretrained_from_url``)."""
        cached = Path("~/.cache/clip", Path(urlsplit(self.url).path).name).expanduser()
        return cached if cached.is_file() else None

    def fetch(self, what: str, hint: str) -> Path:
        """The file from the cache, else from the URL; open_clip checks the digest that the URL carries."""
        if (found := self.find()) is not None:
            return found
        require_network(self.url, what, hint)
        library = open_clip()
        try:
            return Path(library.download_pretrained_from_url(self.url))
        except (OSError, RuntimeError) as error:
            raise WeightsError(f"{what} cannot be downloaded from {self.url}: {error}", hint=hint) from error


def require_network(url: str, what: str, hint: str) -> None:
    """Refuse at once what would need a network that is switched off or not there.

    Raises:
        WeightsError: offline mode is on, or ``url`` does not answer within a few seconds.
    """
    if _offline():
        raise WeightsError(f"{what} is not on this machine, and offline mode forbids to download it.", hint=hint)
    if not _answers(url):
        host = urlsplit(url).hostname
        raise WeightsError(f"{what} is not on this machine, and {host} cannot be reached to download it.", hint=hint)


def _offline() -> bool:
    from huggingface_hub import constants

    switches = (os.environ.get("HF_HUB_OFFLINE", ""), os.environ.get("TRANSFORMERS_OFFLINE", ""))
    return bool(constants.HF_HUB_OFFLINE) or any(s.upper() in {"1", "ON", "YES", "TRUE"} for s in switches)


def _answers(url: str) -> bool:
    """Whether a server answers, whatever it says; urllib honours the proxies of the environment.

    A thread bounds the time: name resolution knows no timeout.
    """
    answered = threading.Event()

    def ask() -> None:
        request = urllib.request.Request(url, method="HEAD")  # noqa: S310 - the hub's endpoint or a URL of open_clip's
        try:
            urllib.request.urlopen(request, timeout=PROBE_SECONDS).close()  # noqa: S310 - likewise
        except urllib.error.HTTPError as error:  # a refusal is an answer
            error.close()
        except (OSError, ValueError):
            return
        answered.set()

    thread = threading.Thread(target=ask, daemon=True)
    thread.start()
    thread.join(PROBE_SECONDS)
    return answered.is_set()
