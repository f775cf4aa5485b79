"""A plugin of somebody else: an encoder and a reviser."""

from mediaeval import Encoder, Reviser, hookimpl


@hookimpl
def mediaeval_encoders():
    """The encoder."""
    yield Encoder("acme-colours", "acme_newsimages.colours:Colours", summary="names of colours against mean colours")


@hookimpl
def mediaeval_revisers():
    """The reviser."""
    yield Reviser("acme-centre", "acme_newsimages.centre:Centre", summary="mean-centred images")
