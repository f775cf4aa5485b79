"""A split whose every text is hostile, and runs on it, made without a model."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from mediaeval.report.contents import Contents, describe
from mediaeval.report.labels import Labels
from mediaeval.report.page import page_of
from mediaeval.report.runs import SHOWN, ShownRun
from mediaeval.results.metrics import list_ranks
from mediaeval.results.result import Result
from mediaeval.split import Article, GalleryImage, Split

HOSTILE = (
    "</script><script>window.pwned = 1</script>",
    '<img src=x onerror="window.pwned = 2">',
    '" onmouseover="window.pwned = 3',
    "\u202eevil\u202c turned \u2066round",
    "line\u2028separator\u2029paragraph",
    "null \x00 bell \x07 delete \x7f lone \ud800 mark \ufeff",
    '{"title":"</ScRiPt><!--<script>"}',
    "{{ 7 * 7 }} {% raise %} {# none #}",
    "&lt;b&gt; &amp;amp; &#x3c;",
    "'; alert(1); //",
    "שלום עולם Hello",
    "x" * 300,
    "   ",
)

ARTICLES = 230


@pytest.fixture(scope="session")
def split(tmp_path_factory: pytest.TempPathFactory) -> Split:
    """230 articles, the first of them hostile, each with a picture of its own."""
    folder = tmp_path_factory.mktemp("pictures")
    rng = np.random.default_rng(1)
    titles = [*HOSTILE, *(f"Storm number {n} over the harbour" for n in range(len(HOSTILE), ARTICLES))]
    images = []
    for n in range(ARTICLES):
        path = folder / f"IMG{n:03d}.png"
        Image.fromarray(rng.integers(0, 255, (24, 32, 3), dtype=np.uint8)).save(path)
        images.append(GalleryImage(path.stem, path))
    articles = [
        Article(f"a{n}", {"id": f"a{n}", "url": f"https://example.org/{n}"}, {"title": title}, n + 2)
        for n, title in enumerate(titles)
    ]
    return Split("folder:<hostile> & 'so'", "hostile", tuple(articles), tuple(images), submission_keys=("url", "id"))


@pytest.fixture(scope="session")
def truth(split: Split) -> dict[str, str]:
    """Article n belongs to picture n, but for the last, whose picture nobody knows."""
    pairs = zip(split.articles[:-1], split.images, strict=False)
    return {article.id: image.id for article, image in pairs}


@pytest.fixture(scope="session")
def make_run(split: Split, truth: Mapping[str, str]) -> Callable[..., ShownRun]:
    """Make a run of noise around the right places: ``make_run("name", 3.0, views=True, revised=True)``."""

    def make(name: str, noise: float, *, views: bool = False, revised: bool = False, scored: bool = True) -> ShownRun:
        rng = np.random.default_rng(len(name))
        scores = rng.normal(0, noise, (ARTICLES, ARTICLES)) + 5 * np.eye(ARTICLES)
        order = np.argsort(-scores, axis=1)[:, :100]
        ids = [article.id for article in split.articles]
        images = np.array([image.id for image in split.images])
        lists = dict(zip(ids, images[order].tolist(), strict=True))
        known = [article for article in ids if article in truth]
        result = Result(name, split.name, known, list_ranks(lists, truth, known), truth="t" * 64)
        texts = {article.id: [article.texts["title"], f"paraphrase of {article.id}"] for article in split.articles}
        return ShownRun(
            name=name,
            path=Path("out") / f"{name}.tsv",
            result=result if scored else None,
            lists={article: own[:SHOWN] for article, own in lists.items()},
            scores={article: np.sort(row)[::-1][:SHOWN].tolist() for article, row in zip(ids, scores, strict=True)},
            views=texts if views else {},
            unrevised={article: own[::-1][:SHOWN] for article, own in lists.items()} if revised else {},
            manifest={"assumes": ["transductive"], "run": {"description": "<b>of noise</b>"}} if revised else {},
        )

    return make


@pytest.fixture(scope="session")
def runs(make_run: Callable[..., ShownRun]) -> Sequence[ShownRun]:
    """A plain run with a hostile name, and a revised one that kept all that a run keeps."""
    return [
        make_run("<img src=x onerror=window.pwned=9>", 1.6),
        make_run("revised", 1.2, views=True, revised=True),
    ]


@pytest.fixture(scope="session")
def labels(split: Split) -> Sequence[Labels]:
    """Two columns: of pictures, with a hostile label, and of articles."""
    images = {image.id: "<i>generated</i>" if n % 3 else "photograph" for n, image in enumerate(split.images[:100])}
    return [
        Labels("origin </title>", "image", images, elsewhere=2),
        Labels("topic", "article", {article.id: "weather" for article in split.articles[:50]}),
    ]


@pytest.fixture(scope="session")
def contents(split: Split, truth: Mapping[str, str], runs: Sequence[ShownRun], labels: Sequence[Labels]) -> Contents:
    """What the report of all that says."""
    pytest.importorskip("matplotlib")
    return describe(split, truth, runs, labels)


@pytest.fixture(scope="session")
def page(contents: Contents, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report as a file."""
    path = tmp_path_factory.mktemp("page") / "report.html"
    path.write_bytes(page_of(contents))
    return path
