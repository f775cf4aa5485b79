"""Revisers: corrections of hubness, the images that come up for every headline."""

from __future__ import annotations

from collections.abc import Iterator

from mediaeval import Reviser, hookimpl


@hookimpl
def mediaeval_revisers() -> Iterator[Reviser]:
    """The revisers of this family."""
    yield Reviser("none", "mediaeval_plugins.hubness.none:NoRevision", summary="cosines as they are")
    yield Reviser(
        "dual-softmax",
        "mediaeval_plugins.hubness.dual_softmax:DualSoftmax",
        summary="softmax over articles times softmax over images, as in the paper",
    )
