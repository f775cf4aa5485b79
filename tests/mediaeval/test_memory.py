"""What the encode path holds grows by less than 64 bytes an image."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest


@pytest.mark.slow
def test_memory_grows_by_less_than_64_bytes_an_image(repository: Path) -> None:
    spec = importlib.util.spec_from_file_location("memory_benchmark", repository / "benchmarks" / "memory.py")
    assert spec is not None
    assert spec.loader is not None
    benchmark = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(benchmark)
    small, large = 4_000, 16_000
    assert (benchmark.peak(large) - benchmark.peak(small)) / (large - small) < 64
