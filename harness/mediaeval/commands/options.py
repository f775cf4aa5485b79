"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path

import click

__all__ = ["data_option", "debug_option", "device_option", "gallery_option", "plugin_option", "workers_option"]

data_option = click.option(
    "--data",
    type=click.Path(path_type=Path),
    envvar="MEDIAEVAL_DATA",
    default=Path("data"),
    help="Folder of the data sets. Default: $MEDIAEVAL_DATA, or ./data.",
)

gallery_option = click.option(
    "--gallery",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Rank the pictures below DIR in place of the split's own.",
)

device_option = click.option(
    "--device", metavar="DEVICE", help="cuda, mps, cpu or auto, for every component that has a device."
)

plugin_option = click.option(
    "--plugin", "files", multiple=True, type=click.Path(), metavar="FILE.py", help="Load a loose plugin file."
)

workers_option = click.option(
    "--workers",
    type=click.IntRange(min=0),
    metavar="N",
    help="Processes that read and prepare pictures; 0: none. Default: one for each core, for a large gallery.",
)

debug_option = click.option("--debug", is_flag=True, expose_value=False, help="Show the traceback of an error.")
