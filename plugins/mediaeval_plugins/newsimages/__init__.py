"""The NewsImages editions: how each one's files are read and how its submissions are written."""

from __future__ import annotations

from collections.abc import Iterator

from mediaeval import Edition, hookimpl

__all__ = ["mediaeval_editions"]


@hookimpl
def mediaeval_editions() -> Iterator[Edition]:
    """One record for each edition, oldest first, and the folder for any other data set."""
    here = __name__
    yield Edition(
        "2021",
        f"{here}.edition2021:Edition2021",
        summary="German articles of the Kölner Stadt-Anzeiger, January to April 2019",
        splits=("KStA",),
        aliases=(("2021", "KStA"),),
    )
    yield Edition(
        "2022",
        f"{here}.edition2022:Edition2022",
        summary="RSS portals, tweets and de.rt.com; file names by newsimages.toml",
        splits=("RSS", "TW", "RT"),
    )
    yield Edition(
        "2023",
        f"{here}.edition2023:Edition2023",
        summary="English GDELT articles, with photographs (P1) and mostly generated pictures (P2), and de.rt.com",
        splits=("GDELT-P1", "GDELT-P2", "RT"),
    )
    yield Edition(
        "2025",
        f"{here}.edition2025:Edition2025",
        summary="8,500 English GDELT articles, one picture each; SMALL is the 30 that every team illustrates",
        splits=("SMALL", "LARGE", "LARGE-eval"),
    )
    yield Edition(
        "2026",
        f"{here}.edition2026:Edition2026",
        summary="MIND and historic Dutch papers, one picture each from a gallery apart",
        splits=("TEST", "EVALUATION"),
    )
    yield Edition(
        "folder", f"{here}.folder:FolderEdition", summary="any folder with pictures and a CSV that lists them"
    )
