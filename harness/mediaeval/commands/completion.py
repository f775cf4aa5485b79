"""What the shell offers after TAB: run files, splits and components by name."""

from __future__ import annotations

from pathlib import Path

import click
from click.shell_completion import CompletionItem

__all__ = ["complete_run_file", "complete_split"]


def complete_run_file(_: click.Context, __: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Shipped run files by name, and the TOML files and folders below what is typed."""
    from mediaeval.runfile import shipped_run_files

    shipped = [CompletionItem(name, help="shipped") for name in shipped_run_files() if name.startswith(incomplete)]
    typed = Path(incomplete)
    folder = typed if incomplete.endswith("/") else typed.parent
    here = [
        path
        for path in sorted(folder.glob("*"))
        if str(path).startswith(incomplete) and (path.is_dir() or path.suffix == ".toml")
    ]
    return shipped + [CompletionItem(f"{path}/" if path.is_dir() else str(path)) for path in here]


def complete_split(ctx: click.Context, _: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """``all``, and every split that an edition lists, bare and with its edition."""
    from mediaeval.cli import plugins_of
    from mediaeval.records import Edition

    names = ["all"]
    for found in plugins_of(ctx).all(Edition):
        splits = found.record.splits if isinstance(found.record, Edition) else ()
        names += [*splits, *(f"{found.record.name}:{split}" for split in splits)]
    return [CompletionItem(name) for name in dict.fromkeys(names) if name.startswith(incomplete)]
