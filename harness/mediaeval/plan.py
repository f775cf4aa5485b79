"""What a run would do, in words: for ``--dry-run``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from mediaeval.errors import MediaevalError
from mediaeval.resolve import Component, ResolvedRun
from mediaeval.splits import NamedSplit

__all__ = ["describe_plan"]


def describe_plan(runs: Sequence[ResolvedRun], splits: Sequence[NamedSplit], out: Path) -> str:
    """Every component with its distribution and options, and every needed file, found or missing."""
    return "\n\n".join([*(_run(run) for run in runs), *(_split(split, runs, out) for split in splits)])


def _run(run: ResolvedRun) -> str:
    lines = [f"run {run.name}  ({run.file.path})"]
    if run.file.description:
        lines.append(f"  {run.file.description}")
    for kind, part in run.parts.items():
        plugin = part.found.plugin
        lines.append(f"  {kind}: {part.found.record.name}  ({plugin.distribution} {plugin.version})")
        lines += [f"    {name} = {_toml(value)}" for name, value in part.options.items()]
        lines += [f"    needs {need}" for need in _needs(part)]
    lines.append(f"  text: {', '.join(run.file.text.fields)}; steps: {', '.join(run.file.text.steps) or 'none'}")
    lines.append(f"  order of revision and pooling: {run.file.scoring.order}")
    titles = f", {len(run.titles)} titles of {run.file.scoring.bank_file}" if run.titles else ""
    lines.append(f"  bank: {run.file.scoring.bank}{titles}")
    lines.append(f"  assumes: {', '.join(run.assumes) or 'nothing but the article'}")
    return "\n".join(lines)


def _needs(part: Component) -> Iterator[str]:
    """The files of a component; of one that cannot say them, such as for want of its library, the reason."""
    try:
        for file in part.requirements():
            state = f"found: {file.path}" if file.path is not None else f"MISSING. {file.hint}"
            yield f"{file.what}: {state}"
    except MediaevalError as error:
        yield f"something that is MISSING: {' '.join(str(error).split())}"


def _split(split: NamedSplit, runs: Sequence[ResolvedRun], out: Path) -> str:
    lines = [f"split {split.name}"]
    for location in split.locations():
        for path in location.looked:
            state = "found" if path.exists() else ("MISSING" if path in location.missing else "not there")
            lines.append(f"  {path}: {state}")
    if split.gallery is not None:
        lines.append(
            f"  {split.gallery}: {'found' if split.gallery.is_dir() else 'MISSING'}, the pictures to choose from"
        )
    lines += [f"  writes {out / split.slug / run.name}.tsv" for run in runs]
    return "\n".join(lines)


def _toml(value: Any) -> str:
    if value is None:
        return "(none)"
    if isinstance(value, bool):
        return str(value).lower()
    return f'"{value}"' if isinstance(value, (str, Path)) else str(value)
