"""open_clip itself: found without importing it, and imported with an error that says what to do."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any

from mediaeval import PluginError, WeightsError

__all__ = ["open_clip", "package_folder", "require_transformers"]


def package_folder() -> Path:
    """The folder of the installed open_clip.

    Raises:
        WeightsError: the extra is not installed.
    """
    spec = importlib.util.find_spec("open_clip")
    if spec is None or not spec.submodule_search_locations:
        raise WeightsError("CLIP encoders need open_clip.", hint="Install it with: pip install 'mediaeval[clip]'")
    return Path(spec.submodule_search_locations[0])


def require_transformers(what: str) -> None:
    """Look for what Hugging Face text towers and tokenizers are made with; imports nothing.

    Args:
        what: what needs it, for the error.

    Raises:
        WeightsError: it is not installed.
    """
    if importlib.util.find_spec("transformers") is None:
        raise WeightsError(f"{what} needs transformers.", hint="Install it with: pip install 'mediaeval[clip,t5]'")


def open_clip() -> Any:
    """The package, imported at the first call; it brings torch and torchvision with it.

    Raises:
        WeightsError: the extra is not installed.
        PluginError: the import fails, as it does where torch and torchvision are not of one build.
    """
    package_folder()
    try:
        import open_clip as package
        import open_clip.transform
    except (ImportError, OSError, RuntimeError) as error:
        raise PluginError(
            f"open_clip cannot be imported ({str(error).splitlines()[0]}).",
            hint="Often torch and torchvision are of different builds: install both anew, in one command.",
        ) from error
    return package
