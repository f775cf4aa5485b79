"""How a run was made, in a few lines from its manifest."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from mediaeval.report.runs import ShownRun

__all__ = ["made_of"]

_VERSIONS = ("mediaeval", "open_clip_torch", "torch", "transformers", "pillow", "python")


def made_of(run: ShownRun) -> list[tuple[str, str]]:
    """Names and values, of what is known."""
    if not run.manifest:
        return [("Submission", run.path.name), ("Made by", "not known: the file came without a manifest")]
    return list(_lines(run.manifest))


def _lines(manifest: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    run = manifest.get("run", {})
    if description := run.get("description"):
        yield "Description", str(description)
    if file := run.get("file"):
        yield "Run file", " ".join([str(file), *(f"--set {one}" for one in run.get("overrides", ()))])
    for place, part in _tables(manifest.get("components", {})):
        yield _title(place), _component(part)
    for number, member in enumerate(manifest.get("members", ()), start=1):
        yield f"Member {number}", str(member.get("file") or member.get("name"))
    if scoring := manifest.get("scoring"):
        yield "Order, bank", f"{scoring.get('order')}, {scoring.get('bank')}"
    if fields := manifest.get("text", {}).get("fields"):
        yield "Text", ", else ".join(fields)
    if assumes := manifest.get("assumes"):
        yield "Assumes", ", ".join(map(str, assumes))
    if submission := manifest.get("submission"):
        yield "Submission", f"{submission.get('file')}, sha256 {submission.get('sha256')}"
    versions = manifest.get("versions", {})
    yield "Versions", ", ".join(f"{name} {versions[name]}" for name in _VERSIONS if name in versions)


def _tables(components: Any) -> Iterator[tuple[str, Mapping[str, Any]]]:
    if isinstance(components, Mapping):
        yield from ((str(place), part) for place, part in components.items() if isinstance(part, Mapping))


def _component(part: Mapping[str, Any]) -> str:
    given = part.get("options", {}).items()
    options = ", ".join(f"{key} = {_short(value)}" for key, value in given if value is not None)
    return f"{part.get('name', 'not known')}{f' ({options})' if options else ''}"


def _short(value: Any) -> str:
    """A path by its last two parts: a page is passed on, and where things lie on a machine is nobody's business."""
    text = str(value)
    return "/".join(Path(text).parts[-2:]) if isinstance(value, str) and Path(text).is_absolute() else text


def _title(place: str) -> str:
    kind, _, number = place.partition(".")
    return f"{kind.capitalize()} {int(number) + 1}" if number.isdigit() else kind.capitalize()
