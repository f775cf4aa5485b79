from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from mediaeval.errors import DataError, OutputError, PluginError, RunFileError
from mediaeval.pipeline import Outcome, Settings, execute
from mediaeval.plugins import Plugins, get_plugins
from mediaeval.resolve import resolve
from mediaeval.results.metrics import COMPARED
from mediaeval.results.significance import holm, sign_flip
from mediaeval.runfile import read_run_file
from mediaeval.splits import find_splits
from mediaeval.storage import cache_folder
from mediaeval.store.embeddings import EmbeddingStore
from mediaeval.sweep import settings_of, sweep


class Harness:
    """Runs run files on splits as the command does, with a list of warnings."""

    def __init__(self, tmp_path: Path, plugin: Path) -> None:
        self.out = tmp_path / "out"
        self.data = tmp_path
        self.plugins: Plugins = get_plugins((str(plugin),))
        self.warnings: list[str] = []

    def __call__(
        self, *runs: Path, split: str | list[str], sets: tuple[str, ...] = (), **settings: Any
    ) -> list[Outcome]:
        resolved = [resolve(read_run_file(run, sets), self.plugins) for run in runs]
        names = [split] if isinstance(split, str) else split
        splits = find_splits(names, self.plugins, self.data)
        store = EmbeddingStore(cache_folder("embeddings"))
        return execute(resolved, splits, Settings(out=self.out, store=store, warn=self.warnings.append, **settings))

    @property
    def encoder(self) -> Any:
        """The class behind the run files' encoder."""
        (found,) = [f for p in self.plugins.loaded if p.digest for f in [p]]
        return __import__(found.records[0].target.split(":")[0]).MeanColour


@pytest.fixture
def harness(tmp_path: Path, colour_plugin: Path) -> Harness:
    return Harness(tmp_path, colour_plugin)


def lines(outcome: Outcome) -> list[list[str]]:
    return [line.split("\t") for line in outcome.outputs.submission.read_text().splitlines()]


def test_a_run_writes_its_three_files(harness: Harness, colour_run: Path, colour_folder: Path) -> None:
    (outcome,) = harness(colour_run, split=f"folder:{colour_folder}")
    rows = lines(outcome)
    assert [row[0] for row in rows] == [str(n) for n in range(1, 13)]
    for row in rows:
        assert sorted(row[1:]) == [f"IMG{n:02d}" for n in range(12)]
    table = pd.read_parquet(outcome.outputs.articles)
    assert list(table["article"]) == [row[0] for row in rows]
    assert [list(images) for images in table["images"]] == [row[1:] for row in rows]
    assert all((np.diff(scores) <= 0).all() for scores in table["scores"])
    assert [list(views) for views in table["views"]] == [[f"A {c} thing number {n}"] for n, c in enumerate(["red", "green", "blue", "grey"] * 3)]  # fmt: skip
    assert outcome.result is not None
    assert list(table["rank"]) == list(outcome.result.ranks)
    for number, row in enumerate(rows):
        assert row[1:].index(f"IMG{number:02d}") + 1 == outcome.result.ranks[number]
    manifest = json.loads(outcome.outputs.manifest.read_text())
    assert manifest["submission"]["key"] == "id"
    assert manifest["components"]["encoder"]["sha256"]
    assert manifest["fingerprints"]["encoder"]["text"] == {"model": "mean-colour", "tint": 0.0}
    assert manifest["split"]["articles"] == manifest["split"]["images"] == 12


def test_the_encoder_finds_colours(harness: Harness, colour_run: Path, colour_folder: Path) -> None:
    """Each of three colours has three pictures, so the right one is among the first three."""
    (outcome,) = harness(colour_run, split=f"folder:{colour_folder}", sets=("reviser.name=none",))
    assert outcome.result is not None
    named = [n for n in range(12) if n % 4 != 3]
    assert (outcome.result.ranks[named] <= 3).all()


def test_a_second_run_is_unchanged_and_encodes_nothing(harness: Harness, colour_run: Path, colour_folder: Path) -> None:
    (first,) = harness(colour_run, split=f"folder:{colour_folder}")
    content = {path: path.read_bytes() for path in first.outputs.folder.iterdir()}
    before = dict(harness.encoder.calls)
    (second,) = harness(colour_run, split=f"folder:{colour_folder}")
    assert (first.changed, second.changed) == (True, False)
    assert harness.encoder.calls == before
    assert {path: path.read_bytes() for path in first.outputs.folder.iterdir()} == content


