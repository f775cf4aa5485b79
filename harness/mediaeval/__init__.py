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
    from mediaeval.commands.options import data_option, debug_option, device_option, plugin_option, workers_option
    from mediaeval.corpus import Pair, open_corpus, open_split
    from mediaeval.embedding import Embedding, open_embedding
    from mediaeval.encoding.images import decode
    from mediaeval.encoding.parts import Part, part_from_environment
    from mediaeval.overview.titles import normalised
    from mediaeval.progress import Bar
    from mediaeval.requirements import File
    from mediaeval.results.metrics import Measure
    from mediaeval.results.result import Result
    from mediaeval.results.significance import sign_flip
    from mediaeval.roles import Assumption, Bank, Domain
    from mediaeval.runfile import find_run_file
    from mediaeval.scoring.inner_product import InnerProduct, Shortlist
    from mediaeval.split import Article, GalleryImage, Location, Split, SplitName
    from mediaeval.storage import atomic_path, cache_folder, digest_file
    from mediaeval.submissions.format import PictureFormat, SubmissionFormat
    from mediaeval.tables import ComponentTable, TomlFile, read_toml_file
    from mediaeval.text import text_cleaner
    from mediaeval.trials import Trial

__version__ = "0.1.0"

__all__ = [
    "Aggregator",
    "Article",
    "Assumption",
    "Augmentation",
    "Augmenter",
    "Bank",
    "Bar",
    "Command",
    "ComponentTable",
    "Corpus",
    "DataError",
    "Domain",
    "Edition",
    "Embedding",
    "Encoder",
    "File",
    "GalleryImage",
    "InnerProduct",
    "Location",
    "Measure",
    "MediaevalError",
    "OutputError",
    "Pair",
    "Part",
    "PictureFormat",
    "PluginError",
    "Ranker",
    "Record",
    "Result",
    "Reviser",
    "RunFileError",
    "Shortlist",
    "Split",
    "SplitName",
    "SubmissionError",
    "SubmissionFormat",
    "TomlFile",
    "Trial",
    "WeightsError",
    "__version__",
    "atomic_path",
    "cache_folder",
    "data_option",
    "debug_option",
    "decode",
    "device_option",
    "did_you_mean",
    "digest_file",
    "find_run_file",
    "hookimpl",
    "in_threads",
    "normalised",
    "open_augmentation",
    "open_corpus",
    "open_embedding",
    "open_split",
    "part_from_environment",
    "plugin_option",
    "read_toml_file",
    "sign_flip",
    "text_cleaner",
    "workers_option",
]

# Discovery imports this package for every command, so names that bring NumPy with them are fetched when asked for.
_LAZY = {
    "Article": "mediaeval.split",
    "Assumption": "mediaeval.roles",
    "Augmentation": "mediaeval.augmenting",
    "Bank": "mediaeval.roles",
    "Bar": "mediaeval.progress",
    "ComponentTable": "mediaeval.tables",
    "Domain": "mediaeval.roles",
    "Embedding": "mediaeval.embedding",
    "File": "mediaeval.requirements",
    "GalleryImage": "mediaeval.split",
    "InnerProduct": "mediaeval.scoring.inner_product",
    "Location": "mediaeval.split",
    "Measure": "mediaeval.results.metrics",
    "Pair": "mediaeval.corpus",
    "Part": "mediaeval.encoding.parts",
    "PictureFormat": "mediaeval.submissions.format",
    "Result": "mediaeval.results.result",
    "Shortlist": "mediaeval.scoring.inner_product",
    "Split": "mediaeval.split",
    "SplitName": "mediaeval.split",
    "SubmissionFormat": "mediaeval.submissions.format",
    "TomlFile": "mediaeval.tables",
    "Trial": "mediaeval.trials",
    "atomic_path": "mediaeval.storage",
    "cache_folder": "mediaeval.storage",
    "data_option": "mediaeval.commands.options",
    "debug_option": "mediaeval.commands.options",
    "decode": "mediaeval.encoding.images",
    "device_option": "mediaeval.commands.options",
    "digest_file": "mediaeval.storage",
    "find_run_file": "mediaeval.runfile",
    "in_threads": "mediaeval.threads",
    "normalised": "mediaeval.overview.titles",
    "open_augmentation": "mediaeval.augmenting",
    "open_corpus": "mediaeval.corpus",
    "open_embedding": "mediaeval.embedding",
    "open_split": "mediaeval.corpus",
    "part_from_environment": "mediaeval.encoding.parts",
    "plugin_option": "mediaeval.commands.options",
    "read_toml_file": "mediaeval.tables",
    "sign_flip": "mediaeval.results.significance",
    "text_cleaner": "mediaeval.text",
    "workers_option": "mediaeval.commands.options",
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
