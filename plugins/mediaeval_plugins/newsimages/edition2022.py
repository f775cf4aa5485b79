"""The 2022 edition: RSS portals, tweets (TW) and de.rt.com (RT).

Its files were never public, so their names are not known; only that they are built like those of 2023. They are
looked for under the names of 2023 in a folder ``2022`` (never beside the files of 2023, whose RT is another one), and
wherever ``newsimages.toml`` in the data folder says::

    [2022.RSS]
    articles = "rss/test-text.txt"
    images = "rss/test-images.txt"
    folder = "rss/test"
    train = "rss/training.txt"
    train-folder = "rss/training"
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import ClassVar

from mediaeval_plugins.newsimages.edition2023 import rt_layout
from mediaeval_plugins.newsimages.layout import CONFIG, Layout, stem_layout
from mediaeval_plugins.newsimages.tabular import DATA_HINT, TabularEdition

__all__ = ["Edition2022"]


class Edition2022(TabularEdition):
    """Reads RSS, TW and RT from a folder ``2022`` or from where ``newsimages.toml`` says."""

    edition: ClassVar[str] = "2022"
    layouts: ClassVar[Mapping[str, Layout]] = MappingProxyType(
        {
            "RSS": stem_layout("RSS", ("2022/RSS-Dataset", "2022")),
            "TW": stem_layout("TW", ("2022/TW-Dataset", "2022")),
            "RT": rt_layout(("2022/RT-Dataset", "2022")),
        }
    )
    hint: ClassVar[str] = (
        "The published file names of 2022 are not known: name yours under [2022.RSS], [2022.TW] or [2022.RT] in "
        f"{CONFIG} of the data folder (articles, images, folder, train, train-folder, truth). {DATA_HINT}"
    )