@pytest.mark.parametrize("order", ["A", "B", "C", "D"])
def test_lists_before_revision_are_those_of_the_run_without_it(
    harness: Harness, colour_run: Path, colour_folder: Path, order: str
) -> None:
    split, sets = f"folder:{colour_folder}", (f"scoring.order={order}",)
    (revised,) = harness(colour_run, split=split, sets=sets)
    kept = [list(images) for images in pd.read_parquet(revised.outputs.articles)["unrevised"]]
    harness.out = harness.out / "plain"
    (plain,) = harness(colour_run, split=split, sets=(*sets, "reviser.name=none"))
    table = pd.read_parquet(plain.outputs.articles)
    assert kept == [list(images)[:10] for images in table["images"]]
    assert "unrevised" not in table.columns


def test_an_ensemble_has_lists_before_revision_too(harness: Harness, colour_folder: Path, tmp_path: Path) -> None:
    file, split = tmp_path / "both.toml", f"folder:{colour_folder}"
    file.write_text(ENSEMBLE)
    (plain,) = harness(file, split=split)
    harness.out = harness.out / "revised"
    (revised,) = harness(file, split=split, sets=("reviser.name=csls",))
    first = [list(images)[:10] for images in pd.read_parquet(plain.outputs.articles)["images"]]
    assert [list(images) for images in pd.read_parquet(revised.outputs.articles)["unrevised"]] == first


def test_runs_and_splits_of_one_call_share_all_work(
    harness: Harness, colour_run: Path, colour_folder: Path, tmp_path: Path
) -> None:
    other = tmp_path / "plain.toml"
    other.write_text(colour_run.read_text().replace("dual-softmax", "none"))
    again = shutil.copytree(colour_folder, tmp_path / "again")
    before = dict(harness.encoder.calls)
    outcomes = harness(colour_run, other, split=[f"folder:{colour_folder}", f"folder:{again}"])
    assert [outcome.outputs.submission.parent.name for outcome in outcomes] == ["colours", "colours", "again", "again"]
    assert {key: harness.encoder.calls[key] - before[key] for key in before} == {"image": 12, "text": 12}


def test_another_option_of_the_encoder_is_encoded_anew(harness: Harness, colour_run: Path, colour_folder: Path) -> None:
    harness(colour_run, split=f"folder:{colour_folder}")
    before = harness.encoder.calls["text"]
    harness(colour_run, split=f"folder:{colour_folder}", sets=("encoder.tint=0.5",), force=True)
    assert harness.encoder.calls["text"] == before + 12


def test_a_run_is_the_same_without_ground_truth(
    harness: Harness, colour_run: Path, colour_folder: Path, tmp_path: Path
) -> None:
    """Shuffling which article the CSV gives each picture to moves the ground truth and nothing else."""
    (known,) = harness(colour_run, split=f"folder:{colour_folder}")
    table = pd.read_csv(colour_folder / "articles.csv", dtype=str, keep_default_na=False)
    table["image_id"] = list(table["image_id"])[1:] + list(table["image_id"])[:1]
    table.to_csv(colour_folder / "articles.csv", index=False)
    harness.out = tmp_path / "elsewhere"
    (shuffled,) = harness(colour_run, split=f"folder:{colour_folder}")
    assert known.outputs.submission.read_bytes() == shuffled.outputs.submission.read_bytes()
    assert known.result is not None
    assert shuffled.result is not None
    assert list(known.result.ranks) != list(shuffled.result.ranks)


