from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from mediaeval import OutputError
from mediaeval_plugins.corpora.examine import Picture
from mediaeval_plugins.corpora.ledger import Ledger, stamp_of

PICTURE = Picture(b"\x01" * 32, 2**64 - 1, 640, 480)
BROKEN = Picture(b"\x02" * 32, problem="is broken")


def test_what_was_learned_is_known_to_the_next(tmp_path: Path) -> None:
    files = {tmp_path / f"{n}.jpg": (n, 7) for n in range(1200)}
    with Ledger() as ledger:
        assert ledger.known(files) == {}
        ledger.learn([(path, stamp, PICTURE if stamp[0] else BROKEN) for path, stamp in files.items()])
    with Ledger() as ledger:
        known = ledger.known(files)
        assert len(known) == 1200
        assert known[tmp_path / "3.jpg"] == PICTURE
        assert known[tmp_path / "0.jpg"] == BROKEN


def test_a_file_that_changed_is_not_known(put: Callable[..., Path]) -> None:
    path = put("a.jpg", b"one")
    stamp = stamp_of(path)
    assert stamp is not None
    with Ledger() as ledger:
        ledger.learn([(path, stamp, PICTURE)])
        path.write_bytes(b"other")
        changed = stamp_of(path)
        assert changed is not None
        assert ledger.known({path: changed}) == {}
        ledger.learn([(path, changed, BROKEN)])
        assert ledger.known({path: changed}) == {path: BROKEN}
    assert stamp_of(path.with_name("none")) is None


def test_a_ledger_that_is_damaged_says_that_it_can_be_deleted() -> None:
    path = Ledger().path
    path.parent.mkdir(parents=True)
    path.write_bytes(b"no database" * 1000)
    with pytest.raises(OutputError, match="the ledger of pictures cannot be used") as error, Ledger():
        pass
    assert "can be deleted" in str(error.value)
