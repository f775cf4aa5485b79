"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path

import click

__all__ = ["data_option", "debug_option"]

data_option = click.option(
    "--data",
    type=click.Path(path_type=Path),
    envvar="MEDIAEVAL_DATA",
    default=Path("data"),
    show_default="$MEDIAEVAL_DATA, or ./data",
    help="Folder of the data sets.",
)

debug_option = click.option("--debug", is_flag=True, expose_value=False, help="Show the traceback of an error.")
