"""The 2023 edition: GDELT-P1 and GDELT-P2 in English, RT in German with a machine translation.

Ten TAB separated columns under a header that begins with ``# article``. ``article`` is not unique, ``aid`` and ``url``
are; ``text`` holds tags; a list of test images fills only its columns ``img``, ``iid`` and ``imgFile`` (in P2, whose
pictures are mostly generated, ``img`` is empty too). The pictures of RT go by the name in ``hashvalue``.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import ClassVar

from mediaeval_plugins.newsimages.layout import Half, Layout, below, stem_layout
from mediaeval_plugins.newsimages.tabular import TabularEdition

__all__ = ["Edition2023", "rt_layout"]


def rt_layout(roots: tuple[str, ...]) -> Layout:
    """The layout of RT: names of its own, and pictures that go by their hash."""
    return Layout(
        test=Half(
            articles=(below(roots, "rt-test-text.txt"),),
            images=below(roots, "rt-test-img.txt"),
            folders=below(roots, "images-Test"),
            truth=below(roots, "rt-test-GT.txt", "rt-test-gt.txt", "rt-GT.txt"),
        ),
        train=Half(
            articles=(below(roots, "rt-train-textImg.txt", "rt-train-textImg.csv", "rt-train-textImg.tsv"),),
            folders=below(roots, "images-Train", "images-Training", "images-train", "images"),
        ),
        picture="hashvalue",
    )


class Edition2023(TabularEdition):
    """Reads ``GDELT-Dataset``, ``GDELT-Dataset-2023-Part2`` and ``RT-Dataset``, or their files straight below."""

    edition: ClassVar[str] = "2023"
    layouts: ClassVar[Mapping[str, Layout]] = MappingProxyType(
        {
            "GDELT-P1": stem_layout("GDELT-P1", ("GDELT-Dataset", ".")),
            "GDELT-P2": stem_layout("GDELT-P2", ("GDELT-Dataset-2023-Part2", "GDELT-Dataset-2023-Part2-final", ".")),
            "RT": rt_layout(("RT-Dataset", ".")),
        }
    )
