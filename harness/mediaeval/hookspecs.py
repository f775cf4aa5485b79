"""Every door of the harness on one screen.

A plugin is a module with functions of these names, marked ``@mediaeval.hookimpl``, in a distribution whose
``[project.entry-points.mediaeval]`` names the module. Each function yields records; each example below is a whole
plugin that runs as it stands.
"""

from __future__ import annotations

from collections.abc import Iterable

import pluggy

from mediaeval.records import Aggregator, Augmenter, Command, Corpus, Edition, Encoder, Ranker, Reviser

__all__ = ["hookimpl", "hookspec"]

hookspec = pluggy.HookspecMarker("mediaeval")
hookimpl = pluggy.HookimplMarker("mediaeval")


@hookspec
def mediaeval_encoders() -> Iterable[Encoder]:  # type: ignore[empty-body]
    """Models that place titles and pictures in one space (:class:`mediaeval.roles.EncoderRole`).

    Example::

        import numpy as np
        from mediaeval import Encoder, hookimpl

        class MeanColour:
            '''A picture is its mean colour; a title the colours that it names.'''

            batch_size = 64
            colours = {"red": (1, 0, 0), "green": (0, 1, 0), "blue": (0, 0, 1)}

            def fingerprint(self, modality):
                return {"model": "mean-colour", "version": 1}

            def preprocess(self, image):
                return np.asarray(image.convert("RGB").resize((8, 8)), dtype=np.float32) / 255

            def encode_images(self, batch):
                return batch.mean(axis=(1, 2)) + 1e-3

            def encode_texts(self, texts):
                named = [[self.colours[w] for w in t.lower().split() if w in self.colours] for t in texts]
                return np.array([np.sum([(1e-3,) * 3, *rows], axis=0) for rows in named], dtype=np.float32)

        @hookimpl
        def mediaeval_encoders():
            yield Encoder("mean-colour", f"{__name__}:MeanColour", summary="names of colours against mean colours")
    """


@hookspec
def mediaeval_augmenters() -> Iterable[Augmenter]:  # type: ignore[empty-body]
    """Sources of further views of a title (:class:`mediaeval.roles.AugmenterRole`).

    Example::

        from mediaeval import Augmenter, hookimpl

        class Lead:
            '''Adds the part of a headline before its first colon.'''

            def augment(self, ids, titles):
                return [[title, title.split(":")[0]] for title in titles]

        @hookimpl
        def mediaeval_augmenters():
            yield Augmenter("lead", f"{__name__}:Lead", summary="a headline and its part before the colon")
    """


@hookspec
def mediaeval_revisers() -> Iterable[Reviser]:  # type: ignore[empty-body]
    """Corrections of a whole score matrix (:class:`mediaeval.roles.ReviserRole`).

    Example::

        import numpy as np
        from mediaeval import Domain, Reviser, hookimpl

        class Centre:
            '''Subtracts from every image its mean score over the bank of queries.'''

            accepts = (Domain.COSINE,)
            produces = Domain.COSINE

            def __init__(self, weight: float = 1.0):
                self.weight = weight

            def fit(self, bank):
                return sum(strip.sum(axis=0, dtype=np.float64) for strip in bank) / bank.queries

            def apply(self, scores, state):
                return scores - (self.weight * state).astype(scores.dtype)

        @hookimpl
        def mediaeval_revisers():
            yield Reviser("centre", f"{__name__}:Centre", summary="mean-centred images")
    """


@hookspec
def mediaeval_aggregators() -> Iterable[Aggregator]:  # type: ignore[empty-body]
    """Ways to make one score of several views (:class:`mediaeval.roles.AggregatorRole`).

    Example::

        from mediaeval import Aggregator, Domain, hookimpl

        class Best:
            '''The score of the best view.'''

            accepts = tuple(Domain)
            produces = None

            def aggregate(self, scores, domain):
                return scores.max(axis=0)

        @hookimpl
        def mediaeval_aggregators():
            yield Aggregator("best", f"{__name__}:Best", summary="the best view decides")
    """


@hookspec
def mediaeval_rankers() -> Iterable[Ranker]:  # type: ignore[empty-body]
    """Ways to make ranked lists of scores (:class:`mediaeval.roles.RankerRole`).

    Example::

        import numpy as np
        from mediaeval import Ranker, hookimpl

        class FullSort:
            '''Sorts every row whole: the tie rule in one line, for small galleries.'''

            depth = 100

            def rank(self, scores, depth):
                return np.argsort(-scores, axis=1, kind="stable")[:, :depth]

        @hookimpl
        def mediaeval_rankers():
            yield Ranker("full-sort", f"{__name__}:FullSort", summary="a stable sort of every row")
    """


@hookspec
def mediaeval_editions() -> Iterable[Edition]:  # type: ignore[empty-body]
    r"""Data sets with their splits and submission formats (:class:`mediaeval.roles.EditionRole`).

    Example::

        from mediaeval import Article, DataError, Edition, GalleryImage, Location, Split, hookimpl

        class Captioned:
            '''A folder of pictures, each with its headline in a text file of the same name.'''

            submission_keys = ("id",)

            def locate(self, name, data):
                folder = data / name.name
                return Location(name, (folder,), () if folder.is_dir() else (folder,))

            def read(self, name, data):
                files = sorted((data / name.name).glob("*.txt"))
                if not files:
                    raise DataError(f"{data / name.name}: there is no headline.")
                articles = [Article(f.stem, {"id": f.stem}, {"title": f.read_text()}) for f in files]
                images = [GalleryImage(f.stem, f.with_suffix(".jpg")) for f in files]
                return Split(str(name), name.slug, tuple(articles), tuple(images), tuple(files))

            def read_truth(self, name, data):
                return {f.stem: f.stem for f in (data / name.name).glob("*.txt")}

            def read_qrels(self, path, split):
                return dict(line.split() for line in path.read_text().splitlines())

            def format_submission(self, rows):
                for key, images in rows:
                    yield "\t".join([key, *images]).encode() + b"\n"

        @hookimpl
        def mediaeval_editions():
            yield Edition("captioned", f"{__name__}:Captioned", summary="pictures beside text files")
    """


@hookspec
def mediaeval_corpora() -> Iterable[Corpus]:  # type: ignore[empty-body]
    """Training corpora: titles and their pictures, to fine-tune on (:class:`mediaeval.roles.CorpusRole`).

    Example::

        from pathlib import Path
        from mediaeval import Corpus, Pair, hookimpl

        class Captioned:
            '''Pictures, each with its headline in a text file of the same name.'''

            def __init__(self, folder: Path = Path("pictures")):
                self.folder = folder

            def pairs(self):
                for text in sorted(self.folder.glob("*.txt")):
                    yield Pair(id=text.stem, title=text.read_text(encoding="utf-8"), image=text.with_suffix(".jpg"))

        @hookimpl
        def mediaeval_corpora():
            yield Corpus("captioned", f"{__name__}:Captioned", summary="pictures beside text files")
    """


@hookspec
def mediaeval_commands() -> Iterable[Command]:  # type: ignore[empty-body]
    """Commands that join ``mediaeval``.

    Example::

        import click
        from mediaeval import Command, hookimpl

        @click.command()
        def hello():
            '''Greet.'''
            click.echo("hello")

        @hookimpl
        def mediaeval_commands():
            yield Command("hello", f"{__name__}:hello", summary="Greet.")
    """
