from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from mediaeval.results.result import printed


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Lists in which the image of article n stands at place n."""
    images = [f"IMG{n:02d}" for n in range(12)]
    rows = []
    for n, own in enumerate(images):
        others = [image for image in images if image != own]
        rows.append("\t".join([str(n + 1), *others[:n], own, *others[n:]]))
    path = tmp_path / "run7.tsv"
    path.write_text("\n".join(rows) + "\n")
    return path


MRR = sum(1 / n for n in range(1, 13)) / 12


def test_a_file_is_scored_without_a_model(program: Any, file: Path, colour_folder: Path) -> None:
    done = program("evaluate", file, "--split", f"folder:{colour_folder}")
    assert (done.code, done.err) == (0, "")
    assert done.out.split("\n")[2].split() == [
        f"folder:{colour_folder}", "run7", "12", "0.41667", "0.83333", "1.00000", "1.00000", printed(MRR),
    ]  # fmt: skip


def test_measures_are_chosen_by_name(program: Any, file: Path, colour_folder: Path) -> None:
    done = program("evaluate", file, "--split", f"folder:{colour_folder}", "--json", "--measure", "Recall@1")
    report = json.loads(done.out)
    assert report["figures"] == {"Recall@1": 1 / 12}
    assert "ranks" not in report
    done = program("evaluate", file, "--split", f"folder:{colour_folder}", "--json", "--per-article")
    assert json.loads(done.out)["ranks"] == {str(n): n for n in range(1, 13)}
    assert program("evaluate", file, "--split", f"folder:{colour_folder}", "--measure", "nDCG@10").code == 2


def test_trec_files_score_the_same(program: Any, file: Path, colour_folder: Path, tmp_path: Path) -> None:
    run, qrels = tmp_path / "run7.trec", tmp_path / "qrels"
    split = f"folder:{colour_folder}"
    first = program("evaluate", file, "--split", split, "--trec-run", run, "--trec-qrels", qrels)
    again = program("evaluate", run, "--split", split, "--qrels", qrels)
    assert (first.code, again.code) == (0, 0)
    assert again.out == first.out
    assert qrels.read_text().startswith("1 0 IMG00 1\n")
    assert run.read_text().startswith('# ir_metadata.start\n# tag: "run7"\n')


def test_other_ground_truth_is_given_as_a_file(program: Any, file: Path, colour_folder: Path, tmp_path: Path) -> None:
    qrels = tmp_path / "truth.txt"
    qrels.write_text("1\tIMG01\n2\tIMG00\n")
    done = program("evaluate", file, "--split", f"folder:{colour_folder}", "--qrels", qrels, "--official")
    assert done.out == (
        "correctIn100\t2\t12\nMRR\t100\t0.75000\nMeanRecallAt\t5\t1.00000\nMeanRecallAt\t10\t1.00000\n"
        "MeanRecallAt\t50\t1.00000\nMeanRecallAt\t100\t1.00000\n"
    )
    assert "Articles with ground truth: 2 of 12;" in done.err


def test_the_layout_is_the_organisers(program: Any, real_data: Path) -> None:
    folder = real_data / "newsimages2021" / "perturbed"
    done = program("evaluate", folder / "longer-lists.tsv", "--split", "2021", "--data", real_data, "--official")
    assert done.out == (folder / "longer-lists.official.txt").read_text()
    assert "`mediaeval validate` lists them" in done.err


def test_without_ground_truth_there_is_no_score(program: Any, file: Path, colour_folder: Path, tmp_path: Path) -> None:
    table = colour_folder / "articles.csv"
    table.write_text("".join(line.rsplit(",", 2)[0] + ",,\n" for line in table.read_text().splitlines()))
    (colour_folder / "split.toml").write_text(
        'gallery = "folder"\n[columns]\nid = "article_id"\ntitle = "article_title"\n'
    )
    done = program("evaluate", file, "--split", f"folder:{colour_folder}")
    assert done.code == 2
    assert "--qrels FILE" in done.err
    assert "Traceback" not in done.err


def test_two_layouts_are_one_too_many(program: Any, file: Path) -> None:
    assert program("evaluate", file, "--split", "x", "--official", "--json").code == 2


def figures(out: str) -> list[str]:
    """The number of articles and the five figures of a table of one row."""
    (row,) = (line for line in out.split("\n") if line.startswith("folder:"))
    return row.split()[-6:]


def test_a_run_and_its_file_have_the_same_figures(
    program: Any, colour_run: Path, colour_folder: Path, tmp_path: Path
) -> None:
    split, out = f"folder:{colour_folder}", tmp_path / "out"
    done = program("run", colour_run, "--split", split, "--out", out)
    file = out / "colours" / "colour.tsv"
    assert (done.code, file.is_file()) == (0, True)
    assert "invalid" not in done.err
    scored = program("evaluate", file, "--split", split)
    assert figures(scored.out) == figures(done.out)
    assert program("validate", file, "--split", split).code == 0


def test_ground_truth_of_some_articles_gives_a_run_and_its_file_the_same_figures(
    program: Any, colour_run: Path, colour_folder: Path, tmp_path: Path
) -> None:
    qrels = tmp_path / "truth.txt"
    qrels.write_text("1\tIMG00\n7\tIMG05\n")
    split, out = f"folder:{colour_folder}", tmp_path / "out"
    done = program("run", colour_run, "--split", split, "--out", out, "--qrels", qrels)
    scored = program("evaluate", out / "colours" / "colour.tsv", "--split", split, "--qrels", qrels)
    assert figures(scored.out)[0] == "2"
    assert figures(scored.out) == figures(done.out)


def test_a_gallery_apart_goes_the_whole_way(
    program: Any, colour_run: Path, colour_folder: Path, tmp_path: Path
) -> None:
    data, out = tmp_path / "data", tmp_path / "out"
    data.mkdir()
    (data / "news_articles_test.csv").write_text(
        "article_id,article_url,article_title,image_id\n8501,N/A,A red thing,N/A\n8502,N/A,A blue thing,N/A\n"
    )
    call = ("run", colour_run, "--split", "2026:TEST", "--data", data, "--out", out)
    without = program(*call)
    assert without.code == 2
    assert without.err == (
        "Error: 2026:TEST: its articles come without images, so there is nothing to rank.\n"
        "Give the pictures to choose from with --gallery DIR.\n"
    )
    gallery = ("--gallery", colour_folder / "images")
    done = program(*call, *gallery)
    assert done.code == 0
    assert "ground truth is not known" in done.out
    file = out / "TEST" / "colour.tsv"
    first = [line.split("\t")[1] for line in file.read_text().splitlines()]
    assert [int(image.removeprefix("IMG")) % 4 for image in first] == [0, 2]  # a red one and a blue one
    assert program("validate", file, "--split", "2026:TEST", "--data", data, *gallery).code == 0
    packed = program("pack", "--team", "t", "colour", "--out", out, "--data", data, *gallery, "--to", tmp_path)
    assert packed.code == 0
    assert (tmp_path / "t_Submission.zip").is_file()
