"""The user's own paraphrases, joined to a split."""

from __future__ import annotations

import pytest

from mediaeval import DataError
from mediaeval_plugins.paraphrase.file import FileParaphrases


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "own.jsonl"
    path.write_text(
        '{"id": "b", "paraphrases": ["B one", " ", "B two"]}\n'
        '{"id": "stranger", "paraphrase": "?"}\n'
        '{"id": "b", "paraphrases": ["B one", "B three"]}\n'
    )
    return path


def test_views_by_article(path):
    augmenter = FileParaphrases(path=str(path))
    assert augmenter.report() == {}
    assert augmenter.augment(["a", "b"], ["A", "B"]) == [["A"], ["B", "B one", "B two", "B three"]]
    assert augmenter.report() == {
        "articles": 2,
        "articles_kept": 1,
        "articles_fallback": 1,
        "articles_unknown": 1,
        "articles_retitled": 0,
        "used": 3,
        "blank": 1,
        "repeated": 1,
    }


def test_no_article_in_common(path):
    with pytest.raises(DataError, match=r"none of the 2 articles.*'b'.*'x'"):
        FileParaphrases(path=str(path)).augment(["x", "y"], ["X", "Y"])


def test_no_articles_at_all(path):
    assert FileParaphrases(path=str(path)).augment([], []) == []


def test_fingerprint_follows_content_and_not_place(path, tmp_path):
    copy = tmp_path / "copy.jsonl"
    copy.write_bytes(path.read_bytes())
    before = FileParaphrases(path=str(path)).fingerprint()
    assert FileParaphrases(path=str(copy)).fingerprint() == before
    copy.write_text('{"id": "b", "paraphrase": "other"}\n')
    assert FileParaphrases(path=str(copy)).fingerprint() != before


def test_requirements_say_whether_the_file_is_there(path, tmp_path):
    assert [file.path for file in FileParaphrases(path=str(path)).requirements()] == [path]
    missing = FileParaphrases(path=str(tmp_path / "none.csv"))
    assert [file.path for file in missing.requirements()] == [None]
    with pytest.raises(DataError, match="cannot be read"):
        missing.fingerprint()
