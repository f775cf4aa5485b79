"""``mediaeval augment`` from the command line, and the way back through a run."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time

import pytest
from click.testing import CliRunner

from mediaeval.cli import cli
from mediaeval.errors import MediaevalError
from mediaeval_plugins.paraphrase.entries import Entry, read_entries
from mediaeval_plugins.paraphrase.seq2seq import Seq2Seq

SHOUT = '''
from mediaeval import Augmenter, hookimpl

class Shout:
    """Adds the title in capitals; sizes are the lengths of its calls."""
    sizes = []
    def __init__(self, mark: str = "!"):
        self.mark = mark
    def augment(self, ids, titles):
        Shout.sizes.append(len(titles))
        return [[title, title.upper() + self.mark] for title in titles]
    def report(self):
        return {"articles": Shout.sizes[-1]}

@hookimpl
def mediaeval_augmenters():
    yield Augmenter("shout", f"{__name__}:Shout")
'''


@pytest.fixture
def mediaeval(tmp_path, monkeypatch):
    """The program, with an augmenter that needs no model."""
    plugin = tmp_path / "shout.py"
    plugin.write_text(SHOUT)
    monkeypatch.chdir(tmp_path)

    def call(*arguments):
        done = CliRunner().invoke(cli, ["--plugin", str(plugin), "augment", *map(str, arguments)])
        if isinstance(done.exception, MediaevalError):
            raise done.exception
        return done

    return call


def written(path):
    lines = [json.loads(line) for line in path.read_text().splitlines()]
    assert lines[0].keys() == {"provenance"}
    assert lines[-1].keys() == {"report"}
    return lines[0]["provenance"], lines[1:-1], lines[-1]["report"]


def test_paraphrases_of_a_split_go_back_through_the_file_augmenter(
    mediaeval, tmp_path, taught_t5, lessons, colour_folder, colour_run, monkeypatch
):
    table = colour_folder / next(path.name for path in colour_folder.glob("*.csv"))
    rows = table.read_text().splitlines()
    for number, title in enumerate(lessons, start=1):
        rows[number] = rows[number].replace(rows[number].split(",")[2], title)
    table.write_text("\n".join(rows) + "\n")
    split, out = f"folder:{colour_folder}", tmp_path / "views.jsonl"
    options = ["--with", "t5-paraphrase", "--set", f"checkpoint={taught_t5}", "--set", "beams=3"]
    done = mediaeval("--split", split, *options, "--out", out)
    assert done.exit_code == 0, done.output
    provenance, lines, report = written(out)
    assert provenance["augmenter"]["options"]["beams"] == 3
    assert provenance["fingerprint"]["augmenter"] == "t5-paraphrase"
    assert len(provenance["fingerprint"]["weights"]) == 64
    assert provenance["source"]["articles"] == 12
    assert all(len(digest) == 64 for digest in provenance["source"]["sources"].values())
    assert provenance["versions"]["torch"]
    assert [line["id"] for line in lines] == [str(n) for n in range(1, 13)]
    assert [(line["title"], *line["paraphrases"]) for line in lines[:3]] == list(lessons.items())
    assert report["articles"] == 12
    assert report["used"] >= 3

    # A run with the same options generates nothing again.
    monkeypatch.setattr(Seq2Seq, "__init__", lambda *_, **__: pytest.fail("loaded a model"))
    runner = CliRunner()
    sets = [f"augmenter.checkpoint={taught_t5}", "augmenter.beams=3"]
    base = ["run", str(colour_run), "--split", split, "--out", "a", "--set", "augmenter.name=t5-paraphrase"]
    done = runner.invoke(cli, [*base, *[part for item in sets for part in ("--set", item)]])
    assert done.exit_code == 0, (done.output, done.exception)

    # Edited by hand and given back, the text stands in the table of articles.
    out.write_text(out.read_text().replace("Coast struck by storm", "Edited by hand"))
    back = ["run", str(colour_run), "--split", split, "--out", "b"]
    done = runner.invoke(cli, [*back, "--set", "augmenter.name=file", "--set", f"augmenter.path={out}"])
    assert done.exit_code == 0, (done.output, done.exception)
    manifest = json.loads(next((tmp_path / "b").rglob("*.json")).read_text())
    assert manifest["fingerprints"]["augmenter"]["provenance"][0] == provenance
    assert manifest["texts"]["augmenter_report"]["articles_kept"] == report["articles_kept"]
    assert manifest["texts"]["augmenter_report"]["articles_retitled"] == 0
    import pandas as pd

    views = pd.read_parquet(next((tmp_path / "b").rglob("*.parquet")))["views"]
    assert list(views[2]) == ["Storm hits coast", "Edited by hand"]

    # What was edited is not overwritten: the same call leaves it, another one is refused.
    assert "unchanged" in mediaeval("--split", split, *options, "--out", out).output
    assert "Edited by hand" in out.read_text()
    with pytest.raises(MediaevalError, match="was made in another way"):
        mediaeval("--split", split, *options, "--set", "views=2", "--out", out)


TITLES = {
    "titles.txt": "Storm hits coast\n\nMayor opens bridge",
    "titles.jsonl": '{"id": 1, "title": "Storm hits coast"}\n{"id": "2", "title": ""}\n{"id": "3", "title": "Mayor opens bridge"}\n',
    "titles.csv": 'note,id,title\nx,1,Storm hits coast\nx,2,\nx,3,"Mayor opens bridge"\n',
    "titles.tsv": "aid\ttitle\n1\tStorm hits coast\n2\t\n3\tMayor opens bridge\n",
}


@pytest.mark.parametrize("name", TITLES)
def test_titles_from_any_file(mediaeval, tmp_path, name):
    (tmp_path / name).write_text(TITLES[name])
    done = mediaeval("--titles", name, "--with", "shout", "--set", "mark=?", "--out", "out.jsonl")
    assert done.exit_code == 0, done.output
    assert done.stderr == ""
    provenance, lines, report = written(tmp_path / "out.jsonl")
    assert lines == [
        {"id": "1", "title": "Storm hits coast", "paraphrases": ["STORM HITS COAST?"]},
        {"id": "2", "title": "", "paraphrases": ["?"]},
        {"id": "3", "title": "Mayor opens bridge", "paraphrases": ["MAYOR OPENS BRIDGE?"]},
    ]
    assert provenance["source"]["titles"] == name
    assert report == {"articles": 3}


def test_shards_join_to_the_whole(mediaeval, tmp_path, monkeypatch):
    (tmp_path / "titles.txt").write_text("".join(f"title {n}\n" for n in range(5000)))
    mediaeval("--titles", "titles.txt", "--with", "shout", "--out", "whole.jsonl")
    for rank in range(3):
        monkeypatch.setenv("RANK", str(rank))
        monkeypatch.setenv("WORLD_SIZE", "3")
        mediaeval("--titles", "titles.txt", "--with", "shout", "--out", "part.jsonl")
    parts = [tmp_path / f"part.{rank}-of-3.jsonl" for rank in range(3)]
    joined = tmp_path / "joined.jsonl"
    joined.write_bytes(b"".join(part.read_bytes() for part in parts))

    def entries(path):
        return {entry for entry in read_entries(path) if isinstance(entry, Entry)}

    assert len(entries(joined)) == 5000
    assert entries(joined) == entries(tmp_path / "whole.jsonl")
    assert sum(written(part)[2]["articles"] for part in parts) == 5000
    monkeypatch.delenv("RANK")
    mediaeval("--titles", "titles.txt", "--with", "shout", "--shard", "1/3", "--out", "again.jsonl")
    assert (tmp_path / "again.1-of-3.jsonl").read_bytes() == parts[1].read_bytes()


@pytest.mark.parametrize("shard", ["3/3", "1", "a/b", "-1/2"])
def test_no_shard(mediaeval, tmp_path, shard):
    (tmp_path / "titles.txt").write_text("a\n")
    with pytest.raises(MediaevalError, match="must read I/N"):
        mediaeval("--titles", "titles.txt", "--with", "shout", f"--shard={shard}", "--out", "out.jsonl")


def test_text_settings_as_in_a_run_file(mediaeval, tmp_path):
    (tmp_path / "titles.txt").write_text("Q&amp;A with all | Reuters\n")
    steps = 'text.steps=["html-entities", "site-suffix"]'
    mediaeval("--titles", "titles.txt", "--with", "shout", "--set", steps, "--out", "out.jsonl")
    provenance, lines, _ = written(tmp_path / "out.jsonl")
    assert lines[0]["title"] == "Q&A with all"
    assert provenance["text"]["steps"] == ["html-entities", "site-suffix"]


BAD = [
    ("titles.txt", "a\n", ["--set", "mark=1"], "mark must be a valid string"),
    ("titles.txt", "a\n", ["--set", "marc=x"], "did you mean 'mark'"),
    ("titles.txt", "a\n", ["--set", 'text.steps=["white"]'], "did you mean 'whitespace'"),
    ("titles.txt", "", [], "holds no title"),
    ("titles.csv", "id,title\n1,a\n1,b\n", [], "id '1' stands 2 times"),
    ("titles.csv", "id,text\n1,a\n", [], "line 2: has no 'title'"),
    ("titles.jsonl", '{"id": 1, "title": 2}\n', [], "line 1: 'title' must be a string, not a number"),
    ("titles.jsonl", '{"id": 1, "title": "\\ud800"}\n', [], "line 1: holds half of a surrogate pair"),
    ("titles.pdf", "a", [], "does not say the form of its content"),
]


@pytest.mark.parametrize(("name", "content", "more", "message"), BAD)
def test_what_is_wrong_is_said_before_anything_is_written(mediaeval, tmp_path, name, content, more, message):
    (tmp_path / name).write_text(content)
    with pytest.raises(MediaevalError, match=message):
        mediaeval("--titles", name, "--with", "shout", *more, "--out", "out.jsonl")
    assert not (tmp_path / "out.jsonl").exists()


def test_a_bad_line_in_the_middle_is_found_first(mediaeval, tmp_path):
    rows = [json.dumps({"id": n, "title": "x"}) for n in range(3000)]
    rows[2500] = "{"
    (tmp_path / "titles.jsonl").write_text("\n".join(rows))
    with pytest.raises(MediaevalError, match="line 2501: is not JSON"):
        mediaeval("--titles", "titles.jsonl", "--with", "shout", "--out", "out.jsonl")


def test_neither_or_both_sources(mediaeval):
    assert mediaeval("--with", "shout", "--out", "out.jsonl").exit_code == 2
    assert mediaeval("--with", "shout", "--split", "a", "--titles", "b.txt", "--out", "out.jsonl").exit_code == 2
    with pytest.raises(MediaevalError, match="no augmenter to use"):
        mediaeval("--titles", "b.txt", "--out", "out.jsonl")


def test_file_of_another_origin_is_replaced_only_when_asked(mediaeval, tmp_path):
    (tmp_path / "titles.txt").write_text("a\n")
    (tmp_path / "out.jsonl").write_text("my own notes\n")
    call = ["--titles", "titles.txt", "--with", "shout", "--out", "out.jsonl"]
    with pytest.raises(MediaevalError, match="exists"):
        mediaeval(*call)
    assert (tmp_path / "out.jsonl").read_text() == "my own notes\n"
    mediaeval(*call, "--force")
    assert len(written(tmp_path / "out.jsonl")[1]) == 1


def test_a_killed_call_goes_on_where_it_stopped(tmp_path, random_t5, mediaeval, monkeypatch):
    titles = tmp_path / "titles.txt"
    titles.write_text("".join(f"one two {'three ' * (n % 7)}{n}\n" for n in range(60)))
    options = [
        "--with",
        "t5-paraphrase",
        "--set",
        f"checkpoint={random_t5}",
        "--set",
        "beams=2",
        "--set",
        "batch_size=2",
        "--set",
        "max_new_tokens=3",
    ]
    call = ["augment", "--titles", str(titles), *options, "--out", "out.jsonl"]
    code = "from mediaeval.cli import main; main()"
    environment = {**os.environ, "OMP_NUM_THREADS": "1"}
    process = subprocess.Popen([sys.executable, "-c", code, *call], cwd=tmp_path, env=environment)
    cache = tmp_path / "cache" / "texts"
    while process.poll() is None and sum(path.stat().st_size for path in cache.glob("*.sqlite")) < 20_000:
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert not (tmp_path / "out.jsonl").exists()
    generated = []
    stream = Seq2Seq.stream

    def recording(self, prompts, *arguments, **more):
        generated.extend(prompts)
        return stream(self, prompts, *arguments, **more)

    monkeypatch.setattr(Seq2Seq, "stream", recording)
    done = mediaeval(*call[1:])
    assert done.exit_code == 0, done.output
    assert 0 < len(generated) < 60 - 15
    resumed = (tmp_path / "out.jsonl").read_bytes()
    monkeypatch.setenv("MEDIAEVAL_CACHE", str(tmp_path / "fresh"))
    mediaeval(*call[1:-1], "again.jsonl")
    assert (tmp_path / "again.jsonl").read_bytes() == resumed  # as of a call that was never stopped


def test_drift_gate_by_the_encoder_of_a_run(mediaeval, tmp_path, taught_t5, lessons, colour_run):
    (tmp_path / "titles.txt").write_text("\n".join(lessons) + "\n")
    call = ["--titles", "titles.txt", "--with", "t5-paraphrase", "--set", f"checkpoint={taught_t5}"]
    call += ["--set", "min_cosine=1.0", "--out", "out.jsonl"]
    with pytest.raises(MediaevalError, match="compares texts by the encoder of a run"):
        mediaeval(*call)
    done = mediaeval(*call, "--run", colour_run)
    assert done.exit_code == 0, done.output
    provenance, lines, _ = written(tmp_path / "out.jsonl")
    assert provenance["encoder"] == {"model": "mean-colour", "tint": 0.0}
    assert len(lines) == len(lessons)
