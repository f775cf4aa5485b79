"""Options that several commands share."""

from __future__ import annotations

import os
from pathlib import Path

import click

from mediaeval.commands.completion import complete_split

__all__ = [
    "by_option",
    "data_option",
    "debug_option",
    "device_option",
    "gallery_option",
    "measure_option",
    "offline_option",
    "plugin_option",
    "qrels_option",
    "set_option",
    "splits_option",
    "workers_option",
]

splits_option = click.option(
    "--split",
    "splits",
    multiple=True,
    required=True,
    metavar="SPLIT",
    shell_complete=complete_split,
    help="A split's name; repeatable. `all`: every one found.",
)

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

qrels_option = click.option(
    "--qrels",
    type=click.Path(path_type=Path),
    help="Ground truth of your own: TREC qrels, two columns, or the training layout.",
)

measure_option = click.option(
    "--measure",
    "names",
    multiple=True,
    metavar="NAME",
    help="Such as Recall@1; repeatable. Default: the official ones.",
)

by_option = click.option(
    "--by",
    type=click.Choice(["article", "story"]),
    default="article",
    show_default=True,
    help="What intervals and tests draw: single articles, or all articles of a story together.",
)

device_option = click.option(
    "--device", metavar="DEVICE", help="cuda, mps, cpu or auto, for every component that has a device."
)

set_option = click.option(
    "--set", "overrides", multiple=True, metavar="TABLE.KEY=VALUE", help="Override the run file; repeatable."
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


def _stay_offline(_ctx: click.Context, _param: click.Parameter, offline: bool) -> None:
    if offline:
        os.environ["HF_HUB_OFFLINE"] = "1"  # read by huggingface_hub when it is first imported


offline_option = click.option(
    "--offline",
    is_flag=True,
    expose_value=False,
    callback=_stay_offline,
    help="Use local weights alone; never ask a hub.",
)

debug_option = click.option("--debug", is_flag=True, expose_value=False, help="Show the traceback of an error.")
