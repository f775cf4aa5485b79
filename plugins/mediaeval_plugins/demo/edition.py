"""The demo as an edition: made on first use, read by the reader of 2023."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from mediaeval import Location, Split, SplitName, cache_folder
from mediaeval_plugins.demo.generate import FOLDER, make_data
from mediaeval_plugins.newsimages.layout import stem_layout
from mediaeval_plugins.newsimages.tabular import TabularEdition

__all__ = ["DemoEdition", "data_folder"]

_VERSION = "1"
"""Raised with every change of what is generated, so that a cache of an older version is not read."""


def data_folder() -> Path:
    """The folder that holds the generated ``Demo-Dataset``, made now if it is not there.

    Raises:
        OutputError: the cache cannot be written.
    """
    folder = cache_folder("demo", _VERSION)
    if not (folder / FOLDER).is_dir():
        make_data(folder)
    return folder


class DemoEdition(TabularEdition):
    """320 invented headlines and drawn pictures, and 600 more to train on, in the files and columns of 2023."""

    edition = "demo"
    tuning = True
    layouts = MappingProxyType({"demo": stem_layout("Demo")})

    def root(self, data: Path) -> Path:  # noqa: ARG002 - the demo lies in the cache, wherever other data are
        """Where ``Demo-Dataset`` is, or will be."""
        return cache_folder("demo", _VERSION)

    def locate(self, name: SplitName, data: Path) -> Location:
        """Where the files are; none is missing, because they are made when read."""
        return replace(super().locate(name, data), missing=())

    def read(self, name: SplitName, data: Path) -> Split:
        """Make the data set if it is not there, and read it as that of 2023 is read."""
        data_folder()
        return super().read(name, data)
