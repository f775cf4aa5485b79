from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

from mediaeval_plugins.corpora.downloaded import Downloads


def test_a_picture_lies_under_the_sha256_of_its_address(put: Callable[..., Path], tmp_path: Path) -> None:
    downloads = Downloads(tmp_path)
    address = "https://static01.nyt.com/images/\u00e4.jpg?x=1"
    name = hashlib.sha256(address.encode()).hexdigest()
    assert downloads.stem(address) == tmp_path / "urls" / name[:2] / name
    assert downloads.find(address) is None
    path = put(f"urls/{name[:2]}/{name}.png", b"x")
    assert downloads.find(address) == path
    assert downloads.find("http://x/\ud83d") is None
