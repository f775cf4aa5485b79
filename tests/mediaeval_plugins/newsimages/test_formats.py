"""What each edition says of its submissions, seen through the validator."""

from pathlib import Path

import pytest

from mediaeval import SplitName
from mediaeval.submissions.reader import read_submission
from mediaeval.submissions.repair import repair, write_repaired
from mediaeval_plugins.newsimages.edition2021 import Edition2021, true_number
from mediaeval_plugins.newsimages.edition2023 import Edition2023
from mediaeval_plugins.newsimages.edition2025 import Edition2025
from mediaeval_plugins.newsimages.edition2026 import Edition2026

P1 = SplitName("2023", "GDELT-P1")


@pytest.fixture
def validated(tmp_path, write, write_gdelt):
    """Write a submission of a small GDELT-P1 by some key, and read it."""
    write_gdelt(tmp_path / "GDELT-Dataset", "GDELT-P1")
    edition = Edition2023()
    split = edition.read(P1, tmp_path)

    def read(key, end="\n"):
        images = [image.id for image in split.images]
        lines = ["\t".join([article.keys[key], *images]) + end for article in split.articles]
        path = write(tmp_path / "run.tsv", "".join(lines))
        return read_submission(path, split, edition.submission_format), split, edition

    return read


@pytest.mark.parametrize("key", ["url", "aid"])
def test_2023_takes_either_key(key, validated):
    findings = validated(key)[0].findings
    assert (findings.valid, findings.key, findings.items) == (True, key, ())


def test_2023_refuses_the_shared_article(validated):
    submission, *_ = validated("article")
    counts = submission.findings.counts()
    assert counts["key-column"] == 1
    assert counts["ambiguous-article"] == 4
    assert "article, which 4 articles share" in submission.findings.items[0].message


def test_2023_lets_a_trailing_tab_pass(validated):
    findings = validated("url", "\t\n")[0].findings
    assert (findings.valid, findings.warnings) == (True, 6)
    assert not validated("url", "\r\n")[0].findings.valid


def test_2021_goes_by_the_obfuscated_number(real_data, tmp_path: Path):
    edition = Edition2021()
    split = edition.read(SplitName("2021", "KStA"), real_data)
    source = (real_data / "newsimages2021" / "perturbed" / "no-header.tsv").read_text().splitlines()
    lines = [true_number(line[:10]) + line[10:] for line in source]
    wrong = tmp_path / "run.tsv"
    wrong.write_text("\n".join(lines) + "\n")
    submission = read_submission(wrong, split, edition.submission_format)
    assert [item.code for item in submission.findings.items] == ["key-column"]
    write_repaired(tmp_path / "fixed.tsv", repair(submission, split, edition.submission_format), edition)
    fixed = (tmp_path / "fixed.tsv").read_text().splitlines()
    assert fixed[0].startswith("articleID\tiid1\t")
    assert fixed[1:] == source


def test_pictures_are_asked_for_since_2025():
    first, second = Edition2025().submission_format.pictures, Edition2026().submission_format.pictures
    assert (first.size, first.distinct, second.size, second.distinct) == ((460, 260), False, (460, 260), True)
