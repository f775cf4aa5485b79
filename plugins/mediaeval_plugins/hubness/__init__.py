"""Revisers: corrections of hubness, the images that come up for every headline."""

from __future__ import annotations

from collections.abc import Iterator

from mediaeval import Reviser, hookimpl


@hookimpl
def mediaeval_revisers() -> Iterator[Reviser]:
    """The revisers of this family."""
    for name, target, summary in (
        ("none", "none:NoRevision", "cosines as they are"),
        (
            "dual-softmax",
            "dual_softmax:DualSoftmax",
            "softmax over articles times softmax over images, as in the paper",
        ),
        ("dual-softmax-scaled", "dual_softmax:ScaledDualSoftmax", "the same at the temperature of CLIP's logits, .01"),
        ("inverted-softmax", "inverted_softmax:InvertedSoftmax", "softmax over articles: less the column's soft mean"),
        ("csls", "csls:CSLS", "less half the mean of the k nearest articles"),
        ("nnn", "nnn:NNN", "less a share of the mean of the k nearest of a bank"),
        ("mean-center", "mean_center:MeanCenter", "less a share of the column's mean (distribution normalisation)"),
        ("qb-norm", "qb_norm:QBNorm", "inverted softmax where the best image is a hub of the bank"),
        ("dsl", "dsl:DSL", "cosine times softmax over articles"),
        ("sinkhorn", "sinkhorn:Sinkhorn", "optimal transport: every image wanted equally often"),
        ("mutual-proximity", "mutual_proximity:MutualProximity", "each side finds the other nearer than usual"),
        ("hungarian", "hungarian:Hungarian", "the best one-to-one assignment comes first; all articles at once"),
    ):
        yield Reviser(name, f"mediaeval_plugins.hubness.{target}", summary=summary)
