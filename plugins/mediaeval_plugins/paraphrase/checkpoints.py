"""Where a sequence-to-sequence checkpoint lies: a folder, the hub's cache, or the hub itself when it can be reached."""

from __future__ import annotations

import hashlib
import json
import os
import threading
import urllib.error
import urllib.request
from pathlib import Path
from typing import Final

from mediaeval import WeightsError, did_you_mean, digest_file

__all__ = ["digest_checkpoint", "fetch_checkpoint", "find_checkpoint"]

# In the order in which transformers prefers them; an index lists the shards of a large checkpoint.
_WEIGHTS: Final = (
    "model.safetensors",
    "model.safetensors.index.json",
    "pytorch_model.bin",
    "pytorch_model.bin.index.json",
)
_BESIDE_WEIGHTS: Final = ("*.json", "*.txt", "*.model", "*.spm")
_PROBE_SECONDS: Final = 3.0
_HINT: Final = "Give a local copy with --set augmenter.checkpoint=/path/to/folder, or fetch it once while online."


def find_checkpoint(checkpoint: str, revision: str | None = None) -> Path | None:
    """The folder of a checkpoint on this machine; opens no connection.

    Args:
        checkpoint: a folder, or a name on the hub.
        revision: branch, tag or commit on the hub; None for ``main``. Says nothing about a folder.

    Returns:
        A folder with a configuration and whole weights, or None.
    """
    folder = Path(checkpoint).expanduser()
    if folder.is_dir():
        return folder if _is_whole(folder) else None
    if _is_path(checkpoint):
        return None
    try:
        from huggingface_hub import try_to_load_from_cache
    except ModuleNotFoundError:  # without the extra there is no cache either
        return None
    try:
        config = try_to_load_from_cache(checkpoint, "config.json", revision=revision)
    except ValueError:  # no name that a hub would take
        return None
    if isinstance(config, str) and _is_whole(Path(config).parent):
        return Path(config).parent
    return None


def fetch_checkpoint(checkpoint: str, revision: str | None = None, *, known: tuple[str, ...] = ()) -> Path:
    """The folder of a checkpoint, downloaded first where it is not on this machine and the hub answers.

    Args:
        checkpoint: a folder, or a name on the hub.
        revision: branch, tag or commit on the hub; None for ``main``.
        known: names to suggest when the hub does not know ``checkpoint``.

    Raises:
        WeightsError: it is not here and cannot be had: a folder that is missing or incomplete, no network (found out
            within three seconds), a name or revision that the hub does not know, an interrupted download.
    """
    folder = find_checkpoint(checkpoint, revision)
    if folder is not None:
        return folder
    if Path(checkpoint).expanduser().is_dir():
        raise WeightsError(
            f"checkpoint folder {checkpoint!r} is not whole: it needs config.json and one of {', '.join(_WEIGHTS)}.",
            hint=_HINT,
        )
    if _is_path(checkpoint):
        raise WeightsError(f"checkpoint folder {checkpoint!r} does not exist.", hint=_HINT)
    where = f"checkpoint {checkpoint!r}" + (f" at revision {revision!r}" if revision else "")
    if _is_offline():
        raise WeightsError(f"{where} is not in the local cache, and downloads are switched off.", hint=_HINT)

    import huggingface_hub

    endpoint = huggingface_hub.constants.ENDPOINT
    if not _answers(endpoint):
        raise WeightsError(f"{where} is not in the local cache, and {endpoint} cannot be reached.", hint=_HINT)
    try:
        present = huggingface_hub.HfApi().list_repo_files(checkpoint, revision=revision)
        weights = next((name for name in _WEIGHTS if name in present), None)
        if weights is not None:
            wanted = [
                weights,
                *_BESIDE_WEIGHTS,
                *(["*" + Path(weights.removesuffix(".index.json")).suffix] * _sharded(weights)),
            ]
            return Path(huggingface_hub.snapshot_download(checkpoint, revision=revision, allow_patterns=wanted))
    except Exception as error:  # the client's own exceptions differ from release to release
        raise WeightsError(
            f"{where} cannot be fetched from {endpoint} ({_first_line(error)}); {did_you_mean(checkpoint, known)}",
            hint=_HINT,
        ) from error
    raise WeightsError(f"{where} holds no PyTorch weights: none of {', '.join(_WEIGHTS)}.", hint=_HINT)


def digest_checkpoint(folder: Path) -> str:
    """One sha256 over all that a checkpoint folder brings to generation: configuration, tokenizer and weights.

    Raises:
        WeightsError: a file cannot be read.
    """
    weights = next(name for name in _WEIGHTS if (folder / name).is_file())
    beside = [path for pattern in _BESIDE_WEIGHTS for path in folder.glob(pattern) if path.name not in _WEIGHTS]
    paths = {folder / weights, *_shards(folder / weights), *beside}
    try:
        parts = {path.name: digest_file(path) for path in paths}
    except OSError as error:
        raise WeightsError(f"{folder}: cannot be read ({error}).", hint=_HINT) from error
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def _is_path(checkpoint: str) -> bool:
    """Whether the text can only mean a folder: a hub name is ``name`` or ``owner/name``."""
    return checkpoint.startswith(("/", ".", "~")) or "\\" in checkpoint or checkpoint.count("/") > 1


def _is_whole(folder: Path) -> bool:
    weights = next((folder / name for name in _WEIGHTS if (folder / name).is_file()), None)
    return (folder / "config.json").is_file() and weights is not None and all(p.is_file() for p in _shards(weights))


def _sharded(weights: str) -> bool:
    return weights.endswith(".index.json")


def _shards(weights: Path) -> set[Path]:
    """The files that an index names; none for weights in one piece."""
    if not _sharded(weights.name):
        return set()
    try:
        return {weights.parent / name for name in json.loads(weights.read_bytes())["weight_map"].values()}
    except (ValueError, KeyError, AttributeError, TypeError) as error:
        raise WeightsError(f"{weights}: is no index of shards ({error!r}).", hint=_HINT) from error


def _is_offline() -> bool:
    """What the environment says now; the hub's client reads it once, when it is imported."""
    from huggingface_hub import constants

    return bool(constants.HF_HUB_OFFLINE) or os.environ.get("HF_HUB_OFFLINE", "").upper() in {"1", "ON", "YES", "TRUE"}


def _answers(endpoint: str) -> bool:
    """Whether anything answers at a URL within three seconds, name resolution included."""
    answered = threading.Event()

    def probe() -> None:
        try:
            request = urllib.request.Request(endpoint, method="HEAD")  # noqa: S310 - the user's own hub setting
            with urllib.request.urlopen(request, timeout=_PROBE_SECONDS):  # noqa: S310 - likewise
                answered.set()
        except urllib.error.HTTPError:  # an answer all the same
            answered.set()
        except (OSError, ValueError):
            return

    # A thread, for a name server that does not answer heeds no timeout.
    thread = threading.Thread(target=probe, daemon=True)
    thread.start()
    thread.join(_PROBE_SECONDS)
    return answered.is_set()


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0].rstrip(".")
