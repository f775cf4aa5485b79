from __future__ import annotations

import json
import threading
from pathlib import Path

import pytest

from mediaeval import OutputError
from mediaeval_plugins.corpora.journal import PASSING, Journal, Outcome, read_records_of
from mediaeval_plugins.corpora.staging import mark


def test_what_failed_for_good_is_told_from_what_may_pass(tmp_path: Path) -> None:
    path = tmp_path / "new" / "downloads.jsonl"
    with Journal(path) as journal:
        for outcome in Outcome:
            journal.write(f"http://x/{outcome}", outcome, detail="\u00e4 \n", sha256="0123456789abcdef" * 4)
    lines = path.read_text().splitlines()
    assert len(lines) == len(Outcome)
    assert json.loads(lines[0])["detail"] == "\u00e4 \n"
    read = read_records_of(path)
    settled = {outcome for outcome in Outcome if mark(f"http://x/{outcome}") in read.refused.tolist()}
    assert settled == set(Outcome) - PASSING - {Outcome.OK}
    assert read.pictures.tolist() == [[mark("http://x/ok"), 0x0123456789ABCDEF]]


def test_threads_do_not_write_into_each_others_lines(tmp_path: Path) -> None:
    path = tmp_path / "downloads.jsonl"
    with Journal(path) as journal:

        def write(number: int) -> None:
            for n in range(200):
                journal.write(f"http://x/{number}/{n}", Outcome.REFUSED, detail="d" * 500)

        threads = [threading.Thread(target=write, args=(number,)) for number in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert len({json.loads(line)["url"] for line in path.read_text().splitlines()}) == 1600


def test_torn_lines_are_counted_and_a_new_one_begins_on_its_own(tmp_path: Path) -> None:
    path = tmp_path / "downloads.jsonl"
    path.write_bytes(b'{"url": "http://x/1", "outcome": "refused"}\n{"url": "http://x/2"')
    with Journal(path) as journal:
        journal.write("http://x/3", Outcome.REFUSED)
    read = read_records_of(path)
    assert (len(read.refused), read.torn) == (2, 1)


def test_pictures_that_many_addresses_gave(tmp_path: Path) -> None:
    path = tmp_path / "downloads.jsonl"
    with Journal(path) as journal:
        for n in range(5):
            journal.write(f"http://x/{n}", Outcome.OK, sha256="aa" * 32)
            journal.write("http://x/again", Outcome.OK, sha256="bb" * 32)
    assert read_records_of(path).repeated(3) == {"aa" * 8: 5}
    assert len(read_records_of(tmp_path / "none").refused) == 0


def test_a_place_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match="cannot be written"), Journal(tmp_path / "file" / "downloads.jsonl"):
        pass
    with pytest.raises(OutputError, match="cannot be read"):
        read_records_of(tmp_path)
