"""The model card: what a fine-tuned checkpoint was made of, as its record has it, for people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

__all__ = ["model_card"]

_POINTS: Final = 20
"""Points of the loss curve."""


def model_card(record: Mapping[str, Any], losses: Sequence[Mapping[str, Any]]) -> str:
    """Markdown.

    Args:
        record: what is written as ``training.json``.
        losses: the lines of the log that say a loss, in order.
    """
    base, pairs, corpus = record["base"]["encoder"], record["pairs"], record["corpus"]
    parts = [
        "---\nlibrary_name: open_clip\ntags:\n- clip\n- text-to-image retrieval\n- fine-tuned\n---",
        f"# {base['name']}, its text tower fine-tuned",
        *([record["description"]] if record["description"] else []),
        (
            f"An open_clip model. Its text tower was trained on {pairs['pairs']:,} pairs of a picture and a text; its "
            f"image tower is that of `{base['name']}` (weights sha256 `{record['base']['fingerprint']['weights']}`) "
            "and was not touched. Trained by `mediaeval finetune`; `training.json` beside it holds all that follows."
        ),
        "## Use",
        f"```console\n{record['use']}\n```",
        "In Python: `open_clip.create_model_and_transforms('local-dir:FOLDER')`.",
        "## Corpus",
        _table(
            ("", ""),
            [
                ("manifest", f"`{corpus['manifest']}`, sha256 `{corpus['sha256']}`"),
                ("rows to train on", f"{pairs['rows']:,}"),
                ("rows without a title, left out", f"{pairs['empty_titles']:,}"),
                ("pictures", f"{pairs['images']:,}"),
                ("titles", f"{pairs['titles']:,}"),
                ("titles that reach the model's context length, where longer ones are cut", f"{pairs['cut_titles']:,}"),
                ("pairs", f"{pairs['pairs']:,}"),
                ("rows kept for validation", f"{corpus['validation_rows']:,}"),
                *_paraphrases(pairs),
            ],
        ),
        *_built(corpus["metadata"]),
        _counted("source", corpus["sources"]),
        _counted("licence", corpus["licences"]),
        "## Training",
        "The loss is the symmetric cross-entropy of CLIP over whole batches, the gradient exact.",
        _table(("option", "value"), list(_options(record["options"]))),
        _table(("", ""), [(name.replace("_", " "), _shown(value)) for name, value in record["done"].items()]),
        "## Curve",
        *_losses(losses),
        *_measured(record),
        "## Limits",
        (
            "Figures on what training was steered by are no result on other data. What a licence of the base model or "
            "of a source forbids, it forbids of this model too."
        ),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _built(metadata: Mapping[str, Any]) -> Iterator[str]:
    """What ``corpus build`` counted, where the manifest says so."""
    counts = metadata.get("counts")
    if isinstance(counts, dict) and counts:
        names = ("read", "kept", "train", "validation")
        rows = [(source, *(_shown(found.get(name, "")) for name in names)) for source, found in counts.items()]
        yield _table(("as built", *names), rows)
    leakage = metadata.get("leakage")
    if isinstance(leakage, dict) and leakage.get("splits"):
        splits = ", ".join(f"`{split}`" for split in leakage["splits"])
        yield f"Compared with {splits}: {leakage.get('pairs', 0):,} pairs that occur there were left out."


def _paraphrases(pairs: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    found = pairs.get("paraphrases")
    if found is None:
        yield "paraphrases", "none"
        return
    counts = found["counts"]
    yield "titles with a paraphrase", f"{counts['joined']:,} of {counts['titles']:,} (file sha256 `{found['sha256']}`)"
    yield "titles without one", f"{counts['missing']:,}"
    for origin in found["provenance"]:
        if isinstance(origin.get("augmenter"), dict):
            yield "paraphrased by", f"`{origin['augmenter'].get('name')}` {origin['augmenter'].get('options')}"


def _options(options: Mapping[str, Mapping[str, Any]]) -> Iterator[tuple[str, str]]:
    for table, values in options.items():
        for key, value in values.items():
            yield f"{table}.{key}", f"`{value}`"


def _counted(what: str, counts: Mapping[str, int]) -> str:
    return _table((what, "rows"), [(name or "not stated", f"{count:,}") for name, count in counts.items()])


def _losses(losses: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """The mean loss over equal stretches of steps."""
    if not losses:
        return
    size = -(-len(losses) // _POINTS)
    rows = []
    for start in range(0, len(losses), size):
        part = losses[start : start + size]
        mean = sum(one["loss"] for one in part) / len(part)
        rows.append((f"{part[0]['step']:,} to {part[-1]['step']:,}", f"{mean:.4f}", f"{part[-1]['learning_rate']:.2e}"))
    yield _table(("steps", "mean loss", "learning rate"), rows)


def _measured(record: Mapping[str, Any]) -> Iterator[str]:
    curve, validation = record["curve"], record["validation"]
    if not curve:
        yield "Nothing was measured."
        return
    yield (
        f"Measured on `{validation['split']}` ({validation['articles']:,} titles, {validation['images']:,} pictures), "
        "by cosine, without reviser and augmenter:"
    )
    names = [name for name in curve[0] if name != "step"]
    yield _table(("step", *names), [(f"{one['step']:,}", *(f"{one[name]:.5f}" for name in names)) for one in curve])
    change = validation["change"]
    yield (
        f"{change['measure']} went from {change['before']:.5f} to {change['after']:.5f} "
        f"(p = {change['p_value']:.4f}, {change['test']})."
    )


def _shown(value: Any) -> str:
    return f"{value:,}" if isinstance(value, int) else str(value)


def _table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    def line(cells: tuple[str, ...]) -> str:
        return "| " + " | ".join(str(cell).replace("|", "\\|") for cell in cells) + " |"

    return "\n".join([line(head), line(("---",) * len(head)), *map(line, rows)])
