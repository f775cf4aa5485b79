"""The three files of a run on a split: submission, manifest, and the table of articles."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mediaeval.errors import OutputError
from mediaeval.storage import atomic_path

__all__ = ["Outputs"]


@dataclass(frozen=True)
class Outputs:
    """Where a run on a split is written.

    Args:
        folder: the split's folder.
        run: the run's name.
    """

    folder: Path
    run: str

    @property
    def submission(self) -> Path:
        """The official file."""
        return self.folder / f"{self.run}.tsv"

    @property
    def manifest(self) -> Path:
        """All that is needed to make the submission again."""
        return self.folder / f"{self.run}.json"

    @property
    def articles(self) -> Path:
        """For each article its views, its list with scores, and its rank where that is known."""
        return self.folder / f"{self.run}.articles.parquet"

    def refuse_other(self, identity: str, *, force: bool) -> None:
        """Stop before any work when a file of another run stands where this one would be written.

        Args:
            identity: digest of all that decides this run's submission.
            force: overwrite whatever is there.

        Raises:
            OutputError: there is a submission whose manifest does not have this identity.
        """
        if force or not self.submission.exists():
            return
        if self._known_identity() != identity:
            raise OutputError(
                f"{self.submission}: exists and comes from other data, options or weights.",
                hint="Add --force to replace it, or --out DIR to write elsewhere.",
            )

    def write_submission(self, content: bytes, manifest: Mapping[str, Any], *, force: bool) -> bool:
        """Write the manifest and then the official file, so that no submission ever stands without its manifest.

        A run that is stopped in between has a manifest without a submission, and may be run again.

        Returns:
            Whether the submission is new: an equal file is left alone, and its manifest with it.

        Raises:
            OutputError: the file exists with other bytes although it comes from the same plan, or cannot be written.
        """
        exists = self.submission.exists()
        if exists and self.submission.read_bytes() == content:
            if self._known_identity() != manifest["identity"]:
                self._write_manifest(manifest)
            return False
        if exists and not force:
            raise OutputError(
                f"{self.submission}: exists with other bytes, although plan, data and weights are the same.",
                hint="It was edited, or this machine computes differently; add --force to replace it.",
            )
        if exists:
            self.submission.unlink()
        self._write_manifest(manifest)
        with atomic_path(self.submission) as temporary:
            temporary.write_bytes(content)
        return True

    def _known_identity(self) -> str | None:
        """The identity in the manifest; None where there is no manifest to read it from."""
        try:
            return str(json.loads(self.manifest.read_text("utf-8"))["identity"])
        except (OSError, ValueError, KeyError):
            return None

    def _write_manifest(self, manifest: Mapping[str, Any]) -> None:
        with atomic_path(self.manifest) as temporary:
            temporary.write_text(json.dumps(manifest, indent=1, sort_keys=True, ensure_ascii=False) + "\n", "utf-8")

    def write_articles(self, columns: Mapping[str, Sequence[Any]], notes: Mapping[str, str] | None = None) -> None:
        """Write the table of articles as Parquet, a row for each article in the order of the submission.

        Args:
            columns: by name.
            notes: what the table belongs to, such as the digest of its submission; kept with its schema.
        """
        import pyarrow as pa
        import pyarrow.parquet as pq

        table = pa.table({name: pa.array(values) for name, values in columns.items()}, metadata=dict(notes or {}))
        with atomic_path(self.articles) as temporary:
            pq.write_table(table, temporary)
