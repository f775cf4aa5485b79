from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence

import pytest

from mediaeval.report.contents import Contents, describe
from mediaeval.report.labels import Labels
from mediaeval.report.payload import payload, wanted_images
from mediaeval.report.runs import SHOWN, ShownRun
from mediaeval.split import Split

pytest.importorskip("matplotlib")


def test_lists_ranks_and_texts_come_back_as_they_were(
    split: Split, truth: Mapping[str, str], labels: Sequence[Labels], contents: Contents
) -> None:
    read = json.loads(json.dumps(payload(contents, {image.id: 3 for image in split.images})))
    images = read["images"]["id"]
    for own, run in zip(read["runs"], contents.runs, strict=True):
        for n, article in enumerate(split.articles):
            listed = [images[at] for at in own["lists"][n * SHOWN : (n + 1) * SHOWN]]
            assert listed == run.shown.lists[article.id]
        assert run.shown.result is not None
        known = dict(zip(run.shown.result.articles, run.shown.result.ranks.tolist(), strict=True))
        assert own["ranks"] == [known.get(article.id) for article in split.articles]
    assert [own["before"] is None for own in read["runs"]] == [not run.shown.unrevised for run in contents.runs]
    right = [None if at is None else images[at] for at in read["articles"]["right"]]
    assert right == [truth.get(article.id) for article in split.articles]
    assert read["articles"]["key"][0] == "https://example.org/0"
    assert read["views"][0][1][1] == "paraphrase of a1"
    assert set(read["images"]["picture"]) == {3}
    assert read["images"]["labels"] == [[labels[0].values.get(image) for image in images]]


def test_short_and_missing_lists_are_filled(split: Split, make_run: Callable[..., ShownRun]) -> None:
    run = make_run("short", 1.0, scored=False)
    lists = {**run.lists, "a0": ["IMG005"]}
    del lists["a1"]
    contents = describe(split, None, [ShownRun("short", run.path, None, lists)])
    (own,) = payload(contents, {})["runs"]
    assert own["lists"][1 : 2 * SHOWN] == [-1] * (2 * SHOWN - 1)
    assert (own["ranks"], own["scores"], own["views"], own["before"]) == (None, None, None, None)


def test_scores_that_json_cannot_say_are_left_out(split: Split, make_run: Callable[..., ShownRun]) -> None:
    run = make_run("fused", 1.0, scored=False)
    scores = {**run.scores, "a0": [1 / 3, float("-inf")]}
    contents = describe(split, None, [ShownRun("fused", run.path, None, run.lists, scores)])
    own = payload(contents, {})["runs"][0]["scores"]
    assert own[:3] == [0.33333, None, None]


def test_right_pictures_are_wanted_most(truth: Mapping[str, str], contents: Contents) -> None:
    wanted = [image.id for image in wanted_images(contents)]
    assert wanted[: len(truth)] == list(truth.values())
    assert len(set(wanted)) == len(wanted)
