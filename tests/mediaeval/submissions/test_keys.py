from __future__ import annotations

from mediaeval.split import Article, Split
from mediaeval.submissions.keys import ArticleKeys


def test_the_key_is_what_most_cells_are(split: Split) -> None:
    keys = ArticleKeys(split)
    assert keys.detect(["aid-0", "aid-1", "https://news.example/a,b;2"]) == "aid"
    assert keys.detect(["72", "73", "nobody"]) == "article"
    assert keys.detect(["nobody"]) == keys.detect([]) == ""


def test_of_equals_the_editions_own_comes_first() -> None:
    articles = tuple(Article(str(n), {"other": str(n), "own": str(n)}, {}) for n in range(3))
    assert ArticleKeys(Split("s", "s", articles, (), submission_keys=("own",))).detect(["0", "1"]) == "own"


def test_a_shared_key_names_several(split: Split) -> None:
    keys = ArticleKeys(split)
    assert keys.articles("article", "70") == ["aid-0", "aid-1"]
    assert (keys.shared("article"), keys.shared("aid")) == (2, 0)
    assert (keys.accepts("aid"), keys.accepts("article")) == (True, False)


def test_what_is_scored_is_unique_and_accepted(split: Split) -> None:
    scored = ArticleKeys(split).scored
    assert scored["aid-1"] == scored["https://news.example/a,b;1"] == "aid-1"
    assert "72" not in scored


def test_articles_without_keys_go_by_their_id() -> None:
    keys = ArticleKeys(Split("s", "s", (Article("7", {}, {}),), ()))
    assert keys.detect(["7"]) == "id"
    assert keys.scored == {"7": "7"}
