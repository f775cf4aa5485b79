"""Zip files whose bytes depend on their content alone."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable
from pathlib import Path

from mediaeval.errors import OutputError
from mediaeval.storage import atomic_path, digest_bytes, digest_file

__all__ = ["write_zip"]

_EPOCH = (1980, 1, 1, 0, 0, 0)  # the first moment that a zip can name
_REGULAR_FILE = 0o100644 << 16
_UNIX = 3


def write_zip(path: Path, members: Iterable[tuple[str, bytes]], *, force: bool) -> bool:
    """Write members under their names, in the order given, without dates or owners.

    A member whose name and bytes came before is left out.

    Returns:
        Whether the archive is new: an equal one is left alone.

    Raises:
        OutputError: it is there with other bytes and must not be replaced, two members of one name differ, or the
            disk is full.
    """
    written: dict[str, str] = {}
    with atomic_path(path) as temporary:
        with zipfile.ZipFile(temporary, "w") as archive:
            for name, content in members:
                digest = digest_bytes(content)
                if name in written:
                    if written[name] == digest:
                        continue
                    raise OutputError(f"{path}: two different files would both be {name}.", hint="Rename a run.")
                written[name] = digest
                info = zipfile.ZipInfo(name, _EPOCH)
                info.create_system, info.external_attr = _UNIX, _REGULAR_FILE
                packed = zipfile.ZIP_STORED if name.endswith(".png") else zipfile.ZIP_DEFLATED
                archive.writestr(info, content, packed, compresslevel=9)
        new = not path.exists() or digest_file(path) != digest_file(temporary)
        if new and path.exists() and not force:
            raise OutputError(f"{path}: exists with other content.", hint="Add --force to replace it.")
    return new
