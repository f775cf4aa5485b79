from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image
from scipy.stats import spearmanr

from mediaeval_plugins.demo.stories import tell

STORIES = [tell("test", number) for number in range(320)]


def test_a_story_is_the_same_whenever_it_is_told() -> None:
    again = [tell("test", number) for number in reversed(range(320))][::-1]
    assert again == STORIES
    assert [story.title for story in again] == [story.title for story in STORIES]
    assert STORIES[5].picture() == again[5].picture()


def test_ids_are_unique_but_for_the_number_that_is_not() -> None:
    for name in ("iid", "aid", "url"):
        assert len({getattr(story, name) for story in STORIES}) == 320
    assert 250 < len({story.article for story in STORIES}) < 320


def test_the_order_of_pictures_says_nothing_about_the_order_of_articles() -> None:
    place = np.argsort(np.argsort([story.iid for story in STORIES]))
    assert spearmanr(np.arange(320), place).pvalue > 0.01


def test_titles_are_varied_and_some_are_german() -> None:
    titles = [story.title for story in STORIES]
    assert len(set(titles)) > 315
    assert 0.04 < np.mean([story.german for story in STORIES]) < 0.13
    assert any(" | " in title for title in titles)
    assert not any("\t" in title or "  " in title or " :" in title for title in titles)


def test_a_paraphrase_is_in_the_language_of_its_title_and_other_words() -> None:
    same = [story.paraphrase() == story.title for story in STORIES]
    assert np.mean(same) < 0.01
    for story in STORIES:
        words = {word.strip(":'|").lower() for word in story.paraphrase().split()}
        assert bool(words & {"the", "at", "in", "on", "by", "to", "a", "of", "and", "is", "for"} - {"in"}) <= (
            not story.german
        )


def test_some_stories_follow_up_on_others_and_some_show_the_same_scene() -> None:
    same_scene = [n for n in range(1, 320) if STORIES[n].scene == STORIES[n - 1].scene]
    follow_ups = [
        n for n in range(1, 320) if n not in same_scene and STORIES[n].scene.main.kind == STORIES[n - 1].scene.main.kind
    ]
    assert len(same_scene) >= 20
    assert len(follow_ups) >= 40
    for n in same_scene:
        assert STORIES[n].picture() != STORIES[n - 1].picture()


@pytest.mark.parametrize("number", range(0, 320, 40))
def test_pictures_are_small_jpegs_of_varied_shape(number: int) -> None:
    with Image.open(io.BytesIO(STORIES[number].picture())) as picture:
        assert picture.format == "JPEG"
        assert 80 <= min(picture.size) <= max(picture.size) <= 180


def test_halves_share_nothing() -> None:
    training = {tell("training", number).iid for number in range(320)}
    assert not training & {story.iid for story in STORIES}
    assert tell("model", 3).picture() != tell("test", 3).picture()
