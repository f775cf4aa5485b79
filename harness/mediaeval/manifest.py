"""What a run was made of, so that every figure can be made again."""

from __future__ import annotations

import importlib.metadata
import json
import platform
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from mediaeval.encoding.images import Scanned
from mediaeval.resolve import ResolvedRun
from mediaeval.split import Split
from mediaeval.storage import digest_bytes, digest_file

__all__ = ["TIE_RULE", "describe_split", "digest_of", "identity_of", "versions"]

TIE_RULE = "score descending, then image id ascending; scores of the final order are computed in float64"

_LIBRARIES = (
    *("mediaeval", "numpy", "pandas", "pyarrow", "pillow", "ftfy"),
    *("torch", "torchvision", "open_clip_torch", "timm", "transformers", "tokenizers"),
)


def versions() -> dict[str, str]:
    """Versions of the interpreter and of each library that can move a number, where installed."""
    found = {"python": platform.python_version(), "platform": f"{platform.system()} {platform.machine()}"}
    for name in _LIBRARIES:
        try:
            found[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            continue
    return found


def describe_split(split: Split, scanned: Sequence[Scanned]) -> dict[str, Any]:
    """The data of a run: counts, digests of the files read and of the gallery, and what was left out."""
    usable = [item for item in scanned if not item.problem]
    return {
        "name": split.name,
        "articles": len(split.articles),
        "images": len(usable),
        "sources": {_short(source): digest_file(source) for source in split.sources},
        "gallery_sha256": digest_of([[item.image.id, item.digest] for item in usable]),
        "left_out": {item.image.id: item.problem for item in scanned if item.problem},
        "notes": list(split.notes),
    }


def identity_of(run: ResolvedRun, split: Mapping[str, Any], key: str) -> str:
    """A digest of all that decides a submission: plan, fingerprints, data and key; not the machine or the device.

    A fingerprint says all that decides a component's output, so it stands for the component's options, among which
    are paths, devices and batch sizes.
    """
    plan = run.plan()
    del plan["run"]  # its file may be renamed or commented; what it decides stands in the other tables
    fingerprints: dict[str, Any] = {
        **{place: [one.fingerprint("image"), one.fingerprint("text")] for place, one in run.encoders.items()},
        **{place: part.fingerprint() for place, part in run.parts.items() if part.kind != "encoder"},
    }
    for kind, fingerprint in fingerprints.items():
        if fingerprint is not None and None not in fingerprint:
            del plan["components"][kind]["options"]
    return digest_of({**plan, "fingerprints": fingerprints, "split": split, "key": key})


def digest_of(value: Any) -> str:
    """The sha256 of a JSON value in canonical form."""
    return digest_bytes(json.dumps(value, sort_keys=True, ensure_ascii=False, default=str).encode())


def _short(path: Path) -> str:
    """A file by its last two parts: enough to know it, nothing about the machine."""
    return "/".join(path.parts[-2:])
