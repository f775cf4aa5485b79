"""scipy, imported when one of the two revisers that need it is used."""

from __future__ import annotations

import importlib
from typing import Any

from mediaeval import PluginError

__all__ = ["scipy_module"]


def scipy_module(name: str) -> Any:
    """``scipy.NAME``.

    Raises:
        PluginError: scipy is not installed.
    """
    try:
        return importlib.import_module(f"scipy.{name}")
    except ImportError as error:
        raise PluginError(
            f"this reviser needs scipy ({error}).", hint="Install it with: pip install 'mediaeval[hubness]'"
        ) from error
