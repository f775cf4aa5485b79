"""Ground truth from any of three forms: the training layout, TREC qrels, or two columns.

The training layout is a table whose header names a key of the article and ``iid``. TREC qrels are
``topic iteration document relevance`` with blanks between (https://trec.nist.gov/data/qrels_eng/); two columns are an
article key and an image id.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from mediaeval import DataError, Split
from mediaeval_plugins.newsimages.columns import canonical, canonical_all
from mediaeval_plugins.newsimages.encoding import decode_file
from mediaeval_plugins.newsimages.faults import refuse
from mediaeval_plugins.newsimages.pictures import bare_id
from mediaeval_plugins.newsimages.table import read_table

__all__ = ["read_qrels"]

_PAIR_CELLS = 2
_QRELS_CELLS = 4
_RELEVANCE = re.compile(r"-?[0-9]{1,9}")


class _Pair(NamedTuple):
    line: int
    keys: Mapping[str, str]  # name of the key, or "" where the file does not say, to its value
    image: str


def read_qrels(path: Path, split: Split) -> dict[str, str]:
    """Article id to the id of its one relevant image; articles that the file does not name are left out.

    Args:
        path: the file; its form is seen from its first line.
        split: the articles, which may be named by their id or any of their keys, and the gallery.

    Raises:
        DataError: the file has another form, names no article of the split, an unknown article or image, or two
            relevant images for one article; with every such line.
    """
    pairs = _pairs(path)
    articles = _by_key(pairs, split)
    if not articles:
        sample = next((value for pair in pairs[:1] for value in pair.keys.values()), "")
        raise DataError(
            f"{path}: none of its {len(pairs)} lines names an article of {split.name} (the first names {sample!r}).",
            hint=f"Articles go by {' or '.join(_key_names(split))}, such as {split.articles[0].id!r}."
            if split.articles
            else None,
        )
    images = {image.id for image in split.images}
    truth: dict[str, str] = {}
    faults: list[tuple[int, str]] = []
    for pair in pairs:
        article = next((articles[key] for key in pair.keys.items() if key in articles), None)
        image = pair.image if pair.image in images else bare_id(pair.image)
        if article is None:
            faults.append((pair.line, f"no article {next(iter(pair.keys.values()), '')!r} in {split.name}"))
        elif image not in images:
            faults.append((pair.line, f"no image {pair.image!r} in the gallery"))
        elif truth.setdefault(article, image) != image:
            faults.append((pair.line, f"article {article!r} has image {truth[article]!r} already"))
    refuse(path, "is not ground truth of this split", faults)
    return truth


def _key_names(split: Split) -> list[str]:
    return list(dict.fromkeys(name for article in split.articles for name in article.keys))


def _by_key(pairs: Sequence[_Pair], split: Split) -> dict[tuple[str, str], str]:
    """``(name of the key in the file, value)`` to article id, for the one key that the file means.

    Of the columns of the file and the keys of the articles that pair is taken that agrees for the most lines; the
    ``article`` of 2023, say, is shared by several articles and drops out, since only unique values count.
    """
    best: dict[tuple[str, str], str] = {}
    most = 0
    for key in ("", *_key_names(split)):
        ids: dict[str, set[str]] = {}
        for article in split.articles:
            value = article.keys.get(key, "") if key else article.id
            if value:
                ids.setdefault(value, set()).add(article.id)
        unique = {value: next(iter(owners)) for value, owners in ids.items() if len(owners) == 1}
        for column in dict.fromkeys(name for pair in pairs for name in pair.keys):
            hits = sum(pair.keys.get(column) in unique for pair in pairs)
            if hits > most:
                most, best = hits, {(column, value): article for value, article in unique.items()}
    return best


def _pairs(path: Path) -> list[_Pair]:
    text = decode_file(path).text
    first = text.partition("\n")[0].rstrip("\r")
    header = canonical_all(first.split("\t" if "\t" in first else ","))
    if "iid" in header and len(header) > 1:
        return _table_pairs(path)
    lines = [(number, line.strip()) for number, line in enumerate(text.split("\n"), 1)]
    rows = [(number, _cells(line)) for number, line in lines if line]
    if not rows:
        raise DataError(f"{path}: the file of ground truth is empty.")
    if len(rows[0][1]) == _QRELS_CELLS:
        return _trec_pairs(path, rows)
    refuse(
        path,
        "neither the training layout, nor TREC qrels, nor two columns",
        [(number, f"{len(cells)} cells") for number, cells in rows if len(cells) != _PAIR_CELLS],
        hint="Give one line for each article: its key, a TAB, the id of its image.",
    )
    return [_Pair(number, {"": cells[0]}, cells[1]) for number, cells in rows]


def _cells(line: str) -> list[str]:
    """The cells of a line without a header: TABs part before commas, commas before blanks."""
    if "\t" in line:
        return [cell.strip() for cell in line.split("\t")]
    cells = line.split()
    if len(cells) == _QRELS_CELLS or "," not in line or (len(cells) == _PAIR_CELLS and not cells[0].endswith(",")):
        return cells
    return [cell.strip().strip('"') for cell in line.rsplit(",", 1)]


def _table_pairs(path: Path) -> list[_Pair]:
    rows = read_table(path).rows
    refuse(path, "articles without an image", [(row.line, "no image id") for row in rows if not row.key("iid")])
    skipped = {"iid", "img", "imgFile", "hashvalue", "title", "text", "titleEN", "textEN", "tags", "date", "outlet"}
    return [
        _Pair(
            row.line,
            {canonical(name): row.key(name) for name in row.cells if name not in skipped and row.key(name)},
            row.key("iid"),
        )
        for row in rows
    ]


def _trec_pairs(path: Path, rows: Sequence[tuple[int, list[str]]]) -> list[_Pair]:
    faults: list[tuple[int, str]] = []
    pairs: list[_Pair] = []
    for number, cells in rows:
        if len(cells) != _QRELS_CELLS or not _RELEVANCE.fullmatch(cells[3]):
            faults.append((number, "not 'article 0 image relevance' with a whole number as relevance"))
        elif int(cells[3]) > 0:
            pairs.append(_Pair(number, {"": cells[0]}, cells[2]))
    refuse(path, "not TREC qrels", faults)
    return pairs
