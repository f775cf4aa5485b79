"""Which way of multiplying is fastest here: measured once for a machine and a size, and kept."""

from __future__ import annotations

import contextlib
import json
import os
import platform
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Literal, cast, get_args

import numpy as np

from mediaeval import InnerProduct, RunFileError, Shortlist, atomic_path, cache_folder
from mediaeval_plugins.ranking.numpy_engine import NumpyEngine
from mediaeval_plugins.ranking.search import Engine, search
from mediaeval_plugins.ranking.torch_engine import Precision, TorchEngine, full_precision
from mediaeval_plugins.ranking.torch_library import has_torch, torch_library

__all__ = ["PathName", "choose", "make", "run"]

PathName = Literal["numpy", "torch-float32", "torch-bfloat16"]
"""Which library multiplies, and in which precision."""

WORTH_MEASURING = 2 * 10**11
"""Multiplications of a search, ``C D d``, from which it takes seconds and a measurement does not; below, NumPy."""

_measured: dict[Path, dict[str, Any]] = {}
"""By this process."""

_ARTICLES, _IMAGES = 2048, 2048
"""The first sample of a measurement; the second has eight times as many images. What these take longer is what counts:
a gallery is many blocks, of which the first, where no image can be ruled out yet, is like no other."""

_ROUNDS, _LONG = 3, 1.0
"""A sample is timed so often, unless that takes more seconds than it should."""

_LOAD = 1
"""Processes beyond the number of cores that make a machine a busy one."""

_HOPELESS = 3
"""A path that takes so many times as long as the best on the first sample is not tried on the second: bfloat16 without
an instruction for it takes hundreds of times as long."""


def make(name: PathName, product: InnerProduct, memory: int, device: str) -> Engine:
    """The engine of a path.

    Raises:
        PluginError: it needs torch, which is not installed.
        RunFileError: there is no such device.
    """
    if name == "numpy":
        return NumpyEngine(product, memory)
    return TorchEngine(product, memory, cast("Precision", name.removeprefix("torch-")), _device(device))


def run(name: PathName, product: InnerProduct, depth: int, memory: int, device: str) -> Iterator[Shortlist]:
    """The shortlists that a path finds.

    Raises:
        PluginError: it needs torch, which is not installed.
        RunFileError: there is no such device.
    """
    with contextlib.nullcontext() if name == "numpy" else full_precision():
        yield from search(make(name, product, memory, device), product, depth)


def choose(product: InnerProduct, depth: int, memory: int, device: str) -> PathName:
    """The path for a search.

    All paths give the same lists; this is about time alone. Nothing is measured, and torch not imported, for a search
    that takes no time to speak of.
    """
    if product.queries.shape[0] * product.images.size < WORTH_MEASURING or not has_torch():
        return "numpy"
    place = cache_folder("ranking", f"{_key(product, device)}.json")
    known = _read(place) or _measured.get(place)
    if known is None:
        busy = _is_busy()
        known = _measured[place] = _measure(product, depth, memory, device)
        if not busy:
            with atomic_path(place) as temporary:
                temporary.write_text(json.dumps(known, indent=1) + "\n", "utf-8")
    seconds: Mapping[PathName, float] = known["seconds"]
    return min(seconds, key=lambda name: seconds[name])


def _is_busy() -> bool:
    """Whether others compute here: what is measured beside them holds for this process, and is not kept for others."""
    cores = os.cpu_count() or 1
    return hasattr(os, "getloadavg") and os.getloadavg()[0] > cores + _LOAD


def _key(product: InnerProduct, device: str) -> str:
    """The machine and the size, as a file name: counts that differ by less than two share one."""
    torch = torch_library()
    where = torch.device(_device(device))
    hardware = torch.cuda.get_device_name(where) if where.type == "cuda" else _processor()
    sizes = [min(count.bit_length(), 20) for count in (len(product.queries), len(product.images))]
    threads = torch.get_num_threads()
    parts = [hardware, threads, "torch", torch.__version__, "numpy", np.__version__, *sizes, product.images.shape[1]]
    return "-".join("".join(c if c.isalnum() or c == "." else "_" for c in str(part)) for part in parts)


def _processor() -> str:
    """Its model, and what it can do with bfloat16 and int8: virtual machines may hide either."""
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    found = {key.strip(): value.strip() for key, _, value in (line.partition(":") for line in lines)}
    able = [flag for flag in ("amx_bf16", "avx512_bf16", "avx2") if flag in found.get("flags", "").split()]
    return " ".join([found.get("model name", platform.machine()), *able[:1]])


def _read(place: Path) -> dict[str, Any] | None:
    """A measurement that was kept; None where there is none, or none of these paths."""
    try:
        known = json.loads(place.read_text("utf-8"))
        names = set(known["seconds"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return known if names and names <= set(get_args(PathName)) else None


def _measure(product: InnerProduct, depth: int, memory: int, device: str) -> dict[str, Any]:
    """Seconds of each path on a part of the search; those that are hopeless on a small part get no large one."""
    few, many = (
        InnerProduct(product.queries[:_ARTICLES], product.images[:images], product.bias[:images])
        for images in (_IMAGES, 8 * _IMAGES)
    )
    names: tuple[PathName, ...] = get_args(PathName)
    short = {name: _time(name, few, depth, memory, device) for name in names}
    hopeful = [name for name in names if short[name] <= _HOPELESS * min(short.values())]
    more = {name: _time(name, many, depth, memory, device) - short[name] for name in hopeful}
    return {"seconds": {name: round(max(taken, 0), 4) for name, taken in more.items()}}


def _time(name: PathName, part: InnerProduct, depth: int, memory: int, device: str) -> float:
    """The best of three, the first of which warms up; of one where that takes long."""
    taken: list[float] = []
    while len(taken) < _ROUNDS and sum(taken) < _LONG:
        start = time.perf_counter()
        for _ in run(name, part, min(depth, len(part.images)), memory, device):
            pass
        taken.append(time.perf_counter() - start)
    return min(taken)


def _device(name: str) -> str:
    """The device of an option."""
    torch = torch_library()
    if name == "auto":
        return "cuda" if torch.cuda.is_available() else "cpu"
    try:
        device = torch.device(name)
    except RuntimeError:
        raise RunFileError(
            f"device {name!r} is none that torch knows.", hint="Use auto, cpu, cuda or cuda:N."
        ) from None
    if device.type == "cuda" and (device.index or 0) >= torch.cuda.device_count():
        raise RunFileError(f"there is no device {name!r} here.", hint="Use auto or cpu.")
    return str(device) if device.type == "cuda" else "cpu"
