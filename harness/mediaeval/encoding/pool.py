"""Worker processes for what Python does on one core at a time: decoding and preparing pictures.

They are spawned, never forked, so that no lock of a threaded library is inherited half-taken; they ignore Ctrl-C,
which the parent answers; and they end when the parent does, however it ends.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import pickle
import signal
import sys
import threading
import types
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from types import TracebackType
from typing import Any, ParamSpec, Self, TypeVar

from mediaeval.errors import MediaevalError

__all__ = ["WorkerPool", "cores", "loose_files", "shared", "worth"]

P = ParamSpec("P")
R = TypeVar("R")

_LOOSE = "mediaeval_file_"
"""How :func:`mediaeval.loading.load_file` names the modules of loose plugin files."""

_WORTH = 64
"""Pictures that take about as long as a worker process takes to start."""


def cores() -> int:
    """CPU cores that this process may use."""
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity else os.cpu_count() or 1


def worth(asked: int | None, items: int) -> int:
    """How many worker processes to start for some pictures.

    Args:
        asked: what the user said; None: as many as there are cores, and none for a few pictures.
        items: number of pictures.
    """
    return min(cores(), items // _WORTH) if asked is None else min(asked, items)


class WorkerPool:
    """Some worker processes, all with one object that is too large to send with every task; a context manager.

    Args:
        workers: how many.
        shared: what each of them gets once, picklable; tasks find it with :func:`shared`.

    Raises:
        pickle.PicklingError, AttributeError, TypeError: ``shared`` cannot be sent.
    """

    def __init__(self, workers: int, shared: object = None) -> None:
        content = pickle.dumps(shared)
        self._needs_main = b"__main__" in content
        self._pool = ProcessPoolExecutor(
            workers,
            multiprocessing.get_context("spawn"),
            initializer=_start,
            initargs=(content, loose_files(content)),
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._pool.shutdown(wait=True, cancel_futures=True)

    def submit(self, task: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> Future[R]:
        """Hand a task to the next free worker."""
        with _deaf(), _told(), contextlib.nullcontext() if self._needs_main else _without_main():
            return self._pool.submit(task, *args, **kwargs)

    def result(self, future: Future[R]) -> R:
        """Wait for a task.

        Raises:
            MediaevalError: a worker process ended without an answer; else what the task raised.
        """
        with _told():
            return future.result()


_shared: Any = None


def shared() -> Any:
    """In a worker process: the object that the pool was made with."""
    return _shared


def _start(content: bytes, loose: tuple[str, ...]) -> None:
    global _shared  # noqa: PLW0603 - a worker process serves one pool, and tasks are plain functions
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    os.environ["OMP_NUM_THREADS"] = "1"  # a library that a worker imports must not start threads for every core
    for path in loose:
        from mediaeval.loading import load_file

        load_file(Path(path))
    _shared = pickle.loads(content)  # noqa: S301 - sent by the parent a moment ago


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def loose_files(content: bytes) -> tuple[str, ...]:
    """The files of the loose plugins that a pickle names: no import in another process would find them."""
    named = ((name, getattr(module, "__file__", None)) for name, module in sys.modules.items())
    return tuple(file for name, file in named if file and name.startswith(_LOOSE) and name.encode() in content)


@contextlib.contextmanager
def _deaf() -> Iterator[None]:
    """Start processes that are deaf to Ctrl-C from their first instruction: a blocked signal is inherited."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextlib.contextmanager
def _without_main() -> Iterator[None]:
    """Start processes that do not run the program's own script again, for all that it imports or does."""
    main = sys.modules["__main__"]
    sys.modules["__main__"] = types.ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main


@contextlib.contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except BrokenProcessPool as error:
        raise MediaevalError(
            "A worker process that prepares pictures ended without an answer: it was killed, perhaps for want of "
            "memory, or could not start.",
            hint="Run again with fewer of them (--workers 1), or none (--workers 0); what was encoded is kept.",
        ) from error
