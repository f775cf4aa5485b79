"""The conformance kit: what each role promises, as checks that run in seconds.

In a plugin's own tests::

    import pytest
    from mediaeval.testing import checks

    @pytest.mark.parametrize("check", checks("reviser", "centre"), ids=str)
    def test_centre(check):
        check()

``mediaeval plugins check NAME`` runs the same checks.
"""

from __future__ import annotations

from mediaeval.testing.check import Check, ConformanceError
from mediaeval.testing.kit import ROLES, checks, checks_of
from mediaeval.testing.samples import Sample, cosines, sample

__all__ = ["ROLES", "Check", "ConformanceError", "Sample", "checks", "checks_of", "cosines", "sample"]
