from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mediaeval.errors import DataError, SubmissionError
from mediaeval.outputs import Outputs
from mediaeval.plugins import get_plugins
from mediaeval.results.metrics import Measure
from mediaeval.results.result import printed
from mediaeval.split import Article, GalleryImage, Split
from mediaeval.splits import find_split
from mediaeval.submissions.format import SubmissionFormat
from mediaeval.submissions.official import official_lines
from mediaeval.submissions.reader import Submission, read_submission
from mediaeval.submissions.score import score

FORM = SubmissionFormat(header="allowed", tolerated=frozenset({"line-ends"}))


class Stopped(Exception):  # noqa: N818 - what happened to the tool, not an error of ours
    """The organisers' tool ends with an exception."""


def organisers_tool(text: str, truth: Mapping[str, str]) -> list[str]:
    """EvalTask.java step by step, on article numbers as they stand: an oracle that shares no code with ours."""
    found = lines = 0
    places: dict[str, int] = {}
    for record in csv.reader(io.StringIO(text), delimiter="\t"):
        if not record:
            continue  # commons-csv ignores empty lines
        if not (record[0].isascii() and record[0].isdigit() and int(record[0]) < 2**31):
            continue
        for i in range(1, 101):
            if i >= len(record) or record[0] not in truth:
                raise Stopped
            if truth[record[0]] == record[i].strip():
                found += 1
                places[record[0]] = i
                break
        lines += 1
    reciprocal = sum(1 / place for place in places.values()) / len(truth)
    recalls = [sum(place <= k for place in places.values()) / len(truth) for k in (5, 10, 50, 100)]
    rows = [f"MeanRecallAt\t{k}\t{printed(r)}" for k, r in zip((5, 10, 50, 100), recalls, strict=True)]
    return [f"correctIn100\t{found}\t{lines}", f"MRR\t100\t{printed(reciprocal)}", *rows]


@pytest.fixture(scope="module")
def numbered() -> tuple[Split, dict[str, str]]:
    """Articles that go by whole numbers, 120 images, image i belonging to article i."""
    articles = tuple(Article(str(1000 + n), {"articleID": str(1000 + n)}, {}) for n in range(8))
    images = tuple(GalleryImage(str(50 + n), Path(f"{50 + n}.jpg")) for n in range(120))
    split = Split("test:numbered", "numbered", articles, images, submission_keys=("articleID",))
    return split, {str(1000 + n): str(50 + n) for n in range(8)}


line = st.tuples(
    st.sampled_from([*map(str, range(1000, 1008)), "articleID", "header", "", " 1003"]),
    st.permutations([str(50 + n) for n in range(120)]),
    st.sampled_from([100, 100, 100, 120, 80]),
    st.sampled_from(["{}", "{}", " {} ", '"{}"']),
)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(line, min_size=1, max_size=12, unique_by=lambda line: line[0]), st.sampled_from(["\n", "\r\n"]))
def test_what_the_organisers_tool_takes_is_scored_as_there(
    numbered: tuple[Split, dict[str, str]], tmp_path: Path, lines: list[tuple[str, list[str], int, str]], end: str
) -> None:
    split, truth = numbered
    text = "".join("\t".join([key, *map(shape.format, images[:n])]) + end for key, images, n, shape in lines)
    try:
        expected = organisers_tool(text, truth)
    except Stopped:
        return  # what is done there instead, other tests say
    if not truth.keys() & {key for key, *_ in lines}:
        return
    path = tmp_path / "run.tsv"
    path.write_bytes(text.encode())
    scored = score(read_submission(path, split, FORM), split, truth)
    assert list(official_lines(scored.result, scored.rows)) == expected


@pytest.fixture(scope="module")
def published(request: pytest.FixtureRequest) -> tuple[Split, Mapping[str, str], Path]:
    """The published test half of 2021."""
    real: Path = request.getfixturevalue("real_data")
    named = find_split("2021", get_plugins(), real)
    truth = named.read_truth()
    assert truth is not None
    return named.read(), truth, real / "newsimages2021"


def official_of(path: Path, split: Split, truth: Mapping[str, str]) -> str:
    scored = score(read_submission(path, split, FORM), split, truth)
    return "".join(line + "\n" for line in official_lines(scored.result, scored.rows))


PERTURBED = (
    *("duplicate-image-in-row", "longer-lists", "missing-articles", "no-header"),
    *("perfect", "plain", "shuffled-rows", "stray-headers-and-blanks"),
)


@pytest.mark.parametrize("name", PERTURBED)
def test_the_figures_are_the_organisers_own(name: str, published: tuple[Split, Mapping[str, str], Path]) -> None:
    split, truth, folder = published
    expected = (folder / "perturbed" / f"{name}.official.txt").read_text()
    assert official_of(folder / "perturbed" / f"{name}.tsv", split, truth) == expected


def test_the_published_sample_has_the_published_figures(published: tuple[Split, Mapping[str, str], Path]) -> None:
    split, truth, folder = published
    assert official_of(folder / "sample-prediction.tsv", split, truth).split("\n")[:-1] == [
        "correctIn100\t89\t1915",
        "MRR\t100\t0.00179",
        "MeanRecallAt\t5\t0.00052",
        "MeanRecallAt\t10\t0.00366",
        "MeanRecallAt\t50\t0.02768",
        "MeanRecallAt\t100\t0.04648",
    ]


