"""Folders that a checkpoint needs besides its weights: a Hugging Face text tower's config and vocabulary."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from mediaeval import WeightsError
from mediaeval_plugins.openclip.digests import file_digest
from mediaeval_plugins.openclip.weights import HubFile, require_network

__all__ = ["CONFIG", "VOCABULARY", "HfFolder", "folder_digests", "tokenizer_digests"]

CONFIG = ("config.json",)
"""A transformers model's configuration."""
VOCABULARY = ("tokenizer.json", "vocab.txt", "vocab.json", "sentencepiece.bpe.model", "spiece.model", "tokenizer.model")
"""Any one of these makes a tokenizer."""
_BESIDE = ("tokenizer_config.json", "special_tokens_map.json", "added_tokens.json", "merges.txt")


@dataclass(frozen=True, slots=True)
class HfFolder:
    """A folder in the layout of a Hugging Face repository.

    Args:
        name: a folder on this machine, or the repository's name.
        needs: file names of which at least one must be there.
    """

    name: str
    needs: tuple[str, ...]

    @property
    def where(self) -> str | None:
        """The repository, and the files of which one must be there; None for a path, which no repository is called."""
        local = Path(self.name)
        return None if local.is_absolute() or local.is_dir() else f"{self.name}: {' or '.join(self.needs)}"

    def find(self) -> Path | None:
        """The folder on this machine, or None; opens no connection."""
        local = Path(self.name)
        if local.is_dir():
            return local if any((local / name).is_file() for name in self.needs) else None
        if local.is_absolute():  # no repository is called so
            return None
        found = HubFile(self.name, self.needs).find()
        return found.parent if found is not None else None

    def fetch(self, what: str, hint: str) -> Path:
        """The folder, downloaded if need be.

        Raises:
            WeightsError: it is not here, and cannot be had.
        """
        if (found := self.find()) is not None:
            return found
        if Path(self.name).is_absolute():
            raise WeightsError(f"{what}: {self.name} holds none of {', '.join(self.needs)}.", hint=hint)
        from huggingface_hub import constants, snapshot_download

        require_network(constants.ENDPOINT, what, hint)
        try:
            folder = Path(snapshot_download(self.name, allow_patterns=[*CONFIG, *VOCABULARY, *_BESIDE]))
        except Exception as error:
            raise WeightsError(f"{what} cannot be downloaded from {self.name}: {error}", hint=hint) from error
        if not any((folder / name).is_file() for name in self.needs):
            raise WeightsError(f"{what}: repository {self.name} holds none of {', '.join(self.needs)}.", hint=hint)
        return folder


def folder_digests(folder: Path, names: tuple[str, ...]) -> dict[str, str]:
    """The sha256 of those of ``names`` that the folder holds."""
    return {name: file_digest(folder / name) for name in names if (folder / name).is_file()}


def tokenizer_digests(folder: Path) -> dict[str, str]:
    """The sha256 of every file that makes a tokenizer."""
    return folder_digests(folder, (*VOCABULARY, *_BESIDE))
