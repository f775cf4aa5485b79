"""The embedded default: a split and a tiny model that need no download."""

from __future__ import annotations

from collections.abc import Iterable

from mediaeval import Command, Corpus, Edition, Encoder, hookimpl

__all__ = ["mediaeval_commands", "mediaeval_corpora", "mediaeval_editions", "mediaeval_encoders"]


@hookimpl
def mediaeval_editions() -> Iterable[Edition]:
    """The generated data set."""
    yield Edition(
        "demo",
        "mediaeval_plugins.demo.edition:DemoEdition",
        splits=("demo",),
        summary="Invented headlines and drawn pictures in the 2023 layout; made on first use.",
    )


@hookimpl
def mediaeval_encoders() -> Iterable[Encoder]:
    """The tiny model."""
    yield Encoder(
        "demo",
        "mediaeval_plugins.demo.encoder:DemoEncoder",
        summary="A tiny CLIP for the demo split; its weights are part of the package.",
    )


@hookimpl
def mediaeval_corpora() -> Iterable[Corpus]:
    """Further stories to train on."""
    yield Corpus(
        "demo",
        "mediaeval_plugins.demo.corpus:DemoCorpus",
        summary="Further invented headlines and drawn pictures, made as they are read.",
    )


@hookimpl
def mediaeval_commands() -> Iterable[Command]:
    """What made both."""
    yield Command(
        "demo",
        "mediaeval_plugins.demo.commands:demo",
        summary="The embedded data set and model: write it out, train it again.",
    )
