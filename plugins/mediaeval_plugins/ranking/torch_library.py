"""torch, imported when a path needs it."""

from __future__ import annotations

import importlib
import importlib.util
from typing import Any

from mediaeval import PluginError

__all__ = ["has_torch", "torch_library"]


def has_torch() -> bool:
    """Whether torch is installed; imports nothing."""
    return importlib.util.find_spec("torch") is not None


def torch_library() -> Any:
    """The module.

    Raises:
        PluginError: torch is not installed.
    """
    try:
        return importlib.import_module("torch")
    except ImportError as error:
        raise PluginError(
            f"this path of ranking needs torch ({error}).",
            hint="Install it with: pip install 'mediaeval[clip]'; or choose [ranker] path = \"numpy\".",
        ) from error
