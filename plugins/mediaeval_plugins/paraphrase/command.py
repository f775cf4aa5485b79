"""``mediaeval augment``."""

from __future__ import annotations

from array import array
from collections import Counter
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from mediaeval import DataError, data_option, debug_option, digest_file, open_augmentation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mediaeval import Augmentation

__all__ = ["augment"]


@click.command()
@click.option("--split", metavar="SPLIT", help="The split whose headlines are augmented.")
@click.option(
    "--titles",
    "titles_file",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Titles from a file instead: .txt (one a line), .jsonl, .csv or .tsv (with id and title).",
)
@click.option("--with", "name", metavar="AUGMENTER", help="The augmenter; by default the run's.")
@click.option(
    "--set",
    "options",
    multiple=True,
    metavar="KEY=VALUE",
    help="An option of the augmenter, or TABLE.KEY=VALUE as in a run file; repeatable.",
)
@click.option("--run", metavar="RUNFILE", help="Take text settings, augmenter and encoder from a run file.")
@click.option("--out", type=click.Path(path_type=Path), required=True, metavar="FILE.jsonl", help="File to write.")
@click.option("--shard", metavar="I/N", help="Do every N-th title from the I-th on; by default the launcher's rank.")
@click.option("--device", metavar="DEVICE", help="cuda, cpu or auto.")
@click.option("--force", is_flag=True, help="Replace a file that was made in another way.")
@data_option
@debug_option
@click.pass_context
def augment(
    ctx: click.Context,
    split: str | None,
    titles_file: Path | None,
    name: str | None,
    options: tuple[str, ...],
    run: str | None,
    out: Path,
    shard: str | None,
    device: str | None,
    data: Path,
    force: bool,
) -> None:
    """Write down the views that an augmenter gives to titles, such as paraphrases.

    The file can be read, edited, and given back: --set augmenter.name=file --set augmenter.path=FILE.

    What was generated is kept in the cache folder as well: a killed call goes on where it stopped, and a run with the
    same options generates nothing again. With several shards each writes FILE.I-of-N.jsonl; cat joins them.

    \b
    Examples:
      mediaeval augment --split RT --with t5-paraphrase --set views=3 --out rt.jsonl
      mediaeval augment --titles headlines.txt --run run3 --out headlines.jsonl --shard 0/8
    """
    from tqdm import tqdm

    from mediaeval_plugins.paraphrase.artefact import is_written, provenance_of, write_views
    from mediaeval_plugins.paraphrase.sharding import find_part, path_of, share

    if (split is None) == (titles_file is None):
        raise click.UsageError("Give either --split or --titles.")
    part = find_part(shard)
    path = path_of(part, out)
    augmentation = open_augmentation(ctx, name, options, run=run, device=device)
    if titles_file is not None:
        source = _survey(titles_file)
        titles = _from_file(titles_file, augmentation)
    else:
        pairs, source = augmentation.read_split(str(split), data)
        titles = iter(pairs)
    provenance = provenance_of(augmentation, {**source, "shard": [part.rank, part.world]})
    if not force and is_written(path, provenance):
        click.echo(f"{path}: unchanged")
        return
    with tqdm(
        total=len(range(part.rank, source["articles"], part.world)), desc="augmenting", unit="title", disable=None
    ) as bar:
        counts = write_views(path, augmentation, share(part, titles), provenance, bar.update)
    click.echo(f"{path}: written")
    for outcome, number in counts.items():
        click.echo(f"  {outcome}: {number}")


def _from_file(path: Path, augmentation: Augmentation) -> Iterator[tuple[str, str]]:
    from mediaeval_plugins.paraphrase.titles import read_titles

    return ((title.id, augmentation.clean(title.text)) for title in read_titles(path))


def _survey(path: Path) -> dict[str, Any]:
    """Read all titles once before any is augmented: a bad line is told at once, and the time left is known.

    Ids are held as eight bytes each.

    Raises:
        DataError: the file has another form, or an id occurs twice.
    """
    import numpy as np

    from mediaeval_plugins.paraphrase.titles import read_titles

    marks = array("Q")
    for title in read_titles(path):
        marks.append(_mark(title.id))
    ordered = np.sort(np.frombuffer(marks, dtype=np.uint64)) if marks else np.empty(0, dtype=np.uint64)
    twice = {int(mark) for mark in ordered[1:][ordered[1:] == ordered[:-1]]}
    if twice:
        seen = Counter(title.id for title in read_titles(path) if _mark(title.id) in twice)
        article, times = seen.most_common(1)[0]
        raise DataError(f"{path}: id {article!r} stands {times} times; {len(twice)} ids stand more than once.")
    if not marks:
        raise DataError(f"{path}: holds no title.")
    return {"titles": path.name, "articles": len(marks), "sha256": digest_file(path)}


def _mark(article: str) -> int:
    return int.from_bytes(blake2b(article.encode(), digest_size=8).digest())
