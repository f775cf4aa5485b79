from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from mediaeval import DataError
from mediaeval_plugins.corpora.records import Shape, field, plain, read_records

Put = Callable[..., Path]
ROWS = [{"title": "Ä first", "n": 1}, {"title": 'second, with\nline \u2028 ends and "quotes"', "n": 2}]
TABLE = 'title,n\nÄ first,1\n"second, with\nline \u2028 ends and ""quotes""",2\n'

FORMS = {
    "a.jsonl": "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in ROWS),
    "a.ndjson": "".join(json.dumps(row) + "\n\n" for row in ROWS),
    "a.json": json.dumps(ROWS, indent=2),
    "bom.json": "\ufeff" + json.dumps(ROWS, ensure_ascii=False),
    "lines.json": "".join(json.dumps(row) + "\n" for row in ROWS),
    "a.csv": TABLE,
    "bom.csv": "\ufeff" + TABLE.replace("\n", "\r\n").replace("with\r\nline", "with\nline"),
}


def values(path: Path, shape: Shape = Shape()) -> list[dict[str, Any]]:  # noqa: B008 - frozen
    return [dict(record.values) for record in read_records(path, shape)]


@pytest.mark.parametrize("name", FORMS)
@pytest.mark.parametrize("packed", [False, True])
def test_every_form_gives_the_same_records(put: Put, name: str, packed: bool) -> None:
    data = FORMS[name].encode()
    path = put(f"{name}.gz", gzip.compress(data)) if packed else put(name, data)
    found = values(path)
    assert [{**row, "n": int(row["n"])} for row in found] == ROWS


def test_parquet_too(tmp_path: Path) -> None:
    pq.write_table(pa.Table.from_pylist(ROWS), tmp_path / "a.parquet")
    assert values(tmp_path / "a.parquet") == ROWS


def test_a_list_within_an_object_has_a_name(put: Put) -> None:
    path = put("a.json", json.dumps({"made": "2023", "news": ROWS}))
    assert values(path, Shape(within="news")) == ROWS
    with pytest.raises(DataError, match=r"is one object, not a list of records") as error:
        values(path)
    assert 'within = "news"' in str(error.value)
    with pytest.raises(DataError, match=r"has no field 'nwes'; did you mean 'news'\?"):
        values(path, Shape(within="nwes"))


def test_tab_separated_cells_hold_quotes_as_they_are(put: Put) -> None:
    path = put("a.tsv", 'title\timage\n"Ja", sagt er\t1.jpg\t\n')
    assert values(path) == [{"title": '"Ja", sagt er', "image": "1.jpg"}]


def test_columns_without_a_header_are_named(put: Put) -> None:
    path = put("image_urls.tsv", "n0\thttp://x.example/0.jpg\n")
    assert values(path, Shape(columns=("id", "url"))) == [{"id": "n0", "url": "http://x.example/0.jpg"}]


def test_other_encodings_are_said(put: Put) -> None:
    path = put("a.csv", "title\nGr\u00fc\u00dfe \u201eheute\u201c\n".encode("cp1252"))
    assert values(path, Shape(encoding="cp1252")) == [{"title": "Gr\u00fc\u00dfe \u201eheute\u201c"}]
    with pytest.raises(DataError, match="line 2: is not utf-8"):
        values(path)
    with pytest.raises(DataError, match="there is no encoding 'utf-9'"):
        values(path, Shape(encoding="utf-9"))
    latin = put("a.json", json.dumps([{"title": "Gr\u00fc\u00dfe"}], ensure_ascii=False).encode("latin-1"))
    assert values(latin, Shape(encoding="latin-1")) == [{"title": "Gr\u00fc\u00dfe"}]


def test_cells_may_hold_whole_articles(put: Put) -> None:
    assert len(values(put("a.csv", f"html\n{'<p>x</p>' * 40_000}\n"))[0]["html"]) == 320_000


BROKEN = {
    "cut.json": ('[{"title": "a"}, {"titl', r"is not JSON after record 1"),
    "not.json": ("<html>", "is not JSON after record 0"),
    "empty.json": ("[]", "holds no record"),
    "scalars.json": ("[1, 2]", "record 1: is no object with named fields: '1'"),
    "bad.jsonl": ('{"a": 1}\n{"a": \n', "line 2: is not JSON"),
    "list.jsonl": ("[1]\n", "line 1: is no object"),
    "ragged.csv": ("a,b\n1,2\n\n1,2,3\n", "line 4: has 3 cells where the header has 2"),
    "quote.csv": ('a,b\n1,"2\n', "unexpected end of data"),
    "what.xyz": ("", r"does not say the form of its content"),
    "none.parquet": ("PAR1", "is no Parquet file"),
    "none.json.gz": ("plain", "cannot be read"),
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_wrong_is_one_sentence_with_its_place(put: Put, name: str) -> None:
    content, message = BROKEN[name]
    with pytest.raises(DataError, match=message) as error:
        values(put(name, content))
    assert name in str(error.value)


def test_a_field_is_named_by_the_way_to_it() -> None:
    record = {"headline": {"main": "H"}, "images": [{"url": "u"}], "a.b": 1}
    assert field(record, "headline.main") == "H"
    assert field(record, "images.0.url") == "u"
    assert field(record, "a.b") == 1
    assert [field(record, name) for name in ("headline.kicker", "images.3.url", "images.x", "headline.main.x")] == [
        None
    ] * 4


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({"$oid": "5e"}, "5e"), ({"$numberInt": "3"}, "3"), (3, "3"), (2.5, "2.5"), (" x ", "x"), (None, ""),
        (float("nan"), ""), (True, ""), ([1], ""), ({"main": "x"}, ""),
    ],
)  # fmt: skip
def test_values_become_text(value: object, text: str) -> None:
    assert plain(value) == text
