from __future__ import annotations

import io
from pathlib import Path

import pytest
import pytrec_eval
import yaml
from hypothesis import given
from hypothesis import strategies as st

from mediaeval.errors import SubmissionError
from mediaeval.results.metrics import OFFICIAL
from mediaeval.split import Split
from mediaeval.submissions.export import write_qrels, write_run
from mediaeval.submissions.score import score
from mediaeval.submissions.trec import looks_like_run, parse_run, qrels_lines, run_lines

word = st.text(st.characters(exclude_categories=["Cc", "Cs", "Zs", "Zl", "Zp"]), min_size=1).filter(
    lambda text: text.split() == [text] and not text.startswith("#")
)
lists = st.dictionaries(word, st.lists(word, unique=True, min_size=1, max_size=8), min_size=1, max_size=5)


@given(lists, word)
def test_a_run_comes_back(given_lists: dict[str, list[str]], tag: str) -> None:
    data = b"".join(run_lines(given_lists.items(), tag, {"actor": {"team": "ä: #1"}}))
    lines = data.decode().split("\n")[:-1]
    assert looks_like_run(lines)
    run = parse_run(Path("run"), lines)
    assert {topic: images for topic, (_, images, _) in run.topics.items()} == given_lists
    assert run.tag == tag


@given(st.dictionaries(word, word))
def test_qrels_come_back_by_trec_evals_own_reader(truth: dict[str, str]) -> None:
    text = b"".join(qrels_lines(truth)).decode()
    assert pytrec_eval.parse_qrel(io.StringIO(text, newline="\n")) == {a: {i: 1} for a, i in truth.items()}


def test_the_header_is_yaml_in_comments() -> None:
    metadata = {
        "platform": {"software": {"libraries": {"python": ["numpy==2.0", 'odd "one": #']}}},
        "method": {"automatic": True, "retrieval": [{"name": "encoder", "parameters": {"t": 1.0}}, {"name": "x"}]},
        "implementation": {},
    }
    lines = b"".join(run_lines([("a", ["x"])], "run3", metadata)).decode().split("\n")
    assert lines[0] == "# ir_metadata.start"
    end = lines.index("# ir_metadata.end")
    assert all(line.startswith("# ") for line in lines[1:end])
    assert yaml.safe_load("\n".join(line[2:] for line in lines[1:end])) == {"tag": "run3", **metadata}
    assert lines[end + 1 :] == ["a Q0 x 1 1 run3", ""]


@pytest.mark.parametrize(
    ("topic", "images"), [("a b", ["x"]), ("a", ["x y"]), ("", ["x"]), ("#a", ["x"]), ("a", ["x", "x"])]
)
def test_what_blanks_would_part_is_refused(topic: str, images: list[str]) -> None:
    with pytest.raises(SubmissionError):
        list(run_lines([(topic, images)], "tag", {}))


def test_equal_scores_go_by_image_id() -> None:
    run = parse_run(Path("run"), ["q Q0 b 1 0.5 x", "q Q0 a 2 0.5 x", "q Q0 c 3 0.9 x"])
    assert run.topics["q"][1] == ["c", "a", "b"]


@pytest.mark.parametrize("line", ["q Q0 a 1 nan x", "q Q0 a 1 0,5 x", "q Q0 a 1 1_0 x", "q Q0 a 1", "q Q0 a 1 inf x"])
def test_a_line_that_is_none_is_named(line: str) -> None:
    with pytest.raises(SubmissionError, match="by 1 of its lines") as caught:
        parse_run(Path("run"), ["q Q0 b 1 0.5 x", line])
    assert "line 2" in str(caught.value)


def test_trec_eval_agrees_on_a_submission(read, rows, split: Split, tmp_path: Path) -> None:
    for n, row in enumerate(rows):
        row[1:] = row[n * 7 + 1 :] + row[1 : n * 7 + 1]
    del rows[4]
    truth = {f"aid-{n}": f"IMG{n * 9:03d}" for n in range(6)}
    submission = read(rows)
    write_run(tmp_path / "run.trec", submission, split, "test:split")
    write_qrels(tmp_path / "qrels", split, truth)
    with (tmp_path / "qrels").open() as file:
        qrels = pytrec_eval.parse_qrel(file)
    lines = (tmp_path / "run.trec").read_text().split("\n")
    run = pytrec_eval.parse_run(io.StringIO("\n".join(line for line in lines if line and not line.startswith("#"))))
    theirs = pytrec_eval.RelevanceEvaluator(qrels, {"recip_rank", "recall_5,10,50,100"}).evaluate(run)
    assert len(theirs) == 5
    ours = score(submission, split, truth).result
    again = score(read((tmp_path / "run.trec").read_bytes()), split, truth).result
    assert again.ranks.tolist() == ours.ranks.tolist()
    for measure in OFFICIAL:
        name = "recip_rank" if measure.kind == "MRR" else f"recall_{measure.cutoff}"
        values = [theirs.get(article, {name: 0.0})[name] for article in ours.articles]
        assert ours.per_article(measure) == pytest.approx(values, abs=1e-12)
