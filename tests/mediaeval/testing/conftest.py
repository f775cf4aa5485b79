"""Components that keep every promise, and a way to break one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from mediaeval.options import check_options
from mediaeval.testing.check import ConformanceError, Subject


@pytest.fixture
def breaks() -> Callable[..., str]:
    """Run one promise on a class, see it broken, and give back the reason: ``breaks(promise, "reviser", Cls)``."""

    def run(promise: Callable[[Subject], None], kind: str, cls: type[Any], **options: Any) -> str:
        with pytest.raises((ConformanceError, ValueError)) as caught:
            promise(Subject(kind, cls, check_options(cls, options, kind)))
        return str(caught.value)

    return run
