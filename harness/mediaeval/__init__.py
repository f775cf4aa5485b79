"""A benchmark harness for MediaEval NewsImages: headlines in, ranked pictures and official files out.

These are the names that a plugin may use; everything else of the package may change.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mediaeval.errors import (
    DataError,
    MediaevalError,
    OutputError,
    PluginError,
    RunFileError,
    SubmissionError,
    WeightsError,
    did_you_mean,
)
from mediaeval.hookspecs import hookimpl
from mediaeval.records import Aggregator, Augmenter, Command, Corpus, Edition, Encoder, Ranker, Record, Reviser

if TYPE_CHECKING:
    from mediaeval.augmenting import Augmentation, open_augmentation
    from mediaeval.commands.options import data_option, debug_option
    from mediaeval.encoding.parts import Part, part_from_environment
    from mediaeval.requirements import File
    from mediaeval.roles import Assumption, Bank, Domain
    from mediaeval.split import Article, GalleryImage, Location, Split, SplitName
    from mediaeval.storage import atomic_path, cache_folder, digest_file
    from mediaeval.submissions.format import PictureFormat, SubmissionFormat

__version__ = "0.1.0"

__all__ = [
    "Aggregator",
    "Article",
    "Assumption",
    "Augmentation",
    "Augmenter",
    "Bank",
    "Command",
    "Corpus",
    "DataError",
    "Domain",
    "Edition",
    "Encoder",
    "File",
    "GalleryImage",
    "Location",
    "MediaevalError",
    "OutputError",
    "Part",
    "PictureFormat",
    "PluginError",
    "Ranker",
    "Record",
    "Reviser",
    "RunFileError",
    "Split",
    "SplitName",
    "SubmissionError",
    "SubmissionFormat",
    "WeightsError",
    "__version__",
    "atomic_path",
    "cache_folder",
    "data_option",
    "debug_option",
    "did_you_mean",
    "digest_file",
    "hookimpl",
    "open_augmentation",
    "part_from_environment",
]

# Discovery imports this package for every command, so names that bring NumPy with them are fetched when asked for.
_LAZY = {
    "Article": "mediaeval.split",
    "Assumption": "mediaeval.roles",
    "Augmentation": "mediaeval.augmenting",
    "Bank": "mediaeval.roles",
    "Domain": "mediaeval.roles",
    "File": "mediaeval.requirements",
    "GalleryImage": "mediaeval.split",
    "Location": "mediaeval.split",
    "Part": "mediaeval.encoding.parts",
    "PictureFormat": "mediaeval.submissions.format",
    "Split": "mediaeval.split",
    "SplitName": "mediaeval.split",
    "SubmissionFormat": "mediaeval.submissions.format",
    "atomic_path": "mediaeval.storage",
    "cache_folder": "mediaeval.storage",
    "data_option": "mediaeval.commands.options",
    "debug_option": "mediaeval.commands.options",
    "digest_file": "mediaeval.storage",
    "open_augmentation": "mediaeval.augmenting",
    "part_from_environment": "mediaeval.encoding.parts",
}


def __getattr__(name: str) -> Any:
    if name not in _LAZY:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    import importlib

    value = getattr(importlib.import_module(_LAZY[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