def test_strips_and_batches_move_no_list(
    harness: Harness, colour_run: Path, colour_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (whole,) = harness(colour_run, split=f"folder:{colour_folder}")
    monkeypatch.setattr("mediaeval.scoring.similarity.STRIP_BYTES", 8 * 12 * 5)
    harness.out = tmp_path / "elsewhere"
    (strips,) = harness(colour_run, split=f"folder:{colour_folder}")
    assert whole.outputs.submission.read_bytes() == strips.outputs.submission.read_bytes()


@pytest.mark.parametrize("ranker", ["ranker.path=torch-float32", "ranker.path=torch-bfloat16", "ranker.name=faiss"])
def test_no_way_of_searching_changes_a_byte(
    harness: Harness, colour_run: Path, colour_folder: Path, tmp_path: Path, ranker: str
) -> None:
    """Lists and scores are a function of the embeddings; how they were found stands in the manifest alone."""
    plan = ("reviser.name=dual-softmax", "scoring.order=B-geo")
    found = []
    for number, sets in enumerate([plan, (*plan, ranker)]):
        harness.out = tmp_path / f"out {number}"
        (outcome,) = harness(colour_run, split=f"folder:{colour_folder}", sets=sets)
        manifest = json.loads(outcome.outputs.manifest.read_text("utf-8"))
        assert manifest["execution"]["ranking"]["form"] == "inner product"
        table = pd.read_parquet(outcome.outputs.articles)
        found.append((manifest, outcome.outputs.submission.read_bytes(), np.stack(table["scores"]).tobytes()))
    (plain, *lists), (other, *other_lists) = found
    assert lists == other_lists
    assert (plain["identity"] == other["identity"]) == ("path" in ranker)
    assert plain["execution"]["ranking"]["paths"] != other["execution"]["ranking"]["paths"]


def test_shuffled_rows_give_the_same_lists(
    harness: Harness, colour_run: Path, colour_folder: Path, tmp_path: Path
) -> None:
    (first,) = harness(colour_run, split=f"folder:{colour_folder}")
    csv = colour_folder / "articles.csv"
    header, *rows = csv.read_text().splitlines()
    csv.write_text("\n".join([header, *reversed(rows)]) + "\n")
    harness.out = tmp_path / "elsewhere"
    (second,) = harness(colour_run, split=f"folder:{colour_folder}")
    assert sorted(lines(first)) == sorted(lines(second))
    assert first.result is not None
    assert second.result is not None
    assert first.result.figures() == second.result.figures()


def test_equal_pictures_stand_in_order_of_their_ids_and_widen_the_bounds(
    harness: Harness, colour_run: Path, colour_folder: Path
) -> None:
    shutil.copy(colour_folder / "images" / "IMG00.png", colour_folder / "images" / "IMG08.png")
    (outcome,) = harness(colour_run, split=f"folder:{colour_folder}")
    for row in lines(outcome):
        assert row.index("IMG08") == row.index("IMG00") + 1
    assert outcome.result is not None
    assert outcome.result.pessimistic is not None
    assert outcome.result.optimistic is not None
    gap = outcome.result.pessimistic - outcome.result.optimistic
    assert gap.tolist() == [1, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0]


def test_qrels_of_the_users_own(harness: Harness, colour_run: Path, colour_folder: Path, tmp_path: Path) -> None:
    qrels = tmp_path / "qrels.txt"
    qrels.write_text("".join(f"{n + 1} 0 IMG{(n + 4) % 12:02d} 1\n" for n in range(12)))
    (own,) = harness(colour_run, split=f"folder:{colour_folder}", qrels=qrels)
    assert own.result is not None
    rows = lines(own)
    assert [rows[n][1:].index(f"IMG{(n + 4) % 12:02d}") + 1 for n in range(12)] == list(own.result.ranks)


def spoil(folder: Path) -> dict[str, str]:
    images = folder / "images"
    (images / "IMG01.png").unlink()
    (images / "IMG04.png").write_bytes(b"")
    (images / "IMG05.png").write_bytes(b"<html>403</html>")
    data = (images / "IMG07.png").read_bytes()
    (images / "IMG07.png").write_bytes(data[: len(data) // 2])
    return {"IMG01": "is not there", "IMG04": "is empty", "IMG05": "web page", "IMG07": "is broken"}


def test_unreadable_images_are_all_named_before_anything_is_encoded(
    harness: Harness, colour_run: Path, colour_folder: Path
) -> None:
    problems = spoil(colour_folder)
    before = dict(harness.encoder.calls)
    with pytest.raises(DataError, match="4 of 12 images cannot be used") as error:
        harness(colour_run, split=f"folder:{colour_folder}")
    for image, problem in problems.items():
        assert any(image in line and problem in line for line in error.value.details)
    assert harness.encoder.calls == before
    assert not harness.out.exists()


def test_unreadable_images_may_be_left_out_and_are_listed(
    harness: Harness, colour_run: Path, colour_folder: Path
) -> None:
    problems = spoil(colour_folder)
    (outcome,) = harness(colour_run, split=f"folder:{colour_folder}", sets=("gallery.unreadable=leave-out",))
    assert all(len(row) == 1 + 8 for row in lines(outcome))
    left_out = json.loads(outcome.outputs.manifest.read_text())["split"]["left_out"]
    assert set(left_out) == set(problems)
    assert any("4 images cannot be used" in line for line in harness.warnings)
    assert outcome.result is not None
    assert outcome.result.ranks[1] == 0


def test_empty_and_overlong_titles_are_counted_and_said(
    harness: Harness, colour_run: Path, colour_folder: Path
) -> None:
    csv = colour_folder / "articles.csv"
    text = csv.read_text().replace("A green thing number 1,", ",").replace("number 2,", "number 2 and many words more,")
    csv.write_text(text)
    (outcome,) = harness(colour_run, split=f"folder:{colour_folder}")
    texts = json.loads(outcome.outputs.manifest.read_text())["texts"]
    assert texts["empty"] == ["2"]
    assert texts["truncated"] == ["3"]
    assert len(lines(outcome)) == 12
    assert any("without a title" in line for line in harness.warnings)
    assert any("over the encoder's 8 tokens" in line for line in harness.warnings)


def test_no_text_field_at_all(harness: Harness, colour_run: Path, colour_folder: Path) -> None:
    with pytest.raises(DataError, match="no article has any of the text fields lead") as error:
        harness(colour_run, split=f"folder:{colour_folder}", sets=('text.fields=["lead"]',))
    assert "title" in str(error.value)


def test_an_embedding_that_is_not_a_number_names_its_title(
    harness: Harness, colour_run: Path, colour_folder: Path
) -> None:
    csv = colour_folder / "articles.csv"
    csv.write_text(csv.read_text().replace("A green thing number 5", "A nan thing"))
    with pytest.raises(DataError, match=r"no usable embedding .* for title 'A nan thing'"):
        harness(colour_run, split=f"folder:{colour_folder}", sets=("encoder.name=broken",))
    assert not list(harness.out.rglob("*.tsv"))


def test_another_runs_output_is_not_overwritten(harness: Harness, colour_run: Path, colour_folder: Path) -> None:
    (first,) = harness(colour_run, split=f"folder:{colour_folder}")
    content = first.outputs.submission.read_bytes()
    before = dict(harness.encoder.calls)
    other = ("encoder.tint=0.25",)
    with pytest.raises(OutputError, match=r"colour\.tsv: exists and comes from other data, options or weights"):
        harness(colour_run, split=f"folder:{colour_folder}", sets=other)
    assert harness.encoder.calls == before
    assert first.outputs.submission.read_bytes() == content
    (forced,) = harness(colour_run, split=f"folder:{colour_folder}", sets=other, force=True)
    assert forced.changed


def test_an_edited_submission_is_not_overwritten(harness: Harness, colour_run: Path, colour_folder: Path) -> None:
    (first,) = harness(colour_run, split=f"folder:{colour_folder}")
    first.outputs.submission.write_text("mine\n")
    with pytest.raises(OutputError, match="exists with other bytes"):
        harness(colour_run, split=f"folder:{colour_folder}")
    assert first.outputs.submission.read_text() == "mine\n"


def test_two_splits_of_one_name_do_not_share_an_output(
    harness: Harness, colour_run: Path, colour_folder: Path, tmp_path: Path
) -> None:
    twin = shutil.copytree(colour_folder, tmp_path / "deeper" / "colours")
    with pytest.raises(RunFileError, match="would both write"):
        harness(colour_run, split=[f"folder:{colour_folder}", f"folder:{twin}"])


def test_an_unknown_submission_key_names_the_nearest(harness: Harness, colour_run: Path, colour_folder: Path) -> None:
    with pytest.raises(RunFileError, match="cannot be told apart by 'ur'; did you mean 'url'"):
        harness(colour_run, split=f"folder:{colour_folder}", sets=("submission.key=ur",))


def test_paraphrases_from_a_file_are_views(
    harness: Harness, colour_run: Path, colour_folder: Path, tmp_path: Path
) -> None:
    (tmp_path / "own.jsonl").write_text('{"id": "4", "paraphrases": ["Something red", "Something blue"]}\n')
    sets = ("augmenter.name=file", "augmenter.path=own.jsonl")
    (outcome,) = harness(colour_run, split=f"folder:{colour_folder}", sets=sets)
    table = pd.read_parquet(outcome.outputs.articles)
    assert list(table["views"][3]) == ["A grey thing number 3", "Something red", "Something blue"]
    assert list(table["views"][0]) == ["A red thing number 0"]
    texts = json.loads(outcome.outputs.manifest.read_text())["texts"]
    assert texts["views_per_article"] == {"1": 11, "3": 1}


def test_an_augmenter_that_loses_the_title_is_refused(
    tmp_path: Path, colour_plugin: Path, colour_run: Path, colour_folder: Path
) -> None:
    plugin = colour_plugin.read_text() + (
        "\nfrom mediaeval import Augmenter\n"
        "class Loses:\n"
        "    def augment(self, ids, titles):\n"
        "        return [['other'] for _ in titles]\n"
        "@hookimpl\n"
        "def mediaeval_augmenters():\n"
        "    yield Augmenter('loses', f'{__name__}:Loses')\n"
    )
    colour_plugin.write_text(plugin)
    with pytest.raises(PluginError, match="the first view of article '1' is not its title"):
        Harness(tmp_path, colour_plugin)(colour_run, split=f"folder:{colour_folder}", sets=("augmenter.name=loses",))


def test_a_large_gallery_gives_lists_of_a_hundred(harness: Harness, colour_run: Path, tmp_path: Path) -> None:
    folder = tmp_path / "large"
    (folder / "images").mkdir(parents=True)
    rng = np.random.default_rng(0)
    for number in range(160):
        Image.fromarray(rng.integers(0, 255, (4, 4, 3), dtype=np.uint8)).save(folder / "images" / f"I{number:03d}.png")
    rows = [f"{n},https://e.org/{n},A red and blue thing {n},,I{n:03d}," for n in range(160)]
    header = "article_id,article_url,article_title,article_tags,image_id,image_url"
    (folder / "articles.csv").write_text("\n".join([header, *rows]) + "\n")
    (outcome,) = harness(colour_run, split=f"folder:{folder}")
    assert {len(row) for row in lines(outcome)} == {101}
    assert outcome.result is not None
    assert outcome.result.ranks.max() > 100
    assert outcome.result.figures()["Recall@100"] == (outcome.result.ranks <= 100).mean()


ENSEMBLE = """
[[encoder]]
name = "mean-colour"

[[encoder]]
name = "mean-colour"
tint = 0.5

[ensemble]
name = "mean-pool"

[plugins]
files = ["colour_plugin.py"]
"""


def test_two_encoders_are_one_run(harness: Harness, colour_run: Path, colour_folder: Path, tmp_path: Path) -> None:
    (tmp_path / "both.toml").write_text(ENSEMBLE)
    plain = ("reviser.name=none",)
    split = f"folder:{colour_folder}"
    before = dict(harness.encoder.calls)
    (both,) = harness(tmp_path / "both.toml", split=split)
    assert {kind: harness.encoder.calls[kind] - before[kind] for kind in before} == {"image": 24, "text": 24}
    single = [tmp_path / f"{name}.toml" for name in ("first", "second")]
    for path in single:
        path.write_text(colour_run.read_text())
    (first,) = harness(single[0], split=split, sets=plain)
    (second,) = harness(single[1], split=split, sets=(*plain, "encoder.tint=0.5"))
    tables = [pd.read_parquet(outcome.outputs.articles) for outcome in (both, first, second)]
    rows = [[dict(zip(i, s, strict=True)) for i, s in zip(t["images"], t["scores"], strict=True)] for t in tables]
    for fused, one, other in zip(*rows, strict=True):
        assert fused == pytest.approx({image: (one[image] + other[image]) / 2 for image in one}, abs=1e-6)
    manifest = json.loads(both.outputs.manifest.read_text())
    assert list(manifest["components"]) == [
        "aggregator",
        "augmenter",
        "encoder.0",
        "encoder.1",
        "ensemble",
        "ranker",
        "reviser",
    ]
    assert manifest["fingerprints"]["encoder.1"]["text"] == {"model": "mean-colour", "tint": 0.5}
    assert manifest["texts"]["context_length"] == [8, 8]


def test_an_external_bank_is_encoded_once_and_named(
    harness: Harness, colour_run: Path, colour_folder: Path, tmp_path: Path
) -> None:
    bank = tmp_path / "bank.txt"
    bank.write_text("Something red\nSomething blue\nSomething green\nA red and blue thing\n")
    split, before = f"folder:{colour_folder}", harness.encoder.calls["text"]
    sets = ("scoring.bank=external", "scoring.bank_file=bank.txt", "reviser.temperature=0.05")
    (outcome,) = harness(colour_run, split=split, sets=sets)
    assert harness.encoder.calls["text"] - before == 16
    manifest = json.loads(outcome.outputs.manifest.read_text())
    assert manifest["assumes"] == []
    assert manifest["scoring"]["bank"] == "external"
    assert manifest["scoring"]["bank_titles"] == 4
    assert outcome.result is not None
    assert outcome.result.assumes == ()
    bank.write_text("Something grey\nAnd something red\n")
    with pytest.raises(OutputError, match="comes from other data, options or weights"):
        harness(colour_run, split=split, sets=sets)
    (both,) = harness(colour_run, split=split, sets=("scoring.bank=test+external", *sets[1:]), force=True)
    assert both.result is not None
    assert both.result.assumes == ("transductive",)


BANKS = {
    "no file": (("scoring.bank=external",), r"\[scoring\] bank: 'external' needs a bank_file"),
    "not read": (
        ("scoring.bank_file=bank.txt",),
        r"\[scoring\] bank_file: is not read, because the bank is the test set",
    ),
    "not there": (("scoring.bank=external", "scoring.bank_file=no.txt"), r"no\.txt: the bank of titles cannot be read"),
    "dense": (
        ("reviser.name=hungarian", "scoring.bank=external", "scoring.bank_file=bank.txt"),
        "has no meaning for Hungarian",
    ),
}


@pytest.mark.parametrize("case", BANKS)
def test_a_bank_that_cannot_be_is_said_before_anything_is_encoded(
    harness: Harness, colour_run: Path, colour_folder: Path, tmp_path: Path, case: str
) -> None:
    (tmp_path / "bank.txt").write_text("A title\n")
    sets, message = BANKS[case]
    before = dict(harness.encoder.calls)
    with pytest.raises(RunFileError, match=message):
        harness(colour_run, split=f"folder:{colour_folder}", sets=sets)
    assert harness.encoder.calls == before


def test_a_sweep_encodes_everything_once_and_writes_nothing(
    harness: Harness, colour_run: Path, colour_folder: Path
) -> None:
    names = "none,csls,nnn,sinkhorn,inverted-softmax"
    chosen = settings_of(colour_run, (), [f"reviser.name={names}"], harness.plugins)
    (named,) = find_splits([f"folder:{colour_folder}"], harness.plugins, harness.data)
    before = dict(harness.encoder.calls)
    rows = sweep(chosen, named, Settings(out=harness.out, store=EmbeddingStore(cache_folder("embeddings"))))
    assert {kind: harness.encoder.calls[kind] - before[kind] for kind in before} == {"image": 12, "text": 12}
    assert not harness.out.exists()
    assert [row.label for row in rows] == ["as it stands", *(f"reviser.name={name}" for name in names.split(","))]
    assert rows[0].p_value is None
    for row in rows[1:]:
        values = [result.per_article(COMPARED) for result in (row.result, rows[0].result)]
        assert row.p_value == sign_flip(*values)
        assert row.difference == pytest.approx(values[0].mean() - values[1].mean())
    assert [row.corrected for row in rows[1:]] == holm([row.p_value for row in rows[1:] if row.p_value is not None])


REVISERS = ("none", "dual-softmax", "dual-softmax-scaled", "inverted-softmax", "csls", "nnn", "mean-center", "qb-norm",
            "dsl", "sinkhorn", "mutual-proximity")  # fmt: skip


@pytest.mark.parametrize("reviser", REVISERS)
def test_no_reviser_makes_ties_or_minds_the_order_of_the_file(
    harness: Harness, colour_run: Path, colour_folder: Path, tmp_path: Path, reviser: str
) -> None:
    sets = (f"reviser.name={reviser}",)
    (first,) = harness(colour_run, split=f"folder:{colour_folder}", sets=sets)
    csv = colour_folder / "articles.csv"
    header, *rows = csv.read_text().splitlines()
    csv.write_text("\n".join([header, *rows[5:], *rows[:5]]) + "\n")
    harness.out = tmp_path / "elsewhere"
    (second,) = harness(colour_run, split=f"folder:{colour_folder}", sets=sets)
    assert sorted(lines(first)) == sorted(lines(second))
    assert first.result is not None
    assert second.result is not None
    assert first.result.bounds() == {}
    assert list(first.result.optimistic) == list(first.result.pessimistic)  # type: ignore[arg-type]
    assert first.result.figures() == second.result.figures()
