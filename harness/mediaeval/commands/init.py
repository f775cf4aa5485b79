"""``mediaeval init``."""

from __future__ import annotations

from pathlib import Path

import click

__all__ = ["init"]


@click.command()
@click.argument("folder", type=click.Path(path_type=Path), default=Path("runs"))
def init(folder: Path) -> None:
    """Copy the shipped run files to FOLDER (./runs), to edit; files that are there are kept."""
    from mediaeval.runfile import shipped_run_files
    from mediaeval.storage import atomic_path

    shipped = shipped_run_files()
    root = shipped["demo"].parent
    for source in sorted(path for path in root.rglob("*") if path.suffix in (".toml", ".jsonl")):
        target = folder / source.relative_to(root)
        if target.exists():
            state = (
                "unchanged" if target.read_bytes() == source.read_bytes() else "kept: it differs from the shipped one"
            )
            click.echo(f"{target}: {state}")
            continue
        with atomic_path(target) as temporary:
            temporary.write_bytes(source.read_bytes())
        click.echo(f"{target}: written")
