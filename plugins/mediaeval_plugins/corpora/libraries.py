"""The libraries of the extra ``finetune`` that corpora need, each asked for where it is used first."""

from __future__ import annotations

import importlib
from typing import Any

from mediaeval import PluginError

__all__ = ["ijson_library", "imagehash_library", "protego_library", "requests_library", "scipy_csgraph"]


def ijson_library() -> Any:
    """Parses JSON as it is read."""
    return _library("ijson", "reading a JSON file")


def imagehash_library() -> Any:
    """Perceptual hashes."""
    return _library("imagehash", "comparing pictures")


def requests_library() -> Any:
    """HTTP."""
    return _library("requests", "downloading pictures")


def protego_library() -> Any:
    """Rules of ``robots.txt``."""
    return _library("protego", "downloading pictures")


def scipy_csgraph() -> Any:
    """Sparse graphs; imagehash brings SciPy with it."""
    _library("scipy.sparse.csgraph", "keeping pairs apart to validate on")
    return _library("scipy.sparse", "keeping pairs apart to validate on")


def _library(name: str, purpose: str) -> Any:
    try:
        return importlib.import_module(name)
    except ImportError as error:
        raise PluginError(f"{purpose} needs {name} ({error}).", hint="pip install 'mediaeval[finetune]'") from error
