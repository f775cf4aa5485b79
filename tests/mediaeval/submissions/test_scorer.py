from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mediaeval.errors import DataError
from mediaeval.plugins import get_plugins
from mediaeval.results.collect import collect
from mediaeval.results.metrics import OFFICIAL
from mediaeval.splits import find_split
from mediaeval.submissions.scorer import Scorer


def scorer(data: Path, qrels: Path | None = None) -> Scorer:
    return Scorer(lambda name: find_split(name, get_plugins((), False), data), qrels)


def test_a_real_submission_scores_as_the_organisers_score_it(real_data: Path) -> None:
    own = scorer(real_data)
    folder = real_data / "newsimages2021"
    result = own.of_file(folder / "sample-prediction.tsv", "2021:KStA")
    assert len(result.articles) == 1915
    assert 0 < result.figures(OFFICIAL)["MRR@100"] < 0.01  # a random prediction
    titles = own.titles("2021:KStA")
    assert titles.keys() >= set(result.articles)
    again = own.of_file(folder / "perturbed" / "longer-lists.tsv", "2021:KStA")
    assert again.truth == result.truth
    assert all("longer-lists.tsv: " in note or "sample-prediction.tsv: " in note for note in own.notes)


def test_a_run_is_scored_by_its_file_where_it_knew_no_ground_truth(
    program: Callable[..., Any], colour_run: Path, colour_folder: Path, tmp_path: Path
) -> None:
    split = f"folder:{colour_folder}"
    table = colour_folder / "articles.csv"
    known = table.read_text()
    assert program("run", colour_run, "--split", split, "--out", tmp_path / "known").code == 0
    (expected,) = collect([tmp_path / "known"])
    table.write_text("\n".join(",".join([*line.split(",")[:4], "", ""]) for line in known.splitlines()) + "\n")
    (colour_folder / "split.toml").write_text(
        'gallery = "folder"\n[columns]\nid = "article_id"\ntitle = "article_title"\n'
    )
    assert program("run", colour_run, "--split", split, "--out", tmp_path / "out").code == 0
    (run,) = collect([tmp_path / "out"])
    assert (run.result, run.problems) == (None, ())
    with pytest.raises(DataError, match="is not known, so it has no score") as caught:
        scorer(tmp_path).of_run(run)
    assert "--qrels FILE" in str(caught.value)
    qrels = tmp_path / "truth.txt"
    qrels.write_text("".join(f"{n + 1}\tIMG{n:02d}\n" for n in range(12)))
    assert expected.result is not None
    assert scorer(tmp_path, qrels).of_run(run).ranks.tolist() == expected.result.ranks.tolist()
