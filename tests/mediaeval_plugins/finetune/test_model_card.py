from __future__ import annotations

import json

from mediaeval import digest_file


def test_the_card_says_what_the_model_was_made_of(trained, corpus):
    card = (trained.folder / "README.md").read_text()
    assert card.startswith("---\nlibrary_name: open_clip\n")
    assert f"sha256 `{digest_file(corpus)}`" in card
    for line in (
        "| rows to train on | 96 |",
        "| rows kept for validation | 24 |",
        "| paraphrases | none |",
        "| drawn | 120 | 120 |  |  |",
        "| drawn | 120 |",
        "| training.batch | `16` |",
        "| optimiser.lr | `0.0003` |",
        "| steps | 12 |",
    ):
        assert line in card, line
    assert trained.record["use"] in card
    assert str(corpus.parent) not in card.replace(str(corpus), "")


def test_the_curve_is_numbers(trained):
    card = (trained.folder / "README.md").read_text()
    first = trained.log[1]
    assert f"| 1 to 1 | {first['loss']:.4f} |" in card
    last = trained.record["curve"][-1]
    assert f"| 12 | {last['Recall@5']:.5f} |" in card or f"{last['MRR@100']:.5f} |" in card
    change = trained.record["validation"]["change"]
    assert f"from {change['before']:.5f} to {change['after']:.5f} (p = {change['p_value']:.4f}" in card


def test_paraphrases_are_recorded(finetune, tmp_path, corpus):
    from mediaeval_plugins.finetune.manifest import read_manifest

    manifest = read_manifest(corpus)
    titles = manifest.take("title", manifest.rows("train"))[:40]
    path = tmp_path / "p.jsonl"
    head = {"provenance": {"augmenter": {"name": "t5-paraphrase", "options": {"beams": 5}}}}
    entries = [{"id": str(n), "title": title, "paraphrases": [f"So: {title}"]} for n, title in enumerate(titles)]
    path.write_text("".join(json.dumps(one) + "\n" for one in (head, *entries)))
    done = finetune(f"corpus.paraphrases={path}", "training.epochs=1")
    counts = done.record["pairs"]["paraphrases"]["counts"]
    assert counts["joined"] == len(set(titles))
    assert done.record["pairs"]["pairs"] == 96 + sum(
        title in titles for title in manifest.take("title", manifest.rows("train"))
    )
    card = (done.folder / "README.md").read_text()
    assert f"| titles without one | {counts['missing']} |" in card
    assert "| paraphrased by | `t5-paraphrase` {'beams': 5} |" in card
    assert digest_file(path) in card