Read = Callable[..., Submission]


@pytest.fixture
def truth() -> dict[str, str]:
    """Article n has image n + 3: the fourth of its list."""
    return {f"aid-{n}": f"IMG{n + 3:03d}" for n in range(6)}


def test_of_two_lines_of_an_article_the_first_counts(
    read: Read, rows: list[list[str]], split: Split, truth: dict[str, str]
) -> None:
    scored = score(read([*rows, [rows[0][0], "IMG003", *rows[0][1:100]]]), split, truth)
    assert scored.result.ranks.tolist() == [4] * 6
    (note,) = scored.notes
    assert note.startswith("Lines for an article that has one: 1; its first line counts.")


def test_where_the_organisers_tool_stops_it_is_said_what_is_done(
    read: Read, rows: list[list[str]], split: Split, truth: dict[str, str]
) -> None:
    rows[1] = rows[1][:3]
    rows[2][0] = "aid-99"
    scored = score(read(rows), split, truth)
    assert scored.result.ranks.tolist() == [4, 0, 0, 4, 4, 4]
    assert scored.rows == 5
    assert [note.partition(".")[0] for note in scored.notes] == [
        "Articles without a line: 1; they count 0",
        "Lines with fewer than 100 images: 1; they are scored as they are",
        "Lines that begin with no article's key: 1; they are passed over",
    ]


def test_the_mean_is_over_the_articles_with_ground_truth(
    read: Read, rows: list[list[str]], split: Split, truth: dict[str, str]
) -> None:
    del truth["aid-0"], truth["aid-1"]
    scored = score(read(rows), split, truth)
    assert Measure("Recall", 5)(scored.result.ranks) == 1
    assert scored.notes == ("Articles with ground truth: 4 of 6; the figures are over these.",)


def test_a_file_name_is_not_an_id(read: Read, rows: list[list[str]], split: Split, truth: dict[str, str]) -> None:
    rows[0][4] += ".jpg"
    assert score(read(rows), split, truth).result.ranks.tolist() == [0, 4, 4, 4, 4, 4]


def test_a_file_of_something_else_is_refused(read: Read, split: Split, truth: dict[str, str]) -> None:
    with pytest.raises(SubmissionError, match="none of its 1 lines names an article") as caught:
        score(read(b"one\ttwo\n"), split, truth)
    assert "url or aid" in str(caught.value)
    with pytest.raises(DataError, match="names none of its articles"):
        score(read(b"aid-1\tIMG001\n"), split, {"other": "IMG001"})


def test_ties_in_a_trec_run_give_bounds(read: Read, split: Split) -> None:
    lines = [f"aid-0 Q0 IMG{i:03d} {i} {s} x" for i, s in ((1, 9), (2, 7), (3, 7), (4, 7), (5, 1), (6, 0.5), (7, 0.5))]
    run = read("\n".join(lines).encode())
    result = score(run, split, {"aid-0": "IMG003"}).result
    assert (result.ranks.tolist(), list(result.bounds())) == ([3], ["MRR@100"])
    assert result.bounds()["MRR@100"] == (1 / 4, 1 / 2)
    # At the list's end a tie may go on beyond it.
    assert score(run, split, {"aid-0": "IMG007"}).result.bounds()["MRR@100"] == (0, 1 / 6)


def written_by_a_run(run: Submission, columns: Mapping[str, object]) -> None:
    outputs = Outputs(run.path.parent, "run")
    outputs.manifest.write_text(
        json.dumps({"split": {"name": "any"}, "submission": {"sha256": run.digest}, "assumes": ["transductive"]})
    )
    pq.write_table(pa.table(dict(columns)), outputs.articles)


def test_a_runs_own_table_gives_bounds(read: Read, rows: list[list[str]], split: Split, truth: dict[str, str]) -> None:
    run = read(rows)
    ids = [article.id for article in split.articles]
    ranks = {"rank": [4] * 6, "rank_optimistic": [1] + [4] * 5, "rank_pessimistic": [4] * 6}
    written_by_a_run(run, {"article": ids, "scores": [np.arange(100.0)[::-1].tolist()] * 6, **ranks})
    result = score(run, split, truth).result
    assert result.bounds() == {"MRR@100": (0.25, pytest.approx((1 + 5 / 4) / 6))}
    assert (result.assumes, len(result.truth)) == (("transductive",), 64)
    # With another ground truth the run's ranks say nothing; its scores still do.
    assert score(run, split, dict.fromkeys(truth, "IMG050")).result.bounds() == {}


def test_a_table_of_another_file_is_not_used(
    read: Read, rows: list[list[str]], split: Split, truth: dict[str, str]
) -> None:
    written_by_a_run(read(rows), {"article": ["aid-0"], "scores": [[1.0] * 100]})
    edited = read(rows[::-1])
    result = score(edited, split, truth).result
    assert (result.optimistic, result.assumes) == (None, ())


def test_a_run_without_ground_truth_left_its_scores(
    read: Read, rows: list[list[str]], split: Split, truth: dict[str, str]
) -> None:
    run = read(rows)
    tied = [1.0] * 4 + [0.5] * 96
    written_by_a_run(run, {"article": [article.id for article in split.articles], "scores": [tied] * 6})
    assert score(run, split, truth).result.bounds() == {
        "MRR@100": (0.25, 1.0),
    }
