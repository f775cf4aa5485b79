from __future__ import annotations

import threading

import pytest

from mediaeval.threads import in_threads, threads


def test_results_stand_in_the_order_of_the_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OMP_NUM_THREADS", "3")
    first = threading.Event()

    def work(piece: int) -> int:
        if piece == 0:
            assert first.wait(10)  # ends when a later piece has run beside it
        first.set()
        return piece * piece

    assert threads() == 3
    assert in_threads(work, range(7)) == [0, 1, 4, 9, 16, 25, 36]


@pytest.mark.parametrize("count", ["1", "4"])
def test_an_exception_comes_out(count: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OMP_NUM_THREADS", count)
    with pytest.raises(ZeroDivisionError):
        in_threads(lambda piece: 1 // piece, [2, 1, 0])


@pytest.mark.parametrize("stated", ["", "0", "4,2", "many"])
def test_without_a_number_the_cores_count(stated: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OMP_NUM_THREADS", stated)
    assert threads() >= 1
    assert in_threads(str, []) == []
