"""Training corpora: readers of titles and pictures, and the command that makes one training set of them."""

from __future__ import annotations

from collections.abc import Iterator

from mediaeval import Command, Corpus, hookimpl

__all__ = ["mediaeval_commands", "mediaeval_corpora"]


@hookimpl
def mediaeval_corpora() -> Iterator[Corpus]:
    """The paper's corpora, and readers for any other."""
    here = __name__
    yield Corpus("nytimes800k", f"{here}.nytimes:NYTimes800k", summary="New York Times, from an export of its MongoDB")
    yield Corpus("goodnews", f"{here}.goodnews:GoodNews", summary="New York Times with captioned pictures")
    yield Corpus("n24news", f"{here}.presets:N24News", summary="New York Times in 24 sections")
    yield Corpus("breaking-news", f"{here}.presets:BreakingNews", summary="articles of 2014, by a mapping of yours")
    yield Corpus("al-jazeera", f"{here}.presets:AlJazeera", summary="the sample on data.world; addresses of pictures")
    yield Corpus("cnn", f"{here}.presets:CNN", summary="the sample on data.world; addresses of pictures")
    yield Corpus("bbc", f"{here}.presets:BBC", summary="the sample on data.world; addresses of pages")
    yield Corpus("huffpost", f"{here}.presets:HuffPost", summary="the sample on data.world; addresses of pictures")
    yield Corpus("bloomberg", f"{here}.presets:Bloomberg", summary="the sample on data.world; pictures in its HTML")
    yield Corpus("newsimages", f"{here}.newsimages:NewsImages", summary="training halves of the editions")
    yield Corpus("webdataset", f"{here}.shards:WebDataset", summary="tar files, such as those of img2dataset")
    yield Corpus("records", f"{here}.recordcorpus:RecordCorpus", summary="any JSON, CSV or Parquet, by field names")


@hookimpl
def mediaeval_commands() -> Iterator[Command]:
    """One training set of many corpora."""
    yield Command(
        "corpus",
        f"{__name__}.command:corpus",
        summary="Download, build and look into training sets of titles and pictures.",
    )
